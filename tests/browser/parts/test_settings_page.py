"""The settings page, as somebody meets it in a browser."""
from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.parts.conftest import Server, Tab
from tests.model_server import ModelServer

pytestmark = pytest.mark.asyncio(loop_scope='module')

KEY = 'sk-never-to-be-seen-again'
FORM = 'Add another service'


async def fill_in(page: Page, **values: str) -> None:
    await page.get_by_role('group', name='Add a service').get_by_role('button', name='Other').click()
    form = page.get_by_role('form', name=FORM)
    await form.get_by_text('More options').click()
    for label, value in values.items():
        await form.get_by_label(label.replace('_', ' '), exact=True).fill(value)


async def add(page: Page) -> None:
    """Also what does not work."""
    form = page.get_by_role('form', name=FORM)
    await form.get_by_role('button', name='Test and add').click()
    await form.get_by_role('button', name='Add anyway').click()


async def test_endpoints_tell_where_they_come_from(tab: Tab) -> None:
    page = await tab.open('/settings')
    row = page.get_by_role('listitem', name='openai')
    await expect(row).to_contain_text('from the environment')
    await expect(row).to_contain_text('key set')
    await expect(row.get_by_role('button', name='Remove')).to_have_count(0)
    await expect(page.get_by_role('listitem', name='demo')).to_contain_text('built in')


async def test_an_endpoint_is_added_and_removed_and_its_key_never_comes_back(tab: Tab, server: Server) -> None:
    page = tab.page
    received: list[str] = []
    page.on('websocket', lambda socket: socket.on('framereceived', lambda frame: received.append(str(frame))))
    await tab.open('/settings')
    await fill_in(page, Name='mine', Address='http://127.0.0.1:9/v1', API_key=KEY, Models='small, "a,b ""c""", C:\\large')
    await add(page)
    row = page.get_by_role('listitem', name='mine')
    await expect(row).to_contain_text('config.toml')
    await expect(row).to_contain_text('key set')
    await expect(page.get_by_label('API key', exact=True)).to_have_count(0)
    written = tomllib.loads((server.folder / 'config.toml').read_text())
    assert written['endpoints'][0]['api_key'] == KEY
    assert written['endpoints'][0]['models'] == ['small', 'a,b "c"', 'C:\\large']
    await page.reload()
    await expect(row).to_be_visible()
    assert KEY not in await page.content()
    assert not any(KEY in frame for frame in received)
    assert received
    await row.get_by_role('button', name='Remove').click()
    await expect(row).to_have_count(0)


async def test_the_connection_is_tested_before_anything_is_kept(tab: Tab, server: Server) -> None:
    page = await tab.open('/settings')
    await fill_in(page, Name='nowhere', Address='http://127.0.0.1:9/v1', API_key=KEY)
    await page.get_by_role('form', name=FORM).get_by_role('button', name='Test and add').click()
    await expect(page.get_by_text('nowhere cannot be reached')).to_be_visible()
    await expect(page.get_by_role('listitem', name='nowhere')).to_have_count(0)
    assert KEY not in await page.content()


async def test_a_mistake_is_told_in_words(tab: Tab) -> None:
    page = await tab.open('/settings')
    await fill_in(page, Name='with/slash', Address='http://127.0.0.1:9/v1')
    await page.get_by_role('button', name='Test and add').click()
    await expect(page.get_by_text('without a slash')).to_be_visible()


async def test_a_secret_in_the_address_is_refused_with_what_to_do(tab: Tab, gateway: ModelServer) -> None:
    page = await tab.open('/settings')
    await fill_in(page, Name='mine', Address=f'http://me:secret-word@127.0.0.1:{gateway.port}/v1')
    await page.get_by_role('form', name=FORM).get_by_role('button', name='Test and add').click()
    await expect(page.get_by_text('Leave the user and the password out of the address: a key goes into “API key”')).to_be_visible()
    await expect(page.get_by_role('listitem', name='mine')).to_have_count(0)
    assert gateway.all == []
    assert 'secret-word' not in await page.content()


@pytest.fixture
def gateway() -> Iterator[ModelServer]:
    with ModelServer.in_thread() as server:
        yield server


def keys_told(gateway: ModelServer) -> list[str]:
    return [one.headers.get('authorization', '') for one in gateway.all]


async def test_a_key_of_the_environment_goes_to_a_new_host_only_when_that_was_agreed_to(tab: Tab, gateway: ModelServer) -> None:
    page = await tab.open('/settings')
    form = page.get_by_role('form', name=FORM)
    await fill_in(page, Name='gateway', Address=gateway.v1, Environment_variable='GATEWAY_API_KEY')
    await form.get_by_role('button', name='Test and add').click()
    question = page.get_by_role('group', name='Send a key')
    await expect(question).to_contain_text(f'Send the key in GATEWAY_API_KEY to http://127.0.0.1:{gateway.port}?')
    await expect(question.get_by_role('button', name='Send the key')).to_be_focused()
    await question.get_by_role('button', name='Cancel').click()
    await expect(question).to_be_hidden()
    assert keys_told(gateway) == []
    await form.get_by_role('button', name='Test and add').click()
    await question.get_by_role('button', name='Send the key').click()
    await expect(page.get_by_text('gateway is added. gateway works')).to_be_visible()
    assert set(keys_told(gateway)) == {'Bearer sk-for-the-gateway'}
    row = page.get_by_role('listitem', name='gateway')
    await expect(row).to_contain_text('key set')
    await row.get_by_role('button', name='Remove').click()


@pytest.mark.parametrize(('variable', 'words'), [
    ('DATABASE_URL', 'takes names of keys only'), ('HOME', 'takes names of keys only'),
    ('OPENAI_API_KEY', 'OPENAI_API_KEY is sent to api.openai.com only')])
async def test_what_is_no_key_and_what_belongs_elsewhere_is_never_sent(tab: Tab, gateway: ModelServer, variable: str, words: str) -> None:
    page = await tab.open('/settings')
    await fill_in(page, Name='thief', Address=gateway.v1, Environment_variable=variable)
    form = page.get_by_role('form', name=FORM)
    await form.get_by_role('button', name='Test and add').click()
    await expect(page.get_by_text(words)).to_be_visible()
    await expect(page.get_by_role('listitem', name='thief')).to_have_count(0)
    assert keys_told(gateway) == []


async def test_a_file_with_a_key_that_others_can_read_is_told_and_mended(tab: Tab, server: Server) -> None:
    page = await tab.open('/settings')
    await fill_in(page, Name='mine', Address='http://127.0.0.1:9/v1', API_key=KEY)
    await add(page)
    await expect(page.get_by_role('listitem', name='mine')).to_be_visible()
    config = server.folder / 'config.toml'
    config.chmod(0o644)
    await page.reload()
    await page.get_by_role('alert').get_by_role('button', name='Make it private').click()
    await expect(page.get_by_text('Only you can read config.toml now.')).to_be_visible()
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    await page.reload()
    await expect(page.get_by_text('other users of this computer')).to_have_count(0)
    await page.get_by_role('listitem', name='mine').get_by_role('button', name='Remove').click()
    await expect(page.get_by_role('listitem', name='mine')).to_have_count(0)


async def test_the_appearance_changes_at_once_and_is_kept(tab: Tab, server: Server) -> None:
    page = await tab.open('/settings')
    await page.get_by_role('radio', name='Dark').check()
    await expect(page.locator('html')).to_have_class(re.compile('is-dark'))
    await page.get_by_role('radio', name='Wide').check()
    await expect(page.locator('html')).to_have_class(re.compile('is-wide'))
    await page.reload()
    await expect(page.get_by_role('radio', name='Dark')).to_be_checked()
    await expect(page.locator('html')).to_have_class(re.compile('is-dark'))
    await page.get_by_role('radio', name='System').check()
    await expect(page.locator('html')).not_to_have_class(re.compile('is-dark'))
    async with page.expect_response('**/log'):
        await page.evaluate("fetch('/log')")
    assert tomllib.loads((server.folder / 'config.toml').read_text())['ui']['width'] == 'wide'


async def test_the_data_folder_is_named(tab: Tab, server: Server) -> None:
    page = await tab.open('/settings')
    await expect(page.get_by_text(str(server.folder / 'chats.db'))).to_be_visible()
