"""Pictures that a model has drawn: read however they are written, kept like attached files, and gone with the last reply that has them."""
from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from chat.conversation import Attachment, Chat, Delta, Lane, Reply, SentPicture
from chat.engine.chats import branches
from chat.engine.engine import Engine
from chat.engine.files import sent_pictures
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.files.file_check import LARGEST
from chat.engine.files.sent_pictures import SentPictures
from tests.engine.conftest import Feed, lying_in
from tests.files import gif, large_png, png
from tests.waiting import until

END = Delta(finish_reason='stop')


def sent(data: bytes, size: int = 0, head: bytes = b'') -> SentPicture:
    """As base64, in pieces of this size."""
    code = head + base64.b64encode(data)
    return SentPicture(pieces=tuple(code[at:at + size] for at in range(0, len(code), size)) if size else (code,))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def drawn(engine: Engine, feed: Feed, prompt: str, *data: bytes, chat: Chat | None = None, lane: str = 'fed/a') -> tuple[Chat, Reply]:
    """A chat whose newest answer has these pictures."""
    chat = chat or engine.new([Lane(model=lane)])
    turn = engine.send(chat, prompt)
    (await feed.request(prompt)).put(Delta(text='See:'), *(Delta(sent_picture=sent(one)) for one in data), END)
    await until(lambda: not engine.is_running(chat.id))
    return chat, next(turn.all_replies())


async def nowhere(data: bytes, attachment: Attachment) -> None:
    return


PICTURE = large_png(200_000)


@pytest.mark.parametrize('size', [0, 1000, 1001, 70_001])
@pytest.mark.parametrize('head', [b'', b'data:image/png;base64,', b'DATA:image/jpeg;charset=utf-8;BASE64,'])
async def test_base64_is_read_in_any_pieces(size: int, head: bytes) -> None:
    kept: list[bytes] = []

    async def keep(data: bytes, attachment: Attachment) -> None:
        kept.append(data)
    delta = await SentPictures(keep).store(sent(PICTURE, size, head))
    assert kept == [PICTURE]
    assert delta.picture == Attachment(name='picture-1.png', media_type='image/png', size=len(PICTURE), digest=digest(PICTURE))


@pytest.mark.parametrize(('old', 'new'), [
    (b'+', b'-'), (b'/', b'\\/'), (b'+', b'\\u002B'), (b'+', b'\\u002b'), (b'a', b'a\n'), (b'a', b' a\r\n'), (b'=', b'')])
async def test_base64_is_read_in_any_dress(old: bytes, new: bytes) -> None:
    code = base64.b64encode(PICTURE[:-12] + PICTURE[-12:]).replace(old, new)
    delta = await SentPictures(nowhere).store(SentPicture(pieces=(code,)))
    assert delta.picture
    assert delta.picture.digest == digest(PICTURE)


@pytest.mark.parametrize(('picture', 'name'), [
    (sent(png()[:50]), 'damaged picture'), (SentPicture(pieces=(b'iVBORw0KGgo=A',)), 'damaged picture'),
    (sent(b'<svg onload="alert(1)"/>'), 'picture of another kind'),
    (SentPicture(pieces=(b'data:image/svg+xml,<svg/>',)), 'picture of another kind'),
    (sent(png(claimed=(60_000, 60_000))), 'picture that is too large'),
    (SentPicture(pieces=(b'A' * (LARGEST * 2),)), 'picture that is too large'),
    (SentPicture(pieces=(b'data:image/png;base64,',)), 'picture of another kind'),
])
async def test_what_cannot_be_shown_is_counted_by_its_reason(picture: SentPicture, name: str) -> None:
    assert await SentPictures(nowhere).store(picture) == Delta(unshown=name)


async def test_a_disk_that_refuses_is_a_reason() -> None:
    async def refuse(data: bytes, attachment: Attachment) -> None:
        raise OSError('full')
    assert await SentPictures(refuse).store(sent(png())) == Delta(unshown='picture that could not be kept')


async def test_there_is_an_end_to_the_pictures_of_a_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = SentPictures(nowhere)
    monkeypatch.setattr(sent_pictures, 'MOST_PICTURES', 2)
    deltas = [await pictures.store(sent(png(width))) for width in (1, 2, 3)]
    assert [delta.unshown for delta in deltas] == ['', '', 'picture beyond the limit']
    monkeypatch.setattr(sent_pictures, 'MOST_BYTES', len(PICTURE) + 10)
    pictures = SentPictures(nowhere)
    assert [(await pictures.store(sent(one))).unshown for one in (PICTURE, PICTURE)] == ['', 'picture beyond the limit']


async def test_a_drawn_picture_is_part_of_the_reply_and_lies_on_the_disk(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    _, reply = await drawn(engine, feed, 'draw', png(), gif())
    assert [(part.kind, part.detail.get('name')) for part in reply.parts] == [
        ('text', None), ('picture', 'picture-1.png'), ('picture', 'picture-2.gif')]
    await attachments.swept()
    assert lying_in(attachments) == {digest(png()), digest(gif())}


async def test_it_is_found_again_after_a_restart(engine: Engine, feed: Feed, attachments: Attachments, tmp_path: Path) -> None:
    chat, reply = await drawn(engine, feed, 'draw', png())
    await engine.store.flush()
    later = Engine(engine.store, engine.providers)
    await later.start()
    again = Attachments(AttachmentFiles(tmp_path), later)
    await again.start()
    await again.swept()
    opened = await later.open(chat.id)
    assert opened
    assert [one.pictures for turn in opened.path() for one in turn.all_replies()] == [reply.pictures]
    assert lying_in(again) == {digest(png())}


async def test_it_goes_with_the_last_reply_that_has_it(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    chat, reply = await drawn(engine, feed, 'draw', png())
    fork = branches.fork(engine, chat, chat.path()[0])
    await engine.delete(chat.id)
    attachments.sweep_soon()
    await attachments.swept()
    assert attachments.files.read(digest(png())) == png()
    await engine.delete(fork.id)
    attachments.sweep_soon()
    await attachments.swept()
    assert lying_in(attachments) == set()
    assert reply.pictures


async def test_a_temporary_chat_has_its_pictures_in_memory_only(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    await drawn(engine, feed, 'draw', png(), chat=engine.new([Lane(model='fed/a')], temporary=True))
    attachments.sweep_soon()
    await attachments.swept()
    assert lying_in(attachments) == set()
    assert attachments.files.read(digest(png())) == png()


async def test_the_next_prompt_shows_it_to_the_model_that_has_drawn_it(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    chat, reply = await drawn(engine, feed, 'draw', png())
    engine.send(chat, 'make it blue')
    messages = (await feed.request('make it blue')).request.messages
    assert [(message.role, message.content, message.attachments) for message in messages] == [
        ('user', 'draw', ()), ('assistant', 'See:\n\n(Here stood the picture “picture-1.png”.)', ()),
        ('user', 'make it blue', tuple(reply.pictures))]


async def test_a_model_of_which_nobody_knows_whether_it_sees_is_told_of_it(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    chat, _ = await drawn(engine, feed, 'draw', png())
    chat.lanes[0].model = 'fed/other'
    engine.send(chat, 'what is it')
    messages = (await feed.request('what is it')).request.messages
    assert messages[1].content.endswith('(Here stood the picture “picture-1.png”.)')
    assert not any(message.attachments or message.drawn for message in messages)


async def test_an_answer_corrected_by_hand_and_one_that_goes_on_keep_it(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    chat, reply = await drawn(engine, feed, 'draw', png())
    edited = branches.edit_reply(engine, chat, reply, 'Look:')
    assert (edited.text, edited.pictures) == ('Look:', reply.pictures)
    going_on = engine.continue_reply(chat, reply)
    (await feed.request('cut off')).put(Delta(text=' There.'), Delta(sent_picture=sent(gif())), END)
    await until(lambda: not engine.is_running(chat.id))
    assert [one.name for one in going_on.pictures] == ['picture-1.png', 'picture-2.gif']
    assert going_on.text == 'See:\n\n There.'


async def test_it_stays_while_an_answer_that_is_shown_in_one_piece_is_held_back(
    engine: Engine, feed: Feed, attachments: Attachments,
) -> None:
    chat = engine.new([Lane(model='fed/a', is_streamed=False)])
    turn = engine.send(chat, 'draw')
    stream = await feed.request('draw')
    stream.put(Delta(sent_picture=sent(png())))
    await until(lambda: lying_in(attachments) == {digest(png())})
    reply = next(turn.all_replies())
    attachments.sweep_soon()
    await attachments.swept()
    assert (reply.pictures, lying_in(attachments)) == ([], {digest(png())})
    stream.put(END)
    await until(lambda: not engine.is_running(chat.id))
    assert [one.name for one in reply.pictures] == ['picture-1.png']


async def test_words_that_wait_at_the_seam_stand_before_the_picture(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    chat = engine.new([Lane(model='fed/a')])
    turn = engine.send(chat, 'draw')
    (await feed.request('draw')).put(Delta(text='Here stands the quick brown fox'), Delta(finish_reason='length'))
    await until(lambda: not engine.is_running(chat.id))
    going_on = engine.continue_reply(chat, next(turn.all_replies()))
    (await feed.request('cut off')).put(Delta(thinking='Hm.'), Delta(text='the quick'), Delta(sent_picture=sent(png())), END)
    await until(lambda: not engine.is_running(chat.id))
    assert [part.kind for part in going_on.parts] == ['text', 'thinking', 'text', 'picture']
    assert going_on.text == 'Here stands the quick brown foxthe quick'


async def test_a_picture_is_an_answer(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    chat = engine.new([Lane(model='fed/a')])
    turn = engine.send(chat, 'draw')
    (await feed.request('draw')).put(Delta(sent_picture=sent(png())), END)
    await until(lambda: not engine.is_running(chat.id))
    reply = next(turn.all_replies())
    assert (reply.text, len(reply.pictures), reply.status) == ('', 1, 'done')
    assert reply.first_token_at is not None


async def test_the_address_of_a_picture_is_kept_as_an_address(engine: Engine, feed: Feed, attachments: Attachments) -> None:
    chat = engine.new([Lane(model='fed/a')])
    turn = engine.send(chat, 'draw')
    (await feed.request('draw')).put(Delta(picture_link='https://example.org/a.png'), END)
    await until(lambda: not engine.is_running(chat.id))
    reply = next(turn.all_replies())
    assert ([part.detail for part in reply.parts], reply.pictures) == ([{'url': 'https://example.org/a.png'}], [])
    assert lying_in(attachments) == set()
