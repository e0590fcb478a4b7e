"""Choosing a model, as somebody meets it in a browser."""
from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.parts.conftest import Tab

pytestmark = pytest.mark.asyncio(loop_scope='module')


def combobox(page: Page, name: str = 'Model') -> Locator:
    return page.get_by_role('combobox', name=name, exact=True)


async def test_it_shows_the_name_of_the_chosen_model(tab: Tab) -> None:
    page = await tab.open()
    await expect(combobox(page)).to_have_value('Demo: fast (scripted)')
    await tab.call('composer', 'set_model', 'local/qwen3')
    await expect(combobox(page)).to_have_value('qwen3')


async def test_options_tell_what_a_model_offers(tab: Tab) -> None:
    page = await tab.open()
    await combobox(page).click()
    options = page.get_by_role('option')
    await expect(options.first).to_contain_text('gpt-5.5')
    await expect(options.first).to_contain_text('400k')
    await expect(options.first).to_contain_text('$1.25 / $10')
    await expect(page.get_by_text('Recently used')).to_be_visible()
    assert await options.count() <= 110


async def test_typing_and_enter_choose(tab: Tab) -> None:
    page = await tab.open()
    await combobox(page).click()
    await page.keyboard.type('slow')
    await page.keyboard.press('Enter')
    assert await tab.wait_for_log('model') == [['model', 'demo/slow']]
    await expect(combobox(page)).to_have_value('Demo: slow (scripted)')
    await expect(page.get_by_role('textbox', name='Message')).to_be_focused()
    await expect(page.get_by_role('listbox')).to_have_count(0)


async def test_filling_in_an_id_chooses_that_very_model(tab: Tab) -> None:
    page = await tab.open()
    await combobox(page).fill('local/qwen3')
    await combobox(page).press('Enter')
    assert await tab.wait_for_log('model') == [['model', 'local/qwen3']]


async def test_any_name_can_be_used(tab: Tab) -> None:
    page = await tab.open()
    await combobox(page).fill('local/brand-new')
    await page.get_by_role('option', name='Use “local/brand-new”').click()
    assert await tab.wait_for_log('model') == [['model', 'local/brand-new']]
    await expect(combobox(page)).to_have_value('local/brand-new')


async def test_arrow_keys_move_and_escape_leaves_the_choice_alone(tab: Tab) -> None:
    page = await tab.open()
    await combobox(page).focus()
    await page.keyboard.press('ArrowDown')
    before = await combobox(page).get_attribute('aria-activedescendant')
    await page.keyboard.press('ArrowDown')
    after = await combobox(page).get_attribute('aria-activedescendant')
    assert before != after
    await expect(page.locator(f'#{after}')).to_be_in_viewport()
    await page.keyboard.press('Escape')
    await expect(combobox(page)).to_have_attribute('aria-expanded', 'false')
    await expect(combobox(page)).to_have_value('Demo: fast (scripted)')
    assert await tab.log('model') == []


@pytest.mark.parametrize('height', [300, 900])
async def test_the_list_stays_inside_the_window(tab: Tab, height: int) -> None:
    await tab.page.set_viewport_size({'width': 390, 'height': height})
    page = await tab.open()
    await combobox(page).click()
    box = await page.locator('.picker-pop:popover-open').bounding_box()
    assert box
    assert box['x'] >= 0
    assert box['y'] >= 0
    assert box['x'] + box['width'] <= 390
    assert box['y'] + box['height'] <= height
    assert box['height'] >= 120


async def test_a_picker_that_adds_forgets_its_choice(tab: Tab) -> None:
    page = await tab.open()
    await combobox(page, 'Add model').click()
    await page.keyboard.type('local/qwen3')
    await page.keyboard.press('Enter')
    assert await tab.wait_for_log('add') == [['add', 'local/qwen3']]
    await expect(combobox(page, 'Add model')).to_have_value('')


async def test_a_new_list_reaches_the_open_page(tab: Tab) -> None:
    page = await tab.open()
    await page.evaluate("""import('polylogue/model_picker/model_list.js')
        .then((list) => list.setModels([['new/one', 'Brand new', null, null, null]], null))""")
    await combobox(page).click()
    await expect(page.get_by_role('option', name='Brand new')).to_be_visible()
