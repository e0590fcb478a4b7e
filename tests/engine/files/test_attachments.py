"""Files: what is taken and what is refused, where they lie, and when they go."""
from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from pypdf import PdfWriter

from chat.conversation import Attachment, Delta, Lane, Model
from chat.engine.chats import branches
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.files.file_check import LARGEST, AttachmentError
from chat.engine.files.file_kinds import size_of_picture
from chat.engine.files.fitting import refusal_of
from chat.engine.files.pdf_text import PdfError, PdfReader
from tests.engine.conftest import Feed, answered, lying_in, until
from tests.files import gif, pdf, png

JPEG_HEAD = b'\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\0\x20' + b'\0' * 12
WEBP_HEAD = b'RIFF\xff\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0' + (31).to_bytes(3, 'little') + (15).to_bytes(3, 'little') + b'\0\0'
AES = (b'<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF '
       b'/O <%s> /U <%s> /OE <%s> /UE <%s> /Perms <%s> >>' % (b'00' * 48, b'00' * 48, b'00' * 32, b'00' * 32, b'00' * 16))
BLIND = Model(id='fed/blind', sees_images=False, context_window=100)


@pytest.mark.parametrize(('name', 'data', 'media_type', 'text'), [
    ('a.png', png(), 'image/png', None),
    ('a.gif', gif(), 'image/gif', None),
    ('notes.md', '# Grüße'.encode(), 'text/markdown', '# Grüße'),
    ('data.csv', b'a,b\n1,2\n', 'text/csv', 'a,b\n1,2\n'),
    ('old.txt', 'Größe'.encode('cp1252'), 'text/plain', 'Größe'),
    ('wide.txt', 'Größe'.encode('utf-16'), 'text/plain', 'Größe'),
    ('main.rs', b'fn main() {}', 'text/plain', 'fn main() {}'),
    ('no_ending', b'words', 'text/plain', 'words'),
    ('drawing.svg', b'<svg onload="alert(1)"/>', 'text/plain', '<svg onload="alert(1)"/>'),
    ('paper.pdf', pdf('Words on a page'), 'application/pdf', 'Words on a page'),
])
async def test_what_can_be_read_is_taken(attachments: Attachments, name: str, data: bytes, media_type: str, text: str | None) -> None:
    taken = await attachments.take_in(name, data)
    one = taken.attachment
    assert (one.name, one.media_type, one.size, one.text) == (name, media_type, len(data), text)
    assert attachments.files.read(one.digest) == data
    assert taken.tokens
    assert taken.note == ''


@pytest.mark.parametrize(('name', 'data', 'words'), [
    ('empty.txt', b'', 'is empty'),
    ('blank.txt', b' \n\t', 'contains only spaces'),
    ('huge.txt', b'a' * (LARGEST + 1), 'too large: 21.0 MB'),
    ('photo.png', b'not a picture at all', 'called a PNG picture, but is not one'),
    ('photo.jpg', pdf('x'), 'its content is a PDF'),
    ('cut.png', png()[:18], 'damaged PNG picture'),
    ('half.png', png()[:50], 'damaged PNG picture'),
    ('spoilt.png', png().replace(b'IDAT', b'IDOT'), 'damaged PNG picture'),
    ('half.jpg', JPEG_HEAD, 'damaged JPEG picture'),
    ('half.webp', WEBP_HEAD, 'damaged WebP picture'),
    ('bomb.png', png(claimed=(60_000, 60_000)), 'has 60,000 × 60,000 pixels, too many to be shown or sent'),
    ('locked.pdf', pdf('x', encryption=AES), 'is locked with a password'),
    ('scan.pdf', pdf(), 'no text in it'),
    ('broken.pdf', pdf('x')[:90], 'damaged'),
    ('paper.pdf', b'no PDF', 'called a PDF, but is not one'),
    ('letter.docx', b'PK\x03\x04\x14\0\6\0', 'Office document'),
    ('photo.heic', b'\0\0\0\x18ftypheic\0\0\0\0', 'HEIC'),
    ('film.mp4', b'\0\0\0\x18ftypmp42\0\0\0\0', 'a film'),
    ('program', b'\x7fELF\2\1\1\0', 'a program'),
    ('noise.dat', bytes(range(256)), 'no text in UTF-8, no PDF and no picture'),
])
async def test_what_cannot_be_read_is_refused_in_words(attachments: Attachments, name: str, data: bytes, words: str) -> None:
    with pytest.raises(AttachmentError, match=words) as refusal:
        await attachments.take_in(name, data)
    assert f'“{name}”' in str(refusal.value)
    assert lying_in(attachments) == set()


async def test_a_picture_with_a_wrong_ending_goes_as_what_it_is(attachments: Attachments) -> None:
    taken = await attachments.take_in('photo.jpg', png())
    assert taken.attachment.media_type == 'image/png'
    assert 'wrong ending: it is a PNG picture' in taken.note


@pytest.mark.parametrize(('name', 'cleaned'), [
    ('../../etc/passwd', 'passwd'), ('C:\\Windows\\x.txt', 'x.txt'), ('a\0b\nc.txt', 'a b c.txt'), ('..', 'file'), ('', 'file'),
    ('half \ud800.txt', 'half ?.txt'),
])
async def test_names_lead_nowhere(attachments: Attachments, name: str, cleaned: str) -> None:
    assert (await attachments.take_in(name, b'text')).attachment.name == cleaned
    with pytest.raises(FileNotFoundError):
        attachments.files.read(name or '../chats.db')


@pytest.mark.parametrize('algorithm', ['AES-128', 'AES-256', 'RC4-128'])
async def test_a_pdf_that_only_its_owner_may_change_is_read(attachments: Attachments, algorithm: str) -> None:
    locked = PdfWriter(clone_from=io.BytesIO(pdf('Words under a lock')))
    locked.encrypt(user_password='', owner_password='of the owner', algorithm=algorithm)
    data = io.BytesIO()
    locked.write(data)
    taken = await attachments.take_in('locked.pdf', data.getvalue())
    assert taken.attachment.text == 'Words under a lock'


async def test_a_pdf_that_is_very_long_is_begun_and_that_is_said(attachments: Attachments) -> None:
    taken = await attachments.take_in('saga.pdf', pdf('word ' * 200_000, pages=9))
    assert taken.note == '“saga.pdf” is very long: only the first 5 of its 9 pages are sent.'
    assert (taken.attachment.text or '').startswith('word word')


async def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PdfError, match='within 0 seconds'):
        await PdfReader(seconds=0.001).text(pdf('x'))


async def test_the_folder_is_for_its_owner_alone(attachments: Attachments) -> None:
    taken = await attachments.take_in('a.txt', b'secret')
    assert os.stat(attachments.files.folder).st_mode & 0o777 == 0o700
    assert os.stat(attachments.files.path(taken.attachment.digest)).st_mode & 0o777 == 0o600


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


async def test_a_file_that_is_gone_is_named_before_sending(attachments: Attachments) -> None:
    with pytest.raises(EngineError, match='attach it again'):
        attachments.chosen(['unknown'])


def test_a_model_that_cannot_see_says_so() -> None:
    picture = Attachment(name='a.png', media_type='image/png', size=1, digest='0' * 64)
    assert refusal_of(BLIND, [picture]) == 'blind can’t see pictures: take “a.png” away, or choose a model that can.'
    assert refusal_of(Model(id='fed/unknown'), [picture]) is None


def test_a_text_that_is_too_long_for_the_model_says_so() -> None:
    text = Attachment(name='a.txt', media_type='text/plain', size=1, digest='0' * 64, text='word' * 101)
    assert '101 tokens, and it takes 100' in (refusal_of(BLIND, [text]) or '')


async def test_pictures_of_earlier_turns_are_kept_from_a_model_that_cannot_see(
        engine: Engine, feed: Feed, attachments: Attachments, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = await attachments.take_in('a.png', png())
    chat = await answered(engine, feed, 'look', attachments.chosen([taken.id]))
    monkeypatch.setattr(engine.providers, 'model', lambda model_id: BLIND)
    engine.send(chat, 'and now')
    request = (await feed.request('and now')).request
    assert not any(message.attachments for message in request.messages)
    assert request.messages[0].content == '(The picture “a.png” is not shown here.)\n\nlook'


async def test_a_picture_of_this_turn_is_not_taken_away_behind_the_back(
        engine: Engine, feed: Feed, attachments: Attachments, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answered by another model later on: it says why it can't, and is not asked."""
    taken = await attachments.take_in('a.png', png())
    chat = await answered(engine, feed, 'look', attachments.chosen([taken.id]))
    monkeypatch.setattr(engine.providers, 'model', lambda model_id: BLIND)
    asked = feed.count
    with pytest.raises(EngineError, match='can’t see pictures'):
        engine.regenerate(chat, next(chat.path()[0].all_replies()), 'fed/blind')
    assert feed.count == asked


def test_sizes_of_pictures() -> None:
    jpeg = b'\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\0\x20' + b'\0' * 12
    webp = b'RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0' + (31).to_bytes(3, 'little') + (15).to_bytes(3, 'little') + b'\0\0'
    assert [size_of_picture(data) for data in (png(7, 5), gif(), jpeg, webp)] == [(7, 5), (1, 1), (32, 16), (32, 16)]
