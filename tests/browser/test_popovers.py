"""Whatever opens beside a button, wherever on the page: keys, focus and place are the same."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lanes_tab import compare, lane
from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking

MENUS = ('Chat menu', 'More pages', 'Show: All chats', 'Lane menu', 'More')
DIALOGS = ('Lane settings', 'Sets', 'Tools', 'Chat settings')


@pytest.fixture
def comparison(tab: Tab, models: ModelServer) -> Tab:
    models.answer(speaking('One.'), speaking('Two.'))
    compare(tab, 'a', 'b', prompt='Two of them')
    expect(tab.page.locator('article[data-status=done]')).to_have_count(2)
    return tab


def opener(tab: Tab, name: str) -> Locator:
    """The last of its name that can be seen: its pop-up has the least room."""
    return tab.page.get_by_role('button', name=name, exact=True).filter(visible=True).last


def opened(tab: Tab) -> Locator:
    return tab.page.locator('[popover]:popover-open')


@pytest.mark.parametrize('width', [1100, 390])
def test_it_opens_by_a_key_stands_in_the_window_and_escape_leads_back(comparison: Tab, width: int) -> None:
    tab = comparison
    tab.page.set_viewport_size({'width': width, 'height': 700})
    expect(tab.chats).to_be_visible(visible=width > 390)
    tab.page.locator('article[data-status]').filter(visible=True).last.hover()
    for name in (*MENUS, *DIALOGS):
        button = opener(tab, name)
        if not button.count():
            assert width == 390, name  # the sidebar is folded, the sets are in a menu
            continue
        button.focus()
        tab.page.keyboard.press('Enter')
        expect(opened(tab), name).to_have_count(1)
        expect(opened(tab).locator(':focus'), name).to_have_count(1)
        expect(opened(tab), name).to_be_in_viewport(ratio=1)
        expect(button).to_have_attribute('aria-expanded', 'true')
        tab.page.keyboard.press('Escape')
        expect(opened(tab), name).to_have_count(0)
        expect(button, name).to_be_focused()
        expect(button).to_have_attribute('aria-expanded', 'false')


def test_its_button_and_a_press_elsewhere_close_it_and_so_does_tab_in_a_menu(comparison: Tab) -> None:
    tab = comparison
    for name in (*MENUS, *DIALOGS):
        button = opener(tab, name)
        button.dispatch_event('click')
        expect(opened(tab), name).to_have_count(1)
        if name in MENUS:
            items = opened(tab).locator('[role^=menuitem]')
            tab.page.keyboard.press('End')
            expect(items.last, name).to_be_focused()
            tab.page.keyboard.press('ArrowDown')
            expect(items.first, name).to_be_focused()
            tab.page.keyboard.press('ArrowUp')
            expect(items.last, name).to_be_focused()
            tab.page.keyboard.press('Shift+Tab')
            expect(opened(tab), name).to_have_count(0)
            expect(button, name).not_to_be_focused()
            button.dispatch_event('click')
            expect(opened(tab), name).to_have_count(1)
        button.click()
        expect(opened(tab), name).to_have_count(0)
        button.click()
        expect(opened(tab), name).to_have_count(1)
        tab.page.get_by_role('heading', name='test/b' if name == 'Sets' else 'test/a').click()  # what it does not lie on
        expect(opened(tab), name).to_have_count(0)


def test_escape_is_for_the_newest_and_an_unfinished_word_keeps_it(comparison: Tab) -> None:
    tab = comparison
    opener(tab, 'Lane settings').click()
    form = tab.page.get_by_role('dialog', name=re.compile('^Settings of'))
    form.get_by_role('combobox', name='Model').click()
    expect(opened(tab)).to_have_count(2)
    tab.page.keyboard.press('Escape')
    expect(opened(tab)).to_have_count(1)
    prompt = form.get_by_label('System prompt')
    prompt.fill('typed')
    prompt.dispatch_event('keydown', {'key': 'Escape', 'isComposing': True, 'bubbles': True})
    expect(form).to_be_visible()
    lane(tab.page, 'test/a').region.get_by_role('heading').click()  # keeps what was typed
    expect(form).to_have_count(0)
    opener(tab, 'Lane settings').click()
    expect(prompt).to_have_value('typed')
