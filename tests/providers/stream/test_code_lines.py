"""Where in a text that still comes in pieces code stands."""
from __future__ import annotations

import pytest

from chat.providers.stream.code_lines import LONGEST_BEGIN, CodeLines


def after(*pieces: str) -> CodeLines:
    lines = CodeLines()
    for piece in pieces:
        lines.add(piece)
    return lines


@pytest.mark.parametrize(('text', 'is_fenced'), [
    ('```\n', True), ('```python\nx = 1\n', True), ('```\nx\n```\n', False), ('~~~\n```\n', True), ('~~~\n~~~\n', False),
    ('````\n```\n', True), ('- ```\n', True), ('> ```\n', True), ('1. ```\n', True), ('``` a`b\n', False), ('text ```\n', False),
    ('```\nx\n```', False), ('```\nx\n``` no end\n', True), ('', False)])
@pytest.mark.parametrize('size', [1, 3, 1000])
def test_fences_are_found_however_the_text_is_cut(text: str, is_fenced: bool, size: int) -> None:
    assert after(*(text[at:at + size] for at in range(0, len(text), size))).is_fenced is is_fenced


@pytest.mark.parametrize(('before', 'rest', 'answer'), [
    ('a `b', ' c` d', True), ('a `b` c', ' d', False), ('a `b', ' c\nd', False), ('a ``b', ' c` d``', True), ('a ``b', ' c`\n', False),
    ('a \\`b', ' c`\n', False), ('a', ' `b`', False)])
@pytest.mark.parametrize('size', [1, 1000])
def test_a_span_is_known_by_what_follows(before: str, rest: str, answer: bool, size: int) -> None:
    lines = after(*(before[at:at + size] for at in range(0, len(before), size)))
    assert lines.is_in_span(rest, is_all=True) is answer


def test_what_may_still_become_a_span_is_not_decided() -> None:
    assert after('a `b').is_in_span(' and more', is_all=False) is None
    assert after('a `b').is_in_span(' and `', is_all=False) is None, 'more backticks may follow'
    assert after('a `b').is_in_span(' and more', is_all=True) is False


def test_lines_are_counted_and_only_so_much_of_one_is_kept() -> None:
    lines = after('one\ntwo\n', 'x' * 1000)
    assert (lines.line, lines.row) == ('x' * LONGEST_BEGIN, 2)
    assert len(lines.before) < LONGEST_BEGIN
