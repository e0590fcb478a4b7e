"""Keeping order among chats in the browser: names, folders, tags, the archive, many at once, and the way back."""
from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab
from tests.dictation import Counting
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp, wait_until


def ask(tab: Tab, models: ModelServer, prompt: str) -> str:
    models.answer(speaking('An answer.'))
    chat_id = tab.ask_anew(prompt)
    tab.expect_status('done')
    return chat_id


def choose(tab: Tab, title: str, item: str) -> None:
    row = tab.chats.get_by_role('listitem').filter(has=tab.page.get_by_role('link', name=title, exact=True))
    row.hover()
    row.get_by_role('button', name='Chat menu').click()
    tab.page.get_by_role('menuitem', name=item, exact=True).click()


def show(tab: Tab, view: str) -> None:
    tab.chats.get_by_role('button', name='Show: ').click()
    tab.page.get_by_role('menuitemradio', name=view).click()


def undo(tab: Tab) -> Locator:
    return tab.page.get_by_role('button', name='Undo', exact=True)


def box(tab: Tab, title: str) -> Locator:
    return tab.chats.get_by_role('checkbox', name=title, exact=True)


def test_an_archived_chat_stands_in_the_archive_only_and_comes_back(tab: Tab, models: ModelServer) -> None:
    tab.open()
    ask(tab, models, 'Put me away')
    choose(tab, 'Put me away', 'Archive')
    expect(tab.row('Put me away')).to_have_count(0)
    tab.reload()
    expect(tab.row('Put me away')).to_have_count(0)
    show(tab, 'Archived')
    choose(tab, 'Put me away', 'Unarchive')
    expect(tab.row('Put me away')).to_have_count(0)
    show(tab, 'All chats')
    expect(tab.row('Put me away')).to_be_visible()


def test_a_folder_begins_with_its_name_and_its_first_chat(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    chat_id = ask(tab, models, 'For the folder')
    ask(tab, models, 'Not for the folder')
    choose(tab, 'For the folder', 'Move to folder')
    tab.page.get_by_role('combobox', name='Folder').fill('Garden')
    tab.page.keyboard.press('Enter')
    expect(tab.page.get_by_text('“For the folder” moved to “Garden”.')).to_be_visible()
    show(tab, 'Garden')
    expect(tab.row('For the folder')).to_be_visible()
    expect(tab.row('Not for the folder')).to_have_count(0)
    wait_until(lambda: app.rows('SELECT folder FROM chats WHERE id = ?', chat_id) == [('Garden',)])
    undo(tab).click()
    expect(tab.row('Not for the folder')).to_be_visible()  # an empty folder is none


def test_tags_are_chips_on_the_row_and_a_view(tab: Tab, models: ModelServer) -> None:
    tab.open()
    ask(tab, models, 'To be tagged')
    choose(tab, 'To be tagged', 'Tags')
    tab.page.get_by_role('combobox', name='Tag').fill('green')
    tab.page.keyboard.press('Enter')
    expect(tab.row('To be tagged').get_by_text('green')).to_be_visible()
    tab.page.keyboard.press('Escape')
    show(tab, 'green')
    expect(tab.chats.locator('[data-chat]')).to_have_count(1)


def test_many_chats_are_picked_by_a_range_and_deleted_and_undone_in_every_tab(
        tab: Tab, open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ids = [ask(tab, models, f'Range {i}') for i in range(4)]
    other = open_tab().open()
    choose(tab, 'Range 3', 'Select')
    box(tab, 'Range 1').click(modifiers=['Shift'])
    expect(tab.chats.get_by_text('3 selected')).to_be_visible()
    tab.chats.get_by_role('button', name='Delete', exact=True).click()
    for one in (tab, other):
        expect(one.row('Range 2')).to_have_count(0)
        expect(one.row('Range 0')).to_be_visible()
    tab.open(f'/chat/{ids[2]}')
    expect(tab.page.get_by_role('heading', name='This chat is not here')).to_be_visible()
    other.open(f'/chat/{ids[0]}')
    choose(other, 'Range 0', 'Delete')
    undo(other).click()
    expect(other.row('Range 0')).to_be_visible()
    expect(other.row('Range 2')).to_have_count(0)
    wait_until(lambda: app.rows("SELECT title FROM chats WHERE title LIKE 'Range%'") == [('Range 0',)], 25)


def test_undo_brings_a_running_chat_back_with_what_it_had_written(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = Counting()
    models.answer(reply)
    chat_id = tab.ask_anew('Deleted by mistake')
    expect(tab.text).to_contain_text('t5 ')
    choose(tab, 'Deleted by mistake', 'Delete')
    expect(tab.page).to_have_url(f'{tab.url}/new')
    assert reply.exchange
    assert reply.exchange.wait_closed(5)
    undo(tab).click()
    tab.go('Deleted by mistake')
    expect(tab.page).to_have_url(f'{tab.url}/chat/{chat_id}')
    tab.expect_status('stopped')
    expect(tab.text).to_contain_text('t5 ')


def test_the_chats_model_suggests_a_title(tab: Tab, models: ModelServer) -> None:
    tab.open()
    ask(tab, models, 'How do bees find home?')
    models.answer(speaking('"The way of the bees"'))
    choose(tab, 'How do bees find home?', 'Suggest title')
    expect(tab.row('The way of the bees')).to_be_visible()
    undo(tab).click()
    expect(tab.row('How do bees find home?')).to_be_visible()


def test_a_very_long_title_is_clipped_and_that_is_said(tab: Tab, models: ModelServer) -> None:
    tab.open()
    ask(tab, models, 'Short name')
    choose(tab, 'Short name', 'Rename')
    tab.page.get_by_role('textbox', name='Chat title').fill('x' * 10_000)
    tab.page.keyboard.press('Enter')
    expect(tab.page.get_by_text('That title had 10,000 characters; the first 200 are kept.')).to_be_visible()


def test_a_temporary_chat_is_marked_listed_nowhere_and_never_written(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, 'A chat for the books')
    tab.go('New chat')
    tab.page.get_by_role('switch', name='Temporary').click()
    expect(tab.page.get_by_text('Nothing of this chat is saved.')).to_be_visible()
    models.answer(speaking('I shall forget pomegranates.'))
    tab.ask('Whisper of pomegranates')
    tab.expect_text('I shall forget pomegranates.')
    expect(tab.page.get_by_text('Temporary chat. Nothing of this chat is saved.')).to_be_visible()
    expect(tab.row('Whisper of pomegranates')).to_have_count(0)
    assert 'pomegranates' not in tab.page.title()
    address = tab.page.url
    tab.go('A chat for the books')
    expect(tab.prompt()).to_contain_text('A chat for the books')

    def is_gone() -> bool:
        tab.page.goto(address)
        tab.wait_until_alive()
        return tab.page.get_by_role('heading', name='This chat is not here').is_visible()

    tab.page.wait_for_timeout(6000)  # each look at it would keep it for some seconds more
    wait_until(is_gone, 20)
    assert not any(b'pomegranates' in path.read_bytes() for path in app.data.rglob('*') if path.is_file())
