"""Whoever works by the keyboard stays where they are when what they pressed is drawn anew, replaced or gone."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer, sending_json, speaking

QUESTIONS = ('First question', 'Second question')


@pytest.fixture
def talk(tab: Tab, models: ModelServer) -> Tab:
    models.answer(*(speaking(f'Answer to: {question}') for question in QUESTIONS))
    tab.open()
    for question in QUESTIONS:
        tab.ask(question)
        tab.expect_text(f'Answer to: {question}')
        tab.expect_status('done')
    return tab


def prompts(tab: Tab) -> Locator:
    return tab.page.get_by_role('article', name='You')


def press(article: Locator, name: str) -> None:
    """By the keyboard."""
    button = article.get_by_role('button', name=name, exact=True)
    button.focus()
    button.press('Enter')


def expect_focus(article: Locator, name: str) -> None:
    expect(article.get_by_role('button', name=name, exact=True)).to_be_focused()


def regenerate(tab: Tab, models: ModelServer, text: str) -> None:
    models.answer(speaking(text))
    press(tab.reply, 'Regenerate')
    tab.expect_text(text)
    tab.expect_status('done')


def test_a_new_version_has_the_focus_and_paging_keeps_its_button(talk: Tab, models: ModelServer) -> None:
    regenerate(talk, models, 'Better.')
    expect(talk.reply).to_be_focused()
    talk.page.keyboard.press('Tab')
    expect_focus(talk.reply, 'Previous version')
    assert talk.reply.get_attribute('tabindex') is None
    regenerate(talk, models, 'Best.')
    press(talk.reply, 'Previous version')
    talk.expect_text('Better.')
    expect_focus(talk.reply, 'Previous version')
    talk.page.keyboard.press('Enter')
    talk.expect_text('Answer to: Second question')
    expect_focus(talk.reply, 'Previous version')
    press(talk.reply, 'Next version')
    talk.expect_text('Better.')
    expect_focus(talk.reply, 'Next version')


def test_an_edited_prompt_has_the_focus_and_so_have_its_versions(talk: Tab, models: ModelServer) -> None:
    models.answer(speaking('Another answer.'))
    press(prompts(talk).first, 'Edit')
    talk.page.get_by_role('textbox', name='Edit message').fill('Another question')
    talk.page.keyboard.press('Control+Enter')
    talk.expect_text('Another answer.')
    talk.expect_status('done')
    expect_focus(prompts(talk).first, 'Edit')
    press(prompts(talk).first, 'Previous version')
    expect(prompts(talk)).to_have_text([re.compile(question) for question in QUESTIONS])
    expect_focus(prompts(talk).first, 'Previous version')


def test_an_edited_reply_has_the_focus(talk: Tab) -> None:
    press(talk.reply, 'More')
    talk.page.get_by_role('menuitem', name='Edit reply').press('Enter')
    talk.page.get_by_role('textbox', name='Edit message').fill('My words.')
    talk.page.keyboard.press('Control+Enter')
    talk.expect_text('My words.')
    expect(talk.reply.get_by_role('button', name='More', exact=True)).to_be_focused()


def test_what_goes_on_after_an_error_has_the_focus(tab: Tab, models: ModelServer) -> None:
    models.answer(sending_json({'error': {'message': 'no such thing'}}, 400), speaking('At last.'))
    tab.open()
    tab.ask('Try')
    tab.expect_status('failed')
    press(tab.reply, 'Retry')
    tab.expect_text('At last.')
    expect(tab.reply).to_be_focused()
    tab.expect_status('done')
    expect(tab.reply).to_be_focused()


def test_after_a_deletion_the_neighbour_has_the_focus_and_at_last_the_message_box(talk: Tab, models: ModelServer) -> None:
    models.answer(speaking('Third answer.'))
    talk.ask('Third question')
    talk.expect_text('Third answer.')
    talk.expect_status('done')
    press(prompts(talk).first, 'Delete')
    expect(prompts(talk)).to_have_count(2)
    expect_focus(prompts(talk).first, 'Delete')
    press(talk.reply, 'Delete')
    expect(prompts(talk)).to_have_count(1)
    expect_focus(talk.reply, 'Delete')
    press(prompts(talk).first, 'Delete')
    expect(prompts(talk)).to_have_count(0)
    expect(talk.box).to_be_focused()


def test_who_types_is_left_alone(talk: Tab, models: ModelServer) -> None:
    models.answer(speaking('Better.'))
    talk.act('Regenerate')
    talk.box.focus()
    talk.expect_text('Better.')
    talk.expect_status('done')
    expect(talk.box).to_be_focused()
