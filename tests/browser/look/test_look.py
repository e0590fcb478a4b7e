"""How the page looks, and the way to each of its parts: theme, density, width, and the menu of the pages needed now and then."""
from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keeping_tab import ask
from tests.browser.keeping_tab import choose as keep
from tests.browser.tab import Tab, new_tab
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp, endpoint
from tests.waiting import wait_until

MEASURES = """() => {
    const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
    const column = document.querySelector('.shell-main form.composer, .shell-main [class$="-column"]').getBoundingClientRect();
    const head = box('.shell-main h1');
    return {
        height: head?.height || column.height, width: column.width, links: box('nav a[href="/new"]').height,
        isDark: getComputedStyle(document.body).backgroundColor === 'rgb(23, 23, 27)',
    };
}"""
CONTRAST = """(element) => {  // of its text to everything it lies on, as WCAG reckons
    const parts = (colour) => {
        const numbers = colour.match(/[\\d.]+/g).map(Number);
        return {rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1};
    };
    const over = (top, below) => top.rgb.map((one, i) => one * top.alpha + below[i] * (1 - top.alpha));
    const light = (rgb) => rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
        .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.unshift(parts(getComputedStyle(one).backgroundColor));
    const ground = layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
    const [dark, bright] = [light(ground), light(over(parts(getComputedStyle(element).color), ground))].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
}"""
PAGES = ('/new', '/compare', '/settings', '/leaderboard', '/running', '/stats', '/personas', '/prompts', '/data', '/suite')
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


@pytest.fixture
def own_app(models: ModelServer, tmp_path: Path) -> RunningApp:
    """Not started yet."""
    return RunningApp(tmp_path / 'data', config=endpoint(models.v1))


def choose(page: Page, group: str, value: str) -> None:
    page.get_by_role('group', name=group).get_by_role('radio', name=value, exact=True).check()


def config_of(app: RunningApp) -> str:
    return (app.data / 'config.toml').read_text(encoding='utf-8')


@pytest.mark.parametrize('options', [{}, PHONE], ids=['wide', 'phone'])
def test_every_page_is_reached_from_the_list_of_chats(open_tab: Callable[..., Tab], options: dict[str, object]) -> None:
    tab = open_tab(**options)
    tab.open('/new')
    for name, path in [('Leaderboard', '/leaderboard'), ('Personas', '/personas'), ('Prompts', '/prompts'),
                       ('Prompt suites', '/suite'), ('Import and export', '/data')]:
        if options:
            tab.page.get_by_role('button', name='Open chats').click()
        tab.chats.get_by_role('button', name='More pages').click()
        tab.page.get_by_role('menu', name='More pages').get_by_role('menuitem', name=name, exact=True).click()
        expect(tab.page).to_have_url(f'{tab.url}{path}')
        expect(tab.page.get_by_role('heading', level=1)).to_be_visible()
        expect(tab.page.get_by_role('menu')).to_have_count(0)


def test_the_menu_of_pages_is_used_with_the_keyboard(tab: Tab) -> None:
    tab.open('/settings')
    button = tab.chats.get_by_role('button', name='More pages')
    button.press('Enter')
    expect(tab.page.get_by_role('menuitem', name='Leaderboard')).to_be_focused()
    tab.page.keyboard.press('ArrowDown')
    expect(tab.page.get_by_role('menuitem', name='Personas')).to_be_focused()
    tab.page.keyboard.press('Escape')
    expect(button).to_be_focused()
    button.press('Enter')
    tab.page.get_by_role('menuitem', name='Keyboard shortcuts').click()
    expect(tab.page.get_by_role('dialog', name='Keyboard shortcuts')).to_be_visible()


def test_a_model_is_chosen_though_that_cannot_be_remembered(browser: Browser, own_app: RunningApp) -> None:
    own_app.start()
    tab = new_tab(browser.new_context(), own_app.url)
    tab.open('/new?model=demo/fast')
    before = config_of(own_app)
    (own_app.data / 'config.toml').write_text(before + '\nbroken = [', encoding='utf-8')
    own_app.close()
    own_app.start()
    tab.page.goto(own_app.links[-1])  # a broken file lets nobody in by itself
    tab.open('/new?model=demo/fast')
    picker = tab.page.get_by_role('combobox', name='Model', exact=True)
    picker.fill('demo/slow')
    picker.press('Enter')
    expect(tab.page.get_by_text(re.compile('Nothing was changed, because config.toml'))).to_be_visible()
    tab.ask('Who are you?')
    expect(tab.reply).to_have_attribute('data-model', 'demo/slow')
    tab.page.context.close()
    own_app.close()


def measures(tab: Tab) -> dict[str, dict[str, float]]:
    """Page -> the size of what it begins with, the width of what is read there, and whether it is dark."""
    found = {}
    for path in PAGES:
        tab.open(path)
        expect(tab.page.locator('.shell-main form.composer, .shell-main [class$="-column"]').first).to_be_visible()
        found[path] = tab.page.evaluate(MEASURES)
    return found


def test_theme_density_and_width_show_on_every_page_and_are_kept(browser: Browser, own_app: RunningApp) -> None:
    own_app.start()
    tab = new_tab(browser.new_context(viewport={'width': 1700, 'height': 900}, color_scheme='light'), own_app.url)
    before = measures(tab)
    tab.open('/settings')
    for group, value in [('Theme', 'Dark'), ('Density', 'Compact'), ('Width of the text', 'Wide')]:
        choose(tab.page, group, value)
    wait_until(lambda: all(word in config_of(own_app) for word in ('theme = "dark"', 'density = "compact"', 'width = "wide"')))
    own_app.close()
    own_app.start()
    after = measures(tab)
    for path in PAGES:
        assert not before[path]['isDark']
        assert after[path]['isDark'], path
        assert after[path]['height'] < before[path]['height'] - 2, path
        assert after[path]['links'] < before[path]['links'] - 2, path
        assert after[path]['width'] > before[path]['width'] + 100, path
    tab.page.context.close()
    own_app.close()


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_small_words_in_the_list_can_be_read_on_every_ground(open_tab: Callable[..., Tab], models: ModelServer, scheme: str) -> None:
    tab = open_tab(color_scheme=scheme)
    title = f'Readable when {scheme}'
    tab.open()
    chat_id = ask(tab, models, title)
    keep(tab, title, 'Tags')
    tab.page.get_by_role('combobox', name='Tag').fill('green')
    tab.page.keyboard.press('Enter')
    tab.page.keyboard.press('Escape')
    tag = tab.row(title).locator('.side-tag')
    tab.row(title).hover()
    expect(tab.row(title)).to_have_attribute('aria-current', 'page')
    assert tag.evaluate(CONTRAST) >= 4.5
    tab.open('/settings')
    tab.row(title).hover()
    assert tag.evaluate(CONTRAST) >= 4.5
    keep(tab, title, 'Archive')
    tab.chats.get_by_role('searchbox').fill(title)
    found = tab.chats.locator(f'[data-chat="{chat_id}"]').filter(has=tab.page.locator('.side-snippet')).first
    for path in ('/settings', f'/chat/{chat_id}'):
        found.hover()
        assert found.locator('.side-tag').evaluate(CONTRAST) >= 4.5, path
        assert found.locator('.side-snippet').evaluate(CONTRAST) >= 4.5, path
        found.get_by_role('link').click()
        expect(found.get_by_role('link')).to_have_attribute('aria-current', 'page')


def test_a_compact_page_is_no_lane(browser: Browser, own_app: RunningApp, models: ModelServer) -> None:
    """The name of the model and the numbers stay in an ordinary chat, whatever the density."""
    own_app.start()
    tab = new_tab(browser.new_context(), own_app.url)
    tab.open('/settings')
    choose(tab.page, 'Density', 'Compact')
    models.answer(speaking('Hello.'))
    tab.open()
    tab.ask('Who are you?')
    tab.expect_status('done')
    expect(tab.reply.locator('.entry-name')).to_be_visible()
    expect(tab.reply.locator('.entry-numbers')).to_be_visible()
    tab.page.context.close()
    own_app.close()
