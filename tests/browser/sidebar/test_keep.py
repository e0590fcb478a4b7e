"""Keeping order among chats in the browser: names, folders, tags, the archive, many at once, and the way back."""
from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.keeping_tab import ask, box, choose, show, undo
from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp
from tests.waiting import wait_until


def test_an_archived_chat_stands_in_the_archive_only_and_comes_back(tab: Tab, models: ModelServer) -> None:
    tab.open()
    ask(tab, models, 'Put me away')
    choose(tab, 'Put me away', 'Archive')
    expect(tab.row('Put me away')).to_have_count(0)
    expect(tab.chats.get_by_text('All chats are archived.')).to_be_visible()
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
    wait_until(lambda: app.rows("SELECT title FROM chats WHERE title LIKE 'Range%'") == [('Range 0',)])


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


def test_the_title_of_the_tab_is_right_at_once_after_a_rename_and_after_undo(tab: Tab, models: ModelServer) -> None:
    tab.open()
    ask(tab, models, 'Called so at first')
    expect(tab.page).to_have_title('Called so at first · Polylogue')
    choose(tab, 'Called so at first', 'Rename')
    tab.page.get_by_role('textbox', name='Chat title').fill('Called so now')
    tab.page.keyboard.press('Enter')
    expect(tab.page).to_have_title('Called so now · Polylogue')
    undo(tab).click()
    expect(tab.page).to_have_title('Called so at first · Polylogue')


def test_a_folder_shows_what_lies_in_the_folders_in_it(tab: Tab, models: ModelServer) -> None:
    tab.open()
    for title, folder in (('Deep down', 'House/Attic/“Box” & 🎁'), ('Half way', 'house/Attic')):
        ask(tab, models, title)
        choose(tab, title, 'Move to folder')
        tab.page.get_by_role('combobox', name='Folder').fill(folder)
        tab.page.keyboard.press('Enter')
        expect(tab.page.get_by_text(f'“{title}” moved')).to_be_visible()
    tab.chats.get_by_role('button', name='Show: ').click()
    box = tab.page.get_by_role('menuitemradio', name='House/Attic/“Box” & 🎁')
    expect(box).to_have_text('“Box” & 🎁1')
    tab.page.get_by_role('menuitemradio', name='House/Attic', exact=True).click()
    expect(tab.chats.locator('[data-chat]')).to_have_count(2)
    show(tab, 'House/Attic/“Box”')
    expect(tab.chats.locator('[data-chat]')).to_have_count(1)
    show(tab, 'All chats')


def test_a_chat_is_exported_in_the_format_that_is_chosen(tab: Tab, models: ModelServer) -> None:
    tab.open()
    ask(tab, models, 'To be exported')
    kinds = (('Markdown', 'md', '# To be exported'), ('HTML', 'html', '<!doctype html>'), ('JSON', 'json', '{"format"'))
    for label, ending, start in kinds:
        choose(tab, 'To be exported', 'Export')
        with tab.page.expect_download() as download:
            tab.page.get_by_role('menuitem', name=label, exact=True).click()
        assert download.value.suggested_filename == f'To be exported.{ending}'
        assert download.value.path().read_text().lower().startswith(start.lower())


def test_chats_that_are_picked_are_exported_together(tab: Tab, models: ModelServer) -> None:
    tab.open()
    for prompt in ('Picked first', 'Picked second', 'Not picked'):
        ask(tab, models, prompt)
    choose(tab, 'Picked first', 'Select')
    box(tab, 'Picked second').click()
    tab.page.get_by_role('toolbar').get_by_role('button', name='Export').click()
    expect(tab.page.get_by_role('menu', name='Export as').get_by_role('menuitem')).to_have_text(['Markdown', 'HTML', 'JSON'])
    with tab.page.expect_download() as download:
        tab.page.get_by_role('menuitem', name='JSON').click()
    chats = json.loads(download.value.path().read_text(encoding='utf-8'))['chats']
    assert [chat['title'] for chat in chats] == ['Picked second', 'Picked first']
    expect(box(tab, 'Picked first')).to_have_count(0)


def test_hostile_and_odd_titles_are_only_words(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    chat_id = ask(tab, models, 'Harmless')
    title = '</title><script>window.wasHere = 1</script><img src=x onerror="window.wasHere = 2"> \u202eturned \ud800'
    choose(tab, 'Harmless', 'Rename')
    tab.page.get_by_role('textbox', name='Chat title').fill(title)
    tab.page.keyboard.press('Enter')
    kept = title.replace('\u202e', '').replace('\ud800', '\ufffd')
    wait_until(lambda: app.rows('SELECT title FROM chats WHERE id = ?', chat_id) == [(kept,)])
    tab.reload()
    expect(tab.row(kept)).to_be_visible()
    expect(tab.page).to_have_title(f'{kept} · Polylogue')
    assert tab.page.evaluate('window.wasHere') is None


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
    export = f'{tab.url}/api/chats/{tab.chat_id}/export?format=md'
    assert tab.page.request.get(export).status == 200
    tab.go('A chat for the books')
    expect(tab.prompt()).to_contain_text('A chat for the books')

    wait_until(lambda: tab.page.request.get(export).status == 404)  # to look at the chat itself would keep it for some seconds more
    tab.page.goto(address)
    expect(tab.page.get_by_role('heading', name='This chat is not here')).to_be_visible()
    assert not any(b'pomegranates' in path.read_bytes() for path in app.data.rglob('*') if path.is_file())
