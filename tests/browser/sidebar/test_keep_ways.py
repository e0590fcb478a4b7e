"""The list of chats over the days, in several tabs, by keyboard alone and on a phone, and all the ways back."""
from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.browser.keeping_tab import ask, box, choose, undo
from tests.browser.tab import Tab
from tests.dictation import Counting
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp


def test_undo_brings_a_running_chat_back_with_what_it_had_written(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = Counting()
    models.answer(reply)
    chat_id = tab.ask_anew('Deleted by mistake')
    expect(tab.text).to_contain_text('t5 ')
    choose(tab, 'Deleted by mistake', 'Delete')
    expect(tab.page).to_have_url(f'{tab.url}/new')
    assert reply.exchange
    assert reply.exchange.wait_closed()
    undo(tab).click()
    tab.go('Deleted by mistake')
    expect(tab.page).to_have_url(f'{tab.url}/chat/{chat_id}')
    tab.expect_status('stopped')
    expect(tab.text).to_contain_text('t5 ')


def test_the_chat_that_was_open_is_open_again_after_undo_and_other_tabs_are_told(
        tab: Tab, open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab.open()
    chat_id = ask(tab, models, 'Open in two tabs')
    other = open_tab().open(f'/chat/{chat_id}')
    choose(tab, 'Open in two tabs', 'Delete')
    expect(other.page).to_have_url(f'{tab.url}/new')
    expect(other.page.get_by_text('The chat that was open here has been deleted.')).to_be_visible()
    undo(tab).click()
    expect(tab.page).to_have_url(f'{tab.url}/chat/{chat_id}')
    expect(tab.prompt()).to_contain_text('Open in two tabs')
    expect(other.row('Open in two tabs')).to_be_visible()


def test_a_chat_that_is_archived_elsewhere_stays_open_and_can_be_written_to(
        tab: Tab, open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab.open()
    chat_id = ask(tab, models, 'Archived elsewhere')
    other = open_tab().open(f'/chat/{chat_id}')
    choose(tab, 'Archived elsewhere', 'Archive')
    expect(other.row('Archived elsewhere')).to_have_count(0)
    models.answer(speaking('Still here.'))
    other.ask('Go on')
    other.expect_text('Still here.')
    expect(other.page).to_have_url(f'{tab.url}/chat/{chat_id}')


def test_a_reload_does_not_take_undo_away(tab: Tab, models: ModelServer) -> None:
    tab.open()
    chat_id = ask(tab, models, 'Gone too soon')
    ask(tab, models, 'Stays behind')
    tab.delete('Gone too soon')
    expect(tab.row('Gone too soon')).to_have_count(0)
    tab.reload()
    undo(tab).click()
    expect(tab.row('Gone too soon')).to_be_visible()
    expect(undo(tab)).to_have_count(0)
    tab.open(f'/chat/{chat_id}').expect_text('An answer.')


def test_each_of_several_deeds_can_be_undone_the_newest_first(tab: Tab, models: ModelServer) -> None:
    tab.open()
    for title in ('First to go', 'Second to go'):
        ask(tab, models, title)
    tab.go('New chat')
    choose(tab, 'First to go', 'Delete')
    expect(tab.page.get_by_text('“First to go” deleted.')).to_be_visible()
    choose(tab, 'Second to go', 'Delete')
    expect(tab.page.get_by_text('“Second to go” deleted.')).to_be_visible()
    for title in ('Second to go', 'First to go'):
        undo(tab).click()
        expect(tab.row(title)).to_be_visible()


def test_everything_is_done_by_keyboard_alone(tab: Tab, models: ModelServer) -> None:
    tab.open()
    for title in ('Keyboard one', 'Keyboard two'):
        ask(tab, models, title)
    press = tab.page.keyboard.press
    tab.row('Keyboard two').focus()
    press('Tab')
    press('Enter')
    press('End')
    expect(tab.page.get_by_role('menuitem', name='Delete')).to_be_focused()
    press('ArrowUp')
    press('Enter')
    expect(box(tab, 'Keyboard two')).to_be_focused()
    press('ArrowDown')
    press('Space')
    expect(tab.chats.get_by_text('2 selected')).to_be_visible()
    tab.chats.get_by_role('button', name='Archive', exact=True).focus()
    press('Enter')
    expect(tab.row('Keyboard one')).to_have_count(0)
    undo(tab).focus()
    press('Enter')
    expect(tab.row('Keyboard one')).to_be_visible()
    expect(tab.row('Keyboard two')).to_be_visible()


def test_the_focus_stays_on_a_chat_that_is_pinned(tab: Tab, models: ModelServer) -> None:
    tab.open()
    for title in ('Low', 'Middle', 'High'):
        ask(tab, models, title)
    low = tab.chats.get_by_role('listitem').filter(has=tab.page.get_by_role('link', name='Low', exact=True))
    for item in ('Pin', 'Unpin'):
        low.get_by_role('button', name='Chat menu').press('Enter')
        tab.page.get_by_role('menuitem', name=item, exact=True).press('Enter')
        expect(tab.chats.get_by_text('Pinned', exact=True)).to_have_count(1 if item == 'Pin' else 0)
        expect(low.locator(':focus')).to_have_count(1)


def test_groups_move_on_at_midnight_and_a_new_reply_brings_a_chat_back_to_today(
        open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab = open_tab(locale='en-US')  # a browser for this story alone: its clock is turned
    tab.open()
    ask(tab, models, 'Late in the evening')
    heads = tab.chats.locator('.side-head')
    tab.page.clock.install(time=datetime.now(UTC))
    tab.page.reload()
    tab.wait_until_alive()
    expect(heads.first).to_have_text('Today')
    tab.page.clock.fast_forward('24:00:00')
    expect(heads.first).to_have_text('Yesterday')


def test_a_chat_of_yesterday_is_todays_again_when_it_is_gone_on_with(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    chat_id = ask(tab, models, 'Begun the day before')
    app.interrupt()
    with closing(sqlite3.connect(app.database)) as db:
        db.execute('UPDATE chats SET updated_at = updated_at - 86400 WHERE id = ?', [chat_id])
        db.commit()
    app.start()
    tab.open(f'/chat/{chat_id}')
    groups = tab.chats.locator('.side-head, [data-chat] a')
    expect(groups.filter(has_text='Yesterday')).to_have_count(1)
    models.answer(speaking('On we go.'))
    tab.ask('Go on')
    tab.expect_text('On we go.')
    expect(groups.filter(has_text='Yesterday')).to_have_count(0)
    expect(groups.nth(1)).to_have_accessible_name('Begun the day before')


def test_many_are_picked_on_a_phone(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab = open_tab(viewport={'width': 390, 'height': 844}, has_touch=True, is_mobile=True)
    tab.open()
    models.answer(speaking('An answer.'))
    tab.ask('By thumb')
    tab.expect_status('done')
    tab.page.get_by_role('button', name='Open chats').click()
    tab.chats.get_by_role('button', name='Select chats').click()
    box(tab, 'By thumb').click()
    tab.chats.get_by_role('button', name='Move', exact=True).click()
    folder = tab.page.get_by_role('combobox', name='Folder')
    folder.fill('Pocket')
    edges = tab.page.locator('.side-choice').evaluate('(e) => [e.getBoundingClientRect().left, e.getBoundingClientRect().right]')
    assert all(0 <= edge <= 390 for edge in edges)
    tab.page.keyboard.press('Enter')
    expect(tab.page.get_by_text('“By thumb” moved to “Pocket”.')).to_be_visible()
    undo(tab).click()
    expect(tab.page.get_by_text('Undone.')).to_be_visible()
