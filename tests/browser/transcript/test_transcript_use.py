"""Using the transcript in a real Chromium: how a reply stands, and what its buttons do."""
from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rendering_site import Site, open_page


def test_the_address_of_a_new_chat_comes_with_its_first_words(page: Page, site: Site) -> None:
    """Whoever reloads then finds the chat; no word of Python's is waited for."""
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'begin'})
    expect(page.get_by_role('article')).to_have_count(2)
    assert '/chat/' not in page.url
    site.play({'do': 'text', 'text': 'First words'})
    expect(page).to_have_url(re.compile('/chat/[0-9a-f]{32}$'))


# -- how it stands

def test_thoughts_are_folded_and_timed(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'think'}, {'do': 'thinking', 'text': 'hmm **so**'})
    button = page.get_by_role('button', name=re.compile('^Thinking… \\d+ s$'))
    expect(button).to_be_visible()
    thought = page.locator('[data-part="thinking"]')
    expect(thought).to_be_hidden()
    button.click()
    expect(thought.locator('strong')).to_have_text('so')
    site.play({'do': 'thinking', 'text': ' and more'}, {'do': 'text', 'text': 'Answer'})
    expect(thought).to_contain_text('and more')
    button = page.get_by_role('button', name=re.compile('^Thought for \\d+ s$'))
    button.click()
    expect(thought).to_be_hidden()
    site.play({'do': 'finish'})


@pytest.mark.parametrize(('values', 'words'), [
    ({'status': 'queued', 'queue_position': 2}, 'Queued #2'),
    ({'note': 'Rate limited: trying again', 'retry_in': 7.5}, r'Rate limited: trying again in \d s'),
    ({'ago': 64}, r'Waiting 6\d\.\d s'),
])
def test_waiting_says_for_what(page: Page, site: Site, values: dict[str, Any], words: str) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'wait'}, {'do': 'set', **values})
    expect(page.locator('[data-part="state"]').last).to_have_text(re.compile(words))
    expect(page.locator('.cursor')).to_have_count(0)


def test_a_stalled_stream_says_so(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'stall'}, {'do': 'text', 'text': 'so far'}, {'do': 'set', 'ago': 20})
    open_page(page, site)
    expect(page.locator('[data-part="state"]').last).to_have_text(re.compile(r'No data for 2\d s'))


def test_an_error_is_an_alert_with_retry(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'fail'}, {'do': 'text', 'text': 'half'},
              {'do': 'finish', 'status': 'failed', 'error': 'The server is <b>gone</b>.'})
    alert = page.get_by_role('article').last.get_by_role('alert')
    expect(alert).to_contain_text('The server is <b>gone</b>.')
    alert.get_by_role('button', name='Retry').click()
    page.get_by_role('button', name='Continue').click()
    expect_actions(page, site, ['retry', 'continue'])


def expect_actions(page: Page, site: Site, names: list[str]) -> list[dict[str, Any]]:
    """The buttons' events have reached Python in this order."""
    page.wait_for_function('() => new Promise(done => setTimeout(() => done(true), 50))')
    actions = site.play()[-len(names):]
    assert [action['action'] for action in actions] == names
    return actions


def test_a_stopped_reply_offers_to_continue(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'stop'}, {'do': 'text', 'text': 'half'}, {'do': 'finish', 'status': 'stopped'})
    reply = page.get_by_role('article').last
    expect(reply.locator('[data-part="state"]')).to_have_text('Stopped')
    expect(reply.get_by_role('button', name='Continue')).to_have_count(1)


# -- what can be done

def test_buttons_wait_for_the_end_and_say_why(page: Page, site: Site) -> None:
    site.chat(('first', 'answer'))
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'second'})
    first = page.get_by_role('article', name='You').first
    expect(first.get_by_role('button', name='Edit')).to_have_attribute('aria-disabled', 'true')
    expect(first.get_by_role('button', name='Edit')).to_have_attribute('title', re.compile('wait until'))
    site.play({'do': 'finish', 'status': 'stopped'})
    expect(first.get_by_role('button', name='Edit')).not_to_have_attribute('aria-disabled', 'true')


def test_a_prompt_is_edited_in_place(page: Page, site: Site) -> None:
    site.chat(('how are you', 'fine'))
    open_page(page, site)
    prompt = page.get_by_role('article', name='You')
    prompt.get_by_role('button', name='Edit').click()
    box = prompt.get_by_role('textbox')
    expect(box).to_have_value('how are you')
    box.fill('who are you')
    prompt.get_by_role('button', name='Save').click()
    assert expect_actions(page, site, ['edit'])[0]['text'] == 'who are you'


def test_copy_gives_the_markdown_and_the_menu_the_plain_text(page: Page, site: Site) -> None:
    site.chat(('c', '**bold** and\n\n- list'))
    open_page(page, site)
    reply = page.get_by_role('article').last
    reply.get_by_role('button', name='Copy', exact=True).click()
    page.wait_for_function('async () => (await navigator.clipboard.readText()) === "**bold** and\\n\\n- list"')
    reply.get_by_role('button', name='More').click()
    page.get_by_role('menuitem', name='Copy as plain text').click()
    page.wait_for_function('async () => (await navigator.clipboard.readText()).startsWith("bold and")')


def test_versions_are_paged_through(page: Page, site: Site) -> None:
    site.chat(('v', 'one'))
    open_page(page, site)
    site.play({'do': 'again'}, {'do': 'text', 'text': 'two'}, {'do': 'finish'})
    reply = page.get_by_role('article').last
    expect(reply).to_contain_text('2 / 2')
    expect(reply.get_by_role('button', name='Next version')).to_have_attribute('aria-disabled', 'true')
    reply.get_by_role('button', name='Previous version').click()
    expect_actions(page, site, ['previous-version'])


def test_a_very_long_prompt_is_sent_only_when_asked_for(page: Page, site: Site) -> None:
    prompt = 'word ' * 30_000 + 'the end'
    site.chat((prompt, 'read'))
    open_page(page, site)
    text = page.get_by_role('article', name='You').locator('[data-part="text"]')
    assert len(text.inner_text()) < 5000
    page.get_by_role('button', name='Show all').click()
    expect(text).to_contain_text('the end')


def test_blind_columns_give_nothing_away(page: Page, site: Site) -> None:
    site.chat(('who', 'me'))
    open_page(page, site, 'nameless=true')
    expect(page.get_by_role('article', name='Model A')).to_contain_text('me')
    assert 'demo' not in page.content()
