"""Keeping order: what is arranged is arranged everywhere, what is deleted is gone, and what was a mistake can be undone."""
from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from chat.conversation import Chat, Delta, Lane, ReplyStatus
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.one_line import LONGEST_TITLE
from chat.engine.transfer.exporting import back_up, export_all
from chat.engine.transfer.importing import Imports
from chat.exchange.outgoing.export import FORMATS
from chat.store.store import Store
from tests.engine.conftest import END, Feed, asked, until


async def on_disk(engine: Engine, path: Path, chat_id: str) -> Chat | None:
    """As another start of the app would see it."""
    await engine.store.flush()
    other = Store(path / 'chats.db')
    await engine.store.close()
    other.open()
    chat = await other.load_chat(chat_id)
    await other.close()
    return chat


async def out_of_memory(engine: Engine, chats: Sequence[Chat]) -> None:
    await engine.store.flush()
    for chat in chats:
        engine.forget(chat.id)


async def test_many_chats_are_moved_and_tagged_at_once_and_it_is_saved(
        engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path) -> None:
    chats = [await asked(engine, feed, f'Question {i}') for i in range(3)]
    await out_of_memory(engine, chats[:2])
    done = await keeping.move([chat.id for chat in chats], '  Work   stuff ')
    assert done
    assert done.sentence == '3 chats moved to “Work stuff”.'
    assert {engine.listing.summaries[chat.id].folder for chat in chats} == {'Work stuff'}
    assert chats[2].folder == 'Work stuff'
    await keeping.tag([chats[0].id], '#urgent')
    opened = await engine.open(chats[0].id)
    assert opened
    assert (opened.folder, opened.tags) == ('Work stuff', ['urgent'])
    saved = await on_disk(engine, tmp_path, chats[1].id)
    assert saved
    assert saved.folder == 'Work stuff'
    assert len(saved.turns) == 1


async def test_undo_puts_back_what_each_chat_had(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    one, other = await asked(engine, feed, 'One'), await asked(engine, feed, 'Other')
    await keeping.move([one.id], 'Home')
    done = await keeping.move([one.id, other.id], 'Work')
    assert done
    await keeping.rename(one.id, 'Said since')
    assert await keeping.undo(done.undo)
    assert (one.folder, other.folder) == ('Home', '')
    assert not await keeping.undo(done.undo)


async def test_a_deleted_chat_is_hidden_and_stopped_at_once_and_comes_back_whole(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = engine.new([Lane(model='fed/m')])
    engine.send(chat, 'Write')
    stream = await feed.request('Write')
    stream.put(Delta(text='As far as here'))
    await until(lambda: any(reply.text for reply in chat.running_replies()))
    done = await keeping.delete([chat.id])
    assert done
    assert chat.id not in engine.listing.summaries
    assert await engine.open(chat.id) is None
    await until(lambda: stream.is_closed and not engine.is_running(chat.id))
    engine.save(chat)
    assert chat.id not in engine.listing.summaries
    assert await keeping.undo(done.undo)
    back = await engine.open(chat.id)
    assert back
    reply = next(iter(back.turns.values())).reply(0)
    assert reply
    assert (reply.text, reply.status) == ('As far as here', ReplyStatus.STOPPED)


async def test_a_deletion_is_carried_out_when_the_time_for_undo_is_over(engine: Engine, feed: Feed, tmp_path: Path) -> None:
    keeping = Keeping(engine, undo_seconds=0.01)
    chat = await asked(engine, feed, 'Question')
    done = await keeping.delete([chat.id])
    await until(lambda: chat.id not in engine.listing.hidden)
    assert done
    assert not await keeping.undo(done.undo)
    assert await on_disk(engine, tmp_path, chat.id) is None


async def test_an_undo_that_has_to_wait_can_be_tried_again(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'Question')
    done = keeping.delete_turn(chat, chat.path()[0])
    engine.send(chat, 'Meanwhile')
    stream = await feed.request('Meanwhile')
    with pytest.raises(EngineError, match='Wait until'):
        await keeping.undo(done.undo)
    stream.put(END)
    await until(lambda: not engine.is_running(chat.id))
    assert await keeping.undo(done.undo)
    assert {turn.prompt for turn in chat.turns.values()} == {'Question', 'Meanwhile'}


async def test_a_deletion_is_carried_out_when_the_app_ends(engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path) -> None:
    chat = await asked(engine, feed, 'Question')
    await keeping.delete([chat.id])
    await keeping.close()
    assert await on_disk(engine, tmp_path, chat.id) is None


async def test_a_title_of_ten_thousand_characters_is_clipped_with_a_sentence(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'Question')
    done = await keeping.rename(chat.id, 'word ' * 2000)
    assert done
    assert done.sentence == f'That title had 10,000 characters; the first {LONGEST_TITLE} are kept.'
    assert len(chat.title) <= LONGEST_TITLE
    assert await keeping.rename(chat.id, ' \n\t ') is None


async def test_names_that_are_too_long_are_refused_and_nothing_is_changed(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'Question')
    with pytest.raises(EngineError, match='60 characters; this one has 61'):
        await keeping.move([chat.id], 'x' * 61)
    assert chat.folder == ''


async def test_a_temporary_chat_is_forgotten_when_nobody_looks_and_nothing_runs(
        engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path) -> None:
    chat = engine.new([Lane(model='fed/m')], temporary=True)
    engine.send(chat, 'Not for the books')
    stream = await feed.request('Not for the books')
    stream.put(Delta(text='Whispered'))
    await until(lambda: any(reply.text for reply in chat.running_replies()))
    keeping.keep_in_memory_while_seen(chat.id)
    await asyncio.sleep(0.03)
    assert engine.find(chat.id) is chat
    stream.put(END)
    await until(lambda: engine.find(chat.id) is None)
    assert chat.id not in engine.listing.summaries
    await engine.store.flush()
    await engine.store.close()
    assert b'Not for the books' not in b''.join(path.read_bytes() for path in tmp_path.glob('chats.db*'))


async def test_what_was_deleted_a_moment_ago_is_in_no_export_and_no_backup(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    kept, deleted = await asked(engine, feed, 'Keep me'), await asked(engine, feed, 'Delete me')
    await keeping.delete([deleted.id])
    _, pieces = export_all(engine, FORMATS['json'])
    exported = json.loads(b''.join([piece async for piece in pieces]))
    assert [one['id'] for one in exported['chats']] == [kept.id]
    path = await back_up(engine)
    copy = Store(path)
    copy.open()
    assert [chat.id for chat in await copy.list_chats()] == [kept.id]
    assert await copy.search('Delete') == []
    await copy.close()
    assert b'Delete me' not in path.read_bytes()


async def test_a_chat_that_was_deleted_a_moment_ago_can_be_imported(
        engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path) -> None:
    chat = await asked(engine, feed, 'There and back')
    _, pieces = export_all(engine, FORMATS['json'])
    file = tmp_path / 'all.json'
    file.write_bytes(b''.join([piece async for piece in pieces]))
    imports = Imports(engine, Attachments(AttachmentFiles(tmp_path), engine))
    imports.before_saving = keeping.finish_deleting
    done = await keeping.delete([chat.id])
    one = imports.begin(file, file.name)
    await until(lambda: one.state.is_final)
    assert (one.taken, one.present) == (1, 0)
    assert done
    assert not await keeping.undo(done.undo)
    back = await engine.open(chat.id)
    assert back
    assert [turn.prompt for turn in back.turns.values()] == ['There and back']
    await imports.close()


async def test_a_tag_and_a_folder_are_spelled_as_they_are_already(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    one, other = await asked(engine, feed, 'One'), await asked(engine, feed, 'Other')
    await keeping.tag([one.id], 'Garden')
    await keeping.tag([one.id, other.id], '#GARDEN')
    await keeping.move([one.id], 'Home/Plants')
    await keeping.move([other.id], 'home/Repairs')
    assert (one.tags, other.tags) == (['Garden'], ['Garden'])
    assert (one.folder, other.folder) == ('Home/Plants', 'Home/Repairs')
    await keeping.tag([other.id], 'garden', added=False)
    assert other.tags == []


@pytest.mark.parametrize(('typed', 'kept'), [
    ('a/b', 'a/b'), (' a // b / ', 'a/b'), ('..', '..'), ('🥖 “x” \'y\' "z"', '🥖 “x” \'y\' "z"'), ('<b>&amp;', '<b>&amp;'),
    ('two\nlines\0', 'two lines'), ('\u202eturned', 'turned'), ('half \ud800', 'half \ufffd'),
    ("Robert'); DROP TABLE chats", "Robert'); DROP TABLE chats"),
])
async def test_odd_names_of_folders_are_names(engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path, typed: str, kept: str) -> None:
    chat = await asked(engine, feed, 'Question')
    await keeping.move([chat.id], typed)
    saved = await on_disk(engine, tmp_path, chat.id)
    assert saved
    assert saved.folder == chat.folder == kept


async def test_a_name_of_slashes_only_takes_no_chat_out_of_its_folder(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'Question')
    await keeping.move([chat.id], 'Home')
    for typed, words in (('//', 'needs a name'), ('/'.join('abcdefg'), '6 deep'), ('x' * 300, '60 characters; this one has 300')):
        with pytest.raises(EngineError, match=words):
            await keeping.move([chat.id], typed)
    assert chat.folder == 'Home'


async def test_who_is_told_of_a_change_finds_it_in_the_chat(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat, seen = await asked(engine, feed, 'Old title'), list[str]()
    engine.listing.crowd_watchers.add(lambda _: seen.append(chat.title))
    engine.listing.watchers.add(lambda _: seen.append(chat.title))
    done = await keeping.rename(chat.id, 'New title')
    assert done
    assert set(seen) == {'New title'}
    seen.clear()
    await keeping.undo(done.undo)
    assert set(seen) == {'Old title'}
