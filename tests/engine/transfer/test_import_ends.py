"""Imports that are cancelled, broken off, or go on beside other work."""
from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import tests.exchange.samples as samples
from benchmarks.subjects.importing import write_export
from chat.conversation import Lane
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.transfer.import_state import Import, ImportState
from chat.engine.transfer.importing import Imports
from tests.engine.house import reached
from tests.waiting import until


async def test_cancel_while_reading_leaves_nothing_behind(imports: Imports, engine: Engine) -> None:
    path = imports.new_path()
    write_export(path, 300)
    one = imports.begin(path, 'file')
    await reached(one, ImportState.READING)
    imports.cancel(one)
    await reached(one, ImportState.CANCELLED)
    await imports.close()
    assert await engine.store.list_chats() == []
    assert list(imports.folder.iterdir()) == []


async def test_cancel_while_saving_keeps_whole_chats_only(imports: Imports, engine: Engine) -> None:
    path = imports.new_path()
    write_export(path, 400)
    one = imports.begin(path, 'file')

    def stop(changed: Import) -> None:
        if changed.taken:
            imports.cancel(changed)
    imports.watchers.add(stop)
    await reached(one, ImportState.CANCELLED)
    await imports.close()
    kept = await engine.store.list_chats()
    assert 0 < one.taken == len(kept) == len(engine.listing.summaries) < 400, 'what is in is listed and told, whenever it was cancelled'
    assert list(imports.folder.iterdir()) == []
    for summary in kept[:20]:
        chat = await engine.store.load_chat(summary.id)
        assert chat is not None
        assert len(chat.turns) in {2, 5, 10, 23}


async def test_cancel_in_the_middle_of_a_step_tells_what_it_took(
        imports: Imports, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    take_over = engine.store.take_over

    async def cancelled_meanwhile(staging: Path, after: int) -> Any:
        asyncio.get_running_loop().call_soon(imports.cancel, one)
        return await take_over(staging, after)
    monkeypatch.setattr(engine.store, 'take_over', cancelled_meanwhile)
    path = imports.new_path()
    write_export(path, 400)
    one = imports.begin(path, 'file')
    await reached(one, ImportState.CANCELLED)
    assert 0 < one.taken == len(await engine.store.list_chats()) == len(engine.listing.summaries) < 400


@pytest.mark.parametrize('how', ['ended', 'killed'])
async def test_what_the_end_of_the_app_breaks_off_goes_on_after_the_start(
        imports: Imports, engine: Engine, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr('chat.store.transfer.staging.LONGEST_HOLD', 0.0)  # a chat a step
    path = imports.new_path()
    write_export(path, 30)
    one = imports.begin(path, 'export.json')
    while one.taken < 5:
        await reached(one, ImportState.SAVING)
        await asyncio.sleep(0)
    if how == 'killed':
        kill(imports, one, monkeypatch)
    await imports.close()
    assert 5 <= len(await engine.store.list_chats()) < 30
    monkeypatch.undo()

    later = started_again(engine)
    later.start()
    again, = later.all.values()
    await reached(again, ImportState.DONE)
    await later.close()
    assert len(await engine.store.list_chats()) == len(engine.listing.summaries) == 30
    assert (again.name, again.is_resumed, again.taken + again.present) == ('export.json', True, 30)
    assert list(later.folder.iterdir()) == []


def started_again(engine: Engine) -> Imports:
    return Imports(engine, Attachments(AttachmentFiles(engine.store.path.parent), engine))


def begin_large(imports: Imports, count: int) -> Import:
    path = imports.new_path('export.json')
    write_export(path, count)
    return imports.begin(path, 'export.json')


def kill(imports: Imports, one: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written or tidied up any more."""
    for name in ('remove', 'write_note'):
        monkeypatch.setattr(f'chat.engine.transfer.importing.{name}', lambda *_: None)
    assert one.task
    one.task.cancel()


@pytest.mark.parametrize('how', ['ended', 'killed'])
async def test_what_was_being_read_or_waited_is_read_after_the_start(
        imports: Imports, engine: Engine, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    one, second = begin_large(imports, 300), begin_large(imports, 20)
    await reached(one, ImportState.READING)
    if how == 'killed':
        kill(imports, one, monkeypatch)
        kill(imports, second, monkeypatch)
    await imports.close()
    assert await engine.store.list_chats() == []
    monkeypatch.undo()

    later = started_again(engine)
    later.start()
    for again in [*later.all.values()]:
        await reached(again, ImportState.DONE)
    await later.close()
    assert sorted((again.name, again.is_resumed, again.taken + again.present) for again in later.all.values()) == [
        ('export.json', True, 20), ('export.json', True, 300)]
    assert len(await engine.store.list_chats()) == len(engine.listing.summaries) == 300
    assert list(later.folder.iterdir()) == []


async def test_a_file_that_ends_the_app_each_time_is_not_read_a_third_time(
        imports: Imports, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    one = begin_large(imports, 300)
    for _ in range(2):
        await reached(one, ImportState.READING)
        await until(partial(getattr, one, 'share'))  # its worker has begun, and the note of that is written
        kill(imports, one, monkeypatch)
        await imports.close()
        monkeypatch.undo()
        imports = started_again(engine)
        imports.start()
        one, = imports.all.values()
    assert (one.state, one.name) == (ImportState.FAILED, 'export.json')
    assert 'was closed twice while reading this file; import it again' in one.sentence
    await imports.close()
    assert list(imports.folder.iterdir()) == []


async def test_a_file_that_was_still_on_its_way_is_told(imports: Imports, engine: Engine) -> None:
    imports.new_path('half.zip').write_bytes(b'PK half of it')
    later = started_again(engine)
    later.start()
    one, = later.all.values()
    assert (one.state, one.name) == (ImportState.FAILED, 'half.zip')
    assert one.sentence == 'Polylogue was closed during this import; import the file again.'
    await later.close()
    assert list(later.folder.iterdir()) == []


@pytest.mark.parametrize('note', ['', '5', '{"name": 3, "what": 4}', '{"name": "a.zip", "is_read": true}', '{"name": "a.zip"}'])
async def test_a_note_without_its_file_or_sense_is_told_as_a_file_that_is_lost(engine: Engine, note: str) -> None:
    folder = engine.store.path.parent / 'imports'
    folder.mkdir()
    (folder / 'a.note').write_text(note)
    imports = Imports(engine, Attachments(AttachmentFiles(engine.store.path.parent), engine))
    imports.start()
    one, = imports.all.values()
    assert one.state is ImportState.FAILED
    assert 'import the file again' in one.sentence
    await imports.close()
    assert list(folder.iterdir()) == []


async def test_streams_go_on_while_a_large_export_comes_in(imports: Imports, engine: Engine, feed: Any) -> None:
    chat = engine.new([Lane(model='fed/x')])
    engine.send(chat, 'Talk')
    stream = await feed.request('Talk')
    path = imports.new_path()
    write_export(path, 200)
    one = imports.begin(path, 'file')
    await reached(one, ImportState.DONE)
    stream.put(*samples.ending('still here'))
    await until(lambda: not engine.is_running(chat.id))
    assert chat.path()[0].replies[0][0].text == 'still here'
    assert len(engine.listing.summaries) == 201


async def test_left_over_files_are_cleared_away_at_the_start(engine: Engine) -> None:
    folder = engine.store.path.parent / 'imports'
    folder.mkdir()
    for name in ('a.upload', 'a.upload-wal', 'a.staged', 'b.saving', '.c.note.x1y2', 'keep.txt'):
        (folder / name).write_text('x')
    Imports(engine, Attachments(AttachmentFiles(engine.store.path.parent), engine))
    assert [path.name for path in folder.iterdir()] == ['keep.txt']
