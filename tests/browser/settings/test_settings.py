"""The settings in the whole app: an endpoint that was removed can come back."""
from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.keeping_tab import undo
from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp

KEY, HEADER = 'sk-never-to-be-seen-again', 'for-the-gateway-alone'


def add(tab: Tab, name: str, port: int = 9) -> None:
    """One that nobody answers at."""
    tab.page.get_by_role('group', name='Add a service').get_by_role('button', name='Other').click()
    opened = form(tab)
    opened.get_by_text('More options').click()
    for label, value in {'Name': name, 'Address': f'http://127.0.0.1:{port}/v1', 'API key': KEY, 'Models': 'small',
                         'Headers': f'x-team: {HEADER}\nx-more: {HEADER}'}.items():
        opened.get_by_label(label, exact=True).fill(value)
    opened.get_by_role('button', name='Test and add').click()
    opened.get_by_role('button', name='Add anyway').click()
    expect(row(tab, name)).to_contain_text('key set · 2 headers')


def form(tab: Tab) -> Locator:
    return tab.page.get_by_role('form', name='Add another service')


def row(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role('listitem', name=name, exact=True)


def test_an_endpoint_that_was_removed_comes_back_with_its_key(tab: Tab, app: RunningApp) -> None:
    received: list[str] = []
    tab.page.on('websocket', lambda socket: socket.on('framereceived', lambda frame: received.append(str(frame))))
    tab.open('/settings')
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
    add(tab, 'twice')
    row(tab, 'twice').get_by_role('button', name='Remove').click()
    expect(row(tab, 'twice')).to_have_count(0)
    before = (app.data / 'config.toml').read_text()
    add(tab, 'twice', port=10)
    expect(row(tab, 'twice')).to_contain_text(':10/v1')
    undo(tab).click()
    expect(tab.page.get_by_text('“twice” has been added again')).to_be_visible()
    assert before != (app.data / 'config.toml').read_text()
    expect(row(tab, 'twice')).to_contain_text(':10/v1')


def test_the_focus_stays_among_the_endpoints(tab: Tab, app: RunningApp) -> None:
    tab.open('/settings')
    for name in ('one', 'two'):
        add(tab, name)
    row(tab, 'one').get_by_role('button', name='Remove').press('Enter')
    take_back(tab, 'one')
    expect(row(tab, 'one')).to_be_visible()
    row(tab, 'two').get_by_role('button', name='Remove').press('Enter')
    take_back(tab, 'two')
    expect(row(tab, 'two')).to_be_visible()
    rows = tab.page.get_by_role('region', name='Services').locator('.endpoint')
    order = rows.evaluate_all('(all) => all.map((one) => one.getAttribute("aria-label"))')
    assert order[-3:] == ['one', 'two', 'demo']

    row(tab, 'one').get_by_role('button', name='Remove').press('Enter')
    expect(row(tab, 'one')).to_have_count(0)
    expect(row(tab, 'two').get_by_role('button', name='Edit')).to_be_focused()
    row(tab, 'two').get_by_role('button', name='Remove').press('Enter')
    expect(row(tab, 'two')).to_have_count(0)
    expect(tab.page.locator('.endpoint').get_by_role('button', name='Edit').last).to_be_focused()


def take_back(tab: Tab, name: str) -> None:
    """At once, for the way back is there for ten seconds only."""
    expect(tab.page.get_by_text(f'{name} is removed.')).to_be_visible()
    tab.page.keyboard.press('u')


def test_an_endpoint_is_edited_and_keeps_its_key(tab: Tab, app: RunningApp, models: ModelServer) -> None:
    tab.open('/settings')
    add(tab, 'edited')
    row(tab, 'edited').get_by_role('button', name='Edit').click()
    edit = tab.page.get_by_role('form', name='Edit edited')
    expect(edit.get_by_label('Address')).to_have_value('http://127.0.0.1:9/v1')
    expect(edit.get_by_label('API key')).to_have_value('')
    edit.get_by_text('More options').click()
    edit.get_by_label('Models').fill('small, large')
    edit.get_by_role('button', name='Test and save').click()
    edit.get_by_role('button', name='Save anyway').click()
    expect(row(tab, 'edited')).to_contain_text('key set · 2 headers · 2 models')
    expect(row(tab, 'edited').get_by_role('button', name='Edit')).to_be_focused()
    row(tab, 'edited').get_by_role('button', name='Edit').click()
    edit.get_by_label('Address').fill(models.v1)  # another host has not been given the key
    edit.get_by_role('button', name='Test and save').click()
    expect(row(tab, 'edited')).to_contain_text(f'{models.v1} · no key')
    assert not any(KEY in value for exchange in models.all for value in exchange.headers.values())
    row(tab, 'edited').get_by_role('button', name='Remove').click()


def test_from_nothing_to_an_answer_by_three_clicks(tab: Tab, models: ModelServer) -> None:
    models.default = speaking('Here I am.')
    clicks = 0

    def click(name: str) -> None:
        nonlocal clicks
        clicks += 1
        tab.page.get_by_role('button', name=name, exact=True).click()

    tab.open('/new?model=demo/fast')
    click('Add an API key')
    click('vLLM')
    field = tab.page.get_by_label('Address', exact=True)
    expect(field).to_be_focused()
    field.fill(models.v1.removesuffix('/v1').removeprefix('http://'))
    click('Test and add')
    expect(tab.page.get_by_role('combobox', name='Model')).to_have_value('test-model')
    expect(tab.box).to_be_focused()
    tab.ask('Are you there?')
    tab.expect_text('Here I am.')
    expect(tab.reply).to_have_attribute('data-model', 'vllm/test-model')
    assert clicks == 3
