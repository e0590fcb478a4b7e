"""What people arrange in the list of chats, written for many chats in one step."""
from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from chat.store.loading import ChatSummary
from chat.store.rows import clean


def write_arrangement(db: Database, summaries: Iterable[ChatSummary]) -> None:
    """Title, folder, tags, pinned, archived of chats that are there; of no other columns. Raises sqlite3.Error."""
    values = [(clean(one.title), clean(one.folder), json.dumps([clean(tag) for tag in one.tags], ensure_ascii=False, separators=(',', ':')),
               one.pinned, one.archived, one.id) for one in summaries]
    with db.atomic():
        db.conn.executemany('UPDATE chats SET title = ?, folder = ?, tags = ?, pinned = ?, archived = ? WHERE id = ?', values)
