"""Files: what is taken and what is refused, where they lie, and when they go."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.conversation import Delta, Lane
from chat.engine.chats import branches
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from tests.engine.conftest import Feed, answered, lying_in
from tests.files import png
from tests.waiting import until


async def test_a_file_goes_with_the_last_chat_that_uses_it(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    first, second = [await attachments.take_in(name, png()) for name in ('one.png', 'two.png')]
    assert lying_in(attachments) == {first.attachment.digest}
    one = await answered(engine, feed, 'first', attachments.chosen([first.id]))
    two = await answered(engine, feed, 'second', attachments.chosen([second.id]))
    attachments.let_go([first.id, second.id])
    await engine.delete(one.id)
    await attachments.swept()
    assert lying_in(attachments) == {first.attachment.digest}
    await engine.delete(two.id)
    await attachments.swept()
    assert lying_in(attachments) == set()


async def test_a_file_goes_with_the_last_turn_that_uses_it(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    taken = await attachments.take_in('a.txt', b'words')
    chat = await answered(engine, feed, 'look', attachments.chosen([taken.id]))
    attachments.let_go([taken.id])
    turn = chat.path()[0]
    edited = engine.edit(chat, turn, 'look again')
    (await feed.request('look again')).put(Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    branches.delete_turn(engine, chat, turn)
    await attachments.swept()
    assert lying_in(attachments) == {taken.attachment.digest}, 'the edited prompt has it, too'
    branches.delete_turn(engine, chat, edited)
    await attachments.swept()
    assert lying_in(attachments) == set()


@pytest.mark.parametrize('is_temporary', [False, True], ids=['kept', 'temporary'])
async def test_a_turn_that_is_put_back_has_its_files(engine: Engine, feed: Feed, attachments: Attachments, *, is_temporary: bool) -> None:
    keeping = Keeping(engine)
    taken = await attachments.take_in('a.txt', b'words', is_temporary=is_temporary)
    chat = engine.new([Lane(model='fed/m')], temporary=is_temporary)
    await answered(engine, feed, 'look', attachments.chosen([taken.id]), chat)
    attachments.let_go([taken.id])
    done = keeping.delete_turn(chat, chat.path()[0])
    await attachments.swept()
    assert not chat.turns
    assert await keeping.undo(done.undo)
    await attachments.swept()
    assert [one.name for one in chat.path()[0].attachments] == ['a.txt']
    assert attachments.files.read(taken.attachment.digest) == b'words'


async def test_the_files_of_a_turn_go_when_it_can_not_come_back_any_more(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    keeping = Keeping(engine, undo_seconds=0.01)
    taken = await attachments.take_in('a.txt', b'words')
    chat = await answered(engine, feed, 'look', attachments.chosen([taken.id]))
    attachments.let_go([taken.id])
    done = keeping.delete_turn(chat, chat.path()[0])
    await until(lambda: lying_in(attachments) == set())
    assert not await keeping.undo(done.undo)


async def test_a_chat_that_is_only_on_disk_keeps_its_files(engine: Engine, feed: Feed, attachments: Attachments, tmp_path: Path) -> None:
    taken = await attachments.take_in('a.txt', b'words')
    await answered(engine, feed, 'look', attachments.chosen([taken.id]))
    await engine.store.flush()
    later = Engine(engine.store, engine.providers)
    await later.start()
    again = Attachments(AttachmentFiles(tmp_path), later)
    await again.start()
    await again.swept()
    assert lying_in(again) == {taken.attachment.digest}


async def test_what_an_earlier_run_left_over_is_deleted(engine: Engine, tmp_path: Path) -> None:
    files = AttachmentFiles(tmp_path)
    files.write('0' * 64, b'never sent')
    (files.folder / 'broken-off.part').write_bytes(b'half')
    (files.folder / 'README').write_bytes(b'the owner put it there')
    attachments = Attachments(files, engine)
    await attachments.start()
    await attachments.swept()
    assert lying_in(attachments) == {'README'}
