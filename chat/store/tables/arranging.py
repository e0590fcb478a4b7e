"""What people arrange in the list of chats, written for many chats in one step."""
from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from chat.conversation.text import clean_text
from chat.store.loading import ChatSummary


def write_arrangement(db: Database, summaries: Iterable[ChatSummary]) -> None:
    """Title, folder, tags, pinned, archived of chats that are there; of no other columns. Raises sqlite3.Error."""
    values = [(clean_text(one.title), clean_text(one.folder), _listed(one.tags), one.pinned, one.archived, one.id) for one in summaries]
    with db.atomic():
        db.conn.executemany('UPDATE chats SET title = ?, folder = ?, tags = ?, pinned = ?, archived = ? WHERE id = ?', values)


def _listed(tags: Iterable[str]) -> str:
    return json.dumps([clean_text(tag) for tag in tags], ensure_ascii=False, separators=(',', ':'))
