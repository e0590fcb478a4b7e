"""Databases of other programs, read without changing a byte of them."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from chat.conversation.json_object import JsonObject
from chat.store.opening import StoreError
from chat.store.reader import open_read_only
from chat.store.schema import MIGRATIONS
from chat.store.transfer import llm_log, webui_db

Maker = Literal['llm', 'Open WebUI']
NO_CHATS = 'This database is neither the log of llm nor that of Open WebUI: it has no chats.'
OURS = (
    'This is the database of Polylogue itself, as a backup writes it ({chats}, without attached files). It is not imported but put back: '
    'stop Polylogue, move chats.db (and chats.db-wal and chats.db-shm, if they are there) out of its data folder, put this file there '
    'as chats.db, and start Polylogue again. Only to look into it, start Polylogue with --data and another folder in which this file is '
    'called chats.db.')


class ForeignDatabase:
    """What another program keeps its chats in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.remarks: list[str] = []
        """What is to be said about it, in sentences; complete when all chats have been read."""

    def chats(self) -> Iterator[tuple[Maker, JsonObject]]:
        """Rows of a chat each, as the module of its maker tells. Raises StoreError."""
        try:
            with closing(open_read_only(self._path, is_still=True)) as db:
                db.execute('PRAGMA trusted_schema = OFF')
                yield from self._chats(db)
        except sqlite3.Error as error:
            raise StoreError(f'This database cannot be read ({error}); close the program that uses it and take a fresh copy.') from error

    def _chats(self, db: Database) -> Iterator[tuple[Maker, JsonObject]]:
        tables = set(db.table_names())
        if MIGRATIONS.applied(db):
            count = db.table('chats').count if 'chats' in tables else 0
            raise StoreError(OURS.format(chats=f'{count:,} {"chat" if count == 1 else "chats"}'))
        if webui_db.is_webui(db, tables):
            if (people := webui_db.people_in(db)) > 1:
                self.remarks.append(f'This database holds the chats of {people:,} people; all of them came in.')
            yield from (('Open WebUI', chat) for chat in webui_db.chats_in(db, tables))
        elif llm_log.is_log(tables):
            yield from (('llm', conversation) for conversation in llm_log.conversations_in(db))
        else:
            raise StoreError(NO_CHATS)
