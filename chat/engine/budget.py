"""What today has cost, and the daily budget: known at any moment without asking the database."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from chat.conversation import Reply, ReplyError, Usage, is_demo
from chat.conversation.measures import money_words
from chat.conversation.watchers import Watchers
from chat.providers.registry import Providers
from chat.settings.preferences import DAILY_BUDGET
from chat.store.store import Store
from chat.store.tables.spending import Spending, no_spending_row, read_spending, spending_row

NEAR = 0.8
"""The share of the budget at which a warning appears."""
Level = Literal['', 'near', 'over']


class Budget:
    """Adds up what ended replies have cost, by model, from midnight to midnight on this computer's clock.

    What was spent stays spent when its chat is deleted, or was temporary: it has a table of its own.
    """

    def __init__(self, store: Store, providers: Providers, *, clock: Callable[[], float] = time.time) -> None:
        self.watchers: Watchers[()] = Watchers()
        """Called on the event loop when something was spent, the budget has changed, or a new day has begun."""
        self.refusals = 0
        """How many replies were refused since the app was started."""
        self._store = store
        self._providers = providers
        self._clock = clock
        self._day = self._today()
        self._spendings: dict[str, Spending] = {}
        """By id: one for each model, and one for each model of a blind comparison."""

    async def start(self) -> None:
        """Read what was spent today before the app was started. Raises StoreError."""
        for earlier in await self._store.read(lambda db: read_spending(db, self._day)):
            self._put(earlier)
        self._wake_at_midnight()

    async def read_again(self) -> None:
        """What was spent today somewhere else may have come in. Raises StoreError."""
        for other in await self._store.read(lambda db: read_spending(db, self._day)):
            known = self._spendings.get(other.id, other)
            self._spendings[other.id] = replace(other, cost=max(known.cost, other.cost), replies=max(known.replies, other.replies),
                                                unpriced=max(known.unpriced, other.unpriced))
        self.watchers()

    @property
    def limit(self) -> float | None:
        """Dollars per day; None: no limit."""
        return DAILY_BUDGET.of(self._providers.settings)

    @property
    def spent(self) -> float:
        """Dollars, today."""
        return sum(spending.cost for spending in self.spendings())

    @property
    def level(self) -> Level:
        limit = self.limit
        if limit is None:
            return ''
        spent = self.spent
        return 'over' if spent >= limit else 'near' if spent >= limit * NEAR else ''

    def spendings(self) -> list[Spending]:
        """Today's, the most expensive first; those of a blind comparison by themselves until it is revealed."""
        self._turn_page()
        return sorted(self._spendings.values(), key=lambda one: (-one.cost, one.model))

    def refusal(self, model: str) -> ReplyError | None:
        """Why this model may not be asked now. Models that are known to be free are never refused."""
        if self.level != 'over' or self._is_free(model):
            return None
        what = (f'Today’s budget of {money_words(self.limit or 0)} is used up ({money_words(self.spent)} spent), so nothing was sent: '
                'raise it in Settings and try again, or ask a model that is free.')
        self.refusals += 1
        self.watchers()
        return ReplyError(kind='budget', message=what)

    def charge(self, reply: Reply, blind_chat: str = '', *, has_ended: bool = True) -> float | None:
        """What this reply has cost, in dollars, taken into account: after each of its rounds, and at its end. `blind_chat`: the id of its
        chat, while names are hidden there."""
        has_begun = reply.first_token_at is not None or reply.usage != Usage()
        is_first = reply.settled == Usage()
        is_new = has_begun and (is_first or reply.used != Usage())  # what never came has no price, not even none
        cost = self._providers.cost(reply.model, reply.usage if is_first else reply.used) if is_new else None
        total = cost if is_first else reply.cost if not is_new else _sum(reply.cost, cost)
        reply.settle()
        if reply.first_token_at is not None or cost:
            self._turn_page()
            paid = 0.0 if is_demo(reply.model) else cost or 0.0
            self._keep(Spending(day=self._day, model=reply.model, blind_chat=blind_chat, cost=paid, replies=int(has_ended),
                                unpriced=int(has_ended and total is None)))
            self.watchers()
        return total

    def reveal(self, chat_id: str) -> None:
        """The names of this chat are known from now on: what it has cost today goes to its models."""
        for hidden in [one for one in self.spendings() if one.blind_chat == chat_id]:
            del self._spendings[hidden.id]
            self._store.delete_row(no_spending_row(hidden))
            self._keep(replace(hidden, blind_chat=''))
        self.watchers()

    async def choose(self, limit: float | None) -> None:
        """Keep another budget. Raises SettingsError."""
        await asyncio.to_thread(DAILY_BUDGET.keep, self._providers.settings, limit)
        self.watchers()

    def _keep(self, one: Spending) -> None:
        self._store.save_row(spending_row(self._put(one)))

    def _put(self, one: Spending) -> Spending:
        known = self._spendings.get(one.id)
        self._spendings[one.id] = known.plus(one) if known else one
        return self._spendings[one.id]

    def _is_free(self, model: str) -> bool:
        if any(one.cost for one in self._spendings.values() if one.model == model):
            return False  # a provider that reports its own cost
        return is_demo(model) or self._providers.model(model).is_free

    def _turn_page(self) -> None:
        if self._day != self._today():
            self._day = self._today()
            self._spendings.clear()

    def _today(self) -> str:
        return datetime.fromtimestamp(self._clock()).astimezone().date().isoformat()

    def _wake_at_midnight(self) -> None:
        """Clears yesterday's warning."""
        now = datetime.fromtimestamp(self._clock()).astimezone()
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time()).astimezone()
        asyncio.get_running_loop().call_later((midnight - now).total_seconds() + 1, self._begin_day)

    def _begin_day(self) -> None:
        self._wake_at_midnight()
        self.watchers()


def _sum(known: float | None, more: float | None) -> float | None:
    return None if known is None or more is None else known + more
