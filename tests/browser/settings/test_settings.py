"""The settings in the whole app: an endpoint that was removed can come back."""
from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.keeping_tab import undo
from tests.browser.tab import Tab
from tests.running_app import RunningApp

KEY, HEADER = 'sk-never-to-be-seen-again', 'for-the-gateway-alone'


def add(tab: Tab, name: str) -> None:
    for label, value in {'Name': name, 'Base URL': 'http://127.0.0.1:9/v1', 'Key': KEY, 'Models': 'small',
                         'Headers': f'x-team: {HEADER}\nx-more: {HEADER}'}.items():
        form(tab).get_by_label(label, exact=True).fill(value)
    form(tab).get_by_role('button', name='Add', exact=True).click()
    expect(row(tab, name)).to_contain_text('key set · 2 headers')


def form(tab: Tab) -> Locator:
    return tab.page.get_by_role('form', name='Add endpoint')


def row(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role('listitem', name=name, exact=True)


def test_an_endpoint_that_was_removed_comes_back_with_its_key(tab: Tab, app: RunningApp) -> None:
    received: list[str] = []
    tab.page.on('websocket', lambda socket: socket.on('framereceived', lambda frame: received.append(str(frame))))
    tab.open('/settings')
    tab.page.get_by_text('Add endpoint', exact=True).click()
    add(tab, 'mine')
    config = app.data / 'config.toml'
    before = config.read_text()
    row(tab, 'mine').get_by_role('button', name='Remove').click()
    expect(row(tab, 'mine')).to_have_count(0)
    expect(tab.page.get_by_text('mine is removed.')).to_be_visible()
    assert KEY not in config.read_text()
    tab.go('New chat')  # the way back is the tab's, not the page's
    undo(tab).click()
    expect(tab.page.get_by_text('Undone.')).to_be_visible()
    assert config.read_text() == before
    tab.open('/settings')
    expect(row(tab, 'mine')).to_contain_text('key set')
    assert received
    assert not any(secret in frame for frame in received for secret in (KEY, HEADER))


def test_what_was_added_anew_stays(tab: Tab, app: RunningApp) -> None:
    tab.open('/settings')
    tab.page.get_by_text('Add endpoint', exact=True).click()
    add(tab, 'twice')
    row(tab, 'twice').get_by_role('button', name='Remove').click()
    expect(row(tab, 'twice')).to_have_count(0)
    form(tab).get_by_label('Name', exact=True).fill('twice')
    tab.page.get_by_label('Base URL', exact=True).fill('http://127.0.0.1:10/v1')
    tab.page.get_by_role('button', name='Add', exact=True).click()
    expect(row(tab, 'twice')).to_contain_text(':10/v1')
    undo(tab).click()
    expect(tab.page.get_by_text('“twice” has been added again')).to_be_visible()
    assert KEY not in (app.data / 'config.toml').read_text().rpartition('twice')[2]


def test_the_focus_stays_among_the_endpoints(tab: Tab, app: RunningApp) -> None:
    tab.open('/settings')
    tab.page.get_by_text('Add endpoint', exact=True).click()
    for name in ('one', 'two'):
        add(tab, name)
    row(tab, 'one').get_by_role('button', name='Remove').press('Enter')
    expect(row(tab, 'one')).to_have_count(0)
    expect(row(tab, 'two').get_by_role('button', name='Test connection')).to_be_focused()
    row(tab, 'two').get_by_role('button', name='Remove').press('Enter')
    expect(row(tab, 'two')).to_have_count(0)
    expect(tab.page.get_by_role('button', name='Test connection').and_(tab.page.locator('.endpoint button')).last).to_be_focused()
    expect(undo(tab)).to_be_visible()
    tab.page.keyboard.press('u')
    expect(row(tab, 'two')).to_be_visible()
    expect(undo(tab)).to_be_visible()
    tab.page.keyboard.press('u')
    expect(row(tab, 'one')).to_be_visible()
    rows = tab.page.get_by_role('region', name='Endpoints').locator('.endpoint')
    order = rows.evaluate_all('(all) => all.map((one) => one.getAttribute("aria-label"))')
    assert order[-3:] == ['one', 'two', 'demo']
