"""From the click on a chat's link to the frame that shows that chat's newest text."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from benchmarks import seed
from benchmarks.bench import MODEL, Bench
from benchmarks.browser import Screen, opened
from benchmarks.table import Row

ROUNDS = 10
SIZES = {'zqalpha': 100, 'zqbeta': 100, 'zqlong': 500}
"""Words that mark the chats, and how many messages each has."""
SCROLLS = 100
"""Enough steps up for 500 messages, should they come by the ten."""


def measure(bench: Bench) -> Iterator[Row]:
    with bench.polylogue(seed=_seed) as server, opened(bench.browser, f'{server.url}/new?model={MODEL}') as screen:
        for word in SIZES:
            switch(screen, word)  # the first visit reads from the disk and compiles the page's scripts
        hundred = [switch(screen, word) for _ in range(ROUNDS) for word in ('zqalpha', 'zqbeta')]
        yield Row(measure=f'switch between two chats of 100 messages (median of {len(hundred)})', unit='ms', polylogue=median(hundred),
                  at_most=40)
        long = [switch(screen, word) for _ in range(ROUNDS) for word in ('zqalpha', 'zqlong')][1::2]
        yield Row(measure=f'switch to a chat of 500 messages (median of {len(long)})', unit='ms', polylogue=median(long), at_most=80)
        yield Row(measure='the same: the oldest message is reached by scrolling up (1 = yes)', unit='', at_least=1,
                  polylogue=float(can_reach_the_oldest(screen, 'first-zqlong')))


def _seed(data: Path) -> None:
    seed.write(data, [seed.chat_of(f'Chat {word}', size, f'first-{word}', f'last-{word}') for word, size in SIZES.items()])


def switch(screen: Screen, word: str) -> float:
    """Milliseconds from click to text."""
    screen.watch(word, 'last', f'last-{word}')
    screen.page.get_by_role('link', name=f'Chat {word}').first.click()
    return screen.seen(word) - screen.clicked_at()


def can_reach_the_oldest(screen: Screen, word: str) -> bool:
    """Turns the wheel until the first prompt is in the document."""
    screen.page.get_by_role('article').last.hover()
    oldest = screen.page.get_by_text(word).first
    for _ in range(SCROLLS):
        screen.page.mouse.wheel(0, -10_000)
        try:
            oldest.wait_for(state='attached', timeout=200)
        except PlaywrightTimeoutError:
            continue  # not there yet: further up
        return True
    return False
