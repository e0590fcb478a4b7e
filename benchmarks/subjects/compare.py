"""Comparisons: six lanes at 100 tokens a second each, all on screen, and twelve."""
from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import ViewportSize

from benchmarks.bench import Bench
from benchmarks.browser import Screen, opened
from benchmarks.subjects.many_chats import percentile
from benchmarks.subjects.tool_rounds import FILE
from benchmarks.table import Row
from benchmarks.text import LAST

COUNT, RATE = 1500, 100
ORDER = {'kind': 'prose', 'count': COUNT, 'rate': RATE}
WIDE = ViewportSize(width=2400, height=1100)
"""Pixels: room for six columns of 22 rem."""
WATCH = """(word) => {
  const seen = (bench.lanes = {});
  bench.longestGap = 0;
  let before = performance.now();
  const ends = (region) => {
    let node = [...region.querySelectorAll('article [data-part="text"]')].at(-1);
    while (node?.lastChild) node = node.lastElementChild?.matches('.cursor') ? node.lastElementChild.previousSibling : node.lastChild;
    return node?.parentElement.textContent.slice(-60).includes(word);
  };
  const look = () => {
    const now = performance.now();
    bench.longestGap = Math.max(bench.longestGap, now - before);
    before = now;
    for (const region of document.querySelectorAll('[role=region]')) {
      const name = region.getAttribute('aria-label');
      if (!seen[name] && ends(region)) setTimeout(() => (seen[name] ??= Date.now())); // after this frame's paint
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Looks at the ends of all lanes once a frame, and notes the longest time between two frames."""


def measure(bench: Bench) -> Iterator[Row]:
    probe = bench.folder / 'comparing.txt'
    with bench.polylogue(probe=probe) as server:
        for number in (6, 12):
            with opened(bench.browser, f'{server.url}/compare?models={models(number)}') as screen:
                screen.page.set_viewport_size(WIDE)
                began = time.time()
                yield from measure_lanes(bench, screen, number)
                late = percentile(probe, began, time.time())
                yield Row(measure=f'{number} lanes: event loop late by (p99)', unit='ms', polylogue=late, at_most=50)


def measure_with_tools(bench: Bench) -> Iterator[Row]:
    """Six lanes that use a tool of 50 ms in three rounds each, as much text in all."""
    probe = bench.folder / 'comparing_with_tools.txt'
    with bench.polylogue(probe=probe, tools=FILE) as server, opened(bench.browser, f'{server.url}/compare?models={models(6)}') as screen:
        screen.page.set_viewport_size(WIDE)
        screen.page.get_by_role('button', name='Tools', exact=True).click()
        screen.page.get_by_role('switch', name='bench_tools').check()
        screen.page.keyboard.press('Escape')
        began = time.time()
        yield from measure_lanes(bench, screen, 6, tools=3)
        late = percentile(probe, began, time.time())
        yield Row(measure='6 lanes with 3 rounds of tools: event loop late by (p99)', unit='ms', polylogue=late, at_most=50)


def models(number: int) -> str:
    return ','.join(f'bench/m{i}' for i in range(1, number + 1))


def measure_lanes(bench: Bench, screen: Screen, number: int, tools: int = 0) -> Iterator[Row]:
    order = ORDER | {'count': COUNT // (tools + 1), 'tools': tools} if tools else ORDER
    prompt, run = bench.order(**order)
    screen.page.evaluate(WATCH, LAST)
    screen.session.send('Performance.disable')
    screen.session.send('Performance.enable', {'timeDomain': 'threadTicks'})  # or a busy machine would count as a busy page
    busy, began = screen.busy_seconds(), time.monotonic()
    screen.send(prompt)
    screen.page.wait_for_function(f'Object.keys(bench.lanes).length === {number}', timeout=120_000, polling=500)
    share = (screen.busy_seconds() - busy) / (time.monotonic() - began)
    seen = screen.page.evaluate('bench.lanes')
    sent = {f'bench/m{i}': bench.ask_upstream(f'sent/{run}-m{i}') for i in range(1, number + 1)}
    asked = [times['asked'] for times in sent.values()]
    lag = max(seen[name] - 1000 * times['last'] for name, times in sent.items())
    gap = float(screen.page.evaluate('bench.longestGap'))
    title, is_six = f'{number} lanes at {RATE} tokens/s each{f", with {tools} rounds of tools" if tools else ""}', number == 6
    spread = 1000 * (max(asked) - min(asked))
    yield Row(measure=f'{title}: first to last request', unit='ms', polylogue=spread, at_most=30 if is_six else 60)
    yield Row(measure='the same: lag of the last token, slowest lane', unit='ms', polylogue=lag, at_most=250)
    yield Row(measure='the same: browser main thread busy', unit='%', polylogue=100 * share, at_most=35 if is_six else None)
    yield Row(measure='the same: longest gap between two frames', unit='ms', polylogue=gap, at_most=250)
