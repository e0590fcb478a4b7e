"""Keys: single letters outside of texts, with Alt everywhere, and none of them while somebody types."""
from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking


def two_chats(tab: Tab, models: ModelServer) -> tuple[str, str]:
    ids = []
    for title in ('Older of the two', 'Newer of the two'):
        models.answer(speaking(f'Answer to {title}.'))
        ids.append(tab.ask_anew(title))
        tab.expect_status('done')
    return ids[0], ids[1]


def test_question_mark_lists_the_keys(tab: Tab) -> None:
    tab.open()
    tab.box.press('Escape')
    tab.page.keyboard.press('?')
    dialog = tab.page.get_by_role('dialog', name='Keyboard shortcuts')
    for words in ('New chat', 'Search chats', 'Next chat', 'Previous chat', 'Write a message', 'Stop the answer', 'Copy the last answer'):
        expect(dialog.get_by_text(words, exact=True)).to_be_visible()
    tab.page.keyboard.press('Escape')
    expect(dialog).to_be_hidden()


def test_letters_lead_through_the_chats(tab: Tab, models: ModelServer) -> None:
    tab.open()
    older, newer = two_chats(tab, models)
    tab.page.keyboard.press('Alt+j')
    expect(tab.page).to_have_url(f'{tab.url}/chat/{older}')
    expect(tab.prompt()).to_contain_text('Older')
    tab.box.press('Escape')
    tab.page.keyboard.press('k')
    expect(tab.page).to_have_url(f'{tab.url}/chat/{newer}')
    expect(tab.prompt()).to_contain_text('Newer')
    tab.page.keyboard.press('Alt+q')
    expect(tab.page.get_by_role('searchbox', name='Search chats')).to_be_focused()
    tab.page.keyboard.press('Escape')
    tab.page.keyboard.press('m')
    expect(tab.box).to_be_focused()
    tab.box.press('Escape')
    tab.page.keyboard.press('l')
    expect(tab.page.get_by_role('link', name='New chat')).to_be_hidden()
    tab.page.keyboard.press('l')
    tab.page.keyboard.press('n')
    expect(tab.page).to_have_url(f'{tab.url}/new')


def test_letters_alone_lead_from_chat_to_chat_without_a_stop(tab: Tab, models: ModelServer) -> None:
    tab.open()
    older, newer = two_chats(tab, models)
    tab.box.press('Escape')
    for key, chat, title in (('j', older, 'Older'), ('k', newer, 'Newer'), ('j', older, 'Older')):
        tab.page.keyboard.press(key)
        expect(tab.page).to_have_url(f'{tab.url}/chat/{chat}')
        expect(tab.prompt()).to_contain_text(title)
    expect(tab.box).to_have_value('')
    tab.chats.locator(f'a[href="/chat/{newer}"]').click()
    expect(tab.prompt()).to_contain_text('Newer')
    expect(tab.box).to_be_focused()


def test_typed_letters_are_letters(tab: Tab) -> None:
    tab.open()
    tab.box.click()
    tab.page.keyboard.type('nqjkmxclu?')
    expect(tab.box).to_have_value('nqjkmxclu?')
    expect(tab.page.get_by_role('dialog', name='Keyboard shortcuts')).to_be_hidden()
    expect(tab.page).to_have_url(re.compile('/new'))


def test_a_key_stops_the_answer_and_one_copies_it(tab: Tab, models: ModelServer) -> None:
    tab.open()
    tab.page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    reply = models.dictate()
    tab.ask_anew('Talk until I stop you')
    reply.say('As far as this')
    tab.expect_text('As far as this')
    tab.page.keyboard.press('Alt+x')
    tab.expect_status('stopped')
    tab.box.press('Escape')
    tab.page.keyboard.press('c')
    tab.page.wait_for_function("navigator.clipboard.readText().then((text) => text.trim() === 'As far as this')")
    assert tab.page.evaluate('navigator.clipboard.readText()').strip() == 'As far as this'


def test_single_letters_can_be_switched_off(tab: Tab) -> None:
    tab.open('/settings')
    group = tab.page.get_by_role('group', name='Single-letter shortcuts')
    group.get_by_role('radio', name='Off').check()
    expect(group.get_by_role('radio', name='Off')).to_be_checked()
    tab.page.locator('h1').click()
    tab.page.keyboard.press('n')
    tab.page.keyboard.press('?')
    expect(tab.page.get_by_role('dialog', name='Keyboard shortcuts')).to_be_visible()
    expect(tab.page).to_have_url(f'{tab.url}/settings')
    tab.page.keyboard.press('Escape')
    group.get_by_role('radio', name='On').check()


def press_key(tab: Tab, key: str, code: str, **modifiers: bool) -> bool:
    """A key as a keyboard of another layout reports it; whether the page took it for itself."""
    return bool(tab.page.evaluate("""([key, code, modifiers]) => !document.body.dispatchEvent(
        new KeyboardEvent('keydown', {key, code, ...modifiers, bubbles: true, cancelable: true}))""", [key, code, modifiers]))


def test_letters_are_those_printed_on_the_keys(tab: Tab) -> None:
    tab.open('/settings')
    assert press_key(tab, 'q', 'KeyA', altKey=True), 'Alt Q of a French keyboard'
    expect(tab.page.get_by_role('searchbox', name='Search chats')).to_be_focused()
    tab.page.keyboard.press('Escape')
    assert press_key(tab, 'т', 'KeyN'), 'the key N of a Russian keyboard'  # noqa: RUF001
    expect(tab.page).to_have_url(f'{tab.url}/new')


def test_what_the_browser_owns_stays_with_the_browser(tab: Tab) -> None:
    """Menus by Alt and a letter, Ctrl and Cmd with anything, AltGr, letters with Shift."""
    tab.open('/settings')
    for letter in 'abdefghistvz':
        assert not press_key(tab, letter, f'Key{letter.upper()}', altKey=True), letter
    for letter in 'nqjkmxclu':
        for modifier in ('ctrlKey', 'metaKey', 'shiftKey'):
            assert not press_key(tab, letter, f'Key{letter.upper()}', **{modifier: True}), (letter, modifier)
    assert not press_key(tab, '/', 'Slash')
    assert not press_key(tab, "'", 'Quote')
    expect(tab.page).to_have_url(f'{tab.url}/settings')


def test_no_key_acts_where_letters_choose(tab: Tab) -> None:
    tab.open('/new')
    tab.page.get_by_role('combobox', name='Model', exact=True).press('n')
    tab.page.evaluate("""() => {
        const box = document.body.appendChild(document.createElement('div'));
        box.contentEditable = 'plaintext-only';
        box.id = 'typed-in';
        box.focus();
    }""")
    tab.page.locator('#typed-in').press_sequentially('lq')
    expect(tab.page.locator('#typed-in')).to_have_text('lq')
    expect(tab.page.get_by_role('link', name='New chat')).to_be_visible()
