"""What people arrange in the list of chats, written for many chats in one step."""
from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from chat.conversation.text import clean_text
from chat.store.json_text import dumped
from chat.store.loading import ChatSummary


def write_arrangement(db: Database, summaries: Iterable[ChatSummary]) -> None:
    """Title, folder, tags, pinned, archived of chats that are there; of no other columns. Raises sqlite3.Error."""
    values = [(clean_text(one.title), clean_text(one.folder), dumped([*map(clean_text, one.tags)]), one.pinned, one.archived, one.id)
              for one in summaries]
    with db.atomic():
        db.conn.executemany('UPDATE chats SET title = ?, folder = ?, tags = ?, pinned = ?, archived = ? WHERE id = ?', values)
