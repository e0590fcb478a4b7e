"""The statistics page: plots and the same numbers as tables."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer
from tests.protocols import DONE, chat_chunk, chat_usage
from tests.running_app import RunningApp, endpoint

LONG = 'mistral-large-latest-instruct'


@pytest.fixture
def app(models: ModelServer, tmp_path: Path) -> Iterator[RunningApp]:
    """Statistics count everything, so each story begins with nothing."""
    app = RunningApp(tmp_path / 'data', config=endpoint(models.v1)).start()
    yield app
    app.close()


def ask_model(tab: Tab, models: ModelServer, name: str, *, written: int = 40, cost: float = 0.00042) -> None:
    models.answer([chat_chunk('Hello'), chat_chunk('', finish='stop'), chat_usage(12_345_678, written, cost=cost), DONE])
    tab.open(f'/new?model=test/{name}').ask('Hi')
    tab.expect_status('done')


def test_without_replies_the_page_says_so(tab: Tab) -> None:
    tab.open('/stats')
    expect(tab.page.get_by_role('heading', name='Nothing in these days')).to_be_visible()
    tab.page.get_by_role('radio', name='All').click()
    expect(tab.page.get_by_role('heading', name='Nothing to count yet')).to_be_visible()


def test_tokens_and_cost_are_plotted_and_tabulated(tab: Tab, models: ModelServer) -> None:
    for cost in (0.25, 0.5):
        models.answer([chat_chunk('Hello'), chat_chunk('', finish='stop'), chat_usage(100, 40, cost=cost), DONE])
        tab.open().ask('Hi')
        tab.expect_status('done')
    tab.open('/new')
    tab.chats.get_by_role('link', name='Statistics').click()
    table = tab.page.get_by_role('group', name='By model').get_by_role('table')
    line = table.get_by_role('row', name='test/m')
    expect(line.get_by_role('cell').nth(0)).to_have_text('2')
    expect(line.get_by_role('cell').nth(1)).to_have_text('200')
    expect(line.get_by_role('cell').nth(2)).to_have_text('80')
    expect(line.get_by_role('cell').nth(3)).to_have_text('$0.75')
    tokens = tab.page.get_by_role('img', name='Tokens, tokens, by day')
    expect(tokens.locator('.plot-bar')).to_have_count(1)
    told = tab.page.locator('.plot-tip')
    tokens.locator('.plot-bar').hover()
    expect(told).to_contain_text('test/m280 tokens')
    tab.page.get_by_role('img', name='Cost, US dollars').locator('.plot-bar').hover()
    expect(told).to_contain_text('test/m$0.75')
    tab.page.get_by_role('heading', name='Statistics').hover()
    expect(told).to_have_count(0)
    tab.page.get_by_role('group', name='Cost, by day').focus()
    expect(told).to_contain_text('$0.75')
    tab.page.keyboard.press('ArrowLeft')
    expect(told).to_contain_text('nothing')
    expect(tab.page.get_by_role('img', name='Time to first token').locator('circle')).to_have_count(1)
    expect(tab.page.get_by_role('group', name='By day').get_by_role('row', name='test/m')).to_have_count(1)


def test_a_model_can_be_hidden_and_another_range_chosen(tab: Tab, models: ModelServer) -> None:
    ask_model(tab, models, 'm')
    tab.open('/stats')
    plot = tab.page.get_by_role('img', name='Tokens, tokens')
    expect(plot.locator('.plot-bar')).to_have_count(1)
    model = tab.page.get_by_role('button', name='test/m')
    model.click()
    expect(model).to_have_attribute('aria-pressed', 'false')
    expect(plot).to_have_count(0)
    model.click()
    expect(plot.locator('.plot-bar')).to_have_count(1)
    tab.page.get_by_role('radio', name='7 days').click()
    expect(tab.page.locator('.stats')).to_have_attribute('aria-busy', 'false')
    expect(tab.page.get_by_role('radio', name='7 days')).to_be_checked()
    expect(plot.locator('.plot-bar')).to_have_count(1)


def test_the_answers_of_a_suite_are_counted(tab: Tab, models: ModelServer) -> None:
    ask_model(tab, models, 'm')
    tab.open('/stats')
    replies = tab.page.get_by_role('group', name='By model').get_by_role('row', name='test/m').get_by_role('cell').first
    expect(replies).to_have_text('1')
    tab.open('/suite?models=test/m')
    tab.page.get_by_role('textbox', name='Prompts').fill('First\nSecond\nThird')
    tab.page.get_by_role('button', name='Start suite').click()
    expect(tab.page.get_by_role('status').filter(has_text='3 of 3 answers')).to_be_visible()
    tab.open('/stats')
    expect(replies).to_have_text('4')


def test_tables_fit_and_say_when_they_do_not(tab: Tab, models: ModelServer) -> None:
    ask_model(tab, models, LONG, written=2_345_678)
    tab.open('/stats')
    for name in ('By model', 'By day'):
        frame = tab.page.get_by_role('group', name=name, exact=True)
        expect(frame).to_be_visible()
        assert frame.evaluate('(frame) => frame.scrollWidth - frame.clientWidth') == 0, name
    tab.page.set_viewport_size({'width': 390, 'height': 844})
    frame = tab.page.get_by_role('group', name='By model')
    frame.scroll_into_view_if_needed()
    before = frame.screenshot()
    tab.page.add_style_tag(content='.stats-frame { background: none }')
    assert frame.screenshot() != before, 'there is a shadow at the edge'


def test_what_the_plots_say_is_not_cut_nor_laid_over_each_other(tab: Tab, models: ModelServer) -> None:
    ask_model(tab, models, 'm', cost=0.25)
    ask_model(tab, models, LONG)
    tab.page.set_viewport_size({'width': 1500, 'height': 900})
    tab.open('/stats')
    tab.page.get_by_role('button', name='test/m', exact=True).click()  # what is left cost little: its marks are long
    cost = tab.page.get_by_role('img', name='Cost, US dollars')
    expect(cost.get_by_text('$0.0004')).to_be_visible()
    axis, mark = cost.locator('.plot-axis').bounding_box(), cost.get_by_text('$0.0004').bounding_box()
    assert axis
    assert mark
    assert axis['x'] + axis['width'] < mark['x']
    cost.locator('.plot-bar').first.hover()
    name = tab.page.locator('.plot-tip').get_by_text(f'test/{LONG}')
    assert name.evaluate('(name) => name.scrollWidth <= name.clientWidth && name.scrollHeight <= name.clientHeight + 1')


def test_a_model_keeps_its_colour_in_every_range(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    for name in ('m', LONG, 'of-long-ago'):
        ask_model(tab, models, name)
    app.interrupt()
    with closing(sqlite3.connect(app.database)) as db:
        db.execute("UPDATE replies SET created_at = created_at - 20 * 86400 WHERE model = 'test/of-long-ago'")
        db.commit()
    app.start()
    tab.open('/stats')
    legend = tab.page.get_by_role('list', name='Models')
    colours = """Object.fromEntries([...document.querySelectorAll('.stats-legend button')]
        .map((one) => [one.ariaLabel, one.firstChild.style.background]))"""
    expect(legend.get_by_role('button')).to_have_count(3)
    before = tab.page.evaluate(colours)
    assert len(set(before.values())) == 3
    tab.page.get_by_role('radio', name='7 days').click()
    expect(legend.get_by_role('button')).to_have_count(2)
    assert tab.page.evaluate(colours).items() <= before.items()
    tab.page.get_by_role('radio', name='All').click()
    expect(legend.get_by_role('button')).to_have_count(3)
    assert tab.page.evaluate(colours) == before
