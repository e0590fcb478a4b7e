"""What today has cost, and the daily budget: known at any moment without asking the database."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from chat.conversation import Reply, ReplyError
from chat.providers.registry import Providers
from chat.store.statistics import Spending, read_spending, spending_row
from chat.store.store import Store

BUDGET = 'daily_budget'
"""The preference: dollars, or nothing."""
NEAR = 0.8
"""The share of the budget from which on there is a warning."""
MOST = 1_000_000
"""Dollars; a larger budget is a slip of the keyboard."""
Level = Literal['', 'near', 'over']


class Budget:
    """Adds up what ended replies have cost, by model, from midnight to midnight on this computer's clock.

    What was spent stays spent when its chat is deleted, or was temporary: it has a table of its own.
    """

    def __init__(self, store: Store, providers: Providers, *, clock: Callable[[], float] = time.time) -> None:
        self.watchers: set[Callable[[], None]] = set()
        """Called on the event loop when something was spent, the budget is another, or a new day has begun."""
        self._store = store
        self._providers = providers
        self._clock = clock
        self._day = self._today()
        self._by_model: dict[str, Spending] = {}

    async def start(self) -> None:
        """Read what was spent today before the app was started. Raises StoreError."""
        for earlier in await self._store.read(lambda db: read_spending(db, self._day)):
            known = self._by_model.get(earlier.model)
            self._by_model[earlier.model] = known.plus(earlier) if known else earlier
        self._wake_at_midnight()

    @property
    def limit(self) -> float | None:
        """Dollars a day; None: as much as you like."""
        return dollars(self._providers.settings.get(BUDGET))

    @property
    def spent(self) -> float:
        """Dollars, today."""
        return sum(spending.cost for spending in self.by_model())

    @property
    def level(self) -> Level:
        limit = self.limit
        if limit is None:
            return ''
        spent = self.spent
        return 'over' if spent >= limit else 'near' if spent >= limit * NEAR else ''

    def by_model(self) -> list[Spending]:
        """Today's, the dearest first."""
        self._turn_page()
        return sorted(self._by_model.values(), key=lambda one: (-one.cost, one.model))

    def refusal(self, model: str) -> ReplyError | None:
        """Why this model may not be asked now. What costs nothing for certain is never refused."""
        if self.level != 'over' or self._is_free(model):
            return None
        what = (f'Today’s budget of {money(self.limit or 0)} is used up ({money(self.spent)} spent), so nothing was sent: '
                'raise it in Settings and press “Retry”, or ask a local model.')
        return ReplyError(kind='budget', message=what)

    def charge(self, reply: Reply) -> float | None:
        """What this reply has cost, in dollars, taken into account. For the moment it ends, once."""
        cost = self._providers.cost(reply.model, reply.usage)
        if reply.first_token_at is not None or cost:
            self._add(reply.model, cost)
        return cost

    async def choose(self, limit: float | None) -> None:
        """Keep another budget. Raises SettingsError."""
        await asyncio.to_thread(self._providers.settings.set, BUDGET, limit)
        self._tell()

    def _add(self, model: str, cost: float | None) -> None:
        self._turn_page()
        one = Spending(day=self._day, model=model, cost=cost or 0.0, replies=1, unpriced=int(cost is None))
        known = self._by_model.get(model)
        self._by_model[model] = known.plus(one) if known else one
        self._store.save_row(spending_row(self._by_model[model]))
        self._tell()

    def _is_free(self, model: str) -> bool:
        if (today := self._by_model.get(model)) and today.cost:
            return False  # a provider that reports its own cost
        known = self._providers.model(model)
        return known.input_price == 0 and known.output_price == 0

    def _turn_page(self) -> None:
        if self._day != self._today():
            self._day = self._today()
            self._by_model.clear()

    def _today(self) -> str:
        return datetime.fromtimestamp(self._clock()).astimezone().date().isoformat()

    def _wake_at_midnight(self) -> None:
        """So that a warning of yesterday goes away by itself."""
        now = datetime.fromtimestamp(self._clock()).astimezone()
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time()).astimezone()
        asyncio.get_running_loop().call_later((midnight - now).total_seconds() + 1, self._begin_day)

    def _begin_day(self) -> None:
        self._wake_at_midnight()
        self._tell()

    def _tell(self) -> None:
        for watcher in tuple(self.watchers):
            watcher()


def dollars(value: Any) -> float | None:
    """A budget as it stands in a file or was typed; None if it is none. Zero is one: nothing may be spent."""
    try:
        number = float(str(value).strip().removeprefix('$').replace(',', '.')) if value is not None else -1.0
    except ValueError:
        return None
    return number if 0 <= number <= MOST else None


def money(amount: float) -> str:
    """`$4.10`; below a dime with four digits, so that small change does not look like nothing."""
    return f'${amount:,.2f}' if amount >= 0.1 or amount == 0 else f'${amount:.4f}'
