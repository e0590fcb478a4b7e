"""Databases of other programs: the logs of llm of all years, and Open WebUI's own."""
from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import tests.exchange.samples as samples
from chat.conversation import Chat
from chat.engine.transfer.import_state import ImportState
from tests.engine.house import House
from tests.exchange.reading import talk


def database(path: Path, script: str) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path.read_bytes()


async def chats_of(house: House) -> dict[str, Chat]:
    found = {summary.title: await house.engine.open(summary.id) for summary in house.engine.listing.summaries.values()}
    return {title: chat for title, chat in found.items() if chat}


async def test_the_first_logs_of_llm_come_in(other: House, tmp_path: Path) -> None:
    one = await other.take_in(database(tmp_path / 'log.db', """
        CREATE TABLE log (id INTEGER PRIMARY KEY, model TEXT, timestamp TEXT, prompt TEXT, system TEXT, response TEXT, chat_id INTEGER,
            debug TEXT, duration_ms INTEGER);
        INSERT INTO log VALUES (1, 'gpt-3.5-turbo', '2023-06-01 10:00:00.5', 'One?', 'Count', '1', NULL, NULL, 500),
            (2, 'gpt-4', '2023-06-02 10:00:00', 'Alone?', NULL, 'Yes', NULL, NULL, NULL),
            (3, 'gpt-3.5-turbo', '2023-06-01 10:01:00', 'Two?', NULL, '2', 1, NULL, NULL);
    """))
    chats = await chats_of(other)
    assert (one.state, one.taken, one.source, one.left_out) == (ImportState.DONE, 2, 'llm', {})
    assert talk(chats['One?']) == [('One?', ['1']), ('Two?', ['2'])]
    assert (chats['One?'].lanes[0].system_prompt, chats['Alone?'].lanes[0].model) == ('Count', 'openai/gpt-4')
    assert chats['One?'].created_at == 1685613600.5


async def test_logs_of_llm_from_between_have_both_shapes_in_one_database(other: House, tmp_path: Path) -> None:
    one = await other.take_in(database(tmp_path / 'logs.db', """
        CREATE TABLE logs (id TEXT, model TEXT, prompt TEXT, system TEXT, prompt_json TEXT, options_json TEXT, response TEXT,
            response_json TEXT, reply_to_id INTEGER, chat_id INTEGER, duration_ms INTEGER, datetime_utc TEXT);
        INSERT INTO logs VALUES ('7', 'm', 'Old?', NULL, NULL, '{}', 'Yes', NULL, NULL, NULL, 9, '2023-07-01T10:00:00');
        CREATE TABLE conversations (id TEXT, name TEXT, model TEXT);
        CREATE TABLE responses (id TEXT, model TEXT, prompt TEXT, response TEXT, conversation_id TEXT, datetime_utc TEXT);
        INSERT INTO conversations VALUES ('c', 'Newer', 'm');
        INSERT INTO responses VALUES ('r', 'm', 'New?', 'Too', 'c', '2023-09-01T10:00:00');
    """))
    assert one.taken == 2
    assert {title: talk(chat) for title, chat in (await chats_of(other)).items()} == {
        'Newer': [('New?', ['Too'])], 'Old?': [('Old?', ['Yes'])]}


def webui(path: Path) -> bytes:
    """With a chat whose answer stands in the table of messages, and a file whose text was read."""
    values = samples.open_webui()
    messages = values['chat']['history']['messages']
    for name in ('a3', 'a4'):
        del messages[name]
    values['chat']['history']['currentId'] = 'a3'
    messages['u2']['files'] = [{'type': 'file', 'id': 'f', 'name': 'notes.txt', 'file': {
        'id': 'f', 'filename': 'notes.txt', 'data': {'status': 'completed'}, 'meta': {'content_type': 'text/plain', 'size': 5}}}]
    with closing(sqlite3.connect(path)) as db:
        db.executescript("""
            CREATE TABLE chat (id TEXT, user_id TEXT, title TEXT, chat JSON, created_at INTEGER, updated_at INTEGER, share_id TEXT,
                archived INTEGER, pinned INTEGER, meta JSON, folder_id TEXT);
            CREATE TABLE folder (id TEXT, parent_id TEXT, user_id TEXT, name TEXT);
            CREATE TABLE tag (id TEXT, name TEXT, user_id TEXT, meta JSON);
            CREATE TABLE file (id TEXT, user_id TEXT, filename TEXT, data JSON, meta JSON);
            CREATE TABLE chat_message (id TEXT, chat_id TEXT, user_id TEXT, role TEXT, parent_id TEXT, content JSON, output JSON,
                model_id TEXT, done INTEGER, created_at INTEGER);
            INSERT INTO folder VALUES ('f1', NULL, 'me', 'Work'), ('f2', 'f1', 'me', 'Acme/EU'), ('f3', 'f3', 'me', 'Loop');
            INSERT INTO tag VALUES ('client_acme', 'Client Acme', 'me', NULL);
        """)
        db.execute('INSERT INTO chat VALUES (?, ?, ?, ?, ?, ?, NULL, 1, 0, ?, ?)', [
            'w1', 'me', 'Greeting', json.dumps(values['chat']), 1700000000, 1700000020, '{"tags": ["client_acme", "other"]}', 'f2'])
        db.execute("INSERT INTO chat VALUES ('w2', 'you', 'Empty', '{}', 1700000000, 1700000000, NULL, 0, 0, NULL, NULL)")
        db.execute('INSERT INTO chat_message VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 1700000011)', [
            'w1-a3', 'w1', 'me', 'assistant', 'u2', json.dumps(''), json.dumps([{'type': 'message', 'content': [{'text': 'More llama'}]}]),
            'llama3:8b'])
        db.execute('INSERT INTO file VALUES (?, ?, ?, ?, NULL)', ['f', 'me', 'notes.txt', json.dumps({'content': 'Notes'})])
        db.commit()
    return path.read_bytes()


async def test_the_database_of_open_webui_brings_what_its_export_lacks(other: House, tmp_path: Path) -> None:
    one = await other.take_in(webui(tmp_path / 'webui.db'))
    chat = (await chats_of(other))['Greeting']
    assert (one.state, one.taken, one.empty, one.source, one.left_out) == (ImportState.DONE, 1, 1, 'Open WebUI', {})
    assert one.remarks == ['This database holds the chats of 2 people; all of them came in.']
    assert (chat.folder, chat.tags, chat.archived) == ('Work/Acme EU', ['Client Acme', 'other'], True)
    assert talk(chat)[1] == ('Go on', ['More llama'])
    assert [(attached.name, attached.text) for attached in chat.path()[1].attachments] == [('notes.txt', 'Notes')]


async def test_the_export_and_the_database_of_open_webui_are_one_chat(other: House, tmp_path: Path) -> None:
    await other.take_in(webui(tmp_path / 'webui.db'))
    again = await other.take_in(json.dumps([samples.open_webui()]).encode())
    assert (again.taken, again.present) == (0, 1)
