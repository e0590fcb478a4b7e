"""Model servers as they really are: started after the app, behind a queue, stopped by hand."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.running_app import RunningApp, endpoint, free_port
from tests.tiny_llama import TinyLlama
from tests.waiting import wait_until

"""For tests that fail."""


@pytest.fixture
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningApp, TinyLlama]]:
    """An app, and a server that it knows of and that is not up yet."""
    server = TinyLlama(port=free_port(), slots=1, predict=40)
    known = ''.join(line for line in endpoint(f'http://127.0.0.1:{server.port}/v1', name='late').splitlines(keepends=True)
                    if not line.startswith(('models', 'api_key')))
    app = RunningApp(tmp_path_factory.mktemp('data'), config=known).start()
    yield app, server
    app.close()


def test_a_server_that_comes_up_is_in_the_picker_and_on_the_settings_page(
        late: tuple[RunningApp, TinyLlama], open_tab: Callable[..., Tab]) -> None:
    app, server = late
    tab = open_tab(app.url)
    tab.open('/settings')
    row = tab.page.get_by_role('listitem', name='late', exact=True)
    expect(row).to_contain_text('late cannot be reached at')
    expect(row).to_contain_text('0 models')
    with server:
        tab.open('/new?model=demo/fast')
        picker, option = tab.page.get_by_role('combobox', name='Model', exact=True), tab.page.get_by_role('option', name='tiny')

        def is_offered() -> bool:
            """Asked at each opening, though not more often than the word of a server is news."""
            picker.click()
            found = option.is_visible()
            if not found:
                picker.press('Escape')
            return found
        wait_until(is_offered)
        option.click()
        tab.ask('Write')
        expect(tab.reply).to_have_attribute('data-status', 'done')
        expect(tab.text).to_have_text(re.compile('[a-z]+ [a-z]+'))
        expect(tab.reply).to_contain_text('free')
        server.freeze()
        tab.ask('Wait')
        expect(tab.reply).to_contain_text(re.compile('Waiting [0-9.]+ s'))
        tab.page.get_by_role('button', name='Stop').click()
        tab.expect_status('stopped')
        server.go_on()
        wait_until(lambda: server.busy_slots() == 0)
        tab.open('/settings')
        expect(row).to_contain_text('1 model · 1 at the same time')
        row.get_by_role('button', name='Test', exact=True).click()
        expect(row).to_contain_text('late works: it offers 1 model.')
    row.get_by_role('button', name='Test', exact=True).click()
    expect(row).to_contain_text('late cannot be reached at')


def test_the_settings_follow_without_a_reload(late: tuple[RunningApp, TinyLlama], open_tab: Callable[..., Tab]) -> None:
    app, server = late
    tab = open_tab(app.url)
    tab.open('/settings')
    row = tab.page.get_by_role('listitem', name='late', exact=True)
    expect(row).to_contain_text('late cannot be reached at')
    with server:
        row.get_by_role('button', name='Test', exact=True).click()
        expect(row).to_contain_text('late works: it offers 1 model.')
        expect(row).to_contain_text(re.compile('no key · 1 model'))
