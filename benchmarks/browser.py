"""One headless Chromium and the page in it that is measured."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page

WATCH = Path(__file__).with_name('watch.js').read_text(encoding='utf-8')
SWITCHES = ['--disable-gpu', '--disable-background-networking', '--disable-extensions']


@dataclass(kw_only=True, slots=True)
class Screen:
    """A page with its counters."""

    page: Page
    session: CDPSession
    payload: int = field(default=0)
    """Bytes of websocket messages and HTTP bodies that came in, before compression, while counting."""

    def watch(self, name: str, how: str, word: str) -> None:
        """Note when `word` is on screen; `how`: the newest reply ends with it ("last") or holds it ("first")."""
        self.page.evaluate('(a) => bench.watch(...a)', [name, how, word])

    def seen(self, name: str, seconds: float = 180) -> float:
        """Waits for a word that is watched; the moment it was on screen, in epoch milliseconds."""
        self.page.wait_for_function('(name) => bench.seen[name]', arg=name, timeout=1000 * seconds, polling=200)
        return float(self.page.evaluate('(name) => bench.seen[name]', name))

    def clicked_at(self) -> float:
        """Epoch milliseconds of the last click."""
        return float(self.page.evaluate('bench.clickedAt'))

    def busy_seconds(self) -> float:
        """How long the main thread has been busy since the page was opened."""
        metrics = self.session.send('Performance.getMetrics')['metrics']
        return float(next(metric['value'] for metric in metrics if metric['name'] == 'TaskDuration'))

    def longest_task(self) -> float:
        """Milliseconds; tasks under 50 ms are not reported by browsers and count as 0. Forgets what it has told."""
        return float(self.page.evaluate('Math.max(0, ...bench.longTasks.splice(0))'))

    def send(self, prompt: str) -> None:
        """Type a prompt and press Enter."""
        message = self.page.get_by_label('Message', exact=True).first
        message.fill(prompt)
        message.press('Enter')

    def follow(self, path: str) -> None:
        """What a click on a link to this path does; works for chats that the sidebar does not show just now."""
        self.page.evaluate("""(path) => {
            const link = Object.assign(document.createElement('a'), { href: path });
            document.body.append(link);
            link.click();
            link.remove();
        }""", path)

    def count_payload(self) -> None:
        self.session.on('Network.webSocketFrameReceived', lambda event: self._take(len(event['response']['payloadData'].encode())))
        self.session.on('Network.dataReceived', lambda event: self._take(event['dataLength']))
        self.session.send('Network.enable')

    def _take(self, size: int) -> None:
        self.payload += size


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[Screen]:
    """A fresh page at this address, closed afterwards. It is ready when it can be typed into."""
    context = browser.new_context(viewport={'width': 1280, 'height': 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(url)
    page.get_by_label('Message', exact=True).first.wait_for()
    session = context.new_cdp_session(page)
    session.send('Performance.enable', {'timeDomain': 'timeTicks'})
    page.wait_for_timeout(1000)  # fonts, first layout, what the app does once after the page is there
    yield Screen(page=page, session=session)
    context.close()


def executable() -> str | None:
    """The Chromium that scripts/browser found; None: Playwright's own."""
    return os.environ.get('CHROMIUM') or None
