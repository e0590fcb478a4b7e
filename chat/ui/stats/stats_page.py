"""The page /stats: tokens, cost, time to first token and speed, by model and by day."""
from __future__ import annotations

import asyncio

from nicegui import background_tasks, events, ui

from chat.conversation.json_object import JsonObject
from chat.store.statistics.statistics import Figures, Statistics, statistics
from chat.store.store import Store, StoreError

RANGES: dict[str, int | None] = {'7': 7, '30': 30, '90': 90, 'all': None}
"""What the browser calls a range -> its days."""
USUAL = '30'


class StatsPage(ui.element, component='stats.js'):
    """Counted when the page opens and when another range is chosen; the counting happens in the reader's thread."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._range = USUAL
        self._task: asyncio.Task[None] | None = None
        with self.props.suspend_updates():
            self.props['range'] = USUAL
        self.on('range', self._choose)
        self._count_again()

    def _choose(self, event: events.GenericEventArguments) -> None:
        if event.args in RANGES:
            self._range = str(event.args)
            self._count_again()

    def _count_again(self) -> None:
        if self._task is None or self._task.done():
            self._task = background_tasks.create(self._count(), name='statistics')

    async def _count(self) -> None:
        chosen = ''
        while chosen != self._range:  # changed meanwhile
            chosen = self._range
            try:
                told = await self._counted(chosen)
            except StoreError as error:
                told = {'problem': str(error), 'range': chosen}
        if not self.is_deleted:
            with self.props.suspend_updates():
                self.props['figures'] = told
            self.run_method('tell', told)

    async def _counted(self, chosen: str) -> JsonObject:
        """Turned into plain values in a thread as well: years of many models are thousands of rows."""
        found = await statistics(self._store, RANGES[chosen])
        return await asyncio.to_thread(lambda: {'range': chosen, **_plain(found)})


def _plain(found: Statistics) -> JsonObject:
    return {
        'unit': found.unit, 'start': found.start, 'end': found.end,
        'models': [_row(figures) for figures in sorted(found.models, key=lambda one: (-one.output_tokens, -one.replies, one.model))],
        'periods': [_row(figures) for figures in found.periods]}


def _row(figures: Figures) -> JsonObject:
    return {
        'model': figures.model, 'period': figures.period, 'replies': figures.replies, 'input': figures.input_tokens,
        'output': figures.output_tokens, 'uncounted': figures.uncounted, 'cost': figures.cost, 'unpriced': figures.unpriced,
        'first': figures.first_token, 'speed': figures.speed}
