from __future__ import annotations

import pytest

from chat.conversation import Message
from chat.engine.continuing import INSTRUCTION, Seam, messages_to_continue


def joined(written: str, pieces: list[str]) -> str:
    seam = Seam(written)
    return written + ''.join(seam.join(piece) for piece in pieces) + seam.close()


@pytest.mark.parametrize(('written', 'pieces', 'whole'), [
    ('The quick brown', [' fox', ' jumps'], 'The quick brown fox jumps'),
    ('The quick brown', ['quick brown fox'], 'The quick brown fox'),
    ('The quick brown', ['qu', 'ick', ' bro', 'wn', ' fox'], 'The quick brown fox'),
    ('The quick brown', ['The quick brown', ' fox'], 'The quick brown fox'),
    ('one, two, thr', ['ee, four'], 'one, two, three, four'),
    ('a b a b', [' a b c'], 'a b a b a b c'),
    ('', ['Hello'], 'Hello'),
    ('The end', ['The end'], 'The end'),
])
def test_words_said_twice_at_the_seam_are_dropped(written: str, pieces: list[str], whole: str) -> None:
    assert joined(written, pieces) == whole


def test_a_continuation_is_asked_for_with_what_was_written() -> None:
    asked = messages_to_continue([Message(role='user', content='Count.')], 'one, two')
    assert [(m.role, m.content) for m in asked] == [('user', 'Count.'), ('assistant', 'one, two'), ('user', INSTRUCTION)]


def test_nothing_written_means_asking_the_same_again() -> None:
    messages = [Message(role='user', content='Count.')]
    assert messages_to_continue(messages, ' \n') == messages
