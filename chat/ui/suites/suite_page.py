"""The pages of prompt suites: /suite makes a new one and lists those there are, /suite/ID shows one while it runs and after."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nicegui import events, ui

from chat.conversation import Chat, Lane
from chat.conversation.json_object import JsonObject
from chat.engine.error import EngineError
from chat.engine.expiring import ExpiringItems
from chat.engine.lanes import lanes
from chat.exchange.incoming.prompt_file import Kind, PromptFile, PromptFileError
from chat.store.store import StoreError
from chat.store.tables.suites import SuiteRecord
from chat.ui.lanes import address as compare_page
from chat.ui.model_picker.model_picker import offer_models
from chat.ui.parts import formatting
from chat.ui.parts.actions import Action
from chat.ui.parts.html import heading, not_found
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.panel import LaneClick
from chat.ui.parts.tab import Tab
from chat.ui.suites.suite_result import SuiteResult, settings_words

PURPOSE = 'Many prompts, sent to every model. A suite runs in the background, can be stopped, and continues after a restart.'
SHOWN_PROMPTS = 6
LONGEST_SHOWN = 300
"""Characters of a prompt in the preview."""
HANDED_OVER = 20
_handed: ExpiringItems[list[Lane]] = ExpiringItems(HANDED_OVER)
"""Lanes of comparisons from which somebody came here, by the chat's id."""


def suites_page(screen: Tab, chat_id: str = '', models: Sequence[str] = ()) -> ui.element:
    """Build the page where the caller stands; `list_suites` fills what it answers a moment later."""
    services = screen.services
    chat = services.engine.find(chat_id) if chat_id else None
    if chat and chat.is_blind:
        chat = None  # the order of its lanes would tell which letter is whose
    chosen = _handed.find(chat_id) or (chat.lanes if chat else compare_page.lanes_for(models, '', services.settings, services.providers))
    with ui.element('div').classes('suites'), ui.element('div').classes('suites-column'):
        heading('h1', 'Prompt suite')
        heading('p', PURPOSE).classes('soft')
        SuiteForm(screen, [lane.fresh() for lane in chosen])
        return ui.element('section').classes('suites-earlier').props('aria-label="Earlier suites"')


async def list_suites(screen: Tab, column: ui.element) -> None:
    """The suites there are, newest first."""
    try:
        records = await screen.services.suites.all()
    except StoreError as error:
        return screen.tell(str(error))
    if not records or column.is_deleted:
        return None
    with column:
        heading('h2', 'Earlier suites')
        with ui.element('ul'):
            for record in records:
                with ui.element('li'), ui.link(target=f'/suite/{record.id}'):
                    heading('strong', record.title).props('dir=auto')
                    heading('span', _summary(record, is_running=screen.services.suites.is_running(record.id)))
    return None


async def suite_page(screen: Tab, suite_id: str) -> None:
    """One suite. Builds where the caller stands."""
    try:
        suite = await screen.services.suites.open(suite_id)
    except StoreError as error:
        return not_found('This suite cannot be read', str(error))
    if suite is None:
        return not_found('This suite is not here', 'It may have been deleted, or the address is mistyped.')
    screen.set_title(suite.record.title)
    SuiteResult(screen, suite)
    return None


class SuiteForm(WatchingElement, component='suite_form.js'):
    """Models, prompts and a template; says at every change how many prompts there are, or what is wrong with them."""

    def __init__(self, screen: Tab, chosen: list[Lane]) -> None:
        super().__init__()
        self.screen = screen
        self.services = screen.services
        self.lanes = chosen[:lanes.MOST_LANES]
        self.props['lanes'] = self._lanes_json()
        self._offer_models()
        self.watch(self.services.providers.watchers, self._offer_models)
        self.on('add', lambda event: self._add(str(event.args)))
        self.on('remove', lambda event: self._remove(int(event.args)))
        self.on('check', self._check)
        self.on('start', self._start)

    def _offer_models(self) -> None:
        with self.client:
            offer_models(self.services.providers.models)

    def _lanes_json(self) -> list[JsonObject]:
        names = lanes.names_of(Lane(model=lane.model, number=number) for number, lane in enumerate(self.lanes))
        return [{'name': names[number], 'words': settings_words(lane)} for number, lane in enumerate(self.lanes)]

    def _tell_lanes(self) -> None:
        rows = self._lanes_json()
        with self.props.suspend_updates():
            self.props['lanes'] = rows
        self.run_method('set_lanes', rows)

    def _add(self, model: str) -> None:
        if model.strip() and len(self.lanes) < lanes.MOST_LANES:
            self.lanes.append(Lane(model=model.strip()))
            self._tell_lanes()

    def _remove(self, column: int) -> None:
        if 0 <= column < len(self.lanes):
            del self.lanes[column]
            self._tell_lanes()

    async def _read(self, args: JsonObject) -> PromptFile:
        kind: Kind = 'csv' if args.get('kind') == 'csv' else 'lines'
        return await self.services.prompt_files.read(str(args.get('file', '')), kind, str(args.get('template', ''))[:1_000_000])

    async def _check(self, event: events.GenericEventArguments) -> None:
        number = event.args.get('number')
        try:
            found = await self._read(event.args)
        except PromptFileError as error:
            self.run_method('show', {'number': number, 'problem': str(error)})
            return
        shown = [{'text': prompt[:LONGEST_SHOWN], 'length': len(prompt)} for prompt in found.prompts[:SHOWN_PROMPTS]]
        self.run_method('show', {'number': number, 'count': len(found.prompts), 'prompts': shown, 'columns': list(found.columns)})

    async def _start(self, event: events.GenericEventArguments) -> None:
        suites = self.services.suites
        try:
            found = await self._read(event.args)
            suite = await suites.new(self.lanes, found.prompts, str(event.args.get('title', '')))
            suites.resume(suite)
        except (PromptFileError, EngineError, StoreError) as error:
            self.run_method('refuse', str(error))
            return
        self.screen.open(f'/suite/{suite.id}')


def _summary(record: SuiteRecord, *, is_running: bool) -> str:
    day = datetime.fromtimestamp(record.created_at).astimezone().strftime('%-d %b %Y, %H:%M')
    words = [counted(record.count, 'prompt'), counted(len(record.lanes), 'lane'), day]
    return ' · '.join([*words, 'running'] if is_running else words)


def counted(number: int, word: str) -> str:
    return f'{formatting.count(number)} {word}{"" if number == 1 else "s"}'


def _hand_over(chat: Chat) -> str:
    """The address of the form with the lanes of this chat, settings and all; they may not be saved anywhere yet."""
    _handed.keep(chat.id, [lane.fresh() for lane in chat.lanes])
    return f'/suite?chat={chat.id}'


FOR_ALL: tuple[Action[LaneClick], ...] = (
    Action(name='suite', label='Prompt suite', icon='suite', is_for_answers=False,
           call=lambda on: on.panel.screen.open(_hand_over(on.chat))),
)
