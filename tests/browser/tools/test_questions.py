"""A model asks the user: a form in its chat, an answer in the same reply, and nobody else waits for it."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab
from tests.browser.tools.tools_app import call, choose
from tests.model_server import ModelServer, sending, speaking
from tests.protocols import chat_chunk
from tests.running_app import RunningApp, endpoint

CITY = {'question': 'Which city? <b>bold</b>', 'choices': ['Rome', 'Oslo <img src=x onerror="window.wasHere = 1">']}
ASKED = {'questions': [CITY, {'question': 'Which days?', 'choices': ['Monday', 'Tuesday'], 'several': True}, {'question': 'What else?'}]}


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path_factory.mktemp('data'), config=endpoint(models.v1)).start()
    yield app
    app.close()


def form(tab: Tab) -> Locator:
    return tab.page.get_by_role('form', name='Question')


def ask(tab: Tab, models: ModelServer, prompt: str, asked: object = ASKED) -> None:
    models.forget()
    models.answer(sending([chat_chunk('Let me ask. '), *call('ask_user', asked)]), speaking('It rains there.'))
    tab.open()
    choose(tab, 'Polylogue')
    tab.ask(prompt)
    tab.expect_status('asking')


def told(models: ModelServer) -> list[object]:
    return [one['answer'] for one in json.loads(models.exchanges[-1].json['messages'][-1]['content'])['answers']]


def test_a_form_is_answered_by_keyboard_and_the_same_reply_goes_on(tab: Tab, models: ModelServer) -> None:
    ask(tab, models, 'How is the weather?')
    expect(form(tab)).to_be_visible()
    expect(tab.sign('How is the weather?', 'Question')).to_be_visible()
    rome = form(tab).get_by_role('group', name='Which city? <b>bold</b>').get_by_role('radio', name='Rome')
    expect(rome).to_be_focused()  # the composer was empty
    expect(form(tab).locator('b, img')).to_have_count(0)
    assert tab.page.evaluate('window.wasHere') is None
    tab.page.keyboard.press('Space')
    form(tab).get_by_role('group', name='Which days?').get_by_role('checkbox', name='Tuesday').check()
    form(tab).get_by_role('textbox', name='Something else, in your own words').nth(1).fill('each Friday')
    form(tab).get_by_role('textbox', name='What else?').fill('Bring an umbrella?')
    tab.reload()
    expect(rome).to_be_checked()
    expect(form(tab).get_by_role('textbox', name='What else?')).to_have_value('Bring an umbrella?')
    form(tab).get_by_role('textbox', name='What else?').press('Control+Enter')
    tab.expect_status('done')
    assert told(models) == ['Rome', ['Tuesday', 'each Friday'], 'Bring an umbrella?']
    expect(form(tab)).to_have_count(0)
    expect(tab.box).to_be_focused()
    answered = tab.reply.get_by_role('group', name='Question and answer')
    expect(answered).to_contain_text('Tuesday, each Friday')
    assert tab.text.inner_text().index('Let me ask.') < tab.text.inner_text().index('Which days?') < tab.text.inner_text().index('It rains')
    expect(tab.sign('How is the weather?', 'Question')).to_have_count(0)
    expect(tab.reply.get_by_role('group', name='Tool ask_user')).to_be_hidden()


def test_who_types_is_left_alone_other_chats_go_on_and_a_restart_keeps_the_question(
        tab: Tab, app: RunningApp, models: ModelServer) -> None:
    models.forget()
    reply = models.dictate()
    tab.open()
    choose(tab, 'Polylogue')
    tab.ask('Wait for me')
    reply.say('Let me think.')
    expect(tab.text).to_contain_text('Let me think.')
    tab.box.fill('I am typing')
    reply.send(call('ask_user', ASKED)[0])
    reply.end()
    expect(form(tab)).to_be_visible()
    expect(tab.box).to_be_focused()
    tab.box.fill('')
    asking = tab.chat_id
    models.answer(speaking('Another answer.'))
    tab.ask_anew('Something else meanwhile')
    tab.expect_status('done')
    expect(form(tab)).to_have_count(0)
    tab.open('/running')
    expect(tab.page.get_by_role('main')).to_contain_text('Which city?')
    for end in (app.interrupt, app.kill):
        end()
        app.start()
        tab.open(f'/chat/{asking}')
        expect(form(tab)).to_be_visible()
    models.answer(speaking('So be it.'))
    form(tab).get_by_role('button', name='Skip').click()
    tab.expect_status('done')
    expect(tab.reply).to_contain_text('You skipped this question.')
    assert 'does not want to answer' in models.exchanges[-1].json['messages'][-1]['content']


def test_of_two_tabs_the_first_answer_counts_and_stop_takes_a_question_back(
        tab: Tab, open_tab: Callable[..., Tab], models: ModelServer) -> None:
    ask(tab, models, 'Twice?')
    other = open_tab().open(f'/chat/{tab.chat_id}')
    form(tab).get_by_role('button', name='Answer').click()
    expect(tab.page.get_by_text('Nothing was answered yet.')).to_be_visible()
    form(other).get_by_role('textbox', name='What else?').fill('mine')
    form(tab).get_by_role('radio', name='Rome').check()
    form(tab).get_by_role('button', name='Answer').click()
    expect(other.page.get_by_text('This question was answered already')).to_be_visible()
    expect(form(other)).to_have_count(0)
    expect(other.reply.get_by_role('group', name='Question and answer')).to_contain_text('Rome')
    tab.expect_status('done')
    assert told(models)[0] == 'Rome'
    ask(tab, models, 'And stop')
    tab.stop.click()
    tab.expect_status('stopped')
    expect(form(tab)).to_have_count(0)
    expect(tab.reply).to_contain_text('This question was not answered.')
