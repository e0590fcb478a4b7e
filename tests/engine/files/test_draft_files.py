"""Files that wait in a composer: they stay with the draft, also over a restart, and go with its chat."""
from __future__ import annotations

import pytest

from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from tests.engine.conftest import Feed, answered, lying_in
from tests.files import pdf, png
from tests.waiting import until


async def restarted(engine: Engine, attachments: Attachments) -> Attachments:
    """What another process would find, where the first one was killed once it had saved."""
    assert await engine.store.flush()
    again = Attachments(AttachmentFiles(attachments.files.folder.parent), engine)
    await again.start()
    await again.swept()
    return again


async def test_a_file_that_waits_in_a_draft_stays(attachments: Attachments) -> None:
    taken = await attachments.take_in('a.txt', b'words')
    attachments.keep_draft('new', [taken.id])
    attachments.sweep_soon()
    await attachments.swept()
    assert [one.id for one in attachments.draft('new')] == [taken.id]
    assert lying_in(attachments) == {taken.attachment.digest}


async def test_a_file_that_no_composer_has_told_of_is_forgotten(attachments: Attachments, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page was left during the upload."""
    monkeypatch.setattr('chat.engine.files.attachments.UNCLAIMED_SECONDS', 0.05)
    told, _ = await attachments.take_in('a.txt', b'told'), await attachments.take_in('b.txt', b'not told')
    attachments.keep_draft('new', [told.id])
    await until(lambda: lying_in(attachments) == {told.attachment.digest})
    assert attachments.draft('new') == [told]


async def test_the_files_of_a_draft_are_there_after_a_restart(engine: Engine, attachments: Attachments) -> None:
    taken = [await attachments.take_in(name, data) for name, data in (('b.txt', b'words'), ('a.jpg', png()), ('c.pdf', pdf('A page')))]
    attachments.keep_draft('new', [one.id for one in taken[:2]])
    attachments.keep_draft('new', [one.id for one in reversed(taken)])
    await attachments.take_in('nowhere.txt', b'in no composer')
    again = await restarted(engine, attachments)
    assert again.draft('new') == taken[::-1]
    assert again.chosen([taken[2].id])[0].text == 'A page'
    assert lying_in(again) == {one.attachment.digest for one in taken}
    again.keep_draft('new', [taken[1].id])
    later = await restarted(engine, again)
    assert [one.id for one in later.draft('new')] == [taken[1].id]
    assert lying_in(later) == {taken[1].attachment.digest}


async def test_the_files_of_a_temporary_chat_are_in_no_draft_on_disk(engine: Engine, attachments: Attachments) -> None:
    taken = await attachments.take_in('a.txt', b'words')
    attachments.keep_draft('new', [taken.id])
    attachments.keep_draft('new', ())
    attachments.keep_draft('a chat', [taken.id], is_temporary=True)
    await attachments.settle([taken.id], is_temporary=True)
    again = await restarted(engine, attachments)
    assert again.draft('new') == again.draft('a chat') == []
    assert lying_in(again) == set()


async def test_a_file_that_can_not_be_brought_back_is_named_until_the_draft_is_another(engine: Engine, attachments: Attachments) -> None:
    kept, lost, spoilt = [await attachments.take_in(f'{name}.txt', name.encode()) for name in ('kept', 'lost', 'spoilt')]
    attachments.keep_draft('new', [lost.id, kept.id, spoilt.id])
    attachments.files.path(lost.attachment.digest).unlink()
    attachments.files.path(spoilt.attachment.digest).write_bytes(b'x')
    for _ in range(2):
        again = await restarted(engine, attachments)
        assert [one.id for one in again.draft('new')] == [kept.id]
        assert again.lost('new') == ['lost.txt', 'spoilt.txt']
    again.keep_draft('new', [kept.id])
    assert again.lost('new') == (await restarted(engine, again)).lost('new') == []


@pytest.mark.parametrize('is_open', [True, False])
async def test_an_unsent_file_goes_with_its_chat(engine: Engine, feed: Feed, attachments: Attachments, *, is_open: bool) -> None:
    keeping = Keeping(engine)
    sent, unsent, other = [await attachments.take_in(name, name.encode()) for name in ('sent.txt', 'unsent.txt', 'other.txt')]
    chat = await answered(engine, feed, 'look', attachments.chosen([sent.id]))
    attachments.let_go([sent.id])
    attachments.keep_draft(chat.id, [unsent.id])
    attachments.keep_draft('new', [other.id])
    if not is_open:
        engine.forget(chat.id)
    done = await keeping.delete([chat.id])
    assert done
    assert await keeping.undo(done.undo)
    await attachments.swept()
    assert [one.id for one in attachments.draft(chat.id)] == [unsent.id]
    await engine.delete(chat.id)
    await attachments.swept()
    assert lying_in(attachments) == {other.attachment.digest}
    attachments.keep_draft(chat.id, [unsent.id])  # a tab that comes too late
    again = await restarted(engine, attachments)
    assert again.draft(chat.id) == []
    assert lying_in(again) == {other.attachment.digest}
