"""What stays in the server's memory after 200 finished chats were visited and left."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import seed
from benchmarks.bench import MODEL, Bench
from benchmarks.browser import Screen, opened
from benchmarks.table import Row
from chat.conversation import Chat

CHATS = 200
WARM = 20
"""Chats visited before the first look: what the allocator and the caches take once is not growth."""
MESSAGES = 40
SETTLE_MS = 5000


def measure(bench: Bench) -> Iterator[Row]:
    chats: list[Chat] = []

    def fill(data: Path) -> None:
        chats.extend(seed.chat_of(f'Visit {i}', MESSAGES, f'first-{i}', f'last-{i}.') for i in range(WARM + CHATS))
        seed.write(data, chats)

    with bench.polylogue(seed=fill) as server, opened(bench.browser, f'{server.url}/new?model={MODEL}') as screen:
        visit(screen, chats[:WARM], first=0)
        before = server.resident_megabytes()
        visit(screen, chats[WARM:], first=WARM)
        grown = server.resident_megabytes() - before
    yield Row(measure=f'{CHATS} finished chats of {MESSAGES} messages visited and left: server RSS grows by', unit='MB', polylogue=grown,
              at_most=20)


def visit(screen: Screen, chats: list[Chat], first: int) -> None:
    """One after the other, each until its newest text is there; then leave the last one, too."""
    for number, chat in enumerate(chats, first):
        screen.watch(chat.id, 'last', f'last-{number}.')
        screen.follow(f'/chat/{chat.id}')
        screen.seen(chat.id)
    screen.follow(f'/new?model={MODEL}')
    screen.page.wait_for_timeout(SETTLE_MS)
