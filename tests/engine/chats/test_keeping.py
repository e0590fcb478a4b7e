"""Keeping order: what is arranged is arranged everywhere, what is deleted is gone, and what was a mistake can be undone."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from chat.conversation import Chat, Delta, Lane
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from tests.engine.conftest import END, Feed, asked, on_disk
from tests.waiting import until


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


async def test_a_temporary_chat_is_forgotten_when_nobody_looks_and_nothing_runs(
        engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path) -> None:
    chat = engine.new([Lane(model='fed/m')], temporary=True)
    engine.send(chat, 'Not for the books')
    stream = await feed.request('Not for the books')
    stream.put(Delta(text='Whispered'))
    await until(lambda: any(reply.text for reply in chat.running_replies()))
    keeping.keep_in_memory_while_seen(chat.id)
    later = engine.new([Lane(model='fed/m')], temporary=True)
    keeping.keep_in_memory_while_seen(later.id)
    await until(lambda: engine.find(later.id) is None)  # its time was over later
    assert engine.find(chat.id) is chat
    stream.put(END)
    await until(lambda: engine.find(chat.id) is None)
    assert chat.id not in engine.listing.summaries
    await engine.store.flush()
    await engine.store.close()
    assert b'Not for the books' not in b''.join(path.read_bytes() for path in tmp_path.glob('chats.db*'))


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
