"""Deleting: what is gone stays gone, even if it was being written."""
from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.dictation import Counting
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp
from tests.waiting import wait_until


def traces(app: RunningApp, chat_id: str) -> list[int]:
    """How many rows of each table still belong to the chat."""
    tables = {'chats': 'id', 'turns': 'chat_id', 'replies': 'chat_id', 'drafts': 'id'}
    return [app.rows(f'SELECT count(*) FROM {table} WHERE {column} = ?', chat_id)[0][0] for table, column in tables.items()]


def test_deleting_a_running_chat_leaves_nothing_of_it(
        tab: Tab, open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab.open()
    reply = Counting()
    models.answer(reply)
    chat_id = tab.ask_anew('Delete me while I write')
    expect(tab.text).to_contain_text('t20 ')
    wait_until(lambda: traces(app, chat_id) == [1, 1, 1, 0])
    onlooker = open_tab().open(f'/chat/{chat_id}')
    expect(onlooker.text).to_contain_text('t20 ')
    tab.box.fill('a draft that is on its way')
    onlooker.box.fill('another one')
    tab.delete('Delete me while I write')
    assert reply.exchange
    assert reply.exchange.wait_closed()
    for one in (tab, onlooker):
        expect(one.row('Delete me while I write')).to_have_count(0)
        expect(one.page).to_have_url(f'{tab.url}/new')
        expect(one.articles).to_have_count(0)
    wait_until(lambda: traces(app, chat_id) == [0, 0, 0, 0])  # it could be undone for ten seconds
    tab.open(f'/chat/{chat_id}')
    expect(tab.page.get_by_role('heading', name='This chat is not here')).to_be_visible()
    expect(tab.row('Delete me while I write')).to_have_count(0)
    models.answer(speaking('Something else.'))
    tab.ask_anew('A later chat')  # by then any late write would have come
    tab.expect_status('done')
    wait_until(lambda: app.rows("SELECT count(*) FROM replies WHERE text = 'Something else.'")[0][0])
    assert traces(app, chat_id) == [0, 0, 0, 0]


def test_deleting_another_chat_leaves_this_one_alone(tab: Tab, models: ModelServer) -> None:
    tab.open()
    models.answer(speaking('Short.'))
    tab.ask_anew('The one to go')
    tab.expect_status('done')
    reply = models.dictate()
    chat_id = tab.ask_anew('The one to stay')
    reply.say('Going on')
    tab.expect_text('Going on')
    tab.box.fill('half a thought')
    tab.delete('The one to go')
    expect(tab.row('The one to go')).to_have_count(0)
    reply.say(' and on.')
    tab.expect_text('Going on and on.')
    expect(tab.box).to_have_value('half a thought')
    assert tab.chat_id == chat_id
    reply.end()
    tab.expect_status('done')
