"""The dialog that lays answers side by side: what differs between two, what only one of them says, and one answer made of all."""
from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

from nicegui import background_tasks, events

from chat.analysis.agreement import Judged, agreement
from chat.analysis.differences import Pair, compare
from chat.conversation import Reply, Turn
from chat.conversation.json_object import JsonObject
from chat.conversation.merging import FEWEST, TOO_FEW, left_out_of, sources_of
from chat.conversation.text import clean_text
from chat.engine.error import EngineError
from chat.engine.judging import blind
from chat.ui.parts.actions import Action
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.panel import LaneClick, Panel

LONGEST = 200_000
"""Characters of an answer that are compared."""


class DiffView(WatchingElement, component='diff_view.js'):
    """Made when it is first needed, one per panel. Comparing is done in a thread."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self._panel = panel
        self._turn: Turn | None = None
        self._sent: JsonObject = {}
        """What the browser knows of the answers that can be merged."""
        self.watch_chat(panel.chat)
        self.on('compare', self._compare)
        self.on('agreement', lambda: self._start(self._send_agreement()))
        self.on('merge', self._merge)

    def reply_changed(self, reply: Reply) -> None:
        if not reply.is_running:
            self._tell_mergeable()

    def chat_changed(self) -> None:
        self._tell_mergeable()

    def show(self, page: str, number: int | None = None) -> None:
        """`page` is diff, agreement or merge. Raises EngineError if there are no two answers yet."""
        path = self._panel.chat.path()
        self._turn = path[-1] if path else None
        if page == 'merge' and len(self._sources()) < FEWEST:
            raise EngineError(TOO_FEW)
        self._sent = self._mergeable()
        texts = self._texts()
        if len(texts) < 2:
            raise EngineError('At least two lanes must have answered before there is something to compare.')
        names = self._panel.lane_names()
        left = number if number in texts else next(iter(texts))
        right = next(lane for lane in texts if lane != left)
        self.run_method('show', {
            'page': page, 'lanes': [{'number': lane, 'name': names[lane]} for lane in texts], 'left': left, 'right': right,
            **self._sent})

    def _sources(self) -> list[Reply]:
        return sources_of(self._panel.chat, self._turn) if self._turn else []

    def _mergeable(self) -> JsonObject:
        """What would be merged now, what would not, and the model that comes to mind first."""
        names, chat, sources = self._panel.lane_names(), self._panel.chat, self._sources()
        left_out = left_out_of(chat, self._turn) if self._turn else {}
        return {'sources': [names[reply.lane] for reply in sources], 'isReady': len(sources) >= FEWEST,
                'leftOut': [f'{names[lane]} ({why})' for lane, why in left_out.items()],
                'first': '' if blind.is_blind(chat) or not sources else sources[0].model}

    def _tell_mergeable(self) -> None:
        """Answers end while the dialog is open: what it names is what a click takes."""
        if self._sent and self._sent != (now := self._mergeable()):
            self._sent = now
            self._tell('take_mergeable', now)

    def _texts(self) -> dict[int, str]:
        """Lane number -> its answer, as this browser may see it."""
        chat, mask = self._panel.chat, blind.mask_of(self._panel.chat, self._panel.screen.services.providers)
        replies = {lane.number: self._turn.reply(lane.number) for lane in chat.lanes} if self._turn else {}
        texts = {number: clean_text(reply.text[:LONGEST]) for number, reply in replies.items() if reply and reply.text.strip()}
        return {number: mask.hide(text) if mask else text for number, text in texts.items()}

    def _compare(self, event: events.GenericEventArguments) -> None:
        left, right = (int(number) for number in event.args)
        self._start(self._send_differences(left, right))

    async def _send_differences(self, left: int, right: int) -> None:
        texts = self._texts()
        if left not in texts or right not in texts:
            return
        pairs = await asyncio.to_thread(compare, texts[left], texts[right])
        self._tell('take_differences', {
            'left': left, 'right': right, 'rows': [_pair_json(pair) for pair in pairs],
            'isCut': any(len(texts[number]) >= LONGEST for number in (left, right))})

    async def _send_agreement(self) -> None:
        texts = self._texts()
        judged = await asyncio.to_thread(agreement, list(texts.values()))
        numbers = list(texts)
        self._tell('take_agreement', [
            {'number': number, 'paragraphs': [_paragraph_json(one, [numbers[i] for i in range(len(numbers)) if i in one.shared_with])
                                              for one in paragraphs]}
            for number, paragraphs in zip(numbers, judged, strict=True)])

    def _merge(self, event: events.GenericEventArguments) -> None:
        turn, model, judging = self._turn, str(event.args), self._panel.screen.services.judging
        facts = self._mergeable()
        if turn and self._panel.screen.attempt(lambda: judging.merge(self._panel.chat, turn, model)):
            left_out = f' Left out: {", ".join(facts["leftOut"])}.' if facts['leftOut'] else ''
            self._panel.screen.tell(f'Merging {_listed(facts["sources"])}.{left_out}')

    def _start(self, work: Any) -> None:
        background_tasks.create(work, name='differences')

    def _tell(self, method: str, value: Any) -> None:
        if not self.is_deleted:
            self.run_method(method, value)


def _pair_json(pair: Pair) -> JsonObject:
    if pair.is_code:
        return {'isSame': pair.is_same, 'lines': [[line.left, line.right] for line in pair.lines]}
    return {'isSame': pair.is_same, 'left': list(pair.left), 'right': list(pair.right)}


def _listed(names: list[str]) -> str:
    return ' and '.join(filter(None, (', '.join(names[:-1]), names[-1])))


def _paragraph_json(judged: Judged, shared_with: list[int]) -> JsonObject:
    return {'text': judged.text, 'isCode': judged.is_code, 'isOnlyHere': judged.is_only_here, 'sharedWith': shared_with,
            'share': None if judged.share is None else round(judged.share * 100)}


_views: WeakKeyDictionary[Any, DiffView] = WeakKeyDictionary()


def _view_of(panel: Panel) -> DiffView:
    if panel not in _views:
        with panel:
            _views[panel] = DiffView(panel)
    return _views[panel]


FOR_ALL: tuple[Action[LaneClick], ...] = (
    Action(name='diff', label='Diff', icon='diff', is_blind_safe=True, call=lambda on: _view_of(on.panel).show('diff')),
    Action(name='agreement', label='Agreement', icon='agreement', is_blind_safe=True, call=lambda on: _view_of(on.panel).show('agreement')),
    Action(name='merge', label='Merge', icon='merge', call=lambda on: _view_of(on.panel).show('merge')),
)
FOR_LANE: tuple[Action[LaneClick], ...] = (
    Action(name='diff', label='Diff with another lane', icon='diff', is_blind_safe=True,
           call=lambda on: _view_of(on.panel).show('diff', on.number)),
)
