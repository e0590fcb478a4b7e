"""The process that reads an export: it ends by itself, and refuses in a sentence."""
from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.engine.transfer.import_state import ImportState
from chat.engine.worker import ROOT
from tests.engine.house import House, reached
from tests.engine.transfer.test_import_files import newer_llm_log
from tests.waiting import PATIENCE


def test_the_reading_process_ends_by_itself(tmp_path: Path) -> None:
    (tmp_path / 'a.json').write_text(json.dumps([samples.chatgpt()]))
    arguments = [str(tmp_path / name) for name in ('a.json', 'a.staged', 'a.files', 'data')]
    with subprocess.Popen([sys.executable, '-m', 'chat.engine.transfer.import_worker', *arguments], cwd=ROOT, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        told, complaints = process.stdout.read(), process.stderr.read()
        assert process.wait(PATIENCE) == 0, complaints
    assert json.loads(told.splitlines()[-1])['chats'] == 1


async def test_a_small_file_is_here_before_the_next_one_is_read(other: House) -> None:
    order: list[tuple[str, str]] = []
    other.imports.watchers.add(lambda one: order.append((one.name, str(one.state))))
    begun = []
    for name in ('first', 'second'):
        path = other.imports.new_path()
        path.write_text(json.dumps([samples.chatgpt() | {'conversation_id': name}]))
        begun.append(other.imports.begin(path, name))
    await reached(begun[1], ImportState.DONE)
    assert order.index(('first', 'saving')) < order.index(('second', 'reading'))
    assert [one.taken for one in begun] == [1, 1]


async def test_a_cancelled_import_waits_for_the_end_of_its_process(other: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[asyncio.subprocess.Process] = []
    begin = asyncio.create_subprocess_exec

    async def noted(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        begun.append(await begin(*arguments, **options))
        return begun[-1]
    monkeypatch.setattr(asyncio, 'create_subprocess_exec', noted)
    path = other.imports.new_path()
    path.write_text('not json')
    one = other.imports.begin(path, 'file')
    await reached(one, ImportState.FAILED)
    other.imports.cancel(one)
    if one.task:
        one.task.cancel()  # once more, while the end of the process is waited for
    await other.imports.close()
    assert begun[0].returncode is not None
    assert begun[0].stdin
    assert begun[0].stdin.is_closing()


async def test_a_log_of_llm_that_is_written_ahead_leaves_nothing_behind(other: House, tmp_path: Path) -> None:
    newer_llm_log(tmp_path / 'logs.db')
    with closing(sqlite3.connect(tmp_path / 'logs.db')) as connection:
        connection.execute('PRAGMA journal_mode = WAL')
    one = await other.take_in((tmp_path / 'logs.db').read_bytes())
    await other.imports.close()
    assert one.taken == 2
    assert list(other.imports.folder.iterdir()) == []


async def test_a_long_chat_whose_messages_stand_inside_one_another_comes_in(other: House) -> None:
    text = ''.join(f'{{"messageId": "{at}", "isCreatedByUser": {"false" if at % 2 else "true"}, "text": "{at}", "children": ['
                   for at in range(3000)) + ']}' * 3000
    one = await other.take_in(f'{{"conversationId": "c", "title": "Long", "messagesTree": [{text}]}}'.encode())
    summary, = other.engine.listing.summaries.values()
    chat = await other.engine.open(summary.id)
    assert chat
    assert (one.source, len(chat.path())) == ('LibreChat', 1500)


async def test_what_is_nested_without_end_is_refused_in_a_sentence(other: House) -> None:
    one = await other.take_in(b'[' * 1_000_000)
    assert (one.state, one.sentence) == (ImportState.FAILED, 'The file is nested too deeply at character 2.')
