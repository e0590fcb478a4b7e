"""Attached files on their way out and in."""
from __future__ import annotations

import base64

import pytest

from chat.conversation import Attachment, Chat, Turn
from chat.exchange.files import LONGEST_NAME, NO_FILES, Outgoing, digests_of, in_base64, missing, safe_digest

DIGEST = 'ab' * 32
PICTURE = Attachment(name='a.png', media_type='image/png', size=3, digest=DIGEST)


def test_a_picture_lies_beside_the_page_under_its_digest() -> None:
    files = Outgoing(read=lambda digest: b'PNG' if digest == DIGEST else None, linked={})
    assert files.link(PICTURE) == f'files/{DIGEST[:24]}.png'
    assert files.linked == {f'files/{DIGEST[:24]}.png': DIGEST}


@pytest.mark.parametrize('files', [Outgoing(read=lambda _: b'PNG'), Outgoing(linked={})], ids=['a page alone', 'a file that is gone'])
def test_where_nothing_can_lie_there_is_no_link(files: Outgoing) -> None:
    assert files.link(PICTURE) == ''
    assert not files.linked


def test_a_file_that_an_export_only_names_keeps_what_is_known_of_it() -> None:
    named = missing(' list.pdf ', 'key', size=9)
    assert (named.name, named.media_type, named.size) == ('list.pdf', 'application/pdf', 9)
    assert missing('x', 'key').digest == named.digest != missing('x', 'other').digest
    assert missing('x', 'key', digest=DIGEST).digest == DIGEST
    assert missing('x', 'key', digest='../../etc').digest == named.digest
    nameless = missing('  ', 'k', media_type='a/' + 'b' * 500)
    assert (nameless.name, len(nameless.media_type), len(missing('n' * 999, 'k').name)) == ('file', 100, LONGEST_NAME)


def test_base64_in_slices_is_that_of_the_whole() -> None:
    data = bytes(range(256)) * 5000
    pieces = list(in_base64(data))
    assert len(pieces) > 1
    assert ''.join(pieces) == base64.b64encode(data).decode()


def test_files_without_which_a_chat_is_not_whole() -> None:
    text = Attachment(name='n.txt', media_type='text/plain', size=4, text='Note',
                      digest='99f2f2de51ba7f50bf6d5b0bd5cbd4ad61f67d5ca02ee8e0ff05e6bf9ee7d3a2')
    whole = Attachment(name='w.txt', media_type='text/plain', size=4, text='', digest=missing('', '').digest)
    chat = Chat()
    turn = Turn(chat_id=chat.id, prompt='?', attachments=[PICTURE, text, whole])
    chat.turns[turn.id] = turn
    assert list(digests_of(chat)) == [DIGEST, text.digest], 'a text that is the whole file needs no file'


def test_nowhere_takes_nothing_and_a_place_in_a_page_is_harmless() -> None:
    assert (NO_FILES.keep('a', b''), NO_FILES.find('a')) == (None, None)
    assert safe_digest('"><script>' + 'f' * 99) == 'script' + 'f' * 58
