"""Somebody lets a model use tools: chooses them, sees what they do, is asked, and finds the question again."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.lanes_tab import lane
from tests.browser.tab import Tab
from tests.browser.tools.tools_app import app_with_tools, call, card, choose
from tests.model_server import ModelServer, sending, speaking
from tests.protocols import chat_chunk
from tests.running_app import RunningApp


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with app_with_tools(models, tmp_path_factory) as app:
        yield app


def calls(*pieces: list[bytes]) -> list[object]:
    return [sending(piece) for piece in pieces]


def test_a_tool_runs_in_its_place_and_its_words_stay_words(tab: Tab, models: ModelServer) -> None:
    models.forget()
    models.answer(sending([chat_chunk('I look. '), *call('get_weather', {'city': 'Rome'})]), speaking('It rains in Rome.'))
    tab.open()
    choose(tab, 'mine')
    tab.ask('How is the weather?')
    tab.expect_status('done')
    used = card(tab, 'get_weather')
    expect(used).to_have_attribute('data-state', 'done')
    expect(tab.text).to_contain_text('It rains in Rome.')
    used.get_by_role('button').click()
    expect(used.locator('pre').first).to_contain_text('"city": "Rome"')
    expect(used).to_contain_text('text from the tool, not from the model')
    expect(used).to_contain_text("<img src=x onerror='window.wasHere = 1'>")
    expect(used.locator('img, a')).to_have_count(0)
    assert tab.page.evaluate('window.wasHere') is None
    assert [message['role'] for message in models.exchanges[-1].json['messages']] == ['user', 'assistant', 'tool']
    tab.reload()
    expect(used).to_have_attribute('data-state', 'done')
    tab.reply.hover()
    tab.reply.get_by_role('button', name='More').click()
    tab.page.get_by_role('menuitem', name='What was sent').click()
    dialog = tab.page.get_by_role('dialog', name='What was sent')
    expect(dialog.get_by_role('row', name='Message 2')).to_have_count(0)
    dialog.get_by_role('button', name='Request 2').click()
    expect(dialog.get_by_role('row', name='Message 2')).to_contain_text('get_weather({"city": "Rome"})')
    expect(dialog.get_by_role('row', name='Message 3')).to_contain_text('get_weather gave: Rain in Rome.')
    expect(dialog.get_by_label('Request body')).to_contain_text('"role": "tool"')
    dialog.get_by_role('button', name='Close').click()
    assert tab.text.inner_text().index('I look.') < tab.text.inner_text().index('get_weather') < tab.text.inner_text().index('It rains')


def test_the_page_adds_no_program_unless_the_file_says_so(tab: Tab, app: RunningApp) -> None:
    tab.open('/settings')
    section = tab.page.get_by_role('region', name='Tools')
    section.get_by_text('Add an MCP server').click()
    section.get_by_label('Or paste “mcpServers”').fill('{"mcpServers": {"evil": {"command": "touch", "args": ["owned"]}}}')
    section.get_by_role('button', name='Add', exact=True).click()
    expect(section).to_contain_text('“evil” is a program, and would run')
    expect(section.get_by_role('button', name='Yes, add and run')).to_be_hidden()
    assert 'evil' not in (app.data / 'config.toml').read_text()


def test_off_means_that_nothing_is_offered(tab: Tab, models: ModelServer) -> None:
    models.forget()
    tab.open()
    tab.ask('No tools here')
    tab.expect_status('done')
    assert 'tools' not in models.exchanges[-1].json


def test_whoever_may_change_something_asks_and_a_reload_and_a_restart_keep_the_question(
        tab: Tab, app: RunningApp, models: ModelServer) -> None:
    models.forget()
    models.answer(sending(call('delete_file', {'path': '/tmp/secret'})), speaking('It is gone.'))
    tab.open()
    choose(tab, 'delete_file')
    tab.ask('Delete it')
    tab.expect_status('asking')
    asks = card(tab, 'delete_file')
    expect(asks).to_have_attribute('data-state', 'asking')
    expect(tab.sign('Delete it', 'Question')).to_be_visible()
    expect(asks.locator('figure').nth(1)).to_be_hidden()
    expect(tab.text.locator('.cursor')).to_be_hidden()
    expect(asks.locator('pre').first).to_contain_text('"path": "/tmp/secret"')
    tab.reload()
    expect(asks.get_by_role('button', name='Allow for this chat')).to_be_visible()
    for end in (app.interrupt, app.kill):
        end()
        app.start()
        tab.reload()
        expect(asks.get_by_role('button', name='Deny')).to_be_visible()
    tab.expect_status('asking')
    asks.get_by_role('button', name='Allow once').click()
    tab.expect_status('done')
    expect(asks).to_have_attribute('data-state', 'done')
    expect(tab.text).to_contain_text('It is gone.')
    expect(tab.sign('Delete it', 'Question')).to_have_count(0)
    assert models.exchanges[-1].json['messages'][-1]['content'] == 'deleted /tmp/secret'


def test_deny_is_told_to_the_model_and_what_is_allowed_for_the_chat_asks_no_more(tab: Tab, models: ModelServer) -> None:
    models.forget()
    models.answer(sending(call('delete_file', {'path': 'a'})), sending(call('delete_file', {'path': 'b'}, 'call-2')),
                  sending(call('delete_file', {'path': 'c'}, 'call-3')), speaking('Done.'))
    tab.open()
    choose(tab, 'delete_file')
    tab.ask('Delete all')
    first, second, third = (card(tab, 'delete_file').nth(place) for place in range(3))
    first.get_by_role('button', name='Deny').click()
    expect(first).to_have_attribute('data-state', 'denied')
    second.get_by_role('button', name='Allow for this chat').click()
    expect(third).to_have_attribute('data-state', 'done')
    tab.expect_status('done')
    told = [message['content'] for message in models.exchanges[-1].json['messages'] if message['role'] == 'tool']
    assert told == ['The user did not allow this call.', 'deleted b', 'deleted c']


def test_stop_ends_a_tool_and_the_time_runs_while_it_does_not(tab: Tab, models: ModelServer) -> None:
    models.forget()
    models.answer(sending(call('wait', {'seconds': 60})))
    tab.open()
    choose(tab, 'wait')
    tab.ask('Wait')
    used = card(tab, 'wait')
    expect(used).to_contain_text('running 1 s')
    tab.page.get_by_role('button', name='Stop').click()
    tab.expect_status('stopped')
    expect(used).to_have_attribute('data-state', 'failed')


def offered(models: ModelServer, model: str) -> list[str]:
    asked = [one.json for one in models.exchanges if one.json and one.json.get('model') == model]
    return [tool['function']['name'] for tool in asked[-1].get('tools', [])]


def test_a_lane_and_a_persona_have_switches_of_their_own(tab: Tab, models: ModelServer) -> None:
    models.forget()
    models.default = speaking('Fine.')
    tab.open('/compare?models=test/one,test/two')
    choose(tab, 'mine')
    own = lane(tab.page, 'test/one')
    own.button('Lane settings').click()
    form = own.region.get_by_role('dialog')
    form.get_by_label('Tools', exact=True).select_option('its own')
    form.get_by_role('switch', name='get_weather').check()
    form.get_by_role('button', name='Apply').click()
    tab.ask('Who has what?')
    own.expect_text('Fine.')
    lane(tab.page, 'test/two').expect_text('Fine.')
    assert offered(models, 'one') == ['get_weather']
    assert sorted(offered(models, 'two')) == ['delete_file', 'get_weather', 'wait']
    tab.open('/personas')
    tab.page.get_by_role('button', name='Create a persona').click()
    persona = tab.page.get_by_role('form', name='Persona')
    persona.get_by_label('Name').fill('Clerk')
    persona.get_by_role('switch', name='wait').check()
    persona.get_by_role('button', name='Save').click()
    tab.page.get_by_role('link', name='Start chat').click()
    tab.page.get_by_role('button', name='Tools').click()
    switches = tab.page.get_by_role('dialog', name='Tools')
    expect(switches.get_by_role('switch', name='wait')).to_be_checked()
    expect(switches.get_by_role('switch', name='get_weather')).not_to_be_checked()
