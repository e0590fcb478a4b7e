"""What happens until a fresh page can be seen."""
from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer
from tests.running_app import RunningApp, wait_until

NOTE_ORDER = """
new MutationObserver((_, observer) => {
    if (!document.querySelector('nav [data-chat]')) return;
    window.wasMainEmpty = !document.querySelector('.shell-main').childElementCount;
    observer.disconnect();
}).observe(document, {childList: true, subtree: true});
"""
NOT_NAMED = """() => {
    const named = new Set([...document.querySelectorAll('link[rel=modulepreload], script[src]')].map((one) => one.href || one.src));
    const loaded = performance.getEntriesByType('resource').map((one) => one.name).filter((name) => /\\.m?js$/.test(name));
    return loaded.filter((name) => !named.has(name) && !name.includes('/static/'));
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


def test_the_page_names_all_modules_that_it_loads(tab: Tab, app: RunningApp) -> None:
    tab.open()
    expect(tab.box).to_be_focused()
    assert tab.page.evaluate(NOT_NAMED) == []


def test_a_page_that_is_loaded_in_the_background_is_complete(tab: Tab, app: RunningApp) -> None:
    tab.page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => true}); window.requestAnimationFrame = () => 0;")
    tab.open()
    expect(tab.box).to_be_attached()
    wait_until(lambda: tab.page.evaluate('window.did_handshake'))
