"""A code block of 2,000 lines at 1,000 tokens a second: it must neither fall behind nor hold up the page."""
from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import MODEL, Bench
from benchmarks.browser import opened
from benchmarks.subjects.streaming import measure_stream
from benchmarks.table import Row

ORDER = {'kind': 'code', 'count': 2000, 'rate': 1000}


def measure(bench: Bench) -> Iterator[Row]:
    with bench.bare() as server, opened(bench.browser, server.url) as screen:
        bare = measure_stream(bench, server, screen, **ORDER)
    with bench.polylogue() as server, opened(bench.browser, f'{server.url}/new?model={MODEL}') as screen:
        ours = measure_stream(bench, server, screen, **ORDER)
    title = '2,000-line code block at 1,000 tokens/s'
    yield Row(measure=f'{title}: lag of the last token', unit='ms', bare=bare.lag_ms, polylogue=ours.lag_ms, at_most=150)
    yield Row(measure='the same: longest task', unit='ms', bare=bare.longest_task_ms, polylogue=ours.longest_task_ms, at_most=100)
