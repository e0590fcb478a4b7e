"""Power cuts, Ctrl-C and a disk that refuses: what was written stays."""
from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.dictation import Counting
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp, endpoint
from tests.waiting import wait_until

NOT_SAVED = re.compile('not saved yet', re.IGNORECASE)


@pytest.fixture
def app(models: ModelServer, tmp_path: Path) -> Iterator[RunningApp]:
    """One of its own for each test, because it is killed."""
    app = RunningApp(tmp_path / 'data', config=endpoint(models.v1)).start()
    yield app
    app.close()


def newest(text: str) -> int:
    """The number of the last token."""
    return int(re.findall(r't(\d+)', text)[-1])


def test_a_killed_app_has_kept_what_was_written_before(open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    """While the answer goes on; how little is lost is measured by the benchmarks."""
    def saved() -> str:
        return str(app.rows("SELECT coalesce(max(text), '') FROM replies WHERE chat_id = ?", chat_id)[0][0])

    tab = open_tab().open()
    reply = Counting()
    models.answer(reply)
    chat_id = tab.ask_anew('Pull the plug')
    expect(tab.text).to_contain_text('t120 ')
    tab.box.fill('half a draft')
    wait_until(lambda: app.rows('SELECT text FROM drafts WHERE id = ?', chat_id) == [('half a draft',)])
    wait_until(lambda: 't120 ' in saved())
    at_least = saved().strip()
    app.kill()
    tab.page.context.close()
    app.start()
    later = open_tab().open(f'/chat/{chat_id}')
    later.expect_status('interrupted')
    kept = (later.text.text_content() or '').strip()
    assert reply.text.startswith(kept), 'the text is another one'
    assert newest(kept) >= newest(at_least)
    expect(later.box).to_have_value('half a draft')
    expect(later.stop).to_have_count(0)
    expect(later.sign('Pull the plug', 'Generating')).to_have_count(0)
    models.answer(speaking('and here it ends.'))
    later.act('Continue')
    later.expect_status('done')
    later.expect_text(f'{kept} and here it ends.')


def test_ctrl_c_saves_running_replies_as_interrupted(open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab = open_tab().open()
    replies = {name: Counting() for name in ('One of three', 'Two of three', 'Three of three')}
    for name, reply in replies.items():
        models.answer(reply)
        tab.ask_anew(name)
        expect(tab.text).to_contain_text('t5 ')
    assert app.interrupt() == 0, app.log
    assert 'Traceback' not in app.log
    rows = app.rows('SELECT text, status FROM replies')
    assert [status for _, status in rows] == ['interrupted'] * 3
    for reply in replies.values():
        assert any(reply.text.startswith(text) and newest(text) >= reply.sent[-1][1] - 20 for text, _ in rows)
    assert not list(app.data.glob('chats.db-wal')) or app.rows('PRAGMA integrity_check') == [('ok',)]
    app.start()
    tab.open('/new')
    tab.go('Two of three')
    tab.expect_status('interrupted')
    expect(tab.reply.get_by_role('button', name='Continue', exact=True)).to_be_visible()


def test_the_tab_finds_the_app_again_after_a_restart(open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab = open_tab().open()
    reply = models.dictate()
    tab.ask_anew('Wait for me')
    reply.say('Half of it')
    tab.expect_text('Half of it')
    app.interrupt()
    tab.page.wait_for_function('!window.socket || !window.socket.connected')
    app.start()
    tab.expect_status('interrupted')
    tab.wait_until_alive()
    models.answer(speaking(' and the rest.'))
    tab.act('Continue')
    tab.expect_text('Half of it and the rest.')


def test_a_locked_database_stops_nothing_and_is_told(open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab = open_tab().open()
    reply = Counting()
    models.answer(reply)
    chat_id = tab.ask_anew('Lock the disk')
    expect(tab.text).to_contain_text('t10 ')
    with closing(sqlite3.connect(app.database, isolation_level=None)) as db:
        db.execute('BEGIN EXCLUSIVE')
        locked_at = reply.sent[-1][1]
        notice = tab.page.get_by_role('status').filter(has_text=NOT_SAVED)
        expect(notice).to_be_visible()
        expect(tab.text).to_contain_text(f't{locked_at + 60} ')
        other = models.dictate()
        tab.go('New chat')
        expect(tab.articles).to_have_count(0)
        tab.ask('Asked while locked')
        other.say('Answered while locked.')
        other.end()
        tab.expect_text('Answered while locked.')
        tab.expect_status('done')
        tab.go('Lock the disk')
        expect(tab.text).to_contain_text(f't{locked_at + 80} ')
        expect(notice).to_be_visible()
        db.execute('ROLLBACK')
    expect(notice).to_have_count(0)
    reply.end()
    tab.expect_status('done')
    tab.expect_text(reply.text)
    wait_until(lambda: app.rows('SELECT text, status FROM replies WHERE chat_id = ?', chat_id) == [(reply.text, 'done')])
    wait_until(lambda: app.rows("SELECT status FROM replies WHERE text = 'Answered while locked.'") == [('done',)])


def test_a_draft_survives_a_restart(open_tab: Callable[..., Tab], app: RunningApp) -> None:
    tab = open_tab().open('/new')
    tab.box.fill('Not sent before the restart')
    wait_until(lambda: app.rows('SELECT text FROM drafts') == [('Not sent before the restart',)])
    tab.page.context.close()
    app.interrupt()
    app.start()
    later = open_tab().open('/new')
    expect(later.box).to_have_value('Not sent before the restart')
