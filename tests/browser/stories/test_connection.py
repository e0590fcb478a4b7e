"""Reload, second tab, lost connection: the page always shows the whole text and the live rest."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.tab import MODEL, Tab, begin
from tests.dictation import Counting
from tests.model_server import ModelServer, speaking
from tests.proxy import Proxy
from tests.running_app import RunningApp
from tests.waiting import PATIENCE, wait_until


@pytest.fixture
def line(app: RunningApp) -> Iterator[Proxy]:
    with Proxy.to(app.port) as proxy:
        yield proxy


def test_reload_shows_the_text_so_far_and_the_live_tail(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = begin(tab, models, 'Reload me')
    reply.say('Written before the reload,')
    tab.expect_text(reply.said)
    tab.reload()
    tab.expect_text(reply.said)
    expect(tab.stop).to_be_visible()
    expect(tab.text.locator('.cursor')).to_be_attached()
    reply.say(' and after it.')
    tab.expect_text(reply.said)
    tab.expect_status('writing')
    reply.end()
    tab.expect_status('done')
    tab.expect_text('Written before the reload, and after it.')
    expect(tab.stop).to_have_count(0)


def test_a_reload_right_behind_the_first_words_finds_the_chat(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = models.dictate()
    tab.ask('Reloaded at once')
    reply.say('First words')
    tab.page.wait_for_function("location.pathname.startsWith('/chat/')", polling='raf')
    tab.page.reload()
    tab.expect_text('First words')
    expect(tab.row('Reloaded at once')).to_be_visible()
    reply.say(' and the rest.')
    reply.end()
    tab.expect_text('First words and the rest.')
    tab.expect_status('done')


def test_reloads_in_a_fast_stream_lose_and_repeat_nothing(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = Counting(pause=0.005)
    models.answer(reply)
    tab.ask_anew('Reload me often')
    for _ in range(3):
        tab.reload()
        expect(tab.text).to_contain_text(f't{reply.sent[-1][1]} ')
    reply.end()
    tab.expect_status('done')
    tab.expect_text(reply.text)


def test_two_tabs_show_the_same_reply_and_either_can_stop_it(tab: Tab, open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab.open()
    reply = begin(tab, models, 'For two tabs')
    reply.say('Seen by both,')
    other = open_tab().open(f'/chat/{tab.chat_id}')
    for one in (tab, other):
        one.expect_text('Seen by both,')
    reply.say(' word by word,')
    for one in (tab, other):
        one.expect_text('Seen by both, word by word,')
        expect(one.stop).to_be_visible()
    other.stop.click()
    assert reply.exchange.wait_closed()
    for one in (tab, other):
        one.expect_status('stopped')
        expect(one.stop).to_have_count(0)
        expect(one.sign('For two tabs', 'Generating')).to_have_count(0)
    models.answer(speaking('Asked in the first, read in the second.'))
    tab.ask('More')
    for one in (tab, other):
        one.expect_text('Asked in the first, read in the second.')
        expect(one.page.get_by_role('article', name='You')).to_have_count(2)


def test_of_two_prompts_at_once_one_is_asked_and_the_other_kept(tab: Tab, open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab.open()
    models.answer(speaking('Hello.'))
    tab.ask_anew('Ask me twice')
    tab.expect_status('done')
    other = open_tab().open(f'/chat/{tab.chat_id}')
    other.box.fill('From the other')
    tab.box.fill('From the one')
    reply = models.dictate()
    tab.box.press('Enter')
    other.box.press('Enter')  # whether or not it knows by now
    assert reply.exchange.prompt == 'From the one'
    for one in (tab, other):
        expect(one.page.get_by_role('article', name='You')).to_have_count(2)
        expect(one.stop).to_be_visible()
    expect(other.box).to_have_value('From the other')
    expect(tab.box).to_have_value('')
    reply.end()
    expect(other.send).to_be_enabled()


def test_a_chat_that_begins_elsewhere_appears_in_the_sidebar(tab: Tab, open_tab: Callable[..., Tab], models: ModelServer) -> None:
    other = open_tab().open('/new')
    tab.open()
    reply = begin(tab, models, 'Begun elsewhere')
    expect(other.sign('Begun elsewhere', 'Generating')).to_be_visible()
    reply.end()
    expect(other.sign('Begun elsewhere', 'Generating')).to_have_count(0)
    expect(other.row('Begun elsewhere')).to_be_visible()


def test_page_catches_up_after_a_cut(open_tab: Callable[..., Tab], models: ModelServer, line: Proxy) -> None:
    tab = open_tab(line.url).open()
    tab.page.evaluate('window.isSamePage = true')
    reply = Counting()
    models.answer(reply)
    tab.ask_anew('Cut the line')
    expect(tab.text).to_contain_text('t10 ')
    line.cut()
    tab.page.wait_for_function('!window.socket.connected')
    assert line.refused.wait(PATIENCE), 'the page has not tried to come back'
    tab.box.fill('typed in the dark')
    line.mend()
    tab.page.wait_for_function('window.socket.connected')
    reply.end()
    tab.expect_status('done')
    tab.expect_text(reply.text)
    expect(tab.box).to_have_value('typed in the dark')
    assert tab.page.evaluate('window.isSamePage'), 'the page was loaded again'


def test_page_catches_up_after_a_frozen_line(open_tab: Callable[..., Tab], models: ModelServer, line: Proxy) -> None:
    tab = open_tab(line.url).open()
    tab.page.evaluate('window.isSamePage = true')
    reply = Counting()
    models.answer(reply)
    tab.ask_anew('Freeze the line')
    expect(tab.text).to_contain_text('t10 ')
    line.freeze()
    frozen_at = len(reply.sent)
    wait_until(lambda: len(reply.sent) > frozen_at + 100)
    assert f't{frozen_at + 100} ' not in (tab.text.text_content() or '')
    line.mend()
    reply.end()
    tab.expect_status('done')
    tab.expect_text(reply.text)
    assert tab.page.evaluate('window.isSamePage'), 'the page was loaded again'


def test_a_reply_that_ended_out_of_reach_is_unread_until_the_line_is_back(
        open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp, line: Proxy) -> None:
    tab, watcher = open_tab(line.url).open(), open_tab()
    reply = begin(tab, models, 'Ends in the dark')
    line.cut()
    tab.page.wait_for_function('!window.socket.connected')
    app.wait_until_unwatched()
    reply.say('Done.')
    reply.end()
    watcher.open('/new')
    expect(watcher.sign('Ends in the dark', 'Unread')).to_be_visible()
    line.mend()
    expect(watcher.sign('Ends in the dark', 'Unread')).to_have_count(0)
    tab.expect_text('Done.')


# addresses

def test_unknown_chat_is_a_friendly_page(tab: Tab) -> None:
    tab.open('/chat/0123456789abcdef')
    expect(tab.page.get_by_role('heading', name='This chat is not here')).to_be_visible()
    tab.page.get_by_role('main').get_by_role('link', name='Start a new chat').click()
    expect(tab.page).to_have_url(f'{tab.url}/new')
    expect(tab.box).to_be_visible()


def test_unknown_address_is_a_friendly_page(tab: Tab) -> None:
    tab.open('/no/such/page')
    expect(tab.page.get_by_role('heading', name='There is no such page')).to_be_visible()
    expect(tab.page.get_by_role('main').get_by_role('link', name='Start a new chat')).to_have_attribute('href', '/new')


def test_root_goes_to_new(tab: Tab) -> None:
    tab.open('/')
    expect(tab.page).to_have_url(f'{tab.url}/new')
    expect(tab.box).to_be_focused()


def test_prompt_in_the_address_is_filled_in_and_not_sent(tab: Tab, models: ModelServer) -> None:
    count = len(models.exchanges)
    prompt = 'What is “1 + 1 & 2”?\nSay <b>.'
    tab.open(f'/new?model={MODEL}&prompt={quote(prompt)}')
    expect(tab.box).to_have_value(prompt)
    expect(tab.page.get_by_role('combobox', name='Model')).to_have_value('m')
    expect(tab.articles).to_have_count(0)
    assert len(models.exchanges) == count
    models.answer(speaking('Three.'))
    tab.send.click()
    tab.expect_text('Three.')
    assert models.exchanges[-1].prompt == prompt


# drafts

def test_each_chat_keeps_its_own_draft(tab: Tab, models: ModelServer) -> None:
    tab.open()
    for name in ('Draft A', 'Draft B'):
        models.answer(speaking('Yes.'))
        tab.ask_anew(name)
        tab.expect_status('done')
        tab.box.fill(f'Unsent in {name}')
    tab.go('Draft A')
    expect(tab.box).to_have_value('Unsent in Draft A')
    tab.go('New chat')
    expect(tab.box).to_have_value('')
    tab.go('Draft B')
    expect(tab.box).to_have_value('Unsent in Draft B')
    tab.box.fill('Changed and left at once')
    tab.go('Draft A')
    expect(tab.box).to_have_value('Unsent in Draft A')
    tab.go('Draft B')
    expect(tab.box).to_have_value('Changed and left at once')
    expect(tab.page).to_have_url(f'{tab.url}{tab.row("Draft B").get_attribute("href")}')
    tab.reload()
    expect(tab.box).to_have_value('Changed and left at once')
    models.answer(speaking('Sent.'))
    tab.send.click()
    tab.expect_text('Sent.')
    tab.reload()
    expect(tab.box).to_have_value('')
