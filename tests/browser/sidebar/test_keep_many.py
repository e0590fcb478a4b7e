"""Ten thousand chats picked at once in the browser, while an answer goes on."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlite_utils import Database

from tests.browser.keeping_tab import undo
from tests.browser.tab import Tab
from tests.dictation import Counting
from tests.engine.chats.test_keeping_many import MANY, fill
from tests.model_server import ModelServer
from tests.running_app import RunningApp, endpoint

ALL = 'SELECT id, title, folder, tags, pinned, archived FROM chats WHERE id LIKE "c%" ORDER BY id'
SHOWN = MANY - len(range(0, MANY, 13))
"""Without those that are archived from the start."""


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path_factory.mktemp('data'), config=endpoint(models.v1)).start()
    fill_up(app)
    yield app
    app.close()


def fill_up(app: RunningApp) -> None:
    app.interrupt()
    db = Database(app.database)
    fill(db, MANY)
    db.close()
    app.start()


def pick_all(tab: Tab) -> None:
    tab.chats.get_by_role('button', name='Select chats').click()
    tab.chats.get_by_role('button', name='All', exact=True).click()
    expect(tab.chats.get_by_text(f'{SHOWN:,} selected')).to_be_visible()


def test_all_chats_are_moved_archived_and_deleted_and_every_time_it_is_undone_while_an_answer_goes_on(
        tab: Tab, models: ModelServer, app: RunningApp) -> None:
    before = app.rows(ALL)
    tab.open('/new?model=test/m')
    tab.chats.get_by_role('button', name='Show: All chats').click()
    expect(tab.page.get_by_role('menuitemradio', name=f'All chats {SHOWN:,}')).to_be_visible()
    tab.page.keyboard.press('Escape')
    for deed in ('Move', 'Archive', 'Delete'):
        pick_all(tab)
        tab.chats.get_by_role('button', name=deed, exact=True).click()
        if deed == 'Move':
            tab.page.get_by_role('combobox', name='Folder').fill('Everything')
            tab.page.keyboard.press('Enter')
        expect(tab.page.get_by_text(f'{SHOWN:,} chats')).to_be_visible()
        if deed != 'Move':
            expect(tab.chats.locator('[data-chat]')).to_have_count(0)
        undo(tab).click()
        expect(tab.page.get_by_text('Undone.')).to_be_visible()
        assert app.rows(ALL) == before


def test_an_answer_goes_on_while_all_other_chats_are_put_away(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    reply = Counting()
    models.answer(reply)
    tab.open()
    pick_all(tab)
    tab.ask('Count while I tidy up')
    expect(tab.text).to_contain_text('t3 ')
    tab.chats.get_by_role('button', name='Archive', exact=True).click()
    expect(tab.page.get_by_text(f'{SHOWN:,} chats archived.')).to_be_visible()
    expect(tab.chats.locator('[data-chat]')).to_have_count(1)
    text = tab.text.inner_text()
    expect(tab.text).not_to_have_text(text)
    tab.stop.click()
    tab.expect_status('stopped')
