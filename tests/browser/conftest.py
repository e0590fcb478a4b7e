"""The app, a model server that does what the test says, and a Chromium: once for the stories of a file."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.rendering_site import Site, running_site, watched_page
from tests.browser.tab import Tab, new_tab
from tests.model_server import ModelServer
from tests.running_app import RunningApp, endpoint
from tests.waiting import PATIENCE_MS

ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--site-per-process', '--in-process-gpu']
"""With `--site-per-process` a sandboxed frame has a process of its own, as in every Chromium on a desktop; there is no GPU to wait for."""
WINDOW: dict[str, Any] = {'viewport': {'width': 1100, 'height': 760}}
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope='module')
def models() -> Iterator[ModelServer]:
    with ModelServer.in_thread() as server:
        yield server


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path_factory.mktemp('data'), config=endpoint(models.v1)).start()
    yield app
    app.close()


@pytest.fixture(scope='module')
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get('CHROMIUM'), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope='module')
def usual_contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """At most one, and none where a story has closed it: keeps what it has fetched for the tests of a file, since half of the work of a
    story is the first load of a page."""
    contexts: list[BrowserContext] = []
    yield contexts
    for context in list(contexts):
        context.close()


@pytest.fixture
def open_tab(browser: Browser, app: RunningApp, usual_contexts: list[BrowserContext]) -> Iterator[Callable[..., Tab]]:
    """Each call is a browser of its own."""
    tabs: list[Tab] = []

    def open_tab(url: str = '', **options: Any) -> Tab:
        is_usual = not tabs and not options
        if is_usual and not usual_contexts:
            usual_contexts.append(browser.new_context(**WINDOW))
            usual_contexts[0].on('close', lambda context: usual_contexts.remove(context))
        context = usual_contexts[0] if is_usual else browser.new_context(**{**WINDOW, **options})
        tabs.append(new_tab(context, url or app.url))
        if is_usual:
            forget_all(tabs[0])
        return tabs[-1]

    yield open_tab
    for tab in tabs:
        if tab.page.context in usual_contexts:
            for page in tab.page.context.pages:
                page.close()
        else:
            tab.page.context.close()
    assert [tab.problems for tab in tabs if tab.problems] == []


def forget_all(tab: Tab) -> None:
    """What earlier stories have left in this browser, apart from its cache."""
    context = tab.page.context
    context.clear_permissions()
    context.clear_cookies()
    context.new_cdp_session(tab.page).send('Storage.clearDataForOrigin', {'origin': tab.url, 'storageTypes': 'all'})


@pytest.fixture
def tab(open_tab: Callable[..., Tab]) -> Tab:
    return open_tab()


# -- the transcript alone, on a page of its own

@pytest.fixture(scope='module')
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched_page(browser) as page:
        yield page
