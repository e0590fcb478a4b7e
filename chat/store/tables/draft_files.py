"""The files that wait in composers, a row each: they are still there after a restart, as is the text they go with."""
from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from chat.conversation import Attachment
from chat.store.rows import Row, Values
from chat.store.store import Store


@dataclass(kw_only=True, slots=True, frozen=True)
class DraftFile:
    """A file of the draft that is called `key`."""

    key: str
    number: int
    """Its place among the files of the draft."""
    id: str
    attachment: Attachment
    tokens: int | None
    note: str


class DraftFiles:
    """Saving returns at once. Like the text of a draft, a file that is removed leaves no trace in the database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, file: DraftFile) -> None:
        one = file.attachment
        values: Values = {'id': file.id, 'draft': file.key, 'number': file.number, 'name': one.name, 'media_type': one.media_type,
                          'size': one.size, 'digest': one.digest, 'text': one.text, 'tokens': file.tokens, 'note': file.note}
        self._store.save_row(Row(table='draft_files', id=file.id, chat_id=file.key, values=values))

    def remove(self, key: str, file_id: str) -> None:
        """Not for good: it comes back when it could not be sent."""
        self._store.save_row(Row(table='draft_files', id=file_id, chat_id=key))

    async def load(self) -> list[DraftFile]:
        """Of each draft in their order. Raises StoreError."""
        return await self._store.read(_read)


def _read(db: Database) -> list[DraftFile]:
    rows = db.execute('SELECT * FROM draft_files ORDER BY draft, number').fetchall()
    return [DraftFile(
        key=row['draft'], number=row['number'], id=row['id'], tokens=row['tokens'], note=row['note'] or '',
        attachment=Attachment(name=row['name'], media_type=row['media_type'], size=row['size'], digest=row['digest'], text=row['text']),
    ) for row in rows]
