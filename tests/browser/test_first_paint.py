"""What happens until a fresh page can be seen."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer
from tests.running_app import RunningApp
from tests.waiting import wait_until

NOTE_ORDER = """
new MutationObserver((_, observer) => {
    if (!document.querySelector('nav [data-chat]')) return;
    window.wasMainEmpty = !document.querySelector('.shell-main').childElementCount;
    observer.disconnect();
}).observe(document, {childList: true, subtree: true});
"""
LINES = """(side) => [...document.querySelectorAll(`${side} .side-list li`)].slice(0, 3)
    .map((line) => [line.innerText, line.getBoundingClientRect().toJSON(), getComputedStyle(line.querySelector('a') ?? line).font])"""
NOTE_FIRST_LIST = f"""
new MutationObserver((_, observer) => {{
    if (!document.getElementById('first-list')) return;
    window.firstLines = ({LINES})('#first-list'); // not in a frame: the list may be gone before there is one
    observer.disconnect();
}}).observe(document, {{childList: true, subtree: true}});
"""
NOT_NAMED = """() => {
    const named = new Set([...document.querySelectorAll('link[rel=modulepreload], script[src]')].map((one) => one.href || one.src));
    const loaded = performance.getEntriesByType('resource').map((one) => one.name).filter((name) => /\\.m?js$/.test(name));
    const inWorkers = /worker|\\/vendor\\/highlight/;  // a worker fetches its own, when the page idles
    return loaded.filter((name) => !named.has(name) && !name.includes('/static/') && !inWorkers.test(name));
}"""


def test_the_list_of_chats_comes_first_and_the_rest_a_frame_later(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    tab.ask_anew('A chat for the list')
    tab.expect_status('done')
    tab.page.add_init_script(NOTE_ORDER)
    tab.page.reload()
    tab.wait_until_alive()
    expect(tab.text).to_have_text('Hello from the model server.')
    assert tab.page.evaluate('window.wasMainEmpty') is True


def test_the_first_list_looks_like_the_sidebar_that_takes_its_place(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    open_tab().open().ask_anew('</script><b>& "odd"')
    for options in ({}, {'has_touch': True}):
        tab = open_tab(**options)
        tab.page.add_init_script(NOTE_FIRST_LIST)
        tab.open('/settings')
        expect(tab.row('</script><b>& "odd"')).to_be_visible()
        expect(tab.page.locator('#first-list')).to_have_count(0)
        assert tab.page.evaluate('firstLines') == tab.page.evaluate(f'({LINES})("nav")')


def test_a_compact_list_has_lower_lines_at_once_and_from_the_first_paint_on(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    height = '(row) => row.closest("li").offsetHeight'
    choosing = open_tab().open()
    choosing.ask_anew('A chat for a compact list')
    row = choosing.row('A chat for a compact list')
    assert row.evaluate(height) == 34
    choosing.go('Settings')
    choosing.page.get_by_role('radio', name='Compact').check()
    expect(row.locator('xpath=..')).to_have_css('height', '28px')
    for options in ({}, {'has_touch': True}):
        tab = open_tab(**options)
        tab.page.add_init_script(NOTE_FIRST_LIST)
        tab.open('/settings')
        expect(tab.row('A chat for a compact list')).to_be_visible()
        expect(tab.page.locator('#first-list')).to_have_count(0)
        assert tab.page.evaluate('firstLines') == tab.page.evaluate(f'({LINES})("nav")')
    choosing.page.get_by_role('radio', name='Comfortable').check()
    expect(row.locator('xpath=..')).to_have_css('height', '34px')


@pytest.mark.parametrize('state', ['phone', 'collapsed'])
def test_a_sidebar_that_is_shut_has_no_first_list(open_tab: Callable[..., Tab], models: ModelServer, state: str) -> None:
    open_tab().open().ask_anew('A chat for the list')
    tab = open_tab(viewport={'width': 390, 'height': 800} if state == 'phone' else {'width': 1100, 'height': 700})
    tab.open('/settings')
    if state == 'collapsed':
        tab.page.get_by_role('button', name='Toggle sidebar').click()
    tab.page.add_init_script(NOTE_FIRST_LIST)
    tab.reload()
    assert all(line[1]['width'] == 0 for line in tab.page.evaluate('firstLines'))


def test_the_page_names_all_modules_that_it_loads(tab: Tab, app: RunningApp) -> None:
    tab.open()
    expect(tab.box).to_be_focused()
    assert tab.page.evaluate(NOT_NAMED) == []


def test_a_page_that_is_loaded_in_the_background_is_complete(tab: Tab, app: RunningApp) -> None:
    tab.page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => true}); window.requestAnimationFrame = () => 0;")
    tab.page.goto(f'{tab.url}/new')
    expect(tab.box).to_be_attached()
    wait_until(lambda: tab.page.evaluate('window.did_handshake'))
