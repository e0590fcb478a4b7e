"""Lanes that use tools: their calls beside each other, and questions of several models at once."""
from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lanes_tab import LaneView, Upstreams, compare
from tests.browser.tab import Tab
from tests.browser.tools.tools_app import app_with_tools, call, choose
from tests.dictation import Dictation
from tests.model_server import ModelServer
from tests.running_app import RunningApp


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with app_with_tools(models, tmp_path_factory) as app:
        yield app


@pytest.fixture
def upstreams(models: ModelServer) -> Upstreams:
    models.forget()
    return Upstreams.of(models)


def use(reply: Dictation, name: str, arguments: object) -> None:
    reply.send(call(name, arguments)[0])
    reply.end()


def say(reply: Dictation, text: str) -> None:
    reply.say(text)
    reply.end()


def form(lane: LaneView) -> Locator:
    return lane.region.get_by_role('form', name='Question')


def told(reply: Dictation) -> list[object]:
    return [one['answer'] for one in json.loads(reply.exchange.json['messages'][-1]['content'])['answers']]


def test_the_calls_of_all_lanes_are_lined_up_and_what_differs_is_marked(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, 'a', 'b')
    choose(tab, 'mine')
    tab.page.get_by_role('button', name='Tools').click()
    tab.page.get_by_role('button', name='Compare tool calls').click()
    expect(tab.page.get_by_role('dialog', name='Tool calls')).to_have_count(0)  # nothing was sent yet
    tab.ask('How is the weather?')
    use(upstreams.get('a'), 'get_weather', {'city': 'Rome'})
    use(upstreams.get('b'), 'get_weather', {'city': 'Rome'})
    use(upstreams.get('a', 1), 'get_weather', {'city': '<b>Oslo</b>'})
    use(upstreams.get('b', 1), 'get_weather', {'city': 'Oslo'})
    use(upstreams.get('a', 2), 'wait', {'seconds': 0})
    say(upstreams.get('b', 2), 'Rain.')
    say(upstreams.get('a', 3), 'Rain.')
    for name in ('a', 'b'):
        expect(tab.page.get_by_role('region', name=name).locator('article[data-status]').last).to_have_attribute('data-status', 'done')
    tab.page.get_by_role('button', name='Tools').click()
    tab.page.get_by_role('button', name='Compare tool calls').click()
    table = tab.page.get_by_role('dialog', name='Tool calls').get_by_role('table', name='Tool calls')
    expect(table.get_by_role('columnheader')).to_have_text(['Tool', 'test/a', 'test/b'])
    expect(table.get_by_role('rowheader')).to_have_text(['get_weathersame', 'get_weatherother arguments', 'waitnot in all lanes'])
    expect(table.locator('tr.is-different')).to_have_count(2)
    expect(table.get_by_role('row').nth(2)).to_contain_text('<b>Oslo</b>')
    expect(table.locator('b')).to_have_count(0)
    expect(table.get_by_role('row').nth(3).get_by_role('cell').last).to_have_text('–')
    tab.page.keyboard.press('Escape')
    expect(table).to_be_hidden()


def test_each_lane_asks_by_itself_the_same_question_once_and_blind_lanes_tell_no_name(tab: Tab, upstreams: Upstreams) -> None:
    compare(tab, 'a', 'b', 'c')
    choose(tab, 'Polylogue')
    tab.page.get_by_role('button', name='Blind').click()
    tab.ask('Plan it')
    same = {'questions': [{'question': 'I am model a. Which city?', 'choices': ['Rome', 'Oslo']}]}
    for name, asked in (('a', same), ('b', same), ('c', {'questions': [{'question': 'How long?'}]})):
        use(upstreams.get(name), 'ask_user', asked)
    forms = tab.page.get_by_role('form', name='Question')
    expect(forms).to_have_count(2)
    expect(forms.filter(has_text='test/')).to_have_count(0)
    expect(tab.sign('Plan it', 'Question')).to_be_visible()
    forms.get_by_role('radio', name='Oslo').check()
    forms.filter(has_text='Which city?').get_by_role('button', name='Answer').click()
    for name in ('a', 'b'):
        assert told(upstreams.get(name, 1)) == ['Oslo']
        say(upstreams.get(name, 1), 'Oslo, then.')
    expect(forms).to_have_count(1)
    forms.get_by_role('textbox', name='How long?').fill('A week')
    forms.get_by_role('button', name='Answer').click()
    assert told(upstreams.get('c', 1)) == ['A week']
    say(upstreams.get('c', 1), 'A week, then.')
    expect(tab.page.locator('article[data-status="done"]')).to_have_count(3)
