"""The page /running: every reply that is being written now, and what today has cost."""
from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nicegui import events, ui

from chat.conversation import Chat, Reply
from chat.conversation.text import clean_text
from chat.engine import blind
from chat.engine.budget import money
from chat.engine.engine import Engine
from chat.store.statistics import Spending
from chat.ui import entries, formatting
from chat.ui.entries import Tail

TICK_SECONDS = 0.5
WORDS = 120
"""Characters of a reply's end that are shown."""
LONGEST_TITLE = 200
HIDDEN = 'Models of blind comparisons'
ui.add_css(Path(__file__).parent / 'running' / 'running.css', shared=True)


@dataclass(kw_only=True, slots=True)
class Watched:
    """One running reply, and what the browser knows of it."""

    chat: Chat
    reply: Reply
    text: Tail = field(default_factory=lambda: Tail(kind='text'))
    thinking: Tail = field(default_factory=lambda: Tail(kind='thinking'))
    end: str = ''
    """Of what has arrived, a little more than is shown."""
    length: int = 0
    """Bytes of text and thoughts, without what an earlier version had written."""
    sent: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.length = -len(self.reply.text[:self.reply.continued_from].encode('utf-8', 'replace'))

    def row(self) -> dict[str, Any]:
        """All of it; costs what has arrived since the last time."""
        is_nameless = blind.is_blind(self.chat)
        self._read()
        title = 'Temporary chat' if self.chat.temporary else clean_text(self.chat.title[:LONGEST_TITLE])
        return {
            'id': self.reply.id, 'chat': self.chat.id, 'lane': self.reply.lane, 'title': title or 'Untitled',
            'model': '' if is_nameless else self.reply.model, 'words': '' if is_nameless else self.words,
            'state': entries.state(self.reply, is_nameless=is_nameless) | {'bytes': 0 if is_nameless else max(self.length, 0)}}

    def changes(self) -> dict[str, Any]:
        """What the browser does not know yet; empty if it knows everything."""
        row = self.row()
        changed = {key: value for key, value in row.items() if self.sent.get(key) != value}
        self.sent = row
        return changed

    def _read(self) -> None:
        """Both count; thoughts are shown until the text begins."""
        thought, text = self.thinking.take(self.reply), self.text.take(self.reply)
        self.length += len(thought.encode()) + len(text.encode())
        if text and self.text.length == len(text):
            self.end = ''
        self.end = f'{self.end}{text if self.text.length else thought}'[-2 * WORDS:]

    @property
    def words(self) -> str:
        """The end of it, in one line."""
        line = ' '.join(self.end.split())
        return line if len(line) <= WORDS else f'…{line[-WORDS:].partition(" ")[2] or line[-WORDS:]}'


class RunningPage(ui.element, component='running/running.js', dependencies=['icons.js', 'running/running_row.js']):
    """One message a tick for all rows, only what is new; while nothing runs there is no tick."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._known: dict[str, Watched] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._is_spending_new = False
        self.on('stop', self._stop)
        self.on('stop-all', engine.stop_all)
        engine.listing.watchers.add(self._chat_changed)
        engine.budget.watchers.add(self._spent)

    def _handle_delete(self) -> None:
        self._engine.listing.watchers.discard(self._chat_changed)
        self._engine.budget.watchers.discard(self._spent)
        if self._timer:
            self._timer.cancel()
        super()._handle_delete()

    # -- what the user does

    def _stop(self, event: events.GenericEventArguments) -> None:
        chat_id, lane = event.args
        self._engine.stop(str(chat_id), int(lane))

    # -- what the engine tells

    def _chat_changed(self, chat_id: str) -> None:
        self._wake()

    def _spent(self) -> None:
        self._is_spending_new = True
        self._wake()

    # -- to the browser

    def _to_dict(self) -> dict[str, Any]:
        """With everything as it stands at the moment of sending."""
        self._known.clear()
        start = {'now': _now(), 'rows': self._changes(), 'gone': [], 'spending': self._spending()}
        self._is_spending_new = False
        self._wake()
        return {**super()._to_dict(), 'props': {**self._props, 'start': start}}

    def _wake(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self.is_deleted:
            return
        if self.client.has_socket_connection:
            self._tell()
        if self._known:
            self._wake()

    def _tell(self) -> None:
        before = set(self._known)
        message: dict[str, Any] = {'rows': self._changes(), 'gone': [*before.difference(self._known)]}
        if self._is_spending_new:
            self._is_spending_new, message['spending'] = False, self._spending()
        if any(message.values()):
            self.run_method('tell', {'now': _now(), **message})

    def _changes(self) -> list[dict[str, Any]]:
        """What is new of each running reply, with its id."""
        self._known = {reply.id: self._known.get(reply.id) or Watched(chat=chat, reply=reply) for chat, reply in self._engine.running()}
        return [{'id': reply_id, **changed} for reply_id, watched in self._known.items() if (changed := watched.changes())]

    def _spending(self) -> dict[str, Any]:
        budget = self._engine.budget
        return {
            'models': [[one.model, one.replies, formatting.cost(one.cost), one.unpriced] for one in self._by_model()],
            'total': money(budget.spent), 'spent': budget.spent, 'limit': budget.limit, 'level': budget.level,
            'limitWords': '' if budget.limit is None else money(budget.limit)}

    def _by_model(self) -> list[Spending]:
        """The models of blind comparisons are one line: whose count rises when a lane ends would tell which lane it is."""
        hidden = {lane.model for chat in self._engine.kept() if chat.is_blind for lane in chat.lanes}
        told = [one for one in self._engine.budget.by_model() if one.model not in hidden]
        together = Spending(day='', model=HIDDEN, cost=0.0, replies=0, unpriced=0)
        for one in self._engine.budget.by_model():
            if one.model in hidden:
                together = together.plus(one)
        return [*told, together] if together.replies else told


def _now() -> float:
    return round(time.time(), 3)
