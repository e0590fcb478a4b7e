"""What waits for the user's answer, across a restart."""
from __future__ import annotations

from sqlite_utils import Database

from chat.store.schema import NOT_RUNNING


def read_asking(db: Database) -> list[str]:
    """Ids of the chats with a reply that asks something."""
    rows = db.execute(f"SELECT DISTINCT chat_id FROM replies WHERE NOT ({NOT_RUNNING}) AND status = 'asking'")
    return [row['chat_id'] for row in rows]
