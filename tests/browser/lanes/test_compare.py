"""Comparing: lanes that run, fail, stop and go on each by itself."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.lanes_tab import LaneView, Upstreams, compare, lane, names
from tests.browser.tab import Tab
from tests.model_server import ModelServer, sending_json
from tests.running_app import RunningApp


@pytest.fixture
def upstreams(models: ModelServer) -> Upstreams:
    return Upstreams.of(models)


def test_one_prompt_goes_to_all_lanes_and_each_shows_its_own_answer(tab: Tab, upstreams: Upstreams, app: RunningApp) -> None:
    lanes = compare(tab, 'a', 'b', 'c')
    tab.page.evaluate('window.isSamePage = true')
    tab.ask('Compare us')
    expect(tab.page).to_have_url(re.compile('/chat/[0-9a-f]+$'))
    for i, model in enumerate('abc'):
        for word in range(30):
            upstreams.get(model).say(f'{model}{word} ')
        expect(lanes[i].text).to_contain_text(f'{model}29')
    for model in 'cab':
        upstreams.get(model).end()
    for i, model in enumerate('abc'):
        lanes[i].expect_text(upstreams.get(model).said)
    assert tab.page.evaluate('window.isSamePage'), 'the page was rebuilt'
    tab.reload()
    for view, model in zip(compare_again(tab), 'abc', strict=True):
        view.expect_text(upstreams.get(model).said)


def compare_again(tab: Tab) -> list[LaneView]:
    expect(tab.page.get_by_role('region').first).to_be_visible()
    return [lane(tab.page, name) for name in names(tab.page)]


def test_one_lane_of_three_fails_and_is_retried_alone(tab: Tab, models: ModelServer, upstreams: Upstreams) -> None:
    models.answer()
    good, bad, other = compare(tab, 'x', 'y', 'z', prompt='Fail one')
    for model in 'xz':
        upstreams.get(model).say(f'I am {model}.')
        upstreams.get(model).end()
    upstreams.get('y').say('Half')
    expect(bad.text).to_have_text('Half')
    upstreams.get('y').reset()
    expect(bad.reply.get_by_role('alert')).to_be_visible()
    expect(bad.state).to_contain_text('failed')
    good.expect_text('I am x.')
    other.expect_text('I am z.')
    bad.button('Retry').click()
    upstreams.get('y', 1).say('Now whole.')
    upstreams.get('y', 1).end()
    bad.expect_text('Now whole.')
    assert [upstreams.count(model) for model in 'xyz'] == [1, 2, 1]
    expect(bad.reply).to_contain_text('2 / 2')


def test_retry_failed_asks_all_failed_lanes_and_no_other(tab: Tab, models: ModelServer, upstreams: Upstreams) -> None:
    good, bad, worse = compare(tab, 'ok', 'bad', 'worse', prompt='Fail two')
    for model in ('bad', 'worse'):
        upstreams.get(model).reset()
    upstreams.get('ok').say('Fine.')
    upstreams.get('ok').end()
    for view in (bad, worse):  # broken off before the first word: the engine tries again by itself, so the tries are broken off, too
        expect(view.state).to_contain_text(re.compile('failed|in \\d s|trying', re.IGNORECASE))
    for model, view in (('bad', bad), ('worse', worse)):
        for number in range(1, 5):
            if view.reply.get_attribute('data-status') == 'failed':
                break
            upstreams.get(model, number).reset()
            expect(view.state).to_contain_text(re.compile('failed|in \\d s', re.IGNORECASE))
        expect(view.reply).to_have_attribute('data-status', 'failed')
    before = {model: upstreams.count(model) for model in ('bad', 'worse')}
    tab.page.get_by_role('button', name='Retry failed').click()
    for model, view in (('bad', bad), ('worse', worse)):
        upstreams.get(model, before[model]).say('Better.')
        upstreams.get(model, before[model]).end()
        view.expect_text('Better.')
    good.expect_text('Fine.')
    assert upstreams.count('ok') == 1
    expect(tab.page.get_by_role('button', name='Retry failed')).to_have_count(0)


def test_a_reload_in_the_middle_of_six_lanes_loses_nothing(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, *'abcdef', prompt='Six at once')
    for model in 'abcdef':
        upstreams.get(model).say(f'{model} begins. ')
    expect(lane(tab.page, 'test/f').text).to_contain_text('f begins.')
    tab.reload()
    views = compare_again(tab)
    assert len(views) == 6
    for view, model in zip(views, 'abcdef', strict=True):
        expect(view.text).to_contain_text(f'{model} begins.')
        expect(view.button('Stop')).to_be_visible()
        upstreams.get(model).say(f'{model} ends.')
        upstreams.get(model).end()
    for view, model in zip(views, 'abcdef', strict=True):
        view.expect_text(upstreams.get(model).said)
        expect(view.state).to_contain_text('done')


def test_a_follow_up_goes_to_the_lane_that_is_done_while_another_still_writes(tab: Tab, upstreams: Upstreams) -> None:
    quick, slow = compare(tab, 'quick', 'slow', prompt='First question')
    upstreams.get('slow').say('Still ')
    upstreams.get('quick').say('Done.')
    expect(slow.text).to_have_text('Still')
    tab.box.fill('Second question')
    expect(tab.send).to_be_disabled()
    upstreams.get('quick').end()
    expect(tab.send).to_be_enabled()
    expect(tab.page.get_by_role('button', name='Stop', exact=True).last).to_be_visible()
    tab.box.press('Enter')
    upstreams.get('quick', 1).say('Second answer.')
    upstreams.get('quick', 1).end()
    quick.expect_text('Second answer.')
    expect(slow.region).to_contain_text('This lane skipped this turn')
    upstreams.get('slow').say('writing.')
    expect(slow.state).to_contain_text('writing')
    upstreams.get('slow').end()
    slow.expect_text('Still writing.')
    expect(slow.state).to_contain_text('skipped this turn')
    assert upstreams.count('slow') == 1
    slow.button('Answer this turn').click()
    sent = upstreams.get('slow', 1).exchange.json['messages']
    assert [message['content'] for message in sent] == ['First question', 'Still writing.', 'Second question']
    upstreams.get('slow', 1).end()


def test_stop_stops_one_lane_and_stop_all_the_others(tab: Tab, upstreams: Upstreams) -> None:
    first, second, third = compare(tab, 'a', 'b', 'c', prompt='Stop me')
    for model in 'abc':
        upstreams.get(model).say(f'{model} writes')
    expect(third.text).to_have_text('c writes')
    second.button('Stop').click()
    second.expect_text('b writes', 'stopped')
    assert upstreams.get('b').exchange.wait_closed()
    expect(first.reply).to_have_attribute('data-status', 'writing')
    tab.page.get_by_role('button', name='Stop all').click()
    first.expect_text('a writes', 'stopped')
    third.expect_text('c writes', 'stopped')
    second.button('Continue').click()
    upstreams.get('b', 1).say(' on.')
    upstreams.get('b', 1).end()
    second.expect_text('b writes on.')
    assert upstreams.count('a') == 1


def test_the_same_model_twice_has_two_names_two_prompts_and_two_answers(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'm', 'm')
    assert names(tab.page) == ['test/m', 'test/m (2)']
    second.button('Lane settings').click()
    second.region.get_by_label('System prompt').fill('Be brief.')
    second.region.get_by_label('Temperature').fill('0.3')
    second.region.get_by_role('button', name='Apply').click()
    tab.ask('Twice')
    upstreams.get('m', 1)
    told = {len(one.exchange.json['messages']): one for _, one in upstreams.dictations}
    assert told[2].exchange.json['messages'][0]['content'] == 'Be brief.'
    assert told[2].exchange.json['temperature'] == 0.3
    assert 'temperature' not in told[1].exchange.json
    told[1].say('Plain.')
    told[2].say('Brief.')
    for one in told.values():
        one.end()
    first.expect_text('Plain.')
    second.expect_text('Brief.')


def test_an_unknown_model_says_so_and_the_others_run(tab: Tab, upstreams: Upstreams, models: ModelServer) -> None:
    tab.open('/compare?models=test/a,nowhere/x,demo/nope&prompt=Who%20is%20there')
    expect(tab.box).to_have_value('Who is there')
    nowhere, nope = lane(tab.page, 'nowhere/x'), lane(tab.page, 'demo/nope')
    expect(nowhere.state).to_contain_text('no endpoint called “nowhere”')
    expect(nope.state).to_contain_text('no demo model called “nope”')
    tab.box.press('Enter')
    upstreams.get('a').say('I am.')
    upstreams.get('a').end()
    lane(tab.page, 'test/a').expect_text('I am.')
    expect(nowhere.reply.get_by_role('alert')).to_contain_text('nowhere')
    expect(nope.reply.get_by_role('alert')).to_contain_text('nope')


def test_a_prompt_that_is_too_long_for_one_lane_is_told_there(tab: Tab, models: ModelServer, upstreams: Upstreams) -> None:
    async def small_or_large(exchange: object) -> None:
        model = exchange.json['model']  # type: ignore[attr-defined]
        error = {'error': {'message': 'maximum context length is 8 tokens', 'code': 'context_length_exceeded'}}
        await (sending_json(error, 400) if model == 'small' else upstreams)(exchange)  # type: ignore[arg-type]

    models.default = small_or_large
    small, large = compare(tab, 'small', 'large', prompt='Long ' * 500)
    expect(small.reply.get_by_role('alert')).to_contain_text(re.compile('too long|context', re.IGNORECASE))
    upstreams.get('large').say('Fits.')
    upstreams.get('large').end()
    large.expect_text('Fits.')


def test_an_ordinary_chat_gets_a_second_lane_and_goes_back(tab: Tab, upstreams: Upstreams) -> None:
    tab.open('/new?model=test/a')
    tab.ask('Alone')
    upstreams.get('a').say('Only me.')
    upstreams.get('a').end()
    tab.expect_text('Only me.')
    expect(tab.page.get_by_role('region')).to_have_count(0)
    tab.box.fill('a draft')
    tab.page.get_by_role('button', name='Add model').click()
    tab.page.get_by_role('combobox', name='Add model').fill('test/b')
    tab.page.get_by_role('option', name='test/b').click()
    expect(tab.page.get_by_role('region')).to_have_count(2)
    expect(tab.box).to_have_value('a draft')
    second = lane(tab.page, 'test/b')
    expect(second.region.get_by_role('article', name='test/a')).to_contain_text('Only me.')
    tab.ask('Together')
    assert [message['content'] for message in upstreams.get('b').exchange.json['messages']] == ['Alone', 'Only me.', 'Together']
    for model in 'ab':
        upstreams.get(model, upstreams.count(model) - 1).end()
    second.button('Remove').click()
    expect(tab.page.get_by_role('region')).to_have_count(0)
    expect(tab.page.get_by_role('combobox', name='Model')).to_be_visible()


def test_both_tabs_show_the_same_lanes(open_tab: Callable[..., Tab], upstreams: Upstreams) -> None:
    one, other = open_tab(), open_tab()
    compare(one, 'a', 'b', prompt='Two tabs')
    upstreams.get('a').say('Seen by both.')
    expect(one.page).to_have_url(re.compile('/chat/'))
    other.open(f'/chat/{one.chat_id}')
    expect(lane(other.page, 'test/a').text).to_have_text('Seen by both.')
    lane(other.page, 'test/b').button('Stop').click()
    expect(lane(one.page, 'test/b').state).to_contain_text('stopped')
    upstreams.get('a').end()
    lane(one.page, 'test/a').expect_text('Seen by both.')
