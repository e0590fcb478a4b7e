"""Figures of the running app, for whoever watches over it: Prometheus' text format, without a word of what was said."""
from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Sequence

from chat.conversation import Reply, ReplyStatus
from chat.conversation.measures import counted_speed_of, first_token_seconds
from chat.engine.engine import Engine

SECONDS = 0.1
"""Between two looks at the clock, to see how late the loop is."""
KEPT = 600
"""Looks, which is the last minute."""
FIRST_TOKEN = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
SPEED = (5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
QUANTILES = (0.5, 0.99)


class Histogram:
    """Counts by upper bound."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def take(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def lines(self, name: str, words: str) -> Iterator[str]:
        yield from (f'# HELP {name} {words}', f'# TYPE {name} histogram')
        total = 0
        for bound, count in zip((*self.bounds, float('inf')), self.counts, strict=True):
            total += count
            yield f'{name}_bucket{{le="{"+Inf" if bound == float("inf") else f"{bound:g}"}"}} {total}'
        yield from (f'{name}_sum {self.sum:.6f}', f'{name}_count {total}')


class Metrics:
    """From the start of the app on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ended: Counter[ReplyStatus] = Counter()
        self._first_token, self._speed = Histogram(FIRST_TOKEN), Histogram(SPEED)
        self._lags: deque[float] = deque(maxlen=KEPT)
        self._timer: asyncio.TimerHandle | None = None
        engine.replies.end_watchers.add(self._take)

    def start(self) -> None:
        """On the event loop: watch how late it is."""
        loop = asyncio.get_running_loop()
        due = loop.time() + SECONDS

        def look() -> None:
            self._lags.append(max(0.0, loop.time() - due))
            self.start()
        self._timer = loop.call_at(due, look)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()

    def text(self) -> str:
        """In Prometheus' text format."""
        first = self._first_token.lines('polylogue_first_token_seconds', 'From the request to the first token.')
        speed = self._speed.lines('polylogue_tokens_per_second', 'Speed of answers whose tokens were counted.')
        return '\n'.join([*self._replies(), *first, *speed, *self._loop(), *self._store(), ''])

    def _take(self, reply: Reply) -> None:
        self._ended[reply.status] += 1
        if (seconds := first_token_seconds(reply)) is not None:
            self._first_token.take(seconds)
        if (speed := counted_speed_of(reply)) is not None:
            self._speed.take(speed)

    def _replies(self) -> Iterator[str]:
        yield from ('# HELP polylogue_replies Answers that are on their way now, by state.', '# TYPE polylogue_replies gauge')
        running = Counter(one.answering.reply.status for one in self._engine.replies)
        yield from (f'polylogue_replies{{state="{status}"}} {running[status]}' for status in ReplyStatus if not status.is_final)
        yield from ('# HELP polylogue_replies_total Answers that have ended since the start, by how.',
                    '# TYPE polylogue_replies_total counter')
        yield from (f'polylogue_replies_total{{state="{status}"}} {self._ended[status]}' for status in ReplyStatus if status.is_final)

    def _loop(self) -> Iterator[str]:
        name, lags = 'polylogue_loop_lag_seconds', sorted(self._lags)
        yield from (f'# HELP {name} How late the event loop was in the last minute.', f'# TYPE {name} gauge')
        yield from (f'{name}{{quantile="{one:g}"}} {lags[int(one * (len(lags) - 1))] if lags else 0:.6f}' for one in QUANTILES)

    def _store(self) -> Iterator[str]:
        store = self._engine.store
        yield from ('# HELP polylogue_store_backlog Rows that wait to be written.', '# TYPE polylogue_store_backlog gauge',
                    f'polylogue_store_backlog {store.backlog}')
        yield from ('# HELP polylogue_store_behind Whether the disk does not accept writes.', '# TYPE polylogue_store_behind gauge',
                    f'polylogue_store_behind {int(store.is_behind)}')
