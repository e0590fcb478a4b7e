"""What is deleted is hidden at once and gone for good when the time for undo is over."""
from __future__ import annotations

import json
from pathlib import Path

from chat.conversation import Delta, Lane, ReplyStatus
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.transfer.exporting import back_up, export_all
from chat.engine.transfer.importing import Imports
from chat.exchange.outgoing.export import FORMATS
from chat.store.store import Store
from tests.engine.conftest import Feed, asked, on_disk
from tests.waiting import until


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


async def test_a_deletion_is_carried_out_when_the_app_ends(engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path) -> None:
    chat = await asked(engine, feed, 'Question')
    await keeping.delete([chat.id])
    await keeping.close()
    assert await on_disk(engine, tmp_path, chat.id) is None


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
