"""The log of the command line tool `llm`: its tables, in all the shapes that they have had."""
from __future__ import annotations

import json
from collections.abc import Iterator

from sqlite_utils import Database

from chat.conversation.json_object import JsonObject

OLD_TABLES = {'log', 'logs'}
"""Before version 0.6."""
TABLES = {'conversations', 'responses'}
THREAD_TABLES = {'threads', 'turns', 'messages', 'parts'}
"""Since version 0.32; what was logged before stays in the older tables."""
MESSAGES = """
    WITH RECURSIVE chain (hash) AS (
        SELECT tip_message_hash FROM turns WHERE thread_id = ?1 UNION SELECT tip_message_hash FROM threads WHERE id = ?1
        UNION SELECT m.parent_hash FROM messages m JOIN chain USING (hash) WHERE m.parent_hash IS NOT NULL)
    SELECT m.rowid, m.hash, m.parent_hash, m.role FROM messages m JOIN chain USING (hash) ORDER BY m.rowid"""



def is_log(tables: set[str]) -> bool:
    return tables >= THREAD_TABLES or tables >= TABLES or bool(tables & OLD_TABLES)


def conversations_in(db: Database) -> Iterator[JsonObject]:
    """`{conversation: row, responses: [rows, oldest first]}`, or of newer logs `{conversation: row, messages: [rows], turns: [rows]}`.
    Responses without a conversation stand alone. Raises sqlite3.Error."""
    tables = set(db.table_names())
    if tables >= THREAD_TABLES:
        yield from _threads(db, tables)
    if tables >= TABLES:
        yield from _conversations(db, tables)
    for table in sorted(OLD_TABLES & tables):
        yield from _old_chats(db, table)


def _conversations(db: Database, tables: set[str]) -> Iterator[JsonObject]:
    gone_on = 'AND id NOT IN (SELECT thread_id FROM turns WHERE thread_id IS NOT NULL)' if tables >= THREAD_TABLES else ''
    for row in db.execute(f'SELECT * FROM conversations WHERE 1 {gone_on} ORDER BY id').fetchall():
        sql = 'SELECT * FROM responses WHERE conversation_id = ? ORDER BY datetime_utc, id'
        responses = [_response(db, tables, dict(one)) for one in db.execute(sql, [row['id']]).fetchall()]
        yield {'conversation': dict(row), 'responses': responses, 'name': row['name']}
    sql = 'SELECT * FROM responses WHERE conversation_id IS NULL OR conversation_id NOT IN (SELECT id FROM conversations) ORDER BY id'
    for one in db.execute(sql).fetchall():
        alone = _response(db, tables, dict(one))
        yield {'conversation': {'id': f'response {alone["id"]}', 'name': ''}, 'responses': [alone], 'name': ''}


def _old_chats(db: Database, table: str) -> Iterator[JsonObject]:
    """Of 2023: a row a question; what went on names the first of its rows. Newer versions leave these rows where they are."""
    columns = {row['name'] for row in db.execute(f'PRAGMA table_info({table})')}
    key = 'id' if 'id' in columns else 'rowid'
    chats: dict[str, list[JsonObject]] = {}
    for row in db.execute(f'SELECT {key} AS row_key, * FROM {table} ORDER BY {key}').fetchall():
        values = dict(row)
        values |= {'id': str(values['row_key']), 'datetime_utc': values.get('datetime_utc') or values.get('timestamp')}
        chats.setdefault(str(values.get('chat_id') or values['row_key']), []).append(values)
    for name, responses in chats.items():
        yield {'conversation': {'id': f'{table} {name}', 'name': ''}, 'responses': responses, 'name': ''}


def _threads(db: Database, tables: set[str]) -> Iterator[JsonObject]:
    """A conversation of the older tables that was continued has a thread of the same id, with all that had been said."""
    for row in db.execute('SELECT * FROM threads ORDER BY id').fetchall():
        turns = [dict(one) for one in db.execute('SELECT * FROM turns WHERE thread_id = ? ORDER BY datetime_utc, id', [row['id']])]
        messages = [dict(one) for one in db.execute(MESSAGES, [row['id']])]
        for message in messages:
            sql = 'SELECT * FROM parts WHERE message_hash = ? ORDER BY position'
            message['parts'] = [_part(db, tables, dict(one)) for one in db.execute(sql, [message['hash']]).fetchall()]
        yield {'conversation': dict(row), 'messages': messages, 'turns': turns, 'name': row['name']}


def _part(db: Database, tables: set[str], part: JsonObject) -> JsonObject:
    key = [part['id']]
    part['payload'] = _loaded(part['payload'])
    if {'part_fragments', 'fragments'} <= tables:
        sql = 'SELECT f.id, f.content FROM part_fragments p JOIN fragments f ON f.id = p.fragment_id WHERE p.part_id = ?'
        part['fragments'] = {row['id']: row['content'] for row in db.execute(sql, key)}
    if {'part_attachments', 'attachments'} <= tables:
        sql = 'SELECT a.* FROM part_attachments p JOIN attachments a ON a.id = p.attachment_id WHERE p.part_id = ? ORDER BY p."order"'
        part['attachments'] = [dict(row) for row in db.execute(sql, key)]
    return part


def _response(db: Database, tables: set[str], response: JsonObject) -> JsonObject:
    """With what stands in other tables, which came with later versions of llm."""
    key = [response['id']]
    for name, table in (('fragments', 'prompt_fragments'), ('system_fragments', 'system_fragments')):
        if {table, 'fragments'} <= tables:
            sql = f'SELECT f.content FROM {table} p JOIN fragments f ON f.id = p.fragment_id WHERE p.response_id = ? ORDER BY p."order"'
            response[name] = [row['content'] for row in db.execute(sql, key)]
    for table in {'tool_calls', 'tool_results'} & tables:
        response[table] = [dict(row) for row in db.execute(f'SELECT * FROM {table} WHERE response_id = ? ORDER BY id', key)]
    if {'prompt_attachments', 'attachments'} <= tables:
        sql = 'SELECT a.* FROM prompt_attachments p JOIN attachments a ON a.id = p.attachment_id WHERE p.response_id = ? ORDER BY p."order"'
        response['attachments'] = [dict(row) for row in db.execute(sql, key)]
    return response


def _loaded(text: str | None) -> JsonObject:
    try:
        values = json.loads(text or '{}')
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
