"""Comparing: columns, focus, tabs, widths, sets, and the live words of each lane."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lanes_tab import Upstreams, compare, lane, names
from tests.browser.tab import Tab, new_tab
from tests.model_server import ModelServer
from tests.running_app import RunningApp, endpoint

PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


@pytest.fixture
def upstreams(models: ModelServer) -> Upstreams:
    return Upstreams.of(models)


def test_columns_keep_their_room_and_scroll_sideways(tab: Tab, upstreams: Upstreams) -> None:
    tab.page.set_viewport_size({'width': 1280, 'height': 800})
    compare(tab, *'abcdef')
    widths = tab.page.get_by_role('region').evaluate_all('(all) => all.map((one) => one.offsetWidth)')
    assert min(widths) >= 352
    assert tab.page.evaluate('document.documentElement.scrollWidth') <= 1280, 'the page itself must not scroll'
    row = tab.page.locator('.lane-row')
    assert row.evaluate('(row) => row.scrollWidth - row.clientWidth') > 0


def test_a_width_is_set_by_keyboard_or_mouse_and_remembered(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'a', 'b', prompt='Wide')
    for model in 'ab':
        upstreams.get(model).say(model)
        upstreams.get(model).end()
    second.expect_text('b')
    handle = first.region.get_by_role('separator')
    for _ in range(3):
        handle.press('ArrowLeft')
    width = first.region.evaluate('(one) => one.offsetWidth')
    box = handle.bounding_box()
    assert box
    tab.page.mouse.move(box['x'] + 4, box['y'] + 200)
    tab.page.mouse.down()
    tab.page.mouse.move(box['x'] + 104, box['y'] + 200, steps=4)
    tab.page.mouse.up()
    wider = first.region.evaluate('(one) => one.offsetWidth')
    assert abs(wider - width - 100) < 8
    tab.go('New chat')
    tab.go('Wide')
    again = lane(tab.page, 'test/a')
    expect(again.region).to_be_visible()
    assert abs(again.region.evaluate('(one) => one.offsetWidth') - wider) < 8


def test_focus_lets_one_lane_fill_the_page_and_shows_what_the_others_do(tab: Tab, upstreams: Upstreams) -> None:
    first, second, third = compare(tab, 'a', 'b', 'c', prompt='Focus')
    for model in 'abc':
        upstreams.get(model).say(f'{model} writes')
    expect(second.text).to_have_text('b writes')
    second.button('Focus').click()
    expect(first.region).to_be_hidden()
    tabs = tab.page.get_by_role('tab')
    expect(tabs).to_have_count(3)
    expect(tab.page.get_by_role('tab', name='test/a')).to_contain_text('writing')
    upstreams.get('a').end()
    expect(tab.page.get_by_role('tab', name='test/a')).to_contain_text('done')
    tab.page.get_by_role('tab', name='test/b').focus()
    tab.page.keyboard.press('ArrowRight')
    expect(third.region).to_be_visible()
    expect(second.region).to_be_hidden()
    third.region.focus()
    tab.page.keyboard.press('ArrowLeft')
    expect(second.region).to_be_visible()
    tab.page.keyboard.press('Escape')
    for view in (first, second, third):
        expect(view.region).to_be_visible()
    for model in 'bc':
        upstreams.get(model).end()


def test_arrow_keys_in_the_message_do_not_change_the_lane(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'a', 'b')
    first.button('Focus').click()
    tab.box.fill('abc')
    tab.box.press('ArrowLeft')
    tab.box.type('X')
    expect(tab.box).to_have_value('abXc')
    expect(first.region).to_be_visible()
    expect(second.region).to_be_hidden()


def test_lanes_are_tabs_on_a_phone(open_tab: Callable[..., Tab], upstreams: Upstreams) -> None:
    tab = open_tab(**PHONE)
    tab.open('/compare?models=test/a,test/b')
    tab.ask('Small screen')
    for model in 'ab':
        upstreams.get(model).say(f'{model} writes')
    expect(tab.page.get_by_role('tab')).to_have_count(2)
    expect(lane(tab.page, 'test/a').text).to_have_text('a writes')
    expect(tab.page.get_by_role('tab', name='test/b')).to_contain_text('writing')
    expect(tab.page.locator('[data-lane-number="1"]')).to_be_hidden()
    tab.page.get_by_role('tab', name='test/b').click()
    expect(lane(tab.page, 'test/b').text).to_have_text('b writes')
    expect(tab.page.get_by_role('tab', name='test/b')).to_have_attribute('aria-selected', 'true')
    assert tab.page.evaluate('document.documentElement.scrollWidth') <= 390
    upstreams.get('b').end()
    lane(tab.page, 'test/b').expect_text('b writes')
    upstreams.get('a').end()
    expect(tab.page.get_by_role('tab', name='test/a')).to_contain_text('done')


def test_the_state_line_follows_a_lane_from_waiting_to_done(tab: Tab, upstreams: Upstreams) -> None:
    view, _ = compare(tab, 'a', 'b', prompt='States')
    expect(view.state).to_contain_text(re.compile(r'waiting \d+\.\d s'))
    upstreams.get('a').think('Hmm')
    expect(view.state).to_contain_text(re.compile(r'thinking \d+ s'))
    upstreams.get('a').say('Word ' * 40)
    expect(view.state).to_contain_text('writing')
    expect(view.state).to_contain_text(re.compile(r'first token \d'))
    expect(view.state).to_contain_text(re.compile(r'~\d+ tokens'))
    expect(view.state).to_contain_text(re.compile(r'stalled \d+ s'))
    upstreams.get('a').end()
    expect(view.state).to_contain_text('done')
    expect(view.state).to_contain_text(re.compile(r'34 tokens'))
    upstreams.get('b').end()


def test_sets_of_lanes_are_saved_used_and_deleted(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, 'a', 'b', 'a')
    tab.page.get_by_role('button', name='Sets').click()
    tab.page.get_by_label('Name of the set').fill('Trio')
    tab.page.get_by_role('button', name='Save set').click()
    expect(tab.page.get_by_role('button', name='Delete set Trio')).to_be_visible()
    tab.open('/compare?models=test/x,test/y')
    tab.page.get_by_role('button', name='Trio', exact=True).click()
    expect(tab.page.get_by_role('region')).to_have_count(3)
    expect(lane(tab.page, 'test/a').region).to_be_visible()
    assert names(tab.page) == ['test/a', 'test/b', 'test/a (2)']
    expect(tab.page).to_have_url(re.compile('models=test(/|%2F)a.*test(/|%2F)a$'))
    tab.page.reload()
    tab.wait_until_alive()
    expect(tab.page.get_by_role('region')).to_have_count(3)
    tab.page.get_by_role('button', name='Sets').click()
    tab.page.get_by_role('button', name='Delete set Trio').click()
    expect(tab.page.get_by_role('button', name='Delete set Trio')).to_have_count(0)
    expect(tab.page.get_by_label('Name of the set')).to_be_focused()


def test_escape_closes_what_is_open_and_gives_the_focus_back(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, 'a', 'b')
    for opener, name in (('Sets', 'Sets of lanes'), ('Chat settings', 'Settings of this chat')):
        button, opened = tab.page.get_by_role('button', name=opener, exact=True), tab.page.get_by_role('dialog', name=name)
        button.press('Enter')
        expect(opened).to_be_visible()
        tab.page.keyboard.press('Escape')
        expect(opened).to_have_count(0)
        expect(button).to_be_focused()
        button.click()
        opened.click(position={'x': 3, 'y': 3})  # beside everything in it
        tab.page.keyboard.press('Escape')
        expect(opened).to_have_count(0)
        expect(button).to_be_focused()


def test_sets_close_when_something_else_is_used(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, 'a', 'b')
    button, opened = tab.page.get_by_role('button', name='Sets'), tab.page.get_by_role('dialog', name='Sets of lanes')
    button.click()
    tab.page.get_by_role('heading', name='test/b').click()
    expect(opened).to_have_count(0)
    button.click()
    expect(opened).to_be_visible()
    tab.page.get_by_role('button', name='Sweep').evaluate('(one) => one.click()')  # as a screen reader does it
    expect(tab.page.get_by_role('dialog', name='Ask one model several times')).to_be_visible()
    expect(opened).to_have_count(0)


@pytest.mark.parametrize(('width', 'height'), [(1280, 600), (1280, 720), (1280, 800), (390, 844), (640, 400)])
def test_the_settings_of_a_lane_end_inside_of_it(tab: Tab, upstreams: Upstreams, width: int, height: int) -> None:
    view, _ = compare(tab, 'a', 'b', prompt='Room')
    for model in 'ab':
        upstreams.get(model).say('Done.')
        upstreams.get(model).end()
    tab.page.set_viewport_size({'width': width, 'height': height})
    expect(tab.page.get_by_role('button', name='Numbers')).to_be_visible()
    view.button('Lane settings').click()
    form = view.region.get_by_role('dialog')
    for name in ('Apply', 'Cancel'):
        expect(form.get_by_role('button', name=name)).to_be_in_viewport(ratio=1)
    tab.page.get_by_role('button', name='Numbers').focus()
    tab.page.keyboard.press('Enter')  # the charts take some of the room
    form.get_by_label('Temperature').fill('0.5')
    form.get_by_role('button', name='Apply').click()
    expect(form).to_have_count(0)


@pytest.mark.parametrize(('width', 'height'), [(640, 400), (1280, 400), (844, 390)])
def test_in_a_low_window_the_answer_keeps_its_room_and_nothing_goes(tab: Tab, upstreams: Upstreams, width: int, height: int) -> None:
    view, _ = compare(tab, 'a', 'b', prompt='Low')
    for model in 'ab':
        upstreams.get(model).say('Done. ' * 200)
        upstreams.get(model).end()
    expect(view.state).to_contain_text('done')
    tab.page.set_viewport_size({'width': width, 'height': height})
    expect(tab.page.get_by_role('button', name='Numbers')).to_be_in_viewport(ratio=1)
    assert view.region.locator('.transcript').evaluate('(one) => one.clientHeight') >= 0.45 * height
    for name in ('Lane settings', 'Lane menu', 'Remove', 'Pick', 'Retry', 'Open as chat'):
        expect(view.button(name)).to_be_in_viewport(ratio=1)
    for place in (tab.box, tab.send, view.state, tab.page.get_by_role('button', name='Replay', exact=True)):
        expect(place).to_be_in_viewport(ratio=1)


def test_add_model_makes_lanes_up_to_twelve(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, *['m'] * 11)
    tab.page.get_by_role('combobox', name='Add model').fill('test/m')
    tab.page.get_by_role('option').first.click()
    expect(tab.page.get_by_role('region')).to_have_count(12)
    assert names(tab.page)[-1] == 'test/m (12)'
    expect(tab.page.get_by_role('combobox', name='Add model')).to_have_count(0)
    lane(tab.page, 'test/m (3)').button('Remove').click()
    expect(tab.page.get_by_role('region')).to_have_count(11)
    expect(tab.page.get_by_role('combobox', name='Add model')).to_be_visible()


def test_the_neighbour_of_a_lane_that_goes_takes_the_focus(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, 'a', 'b', 'c', prompt='One after the other')
    for model in 'abc':
        upstreams.get(model).end()
    for gone, heir in (('b', 'c'), ('c', 'a')):
        lane(tab.page, f'test/{gone}').button('Remove').press('Enter')
        expect(lane(tab.page, f'test/{gone}').region).to_have_count(0)
        expect(lane(tab.page, f'test/{heir}').button('Lane menu')).to_be_focused()


BAR = ('Stop all', 'Retry failed', 'Blind', 'Export')


def compare_and_fail_one(tab: Tab, upstreams: Upstreams) -> None:
    """One lane has failed, one is done, one goes on: the line above the lanes is as full as it gets."""
    compare(tab, 'a', 'b', 'c', prompt='Crowded')
    upstreams.get('a').say('Done')
    upstreams.get('a').end()
    upstreams.get('b').say('Half')
    upstreams.get('b').reset()
    upstreams.get('c').say('Going on')
    bar = tab.page.get_by_role('toolbar', name='All lanes')
    expect(bar.get_by_role('button', name='Retry failed', exact=True)).to_be_visible()
    expect(bar.get_by_role('button', name='Export', exact=True)).to_be_visible()


def expect_bar_in_sight(tab: Tab) -> None:
    bar = tab.page.get_by_role('toolbar', name='All lanes')
    for name in BAR:
        expect(bar.get_by_role('button', name=name, exact=True)).to_be_in_viewport(ratio=1)
    assert bar.evaluate('(bar) => bar.scrollWidth - bar.clientWidth') <= 0, 'nothing may be cut off, nor scroll sideways'


@pytest.mark.parametrize('width', [1600, 1280, 1100, 900])
def test_with_less_room_words_go_and_every_button_stays(tab: Tab, upstreams: Upstreams, width: int) -> None:
    tab.page.set_viewport_size({'width': width, 'height': 760})
    compare_and_fail_one(tab, upstreams)
    expect_bar_in_sight(tab)
    bar = tab.page.get_by_role('toolbar', name='All lanes')
    for name in ('Sets', 'Run n times', 'Sweep', 'Diff', 'Agreement', 'Merge'):
        expect(bar.get_by_role('button', name=name, exact=True)).to_be_in_viewport(ratio=1)
    upstreams.get('c').end()


def test_on_a_phone_what_is_used_less_moves_into_a_menu(open_tab: Callable[..., Tab], upstreams: Upstreams) -> None:
    tab = open_tab(**PHONE)
    compare_and_fail_one(tab, upstreams)
    expect_bar_in_sight(tab)
    bar = tab.page.get_by_role('toolbar', name='All lanes')
    expect(bar.get_by_role('button', name='Diff', exact=True)).to_have_count(0)
    bar.get_by_role('button', name='More', exact=True).click()
    for name in ('Sets', 'Run n times', 'Sweep', 'Prompt suite', 'Diff', 'Agreement', 'Merge'):
        expect(bar.get_by_role('menuitem', name=name, exact=True)).to_be_in_viewport(ratio=1)
    bar.get_by_role('menuitem', name='Sets', exact=True).click()
    expect(tab.page.get_by_role('dialog', name='Sets of lanes')).to_be_in_viewport(ratio=1)
    tab.page.keyboard.press('Escape')
    expect(bar.get_by_role('button', name='More', exact=True)).to_be_focused()
    bar.get_by_role('button', name='More', exact=True).click()
    bar.get_by_role('menuitem', name='Diff', exact=True).click()
    expect(tab.page.get_by_role('dialog')).to_be_visible()
    upstreams.get('c').end()


@pytest.fixture
def narrow_app(models: ModelServer, tmp_path: Path) -> Iterator[RunningApp]:
    """Its endpoint `local` writes one reply at a time."""
    local = endpoint(models.v1, name='local') + 'concurrency = 1\n'
    app = RunningApp(tmp_path, config=endpoint(models.v1) + local).start()
    yield app
    app.close()


def test_lanes_of_a_busy_endpoint_queue_while_the_others_go_on(browser: Browser, narrow_app: RunningApp, upstreams: Upstreams) -> None:
    tab = new_tab(browser.new_context(), narrow_app.url)
    tab.open('/compare?models=local/one,local/two,local/three,test/cloud')
    tab.ask('Queue')
    upstreams.get('cloud').say('At once.')
    upstreams.get('cloud').end()
    lane(tab.page, 'test/cloud').expect_text('At once.')
    expect(lane(tab.page, 'local/two').state).to_contain_text('queued #1')
    expect(lane(tab.page, 'local/three').state).to_contain_text('queued #2')
    for i, model in enumerate(['one', 'two', 'three']):
        assert sum(upstreams.count(name) for name in ('one', 'two', 'three')) == i + 1
        upstreams.get(model).say(f'I am {model}.')
        upstreams.get(model).end()
        lane(tab.page, f'local/{model}').expect_text(f'I am {model}.')
        if i < 2:
            upstreams.get(['two', 'three'][i])
    tab.page.context.close()
