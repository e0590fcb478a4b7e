"""What can be done with messages: edit, branch, version, continue, fork, delete, copy, quote. And what has to wait meanwhile."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking
from tests.protocols import DONE, chat_chunk, chat_usage


@pytest.fixture
def talk(tab: Tab, models: ModelServer) -> Tab:
    """Two turns."""
    models.answer(speaking('First answer.'), speaking('Second answer.'))
    tab.open()
    tab.ask('First question')
    tab.expect_text('First answer.')
    tab.expect_status('done')
    tab.ask('Second question')
    tab.expect_text('Second answer.')
    tab.expect_status('done')
    return tab


def prompts(tab: Tab) -> Locator:
    return tab.page.get_by_role('article', name='You')


def press(article: Locator, name: str) -> None:
    article.hover()
    article.get_by_role('button', name=name, exact=True).click()


def choose(tab: Tab, item: str) -> None:
    """From the menu of the newest reply."""
    tab.act('More')
    tab.page.get_by_role('menuitem', name=item).click()


def rewrite(article: Locator, text: str) -> None:
    article.get_by_role('textbox', name='Edit message').fill(text)
    article.get_by_role('button', name='Save').click()


def edit_first_prompt(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking('Another answer.'))
    press(prompts(tab).first, 'Edit')
    rewrite(prompts(tab).first, 'Another question')
    tab.expect_text('Another answer.')
    tab.expect_status('done')


def test_an_edited_prompt_is_a_branch_of_its_own_and_the_rest_comes_along(talk: Tab, models: ModelServer) -> None:
    edit_first_prompt(talk, models)
    expect(prompts(talk)).to_have_count(1)
    assert [message['content'] for message in models.exchanges[-1].json['messages']] == ['Another question']
    expect(prompts(talk).first).to_contain_text('2 / 2')
    press(prompts(talk).first, 'Previous version')
    expect(prompts(talk)).to_have_text([re.compile('First question'), re.compile('Second question')])
    talk.expect_text('Second answer.')
    expect(prompts(talk).first).to_contain_text('1 / 2')
    press(prompts(talk).first, 'Next version')
    expect(prompts(talk)).to_have_text([re.compile('Another question')])


def test_branches_survive_a_reload_and_the_export(talk: Tab, models: ModelServer) -> None:
    edit_first_prompt(talk, models)
    press(prompts(talk).first, 'Previous version')
    talk.expect_text('Second answer.')
    talk.reload()
    talk.expect_text('Second answer.')
    expect(prompts(talk).first).to_contain_text('1 / 2')
    press(prompts(talk).first, 'Next version')
    talk.expect_text('Another answer.')
    exported = talk.page.request.get(f'{talk.url}/api/chats/{talk.chat_id}/export?format=json').json()
    assert sorted(turn['prompt'] for turn in exported['chats'][0]['turns']) == ['Another question', 'First question', 'Second question']


def test_an_edited_reply_is_what_the_model_is_told_it_said(talk: Tab, models: ModelServer) -> None:
    choose(talk, 'Edit reply')
    rewrite(talk.reply, 'My own words.')
    talk.expect_text('My own words.')
    expect(talk.reply).to_contain_text('2 / 2')
    models.answer(speaking('Third answer.'))
    talk.ask('Go on')
    talk.expect_text('Third answer.')
    assert models.exchanges[-1].json['messages'][-2]['content'] == 'My own words.'


def test_an_edit_to_nothing_is_told_and_stays_open(talk: Tab) -> None:
    press(prompts(talk).last, 'Edit')
    rewrite(prompts(talk).last, '  ')
    expect(talk.page.get_by_role('alert').filter(has_text='There is nothing to send')).to_be_visible()
    prompts(talk).last.get_by_role('button', name='Cancel').click()
    choose(talk, 'Edit reply')
    rewrite(talk.reply, '')
    expect(talk.page.get_by_role('alert').filter(has_text='cannot be empty')).to_be_visible()
    talk.reply.get_by_role('button', name='Cancel').click()
    talk.expect_text('Second answer.')


def test_regenerate_keeps_the_versions_and_they_can_be_paged(talk: Tab, models: ModelServer) -> None:
    models.answer(speaking('Better answer.'))
    talk.act('Regenerate')
    talk.expect_text('Better answer.')
    talk.expect_status('done')
    expect(talk.reply).to_contain_text('2 / 2')
    talk.act('Previous version')
    talk.expect_text('Second answer.')
    talk.reload()
    talk.expect_text('Second answer.')
    expect(talk.reply).to_contain_text('1 / 2')


def test_another_model_can_give_one_more_version(talk: Tab, models: ModelServer) -> None:
    choose(talk, 'Regenerate with…')
    picker = talk.page.get_by_role('combobox', name='Other model')
    picker.fill('test/other')
    picker.press('Enter')
    expect(talk.reply).to_have_attribute('data-model', 'test/other')
    talk.expect_status('done')
    assert models.exchanges[-1].json['model'] == 'other'
    expect(talk.page.get_by_role('combobox', name='Model', exact=True)).to_have_value(re.compile('m$'))
    talk.act('Previous version')
    expect(talk.reply).to_have_attribute('data-model', 'test/m')


def test_continue_after_a_cut_by_length_gives_one_seamless_text(tab: Tab, models: ModelServer) -> None:
    models.answer([chat_chunk('', role='assistant'), chat_chunk('It was a dark and'), chat_chunk(finish='length'), chat_usage(), DONE],
                  speaking('a dark and stormy night.'))
    tab.open()
    tab.ask('Tell me a story')
    tab.expect_text('It was a dark and')
    tab.act('Continue')
    tab.expect_text('It was a dark and stormy night.')
    expect(tab.reply.get_by_role('button', name='Continue')).to_have_count(0)


def test_a_fork_is_a_chat_up_to_here(talk: Tab, models: ModelServer) -> None:
    before = talk.chat_id
    press(talk.page.locator('article[data-status]').first, 'Fork')
    expect(talk.page).not_to_have_url(re.compile(before))
    expect(prompts(talk)).to_have_text([re.compile('First question')])
    models.answer(speaking('In the fork.'))
    talk.ask('Only here')
    talk.expect_text('In the fork.')
    talk.open(f'/chat/{before}')
    talk.expect_text('Second answer.')


def test_a_deleted_turn_leaves_the_rest(talk: Tab, models: ModelServer) -> None:
    press(prompts(talk).first, 'Delete')
    expect(prompts(talk)).to_have_text([re.compile('Second question')])
    talk.reload()
    expect(prompts(talk)).to_have_text([re.compile('Second question')])
    models.answer(speaking('Third answer.'))
    talk.ask('What do you know?')
    talk.expect_text('Third answer.')
    assert [message['content'] for message in models.exchanges[-1].json['messages']] == [
        'Second question', 'Second answer.', 'What do you know?']


def test_a_chat_whose_turns_are_all_deleted_begins_again(talk: Tab, models: ModelServer) -> None:
    talk.reload()  # a page that was built with turns
    welcome = talk.page.get_by_role('heading', name='What would you like to ask?')
    expect(prompts(talk)).to_have_count(2)
    expect(welcome).to_be_hidden()
    press(prompts(talk).first, 'Delete')
    expect(prompts(talk)).to_have_count(1)
    press(prompts(talk).first, 'Delete')
    expect(prompts(talk)).to_have_count(0)
    expect(welcome).to_be_visible()
    models.answer(speaking('From the start.'))
    talk.ask('Once more')
    talk.expect_text('From the start.')
    expect(welcome).to_be_hidden()


def test_copying_takes_the_markdown_or_the_plain_text(tab: Tab, models: ModelServer) -> None:
    tab.page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    models.answer(speaking('**Bold** and `code`'))
    tab.open()
    tab.ask('Format')
    tab.expect_status('done')
    tab.act('Copy')
    tab.page.wait_for_function("navigator.clipboard.readText().then((text) => text === '**Bold** and `code`')")
    choose(tab, 'Copy as plain text')
    tab.page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'Bold and code')")


def test_what_is_selected_is_quoted_into_the_composer(talk: Tab) -> None:
    talk.box.fill('Look:')
    talk.text.evaluate("""(text) => {
        const node = text.querySelector('p').firstChild, range = document.createRange();
        range.setStart(node, 0);
        range.setEnd(node, 6);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    choose(talk, 'Quote')
    expect(talk.box).to_have_value('Look:\n\n> Second\n\n')
    expect(talk.box).to_be_focused()


def test_what_would_touch_a_running_reply_waits_and_says_why(talk: Tab, models: ModelServer) -> None:
    running = models.dictate()
    talk.ask('Third question')
    running.say('Slowly')
    talk.expect_text('Slowly')
    first = talk.page.locator('article[data-status]').first
    for article, name in [(prompts(talk).first, 'Edit'), (prompts(talk).first, 'Delete'), (first, 'Regenerate'), (first, 'Fork')]:
        button = article.get_by_role('button', name=name, exact=True)
        expect(button).to_have_attribute('aria-disabled', 'true')
        expect(button).to_have_attribute('title', re.compile('wait until the reply has ended'))
    running.end()
    talk.expect_status('done')
    for article, name in [(prompts(talk).first, 'Edit'), (first, 'Regenerate')]:
        expect(article.get_by_role('button', name=name, exact=True)).not_to_have_attribute('aria-disabled', 'true')


def test_pressing_what_has_to_wait_says_why(talk: Tab, models: ModelServer) -> None:
    running = models.dictate()
    talk.ask('Third question')
    running.say('Slowly')
    talk.expect_text('Slowly')
    prompts(talk).first.hover()
    prompts(talk).first.get_by_role('button', name='Edit', exact=True).click(force=True)
    told = talk.page.get_by_role('alert').filter(has_text='Wait until the reply has ended, or stop it')
    expect(told).to_be_visible()
    expect(told).to_have_css('pointer-events', 'none')
    expect(talk.page.get_by_role('textbox', name='Edit message')).to_have_count(0)
    talk.box.fill('Fourth question')
    talk.box.press('Enter')
    expect(talk.page.get_by_text('The reply is still being written')).to_be_visible()
    expect(talk.box).to_have_value('Fourth question')
    running.end()
    talk.expect_status('done')
    expect(talk.page.get_by_text('The reply is still being written')).to_have_count(0)


def test_an_edit_that_has_to_wait_is_not_lost(talk: Tab, models: ModelServer, open_tab: Callable[..., Tab]) -> None:
    press(prompts(talk).first, 'Edit')
    first = prompts(talk).first
    first.get_by_role('textbox', name='Edit message').fill('My better question')
    running = models.dictate()
    models.answer(speaking('A better answer.'))
    other = open_tab().open(f'/chat/{talk.chat_id}')
    other.ask('Meanwhile')
    running.say('Busy')
    talk.expect_text('Busy')
    first.get_by_role('button', name='Save').click()
    expect(talk.page.get_by_role('alert').filter(has_text='Wait until the reply has ended')).to_be_visible()
    expect(first.get_by_role('textbox', name='Edit message')).to_have_value('My better question')
    running.end()
    talk.expect_status('done')
    first.get_by_role('button', name='Save').click()
    talk.expect_text('A better answer.')


def test_a_deleted_turn_comes_back_by_undo(talk: Tab, models: ModelServer) -> None:
    models.answer(speaking('Better first answer.'))
    press(talk.page.locator('article[data-status]').first, 'Regenerate')
    expect(talk.page.locator('article[data-status]').first).to_contain_text('2 / 2')
    press(prompts(talk).first, 'Delete')
    expect(prompts(talk)).to_have_count(1)
    talk.page.get_by_role('button', name='Undo').click()
    expect(prompts(talk)).to_have_text([re.compile('First question'), re.compile('Second question')])
    expect(talk.page.locator('article[data-status]').first).to_contain_text('2 / 2')
    talk.reload()
    expect(prompts(talk)).to_have_text([re.compile('First question'), re.compile('Second question')])
    expect(talk.page.locator('article[data-status]').first).to_contain_text('Better first answer.')


def test_an_undo_that_has_to_wait_stays(talk: Tab, models: ModelServer) -> None:
    press(prompts(talk).last, 'Delete')
    expect(prompts(talk)).to_have_count(1)
    running = models.dictate()
    talk.ask('Meanwhile')
    running.say('Still ')
    expect(talk.text).to_contain_text('Still')
    talk.page.get_by_role('button', name='Undo').click()
    expect(talk.page.get_by_text('Wait until the running reply has ended.')).to_be_visible()
    running.end()
    talk.expect_status('done')
    talk.page.get_by_role('button', name='Undo').click()
    expect(prompts(talk)).to_have_text([re.compile('First question'), re.compile('Second question')])


def test_deleting_one_version_of_a_prompt_shows_the_other(talk: Tab, models: ModelServer) -> None:
    models.answer(speaking('Another second answer.'))
    press(prompts(talk).last, 'Edit')
    rewrite(prompts(talk).last, 'Another second question')
    talk.expect_text('Another second answer.')
    talk.expect_status('done')
    press(prompts(talk).last, 'Delete')
    expect(prompts(talk)).to_have_text([re.compile('First question'), re.compile('Second question')])
    talk.expect_text('Second answer.')


def test_a_selection_has_a_button_that_quotes_it(talk: Tab) -> None:
    button = talk.page.get_by_role('button', name='Quote', exact=True)
    expect(button).to_have_count(0)
    talk.text.locator('p').dblclick(position={'x': 12, 'y': 10})
    expect(button).to_be_visible()
    button.click()
    expect(talk.box).to_have_value('> Second\n\n')
    expect(button).to_have_count(0)
    prompts(talk).first.locator('[data-part=text]').dblclick(position={'x': 12, 'y': 10})
    button.click()
    expect(talk.box).to_have_value('> Second\n\n> First\n\n')
