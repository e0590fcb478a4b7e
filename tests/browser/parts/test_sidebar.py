"""The list of chats, as somebody meets it in a browser."""
from __future__ import annotations

import re
import time

import pytest
from playwright.async_api import Page, expect

from tests.browser.parts.conftest import WATCH_LONG_TASKS, Tab

pytestmark = pytest.mark.asyncio(loop_scope='module')



async def titles(page: Page) -> list[str]:
    return await page.locator('[data-chat] a').evaluate_all('(links) => links.map((link) => link.getAttribute("aria-label"))')


async def test_chats_stand_newest_first_under_their_days(tab: Tab) -> None:
    page = await tab.open()
    assert await titles(page) == [
        'Sourdough with rye', 'Trip to Lisbon', 'A regular expression', 'Notes of the meeting', 'The oldest of all']
    heads = await page.locator('.side-head').all_inner_texts()
    assert heads[-2] == 'Previous 7 days'
    assert re.fullmatch(r'[A-Z][a-z]+ \d{4}', heads[-1])


async def test_a_link_leads_to_the_chat_without_a_reload(tab: Tab) -> None:
    page = await tab.open()
    await page.evaluate('window.isSame = true')
    await page.get_by_role('link', name='Trip to Lisbon', exact=True).click()
    await expect(page.get_by_text('This is chat b')).to_be_visible()
    await expect(page.get_by_role('link', name='Trip to Lisbon', exact=True)).to_have_attribute('aria-current', 'page')
    assert await page.evaluate('window.isSame')


async def test_running_and_unread_show_on_the_row(tab: Tab) -> None:
    page = await tab.open()
    link = page.get_by_role('link', name='Trip to Lisbon', exact=True)
    await expect(link).to_be_visible()
    row = {'id': 'b', 'title': 'Trip to Lisbon', 'updated_at': time.time()}
    await tab.call('rows', 'change', {**row, 'running': True})
    await expect(link.get_by_role('status', name='Generating')).to_be_visible()
    await expect(page.locator('[data-chat] a').first).to_have_accessible_name('Trip to Lisbon')
    await tab.call('rows', 'change', {**row, 'unread': True})
    await expect(link.get_by_role('status', name='Generating')).to_have_count(0)
    await expect(link.get_by_text('Unread')).to_be_attached()


async def test_pinned_chats_stand_on_top(tab: Tab) -> None:
    page = await tab.open()
    await tab.call('rows', 'change', {'id': 'd', 'title': 'Notes of the meeting', 'updated_at': time.time() - 500000, 'pinned': True})
    await expect(page.locator('.side-head').first).to_have_text('Pinned')
    assert (await titles(page))[0] == 'Notes of the meeting'


async def test_the_menu_tells_what_was_chosen(tab: Tab) -> None:
    page = await tab.open()
    menu_button = page.locator('[data-chat=c]').get_by_role('button', name='Chat menu')
    for name, action in (('Pin', 'pin'), ('Archive', 'archive'), ('Delete', 'delete')):
        await page.get_by_role('link', name='A regular expression', exact=True).hover()
        await menu_button.click()
        await page.get_by_role('menuitem', name=name, exact=True).click()
        assert (await tab.wait_for_log(action))[0][1] == 'c'
    assert (await tab.log('pin'))[0][2] == {'pinned': True}


async def test_export_asks_for_the_format(tab: Tab) -> None:
    page = await tab.open()
    await page.locator('[data-chat=c]').get_by_role('button', name='Chat menu').focus()
    await page.keyboard.press('Enter')
    await page.get_by_role('menuitem', name='Export', exact=True).focus()
    await page.keyboard.press('ArrowRight')
    await expect(page.get_by_role('menuitem', name='Markdown', exact=True)).to_be_focused()
    await page.keyboard.press('Escape')
    await expect(page.get_by_role('menuitem', name='Export', exact=True)).to_be_focused()
    await page.keyboard.press('Enter')
    await page.get_by_role('menuitem', name='HTML', exact=True).click()
    assert await tab.wait_for_log('export') == [['export', 'c', {'format': 'html'}]]
    await expect(page.get_by_role('menu')).to_have_count(0)


async def test_the_focus_goes_to_the_next_row_when_its_own_is_gone(tab: Tab) -> None:
    page = await tab.open()
    names = await titles(page)
    rows = page.locator('[data-chat] a')
    await rows.nth(1).focus()
    await tab.call('rows', 'remove', await page.locator('[data-chat]').nth(1).get_attribute('data-chat'))
    await expect(page.get_by_role('link', name=names[2], exact=True)).to_be_focused()


async def test_the_menu_works_by_keyboard(tab: Tab) -> None:
    page = await tab.open()
    await page.locator('[data-chat=b]').get_by_role('button', name='Chat menu').focus()
    await page.keyboard.press('Enter')
    await expect(page.get_by_role('menuitem', name='Rename')).to_be_focused()
    await page.keyboard.press('Escape')
    await expect(page.get_by_role('menu')).to_have_count(0)
    await expect(page.locator('[data-chat=b]').get_by_role('button', name='Chat menu')).to_be_focused()


async def test_renaming_happens_in_the_row(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('link', name='Trip to Lisbon', exact=True).hover()
    await page.locator('[data-chat=b]').get_by_role('button', name='Chat menu').click()
    await page.get_by_role('menuitem', name='Rename').click()
    await page.get_by_role('textbox', name='Chat title').fill('Trip to Porto')
    await page.keyboard.press('Enter')
    await expect(page.get_by_role('link', name='Trip to Porto', exact=True)).to_be_focused()
    assert await tab.wait_for_log('rename') == [['rename', 'b', {'title': 'Trip to Porto'}]]


async def test_escape_leaves_the_title_as_it_was(tab: Tab) -> None:
    page = await tab.open()
    await page.locator('[data-chat=b]').get_by_role('button', name='Chat menu').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.get_by_role('textbox', name='Chat title').fill('Something else')
    await page.keyboard.press('Escape')
    await expect(page.get_by_role('link', name='Trip to Lisbon', exact=True)).to_be_focused()
    assert await tab.log('rename') == []


async def test_search_asks_the_server_and_shows_what_it_found(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('searchbox', name='Search chats').fill('bakery')
    assert await tab.wait_for_log('search') == [['search', None, {'q': 'bakery'}]]
    hit = {'id': 'a', 'title': 'Sourdough with rye', 'updated_at': 1.0, 'snippet': '🥖 the bakery next door', 'marks': [[6, 12]]}
    await tab.call('sidebar', 'set_results', 'bakery', [hit])
    await expect(page.locator('mark')).to_have_text('bakery')
    assert await titles(page) == ['Sourdough with rye']
    await tab.call('sidebar', 'set_results', 'an older query', [])
    await tab.call('composer', 'set_notice', 'Everything has arrived')
    await expect(page.get_by_text('Everything has arrived')).to_be_visible()
    assert await titles(page) == ['Sourdough with rye']
    await page.keyboard.press('Escape')
    await expect(page.locator('[data-chat]')).to_have_count(5)


async def test_a_title_is_shown_as_text(tab: Tab) -> None:
    page = await tab.open()
    title = '<img src=x onerror="window.isHurt = true">'
    await tab.call('rows', 'change', {'id': 'x', 'title': title, 'updated_at': time.time()})
    await expect(page.locator('[data-chat=x] a')).to_have_accessible_name(title)
    assert await page.evaluate('window.isHurt') is None


async def test_of_ten_thousand_chats_only_those_in_sight_are_in_the_document(tab: Tab) -> None:
    page = await tab.open('/new?count=10000')
    assert await page.locator('[data-chat]').count() < 60
    await page.wait_for_function("document.querySelector('.side-list ul').offsetHeight > 300000")
    await page.evaluate(WATCH_LONG_TASKS)
    await page.locator('.side-list').evaluate("""async (list) => {
        for (let i = 0; i < 60; i++) { list.scrollTop += 3000; await new Promise(requestAnimationFrame); }
        list.scrollTop = list.scrollHeight;
    }""")
    await expect(page.get_by_role('link', name='The oldest of all', exact=True)).to_be_visible()
    assert await page.locator('[data-chat]').count() < 60
    assert await page.evaluate('Math.max(0, ...long.map((task) => task.duration))') < 2000  # 0 on a machine with nothing else to do


async def test_arrow_keys_walk_through_the_list(tab: Tab) -> None:
    page = await tab.open('/new?count=300')
    await page.get_by_role('link', name='Sourdough with rye', exact=True).focus()
    for _ in range(40):
        await page.keyboard.press('ArrowDown')
    focused = page.locator('[data-chat] a:focus')
    await expect(focused).to_be_in_viewport()
    assert await focused.get_attribute('href') not in {None, '/chat/a'}
    await expect(page.locator('.side-list')).not_to_have_js_property('scrollTop', 0)


async def test_folding_the_sidebar_is_remembered(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('button', name='Toggle sidebar').click()
    await expect(page.get_by_role('link', name='New chat')).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role('button', name='Toggle sidebar')).to_have_attribute('aria-expanded', 'false')
    await expect(page.get_by_role('link', name='New chat')).to_be_hidden()
    await page.get_by_role('button', name='Toggle sidebar').click()
    await expect(page.get_by_role('link', name='New chat')).to_be_visible()


async def test_on_a_phone_it_is_a_drawer(tab: Tab) -> None:
    page = tab.page
    await page.set_viewport_size({'width': 390, 'height': 780})
    await tab.open()
    await expect(page.get_by_role('link', name='New chat')).to_be_hidden()
    await page.get_by_role('button', name='Open chats').click()
    await expect(page.get_by_role('link', name='New chat')).to_be_focused()
    await page.keyboard.press('Escape')
    await expect(page.get_by_role('button', name='Open chats')).to_be_focused()
    await expect(page.get_by_role('link', name='New chat')).to_be_hidden()
    await page.get_by_role('button', name='Open chats').click()
    await page.get_by_role('link', name='Trip to Lisbon', exact=True).click()
    await expect(page.get_by_text('This is chat b')).to_be_visible()
    await expect(page.get_by_role('link', name='New chat')).to_be_hidden()


async def test_the_theme_is_dark_from_the_first_paint(tab: Tab) -> None:
    page = tab.page
    await page.emulate_media(color_scheme='dark')
    await page.add_init_script("""new MutationObserver(() => {
        if (document.body) window.first ??= getComputedStyle(document.documentElement).backgroundColor;
    }).observe(document, {childList: true, subtree: true})""")
    await tab.open()
    assert await page.evaluate('window.first') == 'rgb(23, 23, 27)'
    await page.get_by_role('button', name='Theme: system').click()
    await expect(page.locator('html')).not_to_have_class(re.compile('is-dark'))
    await expect(page.locator('body')).to_have_class(re.compile('body--light'))
    assert (await tab.wait_for_log('theme'))[0][2] == {'theme': 'light'}
