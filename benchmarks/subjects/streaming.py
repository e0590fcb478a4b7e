"""8,000 tokens at 1,000 a second: when the last one is on screen, and what that costs browser, server and wire."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.bench import MODEL, Bench
from benchmarks.browser import Screen, opened
from benchmarks.server import Server
from benchmarks.table import Row
from benchmarks.text import LAST

ORDER = {'kind': 'prose', 'count': 8000, 'rate': 1000}
REST_MS = 1000
"""Milliseconds after the last token that still count: the end state is drawn and saved."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Stream:
    """What one reply has cost."""

    lag_ms: float
    busy_seconds: float
    cpu_seconds: float
    longest_task_ms: float
    payload_kilobytes: float = 0


def measure(bench: Bench) -> Iterator[Row]:
    with bench.bare() as server:
        bare = measure_page(bench, server, server.url)
    with bench.polylogue() as server:
        ours = measure_page(bench, server, f'{server.url}/new?model={MODEL}')
    title = '8,000 tokens at 1,000/s'
    yield Row(measure=f'{title}: lag of the last token', unit='ms', bare=bare.lag_ms, polylogue=ours.lag_ms, at_most=150)
    yield Row(measure='the same: browser main thread busy', unit='s', bare=bare.busy_seconds, polylogue=ours.busy_seconds, at_most_bare=1)
    yield Row(measure='the same: server CPU', unit='s', bare=bare.cpu_seconds, polylogue=ours.cpu_seconds, at_most_bare=1.9)
    yield Row(measure='the same: bytes to the browser (payload)', unit='kB', bare=bare.payload_kilobytes, polylogue=ours.payload_kilobytes,
              at_most=80)


def measure_page(bench: Bench, server: Server, url: str) -> Stream:
    """The bytes are counted in a second run: counting 8,000 messages would be seen in the first one's times."""
    with opened(bench.browser, url) as screen:
        timed = measure_stream(bench, server, screen, **ORDER)
    with opened(bench.browser, url) as screen:
        screen.count_payload()
        counted = measure_stream(bench, server, screen, **ORDER)
    return Stream(lag_ms=timed.lag_ms, busy_seconds=timed.busy_seconds, cpu_seconds=timed.cpu_seconds,
                  longest_task_ms=timed.longest_task_ms, payload_kilobytes=counted.payload_kilobytes)


def measure_stream(bench: Bench, server: Server, screen: Screen, **wanted: object) -> Stream:
    prompt, run = bench.order(**wanted)
    screen.watch(run, 'last', LAST)
    screen.longest_task()
    busy, cpu, payload = screen.busy_seconds(), server.cpu_seconds(), screen.payload
    screen.send(prompt)
    seen = screen.seen(run)
    screen.page.wait_for_timeout(REST_MS)
    return Stream(
        lag_ms=seen - 1000 * bench.ask_upstream(f'sent/{run}')['last'], longest_task_ms=screen.longest_task(),
        busy_seconds=screen.busy_seconds() - busy, cpu_seconds=server.cpu_seconds() - cpu,
        payload_kilobytes=(screen.payload - payload) / 1000)
