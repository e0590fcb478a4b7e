"""The settings page, as somebody meets it in a browser."""
from __future__ import annotations

import re
import tomllib

import pytest
from playwright.async_api import Page, expect

from tests.browser.parts.conftest import Server, Tab

pytestmark = pytest.mark.asyncio(loop_scope='module')

KEY = 'sk-never-to-be-seen-again'


async def fill_in(page: Page, **values: str) -> None:
    await page.get_by_text('Add endpoint', exact=True).click()
    for label, value in values.items():
        await page.get_by_label(label.replace('_', ' '), exact=True).fill(value)


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
    await fill_in(page, Name='mine', Base_URL='http://127.0.0.1:9/v1', Key=KEY, Models='small, "a,b ""c""", C:\\large')
    await page.get_by_role('button', name='Add', exact=True).click()
    row = page.get_by_role('listitem', name='mine')
    await expect(row).to_contain_text('config.toml')
    await expect(row).to_contain_text('key set')
    await expect(page.get_by_label('Key', exact=True)).to_have_value('')
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
    await fill_in(page, Name='nowhere', Base_URL='http://127.0.0.1:9/v1', Key=KEY)
    await page.get_by_role('form', name='Add endpoint').get_by_role('button', name='Test connection').click()
    await expect(page.get_by_text('nowhere cannot be reached')).to_be_visible()
    await expect(page.get_by_role('listitem', name='nowhere')).to_have_count(0)
    assert KEY not in await page.content()


async def test_a_mistake_is_told_in_words(tab: Tab) -> None:
    page = await tab.open('/settings')
    await fill_in(page, Name='with/slash', Base_URL='http://127.0.0.1:9/v1')
    await page.get_by_role('button', name='Add', exact=True).click()
    await expect(page.get_by_text('without a slash')).to_be_visible()


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
