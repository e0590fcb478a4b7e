"""What people paste and models send: all of it arrives, none of it breaks anything."""
from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer, sending, speaking
from tests.protocols import DONE, chat_chunk
from tests.running_app import RunningApp
from tests.waiting import wait_until

MEGABYTE = 1024 * 1024
FAMILY = '\U0001F468\u200d\U0001F469\u200d\U0001F467\u200d\U0001F466'
CURIOUS = f'A {FAMILY} in e\u0301te\u0301, \U0001F1EB\U0001F1F7, 한국어, ﷽ and שלום; half \U0001F600 whole'


@pytest.mark.parametrize('prompt', ['', '   ', '\n\n \t'])
def test_an_empty_prompt_cannot_be_sent(tab: Tab, models: ModelServer, prompt: str) -> None:
    count = len(models.exchanges)
    tab.open()
    tab.box.fill(prompt)
    expect(tab.send).to_be_disabled()
    tab.box.press('Enter')
    expect(tab.page).to_have_url(re.compile('/new'))
    models.answer(speaking('Fine.'))
    tab.ask('Not empty')
    tab.expect_text('Fine.')
    assert [exchange.prompt for exchange in models.exchanges[count:]] == ['Not empty']


def paste_and_send(tab: Tab, line: str, count: int) -> None:
    tab.box.focus()
    tab.page.evaluate("""([line, count]) => {
        const data = new DataTransfer();
        data.setData('text/plain', line.repeat(count));
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
    }""", [line, count])
    expect(tab.send).to_be_enabled()
    tab.send.click()


def test_a_prompt_of_a_megabyte_can_be_edited(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking('That was long.'), speaking('That was longer.'))
    tab.open()
    paste_and_send(tab, 'word ', 210_000)
    tab.expect_text('That was long.')
    tab.expect_status('done')
    tab.prompt().hover()
    tab.prompt().get_by_role('button', name='Edit', exact=True).click()
    tab.page.get_by_role('textbox', name='Edit message').evaluate('(box) => (box.value = `First: ${box.value}`)')
    tab.page.get_by_role('button', name='Save').click()
    tab.expect_text('That was longer.')
    assert models.exchanges[-1].prompt == 'First: ' + 'word ' * 210_000


def test_ten_megabytes_arrive_complete_and_the_page_stays_alive(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    line = 'Ten megabytes of “words”, \\ and \u2603.\n'
    count = 10 * MEGABYTE // len(line.encode()) + 1
    models.answer(speaking('That was long.'))
    tab.open()
    paste_and_send(tab, line, count)
    tab.expect_text('That was long.')
    tab.expect_status('done')
    assert models.exchanges[-1].prompt == line * count
    expect(tab.prompt()).to_contain_text('Ten megabytes')
    models.answer(speaking('Still listening.'))
    tab.ask('And now a short one')
    tab.expect_text('Still listening.')
    assert models.exchanges[-1].json['messages'][0]['content'] == line * count
    tab.reload()
    tab.expect_text('Still listening.')
    wait_until(lambda: app.rows('SELECT max(length(prompt)) FROM turns') == [(len(line) * count,)])


def test_characters_cut_by_chunk_limits_are_put_together(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    body = b''.join([*map(chat_chunk, CURIOUS), chat_chunk(finish='stop'), DONE])  # each code point is a delta of its own …
    raw = body.replace(json.dumps(FAMILY[0]).encode(), json.dumps(FAMILY[0], ensure_ascii=False).encode())
    assert raw != body
    models.answer(sending(raw[i:i + 1] for i in range(len(raw))))  # … and each byte an HTTP chunk
    tab.open()
    tab.ask('Cut it up')
    tab.expect_status('done')
    tab.expect_text(CURIOUS)
    tab.reload()
    tab.expect_text(CURIOUS)
    wait_until(lambda: app.rows('SELECT count(*) FROM replies WHERE text = ?', CURIOUS)[0][0])


def test_halves_of_surrogate_pairs_are_joined(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    reply = models.dictate()
    tab.open()
    tab.ask('Half and half')
    reply.say('smile \ud83d')
    reply.say('\ude00 and a lonely \ud83d')
    reply.say(' end')
    reply.end()
    tab.expect_status('done')
    tab.expect_text('smile \U0001F600 and a lonely \ufffd end')
    wait_until(lambda: app.rows("SELECT id FROM replies WHERE text LIKE 'smile%' AND status = 'done'"))
    assert app.rows("SELECT text FROM replies WHERE text LIKE 'smile%'") == [('smile \U0001F600 and a lonely \ufffd end',)]


def test_nul_characters_do_no_harm(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    models.answer(sending([chat_chunk('zero\0 and'), chat_chunk('\0 nothing'), chat_chunk(finish='stop'), DONE]))
    tab.open()
    tab.box.fill('a\0b')
    tab.box.press('Enter')
    tab.expect_status('done')
    tab.expect_text('zero\ufffd and\ufffd nothing')
    expect(tab.prompt()).to_contain_text(re.compile('a\ufffdb'))
    tab.reload()
    tab.expect_text('zero\ufffd and\ufffd nothing')
    wait_until(lambda: app.rows("SELECT count(*) FROM replies WHERE text LIKE 'zero%' AND status = 'done'")[0][0])


def test_markup_in_a_prompt_is_shown_as_typed(tab: Tab, models: ModelServer) -> None:
    prompt = '<b>bold</b> **stars** <img src=x onerror="window.hacked = 1"> &amp; {{ 1 + 1 }}'
    models.answer(speaking('Seen.'))
    tab.open()
    tab.ask(prompt)
    tab.expect_text('Seen.')
    assert models.exchanges[-1].prompt == prompt
    expect(tab.prompt().locator('[data-part="text"]')).to_have_text(prompt)
    expect(tab.chats.get_by_role('link').filter(has_text='bold')).to_contain_text('<b>bold</b> **stars** <img')
    assert tab.page.evaluate('window.hacked') is None
