"""Many chats at once: each goes on by itself, whoever looks, and Stop stops one."""
from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.tab import Tab, begin
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp


def test_two_chats_stream_at_once_and_both_finish(tab: Tab, models: ModelServer) -> None:
    tab.open()
    tab.page.evaluate('window.isSamePage = true')
    first = begin(tab, models, 'Chat A')
    first.say('Alpha one.')
    tab.expect_text('Alpha one.')
    second = begin(tab, models, 'Chat B')
    second.say('Beta one.')
    tab.expect_text('Beta one.')
    expect(tab.sign('Chat A', 'Generating')).to_be_visible()
    expect(tab.sign('Chat B', 'Generating')).to_be_visible()
    first.say(' Alpha two.')
    first.end()
    expect(tab.sign('Chat A', 'Unread')).to_be_visible()
    expect(tab.sign('Chat A', 'Generating')).to_have_count(0)
    second.say(' Beta two.')
    tab.expect_text('Beta one. Beta two.')
    tab.go('Chat A')
    tab.expect_text('Alpha one. Alpha two.')
    tab.expect_status('done')
    expect(tab.sign('Chat A', 'Unread')).to_have_count(0)
    expect(tab.stop).to_have_count(0)
    second.say(' Beta three.')
    second.end()
    expect(tab.sign('Chat B', 'Unread')).to_be_visible()
    tab.go('Chat B')
    tab.expect_text('Beta one. Beta two. Beta three.')
    assert tab.page.evaluate('window.isSamePage')


def test_streams_go_on_with_nobody_looking(open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab = open_tab().open()
    first, second = begin(tab, models, 'Unseen A'), begin(tab, models, 'Unseen B')
    first.say('a1')
    second.say('b1')
    tab.expect_text('b1')
    tab.page.context.close()
    app.wait_until_unwatched()
    for i in range(2, 40):
        first.say(f' a{i}')
        second.say(f' b{i}')
    first.end()
    second.end()
    later = open_tab().open('/new')
    expect(later.sign('Unseen A', 'Unread')).to_be_visible()
    expect(later.sign('Unseen B', 'Unread')).to_be_visible()
    for title, reply in (('Unseen A', first), ('Unseen B', second)):
        later.go(title)
        later.expect_text(reply.said)
        later.expect_status('done')
        expect(later.sign(title, 'Unread')).to_have_count(0)
    later.reload()
    assert app.rows("SELECT text FROM replies WHERE text LIKE 'a1 %' OR text LIKE 'b1 %' ORDER BY text") == [(first.said,), (second.said,)]


def test_stop_stops_this_chat_only_and_continue_goes_on_there(tab: Tab, models: ModelServer) -> None:
    tab.open()
    other = begin(tab, models, 'Keeps going')
    other.say('Still here.')
    stopped = begin(tab, models, 'To be stopped')
    stopped.say('It was a dark and stormy')
    tab.expect_text('It was a dark and stormy')
    clicked_at = tab.page.evaluate("""() => new Promise((resolve) => {
        const button = document.querySelector('button[aria-label=Stop]');
        button.addEventListener('click', () => resolve(Date.now() / 1000), {once: true});
        button.click();
    })""")
    assert stopped.exchange.wait_closed(), 'the connection to the model stayed open'
    assert stopped.exchange.closed_at
    print(f'\nthe model server saw the connection close {(stopped.exchange.closed_at - clicked_at) * 1000:.0f} ms after the click')
    tab.expect_status('stopped')
    tab.expect_text('It was a dark and stormy')
    expect(tab.stop).to_have_count(0)
    assert not other.exchange.closed.is_set()
    rest = models.dictate()
    tab.act('Continue')
    assert 'cut off' in rest.exchange.prompt
    assert rest.exchange.json['messages'][-2]['content'] == 'It was a dark and stormy'
    rest.say(' night; the')
    rest.say(' rain fell.')
    rest.end()
    tab.expect_status('done')
    tab.expect_text('It was a dark and stormy night; the rain fell.')
    other.end()
    tab.go('Keeps going')
    tab.expect_text('Still here.')
    tab.expect_status('done')


def test_a_second_prompt_has_to_wait_but_can_be_typed(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = begin(tab, models, 'The first')
    count = len(models.exchanges)
    reply.say('One.')
    expect(tab.stop).to_be_visible()
    tab.box.fill('The second')
    expect(tab.send).to_be_disabled()
    tab.box.press('Enter')
    reply.say(' Two.')
    tab.expect_text('One. Two.')
    expect(tab.box).to_have_value(re.compile('The second'))
    assert len(models.exchanges) == count
    reply.end()
    expect(tab.send).to_be_enabled()
    models.answer(speaking('Answered, too.'))
    tab.send.click()
    tab.expect_text('Answered, too.')
    expect(tab.page.get_by_role('article', name='You')).to_have_count(2)
    assert [m['content'].strip() for m in models.exchanges[-1].json['messages']] == ['The first', 'One. Two.', 'The second']


def test_the_first_prompt_turns_new_into_a_chat_without_a_reload(tab: Tab, models: ModelServer) -> None:
    tab.open()
    tab.page.evaluate("window.isSamePage = true; document.querySelector('textarea').isSameBox = true")
    reply = models.dictate()
    tab.ask('Stay where you are')
    expect(tab.page).to_have_url(re.compile('/chat/[0-9a-f]+$'))
    reply.say('I do.')
    tab.expect_text('I do.')
    assert tab.page.evaluate('window.isSamePage')
    assert tab.page.evaluate('document.activeElement.isSameBox'), 'the composer was built again, or has lost the focus'
    expect(tab.page).to_have_title('Stay where you are · Polylogue')
    reply.end()
    tab.expect_status('done')
    tab.go('New chat')
    expect(tab.articles).to_have_count(0)
    expect(tab.page).to_have_url(f'{tab.url}/new')


def test_back_and_forward_go_between_chats_without_a_reload(tab: Tab, models: ModelServer) -> None:
    tab.open()
    tab.page.evaluate('window.isSamePage = true')
    texts = ['First of all.', 'Second of all.']
    ids = []
    for text in texts:
        models.answer(speaking(text))
        ids.append(tab.ask_anew(f'Ask {text}'))
        tab.expect_text(text)
        tab.expect_status('done')
    tab.go(f'Ask {texts[0]}')
    tab.expect_text(texts[0])
    expect(tab.page).to_have_url(f'{tab.url}/chat/{ids[0]}')
    tab.page.go_back()
    tab.expect_text(texts[1])
    assert tab.chat_id == ids[1]
    tab.page.go_back()
    tab.expect_text(texts[0])
    tab.page.go_back()
    expect(tab.page).to_have_url(re.compile('/new'))
    expect(tab.articles).to_have_count(0)
    tab.page.go_forward()
    tab.expect_text(texts[0])
    tab.page.go_forward()
    tab.expect_text(texts[1])
    assert tab.chat_id == ids[1]
    assert tab.page.evaluate('window.isSamePage')


def test_stopping_before_the_first_word_leaves_nothing_behind(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = begin(tab, models, 'Never mind')
    tab.stop.click()
    assert reply.exchange.wait_closed()
    tab.expect_status('stopped')
    expect(tab.sign('Never mind', 'Generating')).to_have_count(0)
    began = time.time()
    models.answer(speaking('Now then.'))
    tab.act('Regenerate')
    tab.expect_text('Now then.')
    assert models.exchanges[-1].at >= began
    expect(tab.reply.get_by_text('2 / 2')).to_be_visible()
