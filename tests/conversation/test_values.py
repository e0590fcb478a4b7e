"""Small values as they lie in databases and files: what was written is read the same, what is none is refused or counts as missing."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Attachment, Part, ReplyError, Usage
from chat.conversation.picture import picture_of

FILE = {'name': 'a.txt', 'media_type': 'text/plain', 'size': 3, 'digest': 'a' * 64, 'text': 'abc'}


@pytest.mark.parametrize('value', [
    Attachment(name='a.txt', media_type='text/plain', size=3, digest='a' * 64, text='abc'),
    Attachment(name='a.png', media_type='image/png', size=0, digest='b'),
    Usage(), Usage(input_tokens=0, output_tokens=7, cost=0.25, writing_seconds=1.5),
    ReplyError(kind='budget', message='No more.'), ReplyError(kind='rate_limit', message='Later.', retry_at=1700000000.5),
    Part(kind='text', pieces=['x', 'y']), Part(kind='thinking', pieces=['Hm.'], seconds=0.5, detail={'signature': 's'}),
    Part(kind='tool_call'),
])
def test_what_was_written_is_read_the_same(value: Any) -> None:
    assert type(value).from_json(value.to_json()).to_json() == value.to_json()
    assert type(value).from_json(value.to_json() | {'of a newer version': True}).to_json() == value.to_json()


@pytest.mark.parametrize('value', [
    None, [], 'x', {}, FILE | {'name': 5}, FILE | {'size': -1}, FILE | {'size': '3'}, FILE | {'size': True}, FILE | {'text': 5},
    FILE | {'digest': ''}, FILE | {'digest': '../../x'}, FILE | {'digest': 'x' * 65}])
def test_what_is_no_attachment_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match='an attachment has no'):
        Attachment.from_json(value)


@pytest.mark.parametrize('value', [None, {}, {'kind': 'song', 'text': ''}, {'kind': 'text'}, {'kind': ['text'], 'text': ''}, 'text'])
def test_what_is_no_part_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match='kind of part'):
        Part.from_json(value)


@pytest.mark.parametrize('value', ['x', [1], {'kind': 'budget'}, {'kind': 1, 'message': 'x'}])
def test_what_is_no_error_is_refused_and_none_is_none(value: object) -> None:
    with pytest.raises(ValueError, match='an error has no'):
        ReplyError.from_json(value)
    assert ReplyError.from_json(None) is None


def test_counts_of_another_kind_are_not_said() -> None:
    assert Usage.from_json({'input_tokens': '5', 'output_tokens': -1, 'thinking_tokens': 2.5, 'cost': 'free', 'tokens': 9}) == Usage()
    assert Usage.from_json([1]) == Usage()


@pytest.mark.parametrize('detail', [{}, {'name': 'p', 'media_type': 'image/png', 'digest': '../p'}, {'name': 1}])
def test_a_part_without_a_file_has_no_picture(detail: dict[str, object]) -> None:
    assert picture_of(Part(kind='picture', detail=detail)) is None
    told = {'name': 'p', 'media_type': 'image/png', 'digest': 'd', 'width': 1, 'size': 'large'}
    assert picture_of(Part(kind='picture', detail=told)) == Attachment(name='p', media_type='image/png', size=0, digest='d')
