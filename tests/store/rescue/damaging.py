"""What a bad disk does to a database: pages of it hold something else."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

RUBBISH = bytes(range(7, 256)) * 33


def root_page(path: Path, name: str) -> tuple[int, int]:
    """Number of the page where a table or an index begins (from 1), and the size of pages in bytes."""
    with closing(sqlite3.connect(path)) as db:
        page = db.execute('SELECT rootpage FROM sqlite_master WHERE name = ?', [name]).fetchone()[0]
        return int(page), int(db.execute('PRAGMA page_size').fetchone()[0])


def spoil(path: Path, name: str) -> None:
    """Overwrite the root of this table or index. Nobody may have the database open."""
    page, size = root_page(path, name)
    with path.open('r+b') as file:
        file.seek((page - 1) * size)
        file.write(RUBBISH[:size])
