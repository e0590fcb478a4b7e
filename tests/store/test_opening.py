"""What is found at the start: files of all kinds, folders without permission, and what a killed process left behind."""
from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from chat.conversation import Chat, ReplyStatus
from chat.store.store import Hit, Store, StoreError
from tests.store.samples import change, chat_with_reply, opened


def test_a_newer_database_is_refused_and_left_as_it_is(path: Path) -> None:
    asyncio.run(opened(path).close())
    change(path, "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('chat', '9999_future', '2030')")
    sentence, is_as_before = refused(path)
    assert 'newer version' in sentence
    assert is_as_before


def test_a_newer_database_that_was_not_closed_is_refused_and_left_as_it_is(path: Path) -> None:
    asyncio.run(opened(path).close())
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('chat', '9999_future', '2030')")
    connection.commit()
    log = path.with_name('chats.db-wal').read_bytes()
    sentence, is_as_before = refused(path)
    assert 'newer version' in sentence
    assert is_as_before
    assert path.with_name('chats.db-wal').read_bytes() == log
    connection.close()


def test_a_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    change(path, 'CREATE TABLE moz_places (id INTEGER)')
    sentence, is_as_before = refused(path)
    assert 'another program' in sentence
    assert is_as_before


@pytest.mark.parametrize(('content', 'words'), [
    (b'Dear diary, ' * 100, 'is not a database; move it away'),
    (b'SQLite format 3\0' + b'\xff' * 5000, 'is damaged .* move it away'),
], ids=['text', 'broken header'])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path, content: bytes, words: str) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    sentence, is_as_before = refused(path)
    assert re.search(words, sentence)
    assert is_as_before


def test_a_damaged_database_is_refused_with_a_sentence(path: Path) -> None:
    asyncio.run(opened(path).close())
    with path.open('r+b') as file:
        file.seek(4096)
        file.write(b'\xaa' * 200_000)
    sentence, is_as_before = refused(path)
    assert 'is damaged' in sentence
    assert is_as_before


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / 'file').touch()
    with pytest.raises(StoreError, match='data folder .* cannot be used'):
        Store(tmp_path / 'file' / 'chats.db').open()


@pytest.mark.parametrize('exists', [True, False])
def test_a_folder_without_permission_to_write_is_named(exists: bool) -> None:
    """As another user, because root may write everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'chats.db'
        if exists:
            asyncio.run(opened(path).close())
            path.with_name('chats.db.lock').unlink()
        Path(folder).chmod(0o555)
        result = subprocess.run([sys.executable, '-c', UNPRIVILEGED, str(path)], capture_output=True, text=True, check=False)
        Path(folder).chmod(0o755)
    assert folder in result.stdout, result.stderr
    assert ('cannot be written' if exists else 'cannot be used (Permission denied)') in result.stdout


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from chat.store.store import Hit, Store, StoreError

if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    Store(Path(sys.argv[1])).open()
except StoreError as error:
    print(error)
"""


async def test_a_second_copy_of_the_program_is_refused(store: Store, path: Path) -> None:
    chat, *_ = chat_with_reply(status=None)
    store.save_whole_chat(chat)
    await store.flush()
    with pytest.raises(StoreError, match='another copy'):
        Store(path).open()
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert loaded.running_replies()


CHILD = """
import asyncio, sys, time
from pathlib import Path
from chat.conversation import Chat, Delta, Lane, Reply, Turn
from chat.store.store import Store

async def main():
    store = Store(Path(sys.argv[1]))
    store.open()
    chat = Chat(id='c', lanes=[Lane(model='demo/fast')])
    turn = Turn(chat_id='c', prompt='go')
    reply = Reply(turn_id=turn.id, lane=0, model='demo/fast')
    chat.turns[turn.id], turn.replies[0] = turn, [reply]
    store.save_whole_chat(chat)
    while True:
        for _ in range(50):
            reply.append(Delta(text='word '), time.time())
        store.save_reply(reply, 'c')
        await store.flush()
        print(len(reply.text), flush=True)

asyncio.run(main())
"""


def test_a_killed_process_loses_nothing_that_was_checkpointed(path: Path) -> None:
    child = subprocess.Popen([sys.executable, '-c', CHILD, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    saved = [int(child.stdout.readline()) for _ in range(20)][-1]
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    chat, hits = asyncio.run(what_is_left(path))

    assert chat
    reply = next(iter(chat.turns.values())).replies[0][0]
    assert len(reply.text) >= saved >= 5000
    assert reply.text == 'word ' * (len(reply.text) // 5)
    assert reply.status == ReplyStatus.INTERRUPTED
    assert [hit.reply_id for hit in hits] == [reply.id]


async def what_is_left(path: Path) -> tuple[Chat | None, list[Hit]]:
    store = opened(path)
    chat, hits = await store.load_chat('c'), await store.search('word')
    await store.close()
    return chat, hits


async def test_a_damaged_search_index_does_not_stop_the_start(path: Path) -> None:
    store = opened(path)
    ended, *_ = chat_with_reply(text='needle')
    chat, *_ = chat_with_reply(text='needle', status=None)
    store.save_whole_chat(ended)
    await store.flush()
    store.save_whole_chat(chat)
    await store.close()
    change(path, "UPDATE replies_words_data SET block = x'ff'")
    store = opened(path)
    assert {hit.chat_id for hit in await store.search('needle')} == {ended.id, chat.id}
    await store.close()


def refused(path: Path) -> tuple[str, bool]:
    """The sentence with which the store does not open, and whether the file is as it was."""
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r'\A.+\Z') as caught:
        Store(path).open()
    return str(caught.value), path.read_bytes() == before
