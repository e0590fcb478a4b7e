"""Comparing: what each lane remembers, what it was sent, the winner, and playing a turn again."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lanes_tab import Upstreams, compare, lane
from tests.browser.tab import Tab
from tests.model_server import ModelServer


@pytest.fixture
def upstreams(models: ModelServer) -> Upstreams:
    return Upstreams.of(models)


def answer(upstreams: Upstreams, number: int = 0, *models: str) -> None:
    for model in models or ('a', 'b'):
        upstreams.get(model, number).say(f'{model}{number}')
        upstreams.get(model, number).end()


def sent_to(upstreams: Upstreams, model: str, number: int) -> list[str]:
    return [message['content'] for message in upstreams.get(model, number).exchange.json['messages']]


def test_each_lane_remembers_its_own_answers(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'a', 'b', prompt='One')
    answer(upstreams)
    second.expect_text('b0')
    first.expect_text('a0')
    tab.ask('Two')
    assert sent_to(upstreams, 'a', 1) == ['One', 'a0', 'Two']
    assert sent_to(upstreams, 'b', 1) == ['One', 'b0', 'Two']
    answer(upstreams, 1)


def test_all_go_on_from_the_picked_answer_when_that_is_switched_on(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'a', 'b', prompt='Pick one')
    answer(upstreams)
    first.expect_text('a0')
    second.expect_text('b0')
    second.button('Pick').click()
    expect(second.button('Pick')).to_have_attribute('aria-pressed', 'true')
    expect(second.reply).to_have_class(re.compile('is-picked'))
    tab.page.get_by_role('radio', name='all go on from the picked answer').check(force=True)
    tab.reload()
    second = lane(tab.page, 'test/b')
    expect(second.button('Pick')).to_have_attribute('aria-pressed', 'true')
    expect(tab.page.get_by_role('radio', name='all go on from the picked answer')).to_be_checked()
    tab.ask('Two')
    for model in 'ab':
        assert sent_to(upstreams, model, 1) == ['Pick one', 'b0', 'Two']
    answer(upstreams, 1)


def test_open_as_chat_forks_the_lane_with_its_history(tab: Tab, upstreams: Upstreams) -> None:
    _, second = compare(tab, 'a', 'b', prompt='Fork me')
    answer(upstreams)
    second.expect_text('b0')
    before = tab.page.url
    second.button('Open as chat').click()
    expect(tab.page).not_to_have_url(before)
    expect(tab.page.get_by_role('region')).to_have_count(0)
    tab.expect_text('b0')
    expect(tab.page.get_by_role('combobox', name='Model')).to_have_value(re.compile('b'))
    tab.ask('Alone now')
    assert sent_to(upstreams, 'b', 1) == ['Fork me', 'b0', 'Alone now']
    upstreams.get('b', 1).end()


def test_a_parked_lane_sits_out_until_it_is_resumed(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'a', 'b')
    second.choose('Park')
    expect(second.state).to_contain_text('parked')
    tab.ask('Without b')
    answer(upstreams, 0, 'a')
    first.expect_text('a0')
    expect(second.region).to_contain_text('This lane skipped this turn')
    assert upstreams.count('b') == 0
    second.button('Resume').click()
    tab.ask('With b')
    assert sent_to(upstreams, 'b', 0) == ['With b']
    answer(upstreams, 0, 'b')
    answer(upstreams, 1, 'a')


def test_what_was_sent_shows_each_request_and_marks_what_differs(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'a', 'b')
    second.button('Lane settings').click()
    second.region.get_by_label('System prompt').fill('Answer in rhymes.')
    second.region.get_by_label('Max tokens').fill('99')
    second.region.get_by_role('button', name='Apply').click()
    tab.ask('Show me')
    answer(upstreams)
    first.expect_text('a0')
    second.choose('What was sent')
    dialog = tab.page.get_by_role('dialog', name='What was sent')
    expect(dialog.get_by_role('row', name='System prompt')).to_contain_text('Answer in rhymes.')
    expect(dialog.get_by_role('row', name='System prompt')).to_contain_text('differs')
    expect(dialog.get_by_role('row', name='Message 1')).not_to_contain_text('differs')
    expect(dialog.locator('pre')).to_contain_text('"max_tokens": 99')
    dialog.get_by_role('button', name='test/a').click()
    expect(dialog.locator('pre')).not_to_contain_text('99')
    expect(dialog.locator('pre')).to_contain_text('Show me')
    assert 'sk-test' not in tab.page.content()
    dialog.get_by_role('button', name='Close').click()
    expect(dialog).to_have_count(0)


def test_the_numbers_of_a_turn_are_charted_and_it_can_be_played_again(tab: Tab, upstreams: Upstreams) -> None:
    first, second = compare(tab, 'a', 'b', prompt='Numbers')
    expect(tab.page.get_by_role('button', name='Replay', exact=True)).to_have_count(0)
    for i in range(30):
        for model in 'ab':
            upstreams.get(model).say(f'{model}{i} ')
        expect(first.text).to_contain_text(f'a{i}')
    for model in 'ab':
        upstreams.get(model).end()
    first.expect_text(upstreams.get('a').said)
    second.expect_text(upstreams.get('b').said)
    tab.page.get_by_role('button', name='Numbers').click()
    expect(tab.page.get_by_role('row', name='test/a')).to_contain_text('34 tokens')
    expect(tab.page.get_by_role('img', name='Timeline: test/a first token')).to_be_visible()
    tab.page.evaluate("""() => {
        window.lengths = [];
        const text = () => [...document.querySelectorAll('[aria-label="test/a"][role=region] article[data-status] [data-part=text]')]
          .find((one) => one.closest('article').style.display !== 'none').textContent.length;
        const options = {subtree: true, childList: true, characterData: true};
        new MutationObserver(() => window.lengths.push(text())).observe(document.body, options);
    }""")
    tab.page.get_by_role('button', name='Replay 4x').click()
    expect(tab.page.get_by_role('button', name='End replay')).to_be_visible()
    expect(tab.page.get_by_role('button', name='End replay')).to_have_count(0)
    lengths = tab.page.evaluate('window.lengths')
    assert min(lengths) < 20, 'it did not start over'
    assert len(set(lengths)) > 3, 'it did not grow'
    first.expect_text(upstreams.get('a').said)
    expect(first.region.locator('article[data-status]')).to_have_count(1)
