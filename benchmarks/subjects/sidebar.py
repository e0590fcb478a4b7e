"""The sidebar of 10,000 chats: when it is painted, and whether anything stutters while it is scrolled and searched."""
from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Page

from benchmarks import seed
from benchmarks.bench import MODEL, Bench
from benchmarks.table import Row
from chat.conversation import Chat, Lane

CHATS = 10_000
ROUNDS = 9
WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration)))
    .observe({type: 'longtask', buffered: true});
const look = () => {
    if (document.querySelector('.side-list [data-chat]')) setTimeout(() => (window.paintedAt = performance.now())); // after this frame
    else requestAnimationFrame(look);
};
const lookForLinks = () => {
    const isThere = document.querySelector('nav[aria-label=Chats] [data-chat]');
    if (isThere) setTimeout(() => { window.usableAt = performance.now(); lookForBox(); });
    else requestAnimationFrame(lookForLinks);
};
const lookForBox = () => {
    if (document.querySelector('textarea[aria-label=Message]')) setTimeout(() => (window.completeAt = performance.now()));
    else requestAnimationFrame(lookForBox);
};
requestAnimationFrame(look);
requestAnimationFrame(lookForLinks);
"""
SCROLL = """async () => {
    const list = document.querySelector('.side-list');
    longTasks.length = 0;
    for (let i = 0; i < 240; i++) { list.scrollTop += 1500; await new Promise(requestAnimationFrame); }
    list.scrollTop = 0;
    await new Promise(requestAnimationFrame);
    return Math.max(0, ...longTasks);
}"""


def measure(bench: Bench) -> Iterator[Row]:
    few = _paint_of(bench, 5)
    with bench.polylogue(seed=lambda data: seed.write(data, _chats(CHATS))) as server:
        context = bench.browser.new_context(viewport={'width': 1280, 'height': 900})
        context.add_init_script(WATCH)
        page = context.new_page()
        many = _first_paint(page, server.url)
        yield Row(measure=f'sidebar of {CHATS:,} chats: first paint, from the address on (reload with a warm cache, median of {ROUNDS})',
                  unit='ms', polylogue=many['whole'], at_most=150)
        yield Row(measure='the same, fastest', unit='ms', polylogue=many['fastest'])
        yield Row(measure='the same, from the parsed page on', unit='ms', polylogue=many['after'])
        yield Row(measure='the same with 5 chats, from the address on', unit='ms', polylogue=few['whole'])
        yield Row(measure='from the address on until the chats can be clicked', unit='ms', polylogue=many['usable'])
        yield Row(measure='from the address on until the message box is there', unit='ms', polylogue=many['complete'])
        page.wait_for_function('document.querySelector(".side-list ul").offsetHeight > 300000')
        page.wait_for_timeout(500)
        yield Row(measure=f'scrolling through {CHATS:,} chats: longest task', unit='ms', at_most=100,
                  polylogue=float(page.evaluate(SCROLL)))
        context.close()


def _paint_of(bench: Bench, count: int) -> dict[str, float]:
    with bench.polylogue(seed=lambda data: seed.write(data, _chats(count))) as server:
        context = bench.browser.new_context(viewport={'width': 1280, 'height': 900})
        context.add_init_script(WATCH)
        found = _first_paint(context.new_page(), server.url)
        context.close()
        return found


def _first_paint(page: Page, url: str) -> dict[str, float]:
    """Milliseconds of a reload with a warm cache, until the frame is over that shows the first chats: from the address on, and from the
    moment on when the page has been parsed and its scripts run."""
    found = []
    for number in range(ROUNDS + 1):
        page.goto(f'{url}/new?model={MODEL}')
        page.wait_for_function('window.completeAt', polling=500)  # asking in every frame would cost the page more than the list does
        if number:
            found.append(page.evaluate(
                '({painted: paintedAt, usable: usableAt, complete: completeAt,'
                ' loaded: performance.getEntriesByType("navigation")[0].domInteractive})'))
        page.wait_for_timeout(1000)
    wholes = [one['painted'] for one in found]
    return {'whole': median(wholes), 'fastest': min(wholes), 'after': median(one['painted'] - one['loaded'] for one in found),
            'usable': median(one['usable'] for one in found), 'complete': median(one['complete'] for one in found)}


def _chats(count: int) -> Iterator[Chat]:
    now = time.time()
    for number in range(count):
        at = now - number * 5000
        yield Chat(title=f'Chat number {number} about something', lanes=[Lane(model=MODEL)], created_at=at, updated_at=at,
                   folder=('', '', 'Work', 'Home')[number % 4], tags=['urgent'] if number % 7 == 0 else [])


def main() -> None:
    with Bench() as bench:
        for row in measure(bench):
            print(f'{row.measure}: {row.shown(row.polylogue)}')


if __name__ == '__main__':
    main()
