"""Files that wait in composers are there after a restart."""
from __future__ import annotations

from pathlib import Path

from chat.conversation import Attachment
from chat.store.store import Store
from chat.store.tables.draft_files import DraftFile, DraftFiles
from tests.store.samples import opened


def waiting(key: str, number: int, file_id: str) -> DraftFile:
    one = Attachment(name=f'{file_id}.txt', media_type='text/plain', size=4, digest='ab' * 32, text='Näh')
    return DraftFile(key=key, number=number, id=file_id, attachment=one, tokens=None if number else 7, note='' if number else 'begun')


async def test_files_come_back_in_the_order_of_their_drafts(path: Path) -> None:
    store = opened(path)
    files = DraftFiles(store)
    first, second, other = waiting('a', 0, 'x'), waiting('a', 1, 'w'), waiting('b', 0, 'v')
    for one in (other, second, first):
        files.save(one)
    await store.close()
    again = opened(path)
    assert await DraftFiles(again).load() == [first, second, other]
    await again.close()


async def test_a_file_that_is_taken_out_can_come_back(store: Store) -> None:
    files, one = DraftFiles(store), waiting('a', 0, 'x')
    files.save(one)
    files.remove('a', 'x')
    await store.flush()
    assert await files.load() == []
    files.save(one)
    await store.flush()
    assert await files.load() == [one]
