"""A chat on the screen: its lanes, and the composer below them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from nicegui import background_tasks, ui

from chat.conversation import Chat, Reply, Turn
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.settings.preferences import LAST_LANES, LAST_MODEL
from chat.ui.chat.actions import FOR_ALL, FOR_LANE, FOR_MESSAGE
from chat.ui.chat.message_actions import MessageClick
from chat.ui.chat.welcome import Welcome
from chat.ui.composer.attached_files import ChatFiles
from chat.ui.composer.chat_settings import ChatSettings
from chat.ui.composer.composer import Composer
from chat.ui.composer.persona_bar import PersonaBar
from chat.ui.judging.vote_bar import VoteBar
from chat.ui.lanes import address as compare_page
from chat.ui.lanes.lane_board import AddLane, LaneBar, LaneBoard
from chat.ui.lanes.lane_sent import SentDialog
from chat.ui.lanes.numbers.lane_numbers import LaneNumbers
from chat.ui.parts.debounced import Debounced
from chat.ui.parts.forms.control import Control
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.panel import LaneClick
from chat.ui.parts.tab import Tab
from chat.ui.repeats.sweep_dialog import RepeatPanel
from chat.ui.transcript.transcript import Transcript

HISTORIES = {'own': ('own history', 'own'), 'picked': ('all go on from the picked answer', 'picked')}
"""In words, and in fewer for phones."""


class ChatPanel(WatchingElement):
    """Shows one chat and turns what is clicked into engine calls. Stays in place when /new becomes /chat/ID.

    One lane fills the page; several stand side by side on a `board`, with a `bar` above them.
    """

    def __init__(self, screen: Tab, chat: Chat, *, draft_key: str, draft: str = '', is_comparison: bool = False) -> None:
        """`is_comparison`: a board even for a single lane."""
        super().__init__('section')
        self.screen = screen
        self.engine = screen.services.engine
        self.chat = chat
        self.draft_key = draft_key
        self.is_comparison = is_comparison
        self.board: LaneBoard | None = None
        self.bar: LaneBar | None = None
        self.numbers: LaneNumbers | None = None
        self.votes: VoteBar | None = None
        self._beside: ui.element | None = None
        """What stands in the composer beside its own buttons."""
        self.files = ChatFiles(self.engine, screen.services.attachments, chat, draft_key)
        self._was_running = self._running_now()
        self.classes('chat-panel')
        if chat.turns:
            self.props['data-holds'] = 'prompt'  # until the transcript says it, which then keeps it up to date
        with self:
            self.stage = ui.element('div').classes('chat-stage')
            Welcome(chat, screen.services.providers, on_choose=self._take_offer)
            self.foot = ui.element('div').classes('chat-foot')
            with self.foot:
                self.composer = Composer(
                    draft, place=draft_key, on_send=self._send, on_stop=self._stop, on_draft=self._keep_draft, on_model=self._choose_model,
                    on_attach=lambda ids: self.files.attach(ids, self.composer), can_attach=True, attachments=self.files.draft(),
                    model=self._model, is_running=bool(self._was_running), notice=self._notice,
                    is_temporary=chat.temporary,
                    latest_prompt=max(chat.turns.values(), key=lambda turn: turn.created_at).prompt if chat.turns else '')
                with self.composer:
                    ChatSettings(screen, chat)
                if draft_key == 'new':
                    PersonaBar(screen, chat, on_start=self.composer.begin)
            self.sent_dialog = SentDialog(self.engine, chat)
        self._models_changed()
        self._build_lanes()
        self.watch_chat(chat)
        self.watch(screen.services.store.watchers, self._tell_if_behind)
        self.watch(screen.services.providers.watchers, self._models_changed)

    # -- building

    @property
    def box(self) -> Composer:
        return self.composer

    @property
    def hides_names(self) -> bool:
        return bool(self.board and self.board.aliases)

    @property
    def has_board(self) -> bool:
        return self.is_comparison or len(self.chat.lanes) > 1

    def _build_lanes(self) -> None:
        """Anew only when one lane becomes several or the other way round."""
        self.stage.clear()
        if self._beside:
            self._beside.delete()
        self.board = self.bar = self.numbers = self.votes = None
        if self.has_board:
            self.classes('is-board')
            self._build_board()
        else:
            self.classes(remove='is-board')
            with self.stage, ui.element('div').classes('lanes'):
                for lane in self.chat.lanes:
                    Transcript(self.chat, lane.number, on_action=self._act_on_message)
            with self.composer:
                self._beside = AddLane(self._add_lane)
        self.composer.set_choosing(not self.has_board)
        self._tell_composer()

    def _build_board(self) -> None:
        services, act = self.screen.services, self._act_on_lane
        with self.stage:
            self.bar = LaneBar(self.engine, self.chat, lanes.lane_sets(services.settings), actions=FOR_ALL, on_act=act)
            self.board = LaneBoard(self.chat, services.providers, actions=FOR_LANE, on_act=act, on_entry=self._act_on_message)
            self.numbers = LaneNumbers(self.chat, self.lane_names)
            RepeatPanel(self)
            self.votes = VoteBar(self)
        with self.composer:
            self._beside = self._build_history_switch()

    def _build_history_switch(self) -> ui.element:
        chosen = self.chat.settings.history
        switch = Control(lambda value, name: self._choose_history(str(value)), tag='fieldset').classes('turn-history')
        with switch:
            heading('legend', 'History')
            for value, (label, short) in HISTORIES.items():
                with ui.element('label'):
                    radio = ui.element('input').props(f'type=radio name=history value={value}')
                    radio.props['checked'] = value == chosen
                    radio.props.update({'aria-label': label, 'title': label})
                    heading('span', label).classes('is-long')
                    heading('span', short).classes('is-short')
        return switch

    # -- what the engine tells

    def reply_changed(self, reply: Reply) -> None:
        if self._was_running != self._running_now():
            self._running_changed()

    def chat_changed(self) -> None:
        if self.has_board != (self.board is not None):
            self._build_lanes()
        self._running_changed()
        self.files.look(self.composer)
        if self.composer.model != self._model:
            self.composer.set_model(self._model)
            self._models_changed()
        if self.board and not self.chat.turns:
            self._show_address()

    def _running_now(self) -> frozenset[int]:
        return frozenset(self.engine.tasks.get(self.chat.id, ()))

    def _running_changed(self) -> None:
        self._was_running = self._running_now()
        self._tell_composer()
        for part in (self.board, self.bar, self.numbers, self.votes):
            if part:
                part.refresh()

    def _tell_composer(self) -> None:
        """Whoever compares may go on with the lanes that are done; in a chat of one lane the reply comes first."""
        self.composer.set_free(self.board is not None and lanes.has_free_lane(self.engine, self.chat))
        self.composer.set_running(bool(self._was_running))

    def _models_changed(self) -> None:
        self.composer.set_models([] if blind.is_blind(self.chat) else self.screen.services.providers.models)
        if self.board:
            self.board.refresh()

    @property
    def _model(self) -> str:
        """What the composer says; in a blind comparison nothing on the page may tell a name."""
        return self.chat.lanes[0].model if self.chat.lanes and not blind.is_blind(self.chat) else ''

    def _tell_if_behind(self) -> None:
        self.composer.set_notice(self._notice)

    @property
    def _notice(self) -> str:
        return self.screen.services.store.trouble

    # -- what the user does

    def _send(self, text: str, paste: str | None, attachments: Sequence[str]) -> None:
        prompt = self.whole(text, paste)
        is_first = not self.chat.turns
        if self.screen.attempt(lambda: self.files.send(prompt, attachments, self._history)) is None:
            return self.composer.restore()
        self.composer.taken(self.chat.id)
        self.screen.services.drafts.keep(self.draft_key, '')
        if is_first:
            self.draft_key = self.files.key = self.chat.id
            self.screen.chat = self.chat
            self.screen.rename(f'/chat/{self.chat.id}')
            Debounced(self, self._take_address)()

    def _take_address(self) -> None:
        with self.client:
            self.screen.show_address()
        self.screen.show(self.chat, self.chat.title, self.chat.id)
        if self.board:
            background_tasks.create(self._remember_lanes(), name='lanes used last')

    def _stop(self) -> None:
        self.engine.stop(self.chat.id)

    def _keep_draft(self, text: str, paste: str | None) -> None:
        draft = self.whole(text, paste)
        if not self.chat.temporary:
            self.screen.services.drafts.keep(self.draft_key, draft)

    def whole(self, text: Any, paste: Any) -> str:
        """What was written: the text itself, or what was handed over under the name of a paste."""
        return self.screen.services.pastes.take(str(paste)) or '' if paste else str(text or '')

    def _choose_model(self, model: str) -> None:
        self.chat.lanes[0].model = model
        self.engine.save(self.chat)
        background_tasks.create(self.screen.prefer(LAST_MODEL, model), name='model used last')

    def _take_offer(self, model: str) -> None:
        self._choose_model(model)
        self.composer.set_model(model)
        self.composer.focus()

    def _add_lane(self, model: str) -> None:
        self.screen.attempt(lambda: lanes.add(self.engine, self.chat, model))

    @property
    def _history(self) -> Literal['own', 'picked']:
        return 'picked' if self.board and self.chat.settings.history == 'picked' else 'own'

    def _choose_history(self, value: str) -> None:
        self.chat.settings = replace(self.chat.settings, history='picked' if value == 'picked' else 'own')
        self.engine.save(self.chat)

    async def _remember_lanes(self) -> None:
        """The next comparison begins with these models."""
        models = [lane.model for lane in self.chat.lanes]
        if blind.is_blind(self.chat):
            models.sort()  # the order would tell who is who
        await self.screen.prefer(LAST_LANES, models)

    def _show_address(self) -> None:
        """A reload before the first prompt finds the lanes again."""
        with self.client:
            ui.navigate.history.replace(compare_page.address_of(self.chat))

    # -- what the parts of a comparison lean on

    def lane_names(self) -> dict[int, str]:
        """Lane number -> its name on the screen."""
        return lanes.names_of(self.chat.lanes) | (self.board.aliases if self.board else {})

    def show_sets(self) -> None:
        if self.bar:
            self.bar.set_sets(lanes.lane_sets(self.screen.services.settings))

    def show_sent(self, turn: Turn, number: int) -> None:
        self.sent_dialog.show(turn, number, self.lane_names())

    # -- what is clicked

    def _act_on_message(self, action: str, args: dict[str, Any]) -> None:
        found = self.chat.find_reply(str(args.get('reply', '')))
        turn = found[0] if found else self.chat.turns.get(str(args.get('turn', '')))
        if turn:
            click = MessageClick(panel=self, turn=turn, reply=found[1] if found else None, args=args)
            FOR_MESSAGE.carry_out(action, click, self.screen, is_blind=blind.is_blind(self.chat))

    def _act_on_lane(self, number: int, action: str, args: dict[str, Any]) -> None:
        """`number` is a lane's, or -1 for all."""
        click = LaneClick(panel=self, number=number, args=args)
        (FOR_ALL if number < 0 else FOR_LANE).carry_out(action, click, self.screen, is_blind=blind.is_blind(self.chat))
