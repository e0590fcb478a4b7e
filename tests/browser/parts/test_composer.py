"""Writing and sending, as somebody meets it in a browser."""
from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.parts.conftest import WATCH_LONG_TASKS, Tab

pytestmark = pytest.mark.asyncio(loop_scope='module')

DROP_FILE = """(form, name) => {
    const files = new DataTransfer();
    files.items.add(new File([name + ' has this text'], name, {type: 'text/plain'}));
    form.dispatchEvent(new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true}));
}"""



async def test_enter_sends_and_shift_enter_is_a_new_line(tab: Tab) -> None:
    page = await tab.open()
    box = page.get_by_role('textbox', name='Message')
    await expect(box).to_be_focused()
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await expect(box).to_have_value('one\ntwo')
    await page.keyboard.press('Enter')
    await expect(box).to_have_value('')
    assert await tab.wait_for_log('send') == [['send', 'one\ntwo', None, []]]


async def test_an_empty_message_cannot_be_sent(tab: Tab) -> None:
    page = await tab.open()
    send = page.get_by_role('button', name='Send')
    await expect(send).to_be_disabled()
    await page.get_by_role('textbox', name='Message').fill('  \n ')
    await expect(send).to_be_disabled()
    await page.keyboard.press('Enter')
    await page.get_by_role('textbox', name='Message').fill('now')
    await send.click()
    assert [entry[1] for entry in await tab.wait_for_log('send')] == ['now']


async def test_enter_that_ends_a_composition_does_not_send(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('textbox', name='Message').fill('にほん')
    await page.get_by_role('textbox', name='Message').evaluate(
        "(box) => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))")
    await tab.wait_for_log('draft')
    assert await tab.log('send') == []
    await expect(page.get_by_role('textbox', name='Message')).to_have_value('にほん')


async def test_while_a_reply_runs_there_is_stop_and_typing_but_no_sending(tab: Tab) -> None:
    page = await tab.open()
    box = page.get_by_role('textbox', name='Message')
    await expect(page.get_by_role('button', name='Stop')).to_have_count(0)
    await tab.call('composer', 'set_running', True)
    await page.get_by_role('button', name='Stop').click()
    assert await tab.wait_for_log('stop')
    await box.fill('already typing')
    await expect(page.get_by_role('button', name='Send')).to_be_disabled()
    await box.press('Enter')
    await expect(box).to_have_value('already typing')
    await tab.call('composer', 'set_running', False)
    await expect(page.get_by_role('button', name='Stop')).to_have_count(0)
    await box.press('Enter')
    assert [entry[1] for entry in await tab.wait_for_log('send')] == ['already typing']


async def test_what_is_typed_after_sending_survives_the_answer_of_the_server(tab: Tab) -> None:
    page = await tab.open()
    box = page.get_by_role('textbox', name='Message')
    await box.fill('first')
    await box.press('Enter')
    await page.keyboard.type('second')
    await tab.call('composer', 'clear')
    await tab.call('composer', 'set_notice', 'Not saved yet')
    await expect(page.get_by_text('Not saved yet')).to_be_visible()
    await expect(box).to_have_value('second')


async def test_a_message_that_was_not_taken_comes_back(tab: Tab) -> None:
    page = await tab.open()
    box = page.get_by_role('textbox', name='Message')
    await box.fill('precious')
    await box.press('Enter')
    await page.keyboard.type('more')
    await tab.call('composer', 'restore')
    await expect(box).to_have_value('precious\n\nmore')


async def test_the_draft_is_kept_when_the_chat_is_left_at_once(tab: Tab) -> None:
    page = await tab.open('/chat/a')
    await page.get_by_role('textbox', name='Message').fill('half a thought')
    await page.get_by_role('link', name='Trip to Lisbon', exact=True).click()
    await expect(page.get_by_text('This is chat b')).to_be_visible()
    await expect(page.get_by_role('textbox', name='Message')).to_have_value('')
    await page.get_by_role('link', name='Sourdough with rye', exact=True).click()
    await expect(page.get_by_text('This is chat a')).to_be_visible()
    await expect(page.get_by_role('textbox', name='Message')).to_have_value('half a thought')
    await page.go_back()
    await expect(page.get_by_text('This is chat b')).to_be_visible()


async def test_ten_megabytes_can_be_pasted_and_sent(tab: Tab) -> None:
    page = await tab.open()
    await page.evaluate(WATCH_LONG_TASKS)
    text = 'first' + 'a line of a log\n' * 650_000 + 'final'
    await page.get_by_role('textbox', name='Message').fill(text)
    await expect(page.get_by_text('10,400,010 characters')).to_be_visible()
    await page.keyboard.type('Why?')
    await page.keyboard.press('Enter')
    assert await tab.wait_for_log('send') == [['send', '', 'paste-1', []]]
    assert (await tab.log('paste'))[-1] == ['paste', len(text) + 6, 'Why?\n', 'final', '1']
    assert await page.evaluate('Math.max(0, ...long.map((task) => task.duration))') < 15_000  # a tenth on a machine with nothing else to do


async def test_thousands_of_lines_are_inserted_at_once(tab: Tab) -> None:
    page = await tab.open()
    text = 'some code();\n' * 5000
    await page.get_by_role('textbox', name='Message').fill(text)
    await expect(page.get_by_role('textbox', name='Message')).to_have_value(text)
    await page.keyboard.press('Enter')
    assert await tab.wait_for_log('send') == [['send', text, None, []]]


async def test_a_text_that_grows_while_it_is_escaped_goes_the_other_way(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('textbox', name='Message').fill('\x1b' * 150_000)
    await page.keyboard.press('Enter')
    assert await tab.wait_for_log('send') == [['send', '', 'paste-1', []]]


async def test_files_are_uploaded_shown_and_sent(tab: Tab) -> None:
    page = await tab.open()
    await page.locator('form.composer').evaluate(DROP_FILE, 'notes ü.txt')
    chip = page.get_by_role('list', name='Attachments').get_by_role('listitem')
    await expect(chip).to_contain_text('notes ü.txt')
    await expect(chip).to_contain_text('7 tokens')
    await page.get_by_role('textbox', name='Message').fill('Read this')
    await page.keyboard.press('Enter')
    assert await tab.wait_for_log('send') == [['send', 'Read this', None, ['file-26']]]
    await expect(chip).to_have_count(0)


async def test_a_file_that_is_refused_is_told_in_words(tab: Tab) -> None:
    page = await tab.open()
    await page.locator('form.composer').evaluate(DROP_FILE, 'forbidden.exe')
    await expect(page.get_by_role('alert')).to_have_text('forbidden.exe: This kind of file is not taken.')
    await expect(page.get_by_role('list', name='Attachments')).to_have_count(0)


async def test_a_quote_is_added_below_what_is_written(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('textbox', name='Message').fill('Look:')
    await tab.call('composer', 'insert', '> a quote\n\n')
    await expect(page.get_by_role('textbox', name='Message')).to_have_value('Look:\n\n> a quote\n\n')


async def test_without_a_connection_nothing_is_lost(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('textbox', name='Message').fill('keep me')
    await page.evaluate('window.socket.disconnect()')
    await page.keyboard.press('Enter')
    await expect(page.get_by_role('alert')).to_contain_text('Not connected')
    await expect(page.get_by_role('textbox', name='Message')).to_have_value('keep me')
    await page.evaluate('window.socket.connect()')
    assert [entry[1] for entry in await tab.wait_for_log('send')] == ['keep me']
    await expect(page.get_by_role('alert')).to_have_count(0)
    await expect(page.get_by_role('textbox', name='Message')).to_have_value('')


async def test_whoever_goes_on_writing_without_a_connection_sends_it_himself(tab: Tab) -> None:
    page = await tab.open()
    box = page.get_by_role('textbox', name='Message')
    await box.fill('half')
    await page.evaluate('window.socket.disconnect()')
    await box.press('Enter')
    await page.keyboard.type(' and whole')
    await expect(page.get_by_role('alert')).to_have_count(0)
    await page.evaluate('window.socket.connect()')
    await tab.wait_for_log('draft')
    assert await tab.log('send') == []
    await box.press('Enter')
    assert [entry[1] for entry in await tab.wait_for_log('send')] == ['half and whole']


@pytest.mark.parametrize('press', ['click', 'keys'])
async def test_sending_by_the_button_leaves_the_focus_in_the_box(tab: Tab, press: str) -> None:
    page = await tab.open()
    box, send = page.get_by_role('textbox', name='Message'), page.get_by_role('button', name='Send')
    for text in ('first', 'second'):
        await box.fill(text)
        if press == 'click':
            await page.mouse.click(5, 5)  # the focus is nowhere
            await send.click()
        else:
            await send.focus()
            await page.keyboard.press('Space')
        await expect(box).to_be_focused()
        await expect(box).to_have_value('')
    await page.keyboard.type('no')
    await expect(box).to_have_value('no')
    assert [entry[1] for entry in await tab.wait_for_log('send')] == ['first', 'second']


async def test_stopping_leaves_the_focus_in_the_box(tab: Tab) -> None:
    page = await tab.open()
    await page.get_by_role('textbox', name='Message').fill('')
    await tab.call('composer', 'set_running', True)
    await page.get_by_role('button', name='Stop').click()
    await tab.call('composer', 'set_running', False)
    await expect(page.get_by_role('button', name='Stop')).to_have_count(0)
    await page.keyboard.type('next')
    await expect(page.get_by_role('textbox', name='Message')).to_have_value('next')
