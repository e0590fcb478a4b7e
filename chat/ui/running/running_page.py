"""The page /running: every reply that is being written now, every prompt suite that runs, and what today has cost."""
from __future__ import annotations

import asyncio
import time

from nicegui import events

from chat.conversation.json_object import JsonObject
from chat.conversation.measures import money_words
from chat.engine.engine import Engine
from chat.engine.suites.suite import Suites
from chat.store.tables.spending import Spending
from chat.ui.parts import formatting
from chat.ui.parts.live_element import WatchingElement
from chat.ui.running.running_rows import WatchedReply, suite_row

TICK_SECONDS = 0.5
HIDDEN = 'Blind comparisons, names hidden'


class RunningPage(WatchingElement, component='running.js'):
    """One message a tick for all rows, only what is new; while nothing runs there is no tick."""

    def __init__(self, engine: Engine, suites: Suites) -> None:
        super().__init__()
        self._engine = engine
        self._suites = suites
        self._known: dict[str, WatchedReply] = {}
        self._known_suites: list[JsonObject] = []
        self._timer: asyncio.TimerHandle | None = None
        self._is_spending_new = False
        self.on('stop', self._stop)
        self.on('stop-suite', self._stop_suite)
        self.on('stop-all', self._stop_all)
        self.on_leaving(self._cancel_timer)
        self.watch(engine.listing.watchers, self._chat_changed)
        self.watch(engine.budget.watchers, self._spent)
        self.watch(suites.watchers, self._wake)

    def _cancel_timer(self) -> None:
        if self._timer:
            self._timer.cancel()

    # -- what the user does

    def _stop(self, event: events.GenericEventArguments) -> None:
        chat_id, lane = event.args
        self._engine.stop(str(chat_id), int(lane))

    def _stop_suite(self, event: events.GenericEventArguments) -> None:
        for suite in self._suites.running():
            if suite.id == event.args:
                self._suites.stop(suite)

    def _stop_all(self) -> None:
        self._engine.stop_all()
        self._suites.stop_all()

    # -- what the engine tells

    def _chat_changed(self, chat_id: str) -> None:
        self._wake()

    def _spent(self) -> None:
        self._is_spending_new = True
        self._wake()

    # -- to the browser

    def props_at_sending(self) -> JsonObject:
        """Everything as it stands at that moment."""
        self._known.clear()
        self._known_suites = self._suite_rows()
        start = {'now': _now(), 'rows': self._changes(), 'gone': [], 'suites': self._known_suites, 'spending': self._spending()}
        self._is_spending_new = False
        self._wake()
        return {'start': start}

    def _wake(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self.is_deleted:
            return
        if self.client.has_socket_connection:
            self._tell()
        if self._known or self._known_suites:
            self._wake()

    def _tell(self) -> None:
        before = set(self._known)
        message: JsonObject = {'rows': self._changes(), 'gone': [*before.difference(self._known)]}
        if (rows := self._suite_rows()) != self._known_suites:
            self._known_suites = message['suites'] = rows
        if self._is_spending_new:
            self._is_spending_new, message['spending'] = False, self._spending()
        if message['rows'] or message['gone'] or len(message) > 2:
            self.run_method('tell', {'now': _now(), **message})

    def _changes(self) -> list[JsonObject]:
        """What is new of each running reply, with its id."""
        self._known = {reply.id: self._known.get(reply.id) or WatchedReply(chat=chat, reply=reply)
                       for chat, reply in self._engine.running()}
        return [{'id': reply_id, **changed} for reply_id, watched in self._known.items() if (changed := watched.changes())]

    def _suite_rows(self) -> list[JsonObject]:
        return [suite_row(suite, time.time()).to_json() for suite in self._suites.running()]

    def _spending(self) -> JsonObject:
        budget = self._engine.budget
        return {
            'models': [[one.model, one.replies, formatting.cost(one.cost), one.unpriced] for one in self._by_model()],
            'cost': formatting.cost(budget.spent), 'total': money_words(budget.spent), 'spent': budget.spent,
            'limit': budget.limit, 'level': budget.level,
            'limitWords': '' if budget.limit is None else money_words(budget.limit)}

    def _by_model(self) -> list[Spending]:
        """What blind comparisons have cost is one line: a count that rises when a lane ends would tell which model it is."""
        rows, together = [], Spending(day='', model=HIDDEN, cost=0.0, replies=0, unpriced=0)
        for one in self._engine.budget.spendings():
            if one.blind_chat:
                together = together.plus(one)
            else:
                rows.append(one)
        return [*rows, together] if together.replies else rows


def _now() -> float:
    return round(time.time(), 3)
