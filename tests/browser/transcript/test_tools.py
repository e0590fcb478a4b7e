"""What a model asked of tools is on the page: folded, in order, and only words."""
from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.exchange import samples
from tests.model_server import ModelServer, sending
from tests.protocols import DONE, chat_chunk, chat_usage


def calling(name: str, arguments: str) -> bytes:
    return chat_chunk(tool_calls=[{'index': 0, 'id': 'call-1', 'type': 'function', 'function': {'name': name, 'arguments': arguments}}])


def test_a_reply_that_is_only_a_tool_call_says_so(tab: Tab, models: ModelServer) -> None:
    arguments = '{"city": "Berlin", "note": "<img src=x onerror=\'window.wasHere = 1\'>"}'
    models.answer(sending([calling('get_weather', arguments), chat_chunk(finish='tool_calls'), chat_usage(), DONE]))
    tab.open()
    tab.ask('How is the weather?')
    tab.expect_status('done')
    used = tab.reply.get_by_role('group', name='Tool get_weather')
    button = used.get_by_role('button')
    expect(button).to_have_attribute('aria-expanded', 'false')
    button.click()
    expect(used.locator('figure.tool pre').first).to_contain_text('"city": "Berlin"')
    assert tab.page.evaluate('window.wasHere') is None
    tab.reload()
    expect(button).to_be_visible()
    button.click()
    button.click()
    expect(used.locator('figure.tool pre').first).to_be_hidden()


def test_the_tools_of_an_imported_chat_are_there_with_their_results(tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / 'conversations.json'
    path.write_text(json.dumps([samples.chatgpt()]), encoding='utf-8')
    tab.open('/data')
    tab.page.get_by_label('Choose a file to import').set_input_files(path)
    expect(tab.page.get_by_role('list', name='Imports')).to_contain_text('1 chat from ChatGPT is here now.')
    chats = tab.page.request.get(f'{tab.url}/api/export?format=json').json()['chats']
    tab.open(f'/chat/{next(chat["id"] for chat in chats if chat["title"] == "Sky")}')
    used = tab.reply.get_by_role('group', name='Tool python')
    used.first.get_by_role('button').click()
    expect(used.first).to_contain_text('import sky')
    expect(used.last).to_contain_text('python')
    expect(tab.text).to_contain_text('It is dark.')
