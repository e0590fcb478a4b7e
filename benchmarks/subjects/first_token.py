"""400 tokens at 100 a second: how long after the upstream sent it the first one is on screen."""
from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.bench import MODEL, Bench
from benchmarks.browser import opened
from benchmarks.table import Row
from benchmarks.text import FIRST, LAST

RUNS = 7
ORDER = {'kind': 'prose', 'count': 400, 'rate': 100}


def measure(bench: Bench) -> Iterator[Row]:
    with bench.bare() as server:
        bare = median(lag(bench, server.url) for _ in range(RUNS))
    with bench.polylogue() as server:
        ours = median(lag(bench, f'{server.url}/new?model={MODEL}') for _ in range(RUNS))
    yield Row(measure=f'400 tokens at 100/s: lag of the first token (median of {RUNS})', unit='ms', bare=bare, polylogue=ours, at_most=35)


def lag(bench: Bench, url: str) -> float:
    """Milliseconds, in a fresh page."""
    prompt, run = bench.order(**ORDER)
    with opened(bench.browser, url) as screen:
        screen.watch(run, 'first', FIRST)
        screen.watch('end', 'last', LAST)
        screen.send(prompt)
        screen.seen('end')
        return screen.seen(run) - 1000 * float(bench.ask_upstream(f'sent/{run}')['first'])
