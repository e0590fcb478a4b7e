"""The file is deleted or replaced while it is open."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.store.opening import StoreError
from chat.store.store import Store
from tests.store.samples import chat_with_reply, found, opened, rows, saved
from tests.waiting import until


def remove(path: Path) -> None:
    for one in path.parent.glob(f'{path.name}*'):
        one.unlink()


async def test_a_database_that_is_deleted_is_written_anew_and_said(store: Store, path: Path) -> None:
    saved(store, 'Before')
    await store.flush()
    told: list[str] = []
    store.watchers.add(lambda: told.append(store.trouble))
    remove(path)
    saved(store, 'While it was gone', 'Where are we?', 'Somewhere.')
    await until(lambda: bool(told))
    assert told[-1].startswith(f'chats.db was removed from {path.parent} while Polylogue was running.')
    assert await store.flush()
    assert set(rows(path, 'SELECT title FROM chats')) == {('Before',), ('While it was gone',)}
    assert await found(store, 'somewhere') == {'While it was gone'}
    assert {one.title for one in await store.list_chats()} == {'Before', 'While it was gone'}


async def test_it_is_noticed_when_nothing_is_saved(store: Store, path: Path) -> None:
    saved(store, 'Before')
    await store.flush()
    remove(path)
    await until(path.exists)
    await until(lambda: bool(store.trouble))
    assert rows(path, 'SELECT title FROM chats') == [('Before',)]


async def test_what_lies_there_instead_is_kept_under_another_name(store: Store, path: Path) -> None:
    saved(store, 'Ours')
    await store.flush()
    other = path.with_name('other.db')
    theirs = opened(other)
    saved(theirs, 'Theirs')
    await theirs.close()
    other.replace(path)
    await until(lambda: bool(store.trouble))
    assert rows(path, 'SELECT title FROM chats') == [('Ours',)]
    [aside] = path.parent.glob('chats.db.replaced-*')
    assert rows(aside, 'SELECT title FROM chats') == [('Theirs',)]


async def test_the_lock_holds(store: Store, path: Path) -> None:
    saved(store, 'Ours')
    await store.flush()
    remove(path)
    await until(lambda: bool(store.trouble))
    with pytest.raises(StoreError, match='in use by another copy'):
        Store(path).open()


async def test_a_folder_that_is_gone_is_made_again(store: Store, path: Path) -> None:
    saved(store, 'Before')
    await store.flush()
    remove(path)
    path.parent.rmdir()
    saved(store, 'After')
    await until(lambda: bool(store.trouble))
    await store.flush()
    assert set(rows(path, 'SELECT title FROM chats')) == {('Before',), ('After',)}


async def test_what_is_deleted_at_the_very_end_is_there_after_the_restart(path: Path) -> None:
    store = opened(path)
    chat, *_ = chat_with_reply(title='The last one')
    store.save_whole_chat(chat)
    await store.flush()
    remove(path)
    await store.close()
    assert rows(path, 'SELECT title FROM chats') == [('The last one',)]
