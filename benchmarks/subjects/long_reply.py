"""A very long reply must cost the browser no more a token than a short one: only what grows may be laid out again."""
from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import MODEL, Bench
from benchmarks.browser import opened
from benchmarks.server import Server
from benchmarks.table import Row
from benchmarks.text import LAST

SHORT, LONG, RATE = 2_000, 64_000, 1_000
"""Tokens, and tokens a second."""


def measure(bench: Bench) -> Iterator[Row]:
    with bench.polylogue() as server:
        short, long = (milliseconds_a_token(bench, server, count) for count in (SHORT, LONG))
    yield Row(measure=f'{SHORT:,} tokens at {RATE:,}/s: CPU of the main thread a token', unit='µs', polylogue=1000 * short)
    yield Row(measure=f'{LONG:,} tokens: the same', unit='µs', polylogue=1000 * long, at_most=1000 * 1.2 * short)


def milliseconds_a_token(bench: Bench, server: Server, count: int) -> float:
    with opened(bench.browser, f'{server.url}/new?model={MODEL}') as screen:
        screen.session.send('Performance.disable')
        screen.session.send('Performance.enable', {'timeDomain': 'threadTicks'})  # or a busy machine would count as a busy page
        prompt, run = bench.order(kind='prose', count=count, rate=RATE)
        screen.watch(run, 'last', LAST)
        busy = screen.busy_seconds()
        screen.send(prompt)
        screen.seen(run, seconds=3 * count / RATE + 60)
        return 1000 * (screen.busy_seconds() - busy) / count
