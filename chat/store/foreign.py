"""Reading the log of the command line tool `llm` without changing a byte of it."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from chat.store.opening import StoreError
from chat.store.reader import open_read_only

NO_LOG = 'This database is not the log of llm: it has no conversations and responses.'


def llm_conversations(path: Path) -> Iterator[dict[str, Any]]:
    """`{conversation: row, responses: [rows, oldest first]}`. Responses without a conversation stand alone. Raises StoreError."""
    try:
        db = open_read_only(path)
        try:
            yield from _conversations(db)
        finally:
            db.close()
    except sqlite3.Error as error:
        raise StoreError(f'This database cannot be read ({error}); close the program that uses it and take a fresh copy.') from error


def _conversations(db: Database) -> Iterator[dict[str, Any]]:
    tables = set(db.table_names())
    if not {'conversations', 'responses'} <= tables:
        raise StoreError(NO_LOG)
    for row in db.execute('SELECT * FROM conversations ORDER BY id').fetchall():
        sql = 'SELECT * FROM responses WHERE conversation_id = ? ORDER BY datetime_utc, id'
        responses = [_response(db, tables, dict(one)) for one in db.execute(sql, [row['id']]).fetchall()]
        yield {'conversation': dict(row), 'responses': responses, 'name': row['name']}
    sql = 'SELECT * FROM responses WHERE conversation_id IS NULL OR conversation_id NOT IN (SELECT id FROM conversations) ORDER BY id'
    for one in db.execute(sql).fetchall():
        alone = _response(db, tables, dict(one))
        yield {'conversation': {'id': f'response {alone["id"]}', 'name': ''}, 'responses': [alone], 'name': ''}


def _response(db: Database, tables: set[str], response: dict[str, Any]) -> dict[str, Any]:
    """With what stands in other tables, which came with later versions of llm."""
    key = [response['id']]
    if {'prompt_fragments', 'fragments'} <= tables:
        sql = 'SELECT f.content FROM prompt_fragments p JOIN fragments f ON f.id = p.fragment_id WHERE p.response_id = ? ORDER BY p."order"'
        response['fragments'] = [row['content'] for row in db.execute(sql, key)]
    if 'tool_calls' in tables:
        response['tool_calls'] = [dict(row) for row in db.execute('SELECT * FROM tool_calls WHERE response_id = ? ORDER BY id', key)]
    if 'prompt_attachments' in tables:
        response['attachments'] = db.execute('SELECT count(*) AS n FROM prompt_attachments WHERE response_id = ?', key).fetchone()['n']
    return response
