"""200 chats that write 30 tokens a second each, one of them on screen: all must be complete, the event loop never late."""
from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import text
from benchmarks.bench import MODEL, Bench
from benchmarks.browser import Screen, opened
from benchmarks.table import Row

CHATS = 200
COUNT, RATE = 600, 30
ORDER = {'kind': 'prose', 'count': COUNT, 'rate': RATE, 'gate': 'all'}
PATIENCE = 90
"""Seconds: for all requests to arrive, and for all replies to end after that."""
POLL_MS = 500


def measure(bench: Bench) -> Iterator[Row]:
    probe = bench.folder / 'lateness.txt'
    with bench.polylogue(probe=probe) as server, opened(bench.browser, f'{server.url}/new?model={MODEL}') as screen:
        for _ in range(CHATS):
            start_chat(screen, bench.order(**ORDER)[0])
        wait_until_all_wait(bench, screen)
        began = time.time()
        bench.ask_upstream('open/all')
        complete = wait_for_complete_replies(screen, server.data / 'chats.db')
        ended = time.time()
    title = f'{CHATS} chats at {RATE} tokens/s each, one on screen'
    yield Row(measure=f'{title}: complete', unit='', polylogue=complete, at_least=CHATS)
    yield Row(measure='the same: event loop late by (p99)', unit='ms', polylogue=percentile(probe, began, ended), at_most=50)


def start_chat(screen: Screen, prompt: str) -> None:
    """The upstream holds its tokens back until all chats have begun."""
    screen.follow(f'/new?model={MODEL}')
    screen.page.wait_for_function("location.pathname === '/new' && !document.querySelector('article')")
    screen.send(prompt)
    screen.page.wait_for_function("location.pathname.startsWith('/chat/') && document.querySelector('article')")


def wait_until_all_wait(bench: Bench, screen: Screen) -> None:
    deadline = time.monotonic() + PATIENCE
    while (arrived := bench.ask_upstream('waiting/all')) < CHATS:
        if time.monotonic() > deadline:
            raise RuntimeError(f'only {arrived} of {CHATS} requests have reached the upstream')
        screen.page.wait_for_timeout(POLL_MS)


def wait_for_complete_replies(screen: Screen, database: Path) -> int:
    """How many replies are on disk as done, letter by letter what was sent."""
    whole = ''.join(text.prose(COUNT))
    complete, deadline = 0, time.monotonic() + PATIENCE
    while complete < CHATS and time.monotonic() < deadline:
        screen.page.wait_for_timeout(POLL_MS)
        with sqlite3.connect(f'file:{database}?mode=ro', uri=True) as connection:
            (complete,) = connection.execute("SELECT count(*) FROM replies WHERE status = 'done' AND text = ?", [whole]).fetchone()
        connection.close()
    return complete


def percentile(probe: Path, began: float, ended: float, share: float = 0.99) -> float:
    """Milliseconds; of the samples in this span of time."""
    samples = [line.split() for line in probe.read_text().splitlines()]
    late = sorted(float(lateness) for moment, lateness, _ in samples if began <= float(moment) <= ended)
    return late[min(len(late) - 1, int(share * len(late)))]
