"""From the click on "Preview" to the frame that shows the page, the drawing or the diagram."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from benchmarks import seed
from benchmarks.bench import Bench
from benchmarks.browser import opened
from benchmarks.table import Row
from chat.conversation import Chat

ROUNDS = 7
TEXTS = {
    'a page': ('html', '<h1 id="shown">Hello</h1><script>document.title = "Hello"</script>', '#shown'),
    'a drawing': ('svg', '<svg viewBox="0 0 10 10"><circle id="shown" cx="5" cy="5" r="4"/></svg>', '#shown'),
    'a diagram': ('mermaid', 'flowchart LR\n  Prompt --> Model --> Answer\n', '#figure svg'),
}


def measure(bench: Bench) -> Iterator[Row]:
    for what, (language, code, shown) in TEXTS.items():
        chat = seed.chat_of(what, 2, 'show it', f'\n\n```{language}\n{code}\n```\n')
        with bench.polylogue(seed=_seeding(chat)) as server, opened(bench.browser, f'{server.url}/chat/{chat.id}') as screen:
            times = [show(screen.page, shown) for _ in range(ROUNDS)]
        yield Row(measure=f'preview of {what}, from the click (median of {ROUNDS})', unit='ms', polylogue=median(times), at_most=300)


def _seeding(chat: Chat) -> Callable[[Path], None]:
    return lambda data: seed.write(data, [chat])


def show(page: Page, shown: str) -> float:
    """Milliseconds; includes some of asking the browser whether it is there."""
    button = page.get_by_role('button', name='Preview', exact=True)
    button.scroll_into_view_if_needed()
    start = time.perf_counter()
    button.click()
    page.frame_locator('iframe[title=Preview]').locator(shown).wait_for(state='attached')
    spent = 1000 * (time.perf_counter() - start)
    page.reload()
    page.get_by_label('Message', exact=True).first.wait_for()
    return spent
