"""What a page's main thread does, task by task, as Chromium's own trace tells it."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

TRACE = {'includedCategories': ['toplevel'], 'excludedCategories': ['*']}
THREAD = 'CrRendererMain'


@dataclass(kw_only=True, slots=True)
class MainThread:
    """Filled when the recording ends. Milliseconds of CPU time: how busy the machine is otherwise does not count."""

    longest: float = 0
    busy: float = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    def read(self) -> None:
        mains = {_thread(event) for event in self.events if event.get('name') == 'thread_name' and event['args']['name'] == THREAD}
        tasks = [event.get('tdur', 0) / 1000 for event in self.events
                 if event.get('ph') == 'X' and 'RunTask' in event['name'] and _thread(event) in mains]
        self.longest, self.busy = max(tasks, default=0), sum(tasks)


@contextmanager
def recording(page: Page) -> Iterator[MainThread]:
    """Everything that the main threads of this browser's pages do meanwhile."""
    browser = page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    thread = MainThread()
    ended: list[object] = []
    session.on('Tracing.dataCollected', lambda message: thread.events.extend(message['value']))
    session.on('Tracing.tracingComplete', lambda message: ended.append(message))  # no method: Playwright marks it
    session.send('Tracing.start', {'traceConfig': TRACE, 'transferMode': 'ReportEvents'})
    try:
        yield thread
    finally:
        session.send('Tracing.end')  # a browser traces once at a time
        while not ended:
            page.wait_for_timeout(20)
        session.detach()
    thread.read()


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event['pid'], event['tid']
