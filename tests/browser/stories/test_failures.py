"""What goes wrong at the model is said in words, and Retry and Continue mend it. And: how a thought looks."""
from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.tab import MODEL, Tab
from tests.model_server import Handler, ModelServer, sending_json, speaking, status_page
from tests.protocols import chat_chunk, sse


def refusal(status: int, message: str, **headers: str) -> Handler:
    body: dict[str, Any] = {'error': {'message': message, 'type': 'invalid_request_error', 'code': None}}
    return sending_json(body, status, **headers)


@pytest.mark.parametrize(('handler', 'words'), [
    (refusal(401, 'Incorrect API key provided'), 'key'),
    (refusal(404, 'The model `m` does not exist'), 'model'),
    (refusal(403, 'Country not supported'), 'does not let'),
    (refusal(400, "This model's maximum context length is 8192 tokens"), 'long'),
    (status_page(200, b'<html><h1>Welcome to the router</h1></html>'), 'not like a model'),
], ids=['401', '404', '403', '400', 'web page'])
def test_a_refusal_is_an_alert_in_words_with_retry(tab: Tab, models: ModelServer, handler: Handler, words: str) -> None:
    models.answer(handler)
    tab.open()
    tab.ask('Will it work?')
    alert = tab.reply.get_by_role('alert')
    expect(alert).to_contain_text(re.compile(words, re.IGNORECASE), use_inner_text=True)
    tab.expect_status('failed')
    sentence = alert.inner_text()
    assert len(sentence.split()) > 5
    assert not re.search(r'Traceback|Error\(|<html|\{', sentence), sentence
    expect(alert.get_by_role('link', name='Settings')).to_have_count(1 if 'settings' in sentence or words == 'not like a model' else 0)
    models.answer(speaking('It does now.'))
    alert.get_by_role('button', name='Retry').click()
    tab.expect_text('It does now.')
    tab.expect_status('done')
    expect(tab.page.get_by_role('alert')).to_have_count(0)


def test_a_rate_limit_counts_down_and_goes_on_by_itself(tab: Tab, models: ModelServer) -> None:
    models.answer(refusal(429, 'Rate limit reached', retry_after='2'), speaking('After the wait.'))
    count = len(models.exchanges)
    tab.open()
    tab.ask('Too fast?')
    state = tab.reply.locator('[data-part="state"]')
    expect(state).to_have_text(re.compile(r'^Rate limited: trying again in [12] s$'))
    expect(state).to_have_attribute('title', re.compile('it said: “Rate limit reached”'))
    expect(tab.stop).to_be_visible()
    tab.expect_text('After the wait.')
    tab.expect_status('done')
    first, second = models.exchanges[count:]
    assert second.at - first.at >= 2


def test_waiting_for_a_rate_limit_can_be_stopped(tab: Tab, models: ModelServer) -> None:
    models.answer(refusal(429, 'Rate limit reached', retry_after='60'))
    tab.open()
    tab.ask('Too fast again?')
    expect(tab.reply.locator('[data-part="state"]')).to_contain_text(re.compile(r'in (60|5\d) s'))
    tab.stop.click()
    tab.expect_status('stopped')
    expect(tab.stop).to_have_count(0)


def test_a_server_error_is_tried_again_and_then_told(tab: Tab, models: ModelServer) -> None:
    models.answer(*[refusal(500, 'The server had an error', retry_after='0.01')] * 3)
    count = len(models.exchanges)
    tab.open()
    tab.ask('Is it up?')
    expect(tab.reply.get_by_role('alert')).to_be_visible()
    tab.expect_status('failed')
    assert len(models.exchanges) == count + 3
    models.answer(speaking('Up again.'))
    tab.act('Retry')
    tab.expect_text('Up again.')


def test_a_reset_in_mid_stream_keeps_the_text_and_offers_both_ways_on(tab: Tab, models: ModelServer) -> None:
    reply = models.dictate()
    tab.open()
    tab.ask('Tell me a story')
    reply.say('Once upon a time')
    tab.expect_text('Once upon a time')
    reply.reset()
    tab.expect_status('failed')
    tab.expect_text('Once upon a time')
    alert = tab.reply.get_by_role('alert')
    expect(alert.get_by_role('button', name='Retry')).to_be_visible()
    models.answer(speaking(' there was an end.'))
    alert.get_by_role('button', name='Continue').click()
    tab.expect_status('done')
    tab.expect_text('Once upon a time there was an end.')
    expect(tab.reply.get_by_text('2 / 2')).to_be_visible()


def test_the_demo_model_that_breaks_shows_what_a_failure_looks_like(tab: Tab) -> None:
    tab.open('/new?model=demo/broken')
    tab.ask('Break, please')
    expect(tab.reply.get_by_role('alert')).to_be_visible()
    tab.expect_status('failed')
    expect(tab.text).not_to_be_empty()


def test_an_unknown_endpoint_is_told_at_once(tab: Tab, models: ModelServer) -> None:
    tab.open('/new?model=nowhere/x')
    tab.ask('Anybody there?')
    expect(tab.reply.get_by_role('alert')).to_contain_text('nowhere')
    tab.expect_status('failed')
    expect(tab.stop).to_have_count(0)
    expect(tab.sign('Anybody there?', 'Generating')).to_have_count(0)


def test_a_thought_is_timed_and_folded(tab: Tab, models: ModelServer) -> None:
    reply = models.dictate()
    tab.open(f'/new?model={MODEL}')
    tab.ask('Think first')
    reply.think('Let me see: ')
    running = tab.reply.get_by_role('button', name=re.compile(r'^Thinking… \d+ s$'))
    expect(running).to_be_visible()
    tab.expect_status('thinking')
    thought = tab.reply.locator('[data-part="thinking"]')
    expect(thought).to_be_hidden()
    expect(tab.reply.get_by_role('button', name='Thinking… 1 s')).to_be_visible()
    running.click()
    expect(thought).to_have_text('Let me see:')
    reply.think('that is it.')
    expect(thought).to_have_text('Let me see: that is it.')
    reply.say('The answer.')
    tab.expect_text('The answer.')
    over = tab.reply.get_by_role('button', name=re.compile(r'^Thought for \d+ s$'))
    over.click()
    expect(thought).to_be_hidden()
    reply.end()
    tab.expect_status('done')
    tab.reload()
    expect(thought).to_be_hidden()
    over.click()
    expect(thought).to_have_text('Let me see: that is it.')


def test_a_thought_that_began_in_the_prompt_leaves_the_answer_when_it_ends(tab: Tab, models: ModelServer) -> None:
    reply = models.dictate()
    tab.open()
    tab.ask('Sum up')
    reply.say('They want a sum. **Two** and two.')
    tab.expect_text('They want a sum. Two and two.')
    reply.say('\n</think>\n\nThe sum is **4**.')
    tab.expect_text('The sum is 4.')
    over = tab.reply.get_by_role('button', name=re.compile(r'^Thought for \d+ s$'))
    thought = tab.reply.locator('[data-part="thinking"]')
    expect(thought).to_be_hidden()
    over.click()
    expect(thought).to_have_text('They want a sum. Two and two.')
    reply.say(' Always.')
    tab.expect_text('The sum is 4. Always.')
    reply.end()
    tab.expect_status('done')
    tab.reload()
    tab.expect_text('The sum is 4. Always.')
    over.click()
    expect(thought).to_have_text('They want a sum. Two and two.')


def test_a_reply_that_is_all_thought_shows_it(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking('<think>Hello! I am well, thank you.'))
    tab.open()
    tab.ask('How are you?')
    tab.expect_status('done')
    thought = tab.reply.locator('[data-part="thinking"]')
    expect(thought).to_have_text('Hello! I am well, thank you.')
    expect(thought).to_be_visible()
    expect(tab.reply.locator('[data-part="state"]')).to_have_text('Thought, but did not answer')
    tab.reload()
    expect(thought).to_be_visible()
    tab.reply.get_by_role('button', name=re.compile('^Thought')).click()
    expect(thought).to_be_hidden()


def test_a_limit_within_an_answer_counts_down_on_the_button_that_asks_again(tab: Tab, models: ModelServer) -> None:
    error = {'error': {'code': 429, 'message': 'Upstream limit of requests reached, try again in 40s'}}
    models.answer([chat_chunk('It begins well, '), sse(error)], speaking('It ends well.'))
    tab.open()
    tab.ask('Begin')
    tab.expect_status('failed')
    alert = tab.reply.get_by_role('alert')
    expect(alert).to_contain_text('wait 40 s, then retry – it said: “Upstream limit of requests reached')
    retry = alert.get_by_role('button', name='Retry', exact=True)
    expect(retry).to_have_text(re.compile(r'^Retry in [34]\d s$'))
    retry.click()
    tab.expect_text('It ends well.')


def test_stop_ends_the_clock_of_a_thought(tab: Tab, models: ModelServer) -> None:
    reply = models.dictate()
    tab.open()
    tab.ask('Think for ever')
    reply.think('Hm, ')
    expect(tab.reply.get_by_role('button', name=re.compile('^Thinking'))).to_be_visible()
    tab.stop.click()
    assert reply.exchange.wait_closed()
    tab.expect_status('stopped')
    expect(tab.reply.get_by_role('button', name=re.compile(r'^Thought for \d+ s$'))).to_be_visible()
    models.answer(speaking('All right.'))
    tab.ask('Then answer')
    tab.expect_text('All right.')
