"""The database of Open WebUI (`webui.db`): its chats as its export has them, and what only the database knows: names of folders and tags,
the texts of attached files, and since version 0.7 messages in a table of their own.
"""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from chat.conversation.json_object import JsonObject

COLUMNS = {'id', 'title', 'chat', 'created_at', 'updated_at'}
JSON_COLUMNS = {'content', 'output', 'files', 'sources', 'embeds', 'meta', 'status_history', 'error', 'usage'}
NAMES = {'parent_id': 'parentId', 'model_id': 'model', 'created_at': 'timestamp'}
DEEPEST = 20
"""Folders in folders."""


def is_webui(db: Database, tables: set[str]) -> bool:
    return 'chat' in tables and _columns(db, 'chat') >= COLUMNS


def people_in(db: Database) -> int:
    return int(db.execute('SELECT count(DISTINCT user_id) FROM chat').fetchone()[0]) if 'user_id' in _columns(db, 'chat') else 1


def chats_in(db: Database, tables: set[str]) -> Iterator[JsonObject]:
    """Raises sqlite3.Error."""
    folders = _folders(db) if 'folder' in tables else {}
    tags = _tags(db) if 'tag' in tables else {}
    for key in [row['id'] for row in db.execute('SELECT id FROM chat ORDER BY created_at, id').fetchall()]:
        row: JsonObject = dict(db.execute('SELECT * FROM chat WHERE id = ?', [key]).fetchone())
        inner, meta = _object(row['chat']), _object(row.get('meta'))
        if 'chat_message' in tables:
            _add_messages(db, key, inner)
        if 'file' in tables:
            _add_texts(db, inner)
        named: Any = meta.get('tags')
        names = [tags.get((row.get('user_id', ''), one), one) for one in named if isinstance(one, str)] if isinstance(named, list) else []
        yield row | {'chat': inner, 'folder': folders.get(row.get('folder_id') or '', ''), 'archived': bool(row.get('archived')),
                     'pinned': bool(row.get('pinned')), 'meta': meta | {'tags': names}}


def _folders(db: Database) -> dict[str, str]:
    rows = {row['id']: row for row in db.execute('SELECT id, parent_id, name FROM folder').fetchall()}
    paths = {}
    for key in rows:
        path: list[str] = []
        folder_id = key
        while folder_id in rows and len(path) < DEEPEST:
            path.insert(0, str(rows[folder_id]['name']).replace('/', ' '))
            folder_id = rows[folder_id]['parent_id']
        paths[key] = '/'.join(path)
    return paths


def _tags(db: Database) -> dict[tuple[str, str], str]:
    return {(row['user_id'], row['id']): row['name'] for row in db.execute('SELECT id, name, user_id FROM tag').fetchall()}


def _add_messages(db: Database, chat_id: str, inner: JsonObject) -> None:
    """Rows of messages that the chat itself lacks, or has without content."""
    history = inner.setdefault('history', {})
    messages = history.setdefault('messages', {}) if isinstance(history, dict) else {}
    for row in db.execute('SELECT * FROM chat_message WHERE chat_id = ? ORDER BY created_at, id', [chat_id]).fetchall():
        key = str(row['id']).removeprefix(f'{chat_id}-')
        message = {NAMES.get(name, name): _loaded(row[name]) if name in JSON_COLUMNS else row[name] for name in row.keys()}  # noqa: SIM118
        message = {name: value for name, value in message.items() if value is not None} | {'id': key}
        message['done'] = message.get('done', 1) != 0
        known = messages.get(key) if isinstance(messages, dict) else None
        if isinstance(known, dict):
            messages[key] = message | {name: value for name, value in known.items() if value not in (None, '', [])}
        elif isinstance(messages, dict):
            messages[key] = message


def _add_texts(db: Database, inner: JsonObject) -> None:
    """What was read out of the files of this chat."""
    history = inner.get('history')
    messages = history.get('messages') if isinstance(history, dict) else None
    for message in messages.values() if isinstance(messages, dict) else ():
        files = message.get('files') if isinstance(message, dict) else None
        for file in [one.get('file') for one in files if isinstance(one, dict)] if isinstance(files, list) else ():
            if isinstance(file, dict) and (row := db.execute('SELECT data FROM file WHERE id = ?', [str(file.get('id'))]).fetchone()):
                data = file.get('data')
                file['data'] = (data if isinstance(data, dict) else {}) | _object(row['data'])


def _columns(db: Database, table: str) -> set[str]:
    return {row['name'] for row in db.execute(f'PRAGMA table_info({table})')}


def _object(text: Any) -> JsonObject:
    found = _loaded(text)
    return found if isinstance(found, dict) else {}


def _loaded(text: Any) -> Any:
    """JSON, or what is there instead."""
    try:
        return json.loads(text) if isinstance(text, str | bytes) else text
    except (ValueError, RecursionError):
        return text
