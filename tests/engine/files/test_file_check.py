"""What is taken and what is refused, in words."""
from __future__ import annotations

import pytest

from chat.engine.files.attachments import Attachments
from chat.engine.files.file_check import LARGEST, AttachmentError
from tests.engine.conftest import lying_in
from tests.files import gif, pdf, png

JPEG_HEAD = b'\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\0\x20' + b'\0' * 12


WEBP_HEAD = b'RIFF\xff\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0' + (31).to_bytes(3, 'little') + (15).to_bytes(3, 'little') + b'\0\0'


AES = (b'<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF '
       b'/O <%s> /U <%s> /OE <%s> /UE <%s> /Perms <%s> >>' % (b'00' * 48, b'00' * 48, b'00' * 32, b'00' * 32, b'00' * 16))


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
