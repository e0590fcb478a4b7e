from __future__ import annotations

import pytest

from chat.conversation import Message
from chat.engine.continuing import QUOTED, Seam, end_of, messages_to_continue


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
    ('It was a dark and', ['It was', ' a dark and stormy'], 'It was a dark and stormy'),
    ('It was a dark and', ['\n', 'a dark and stormy'], 'It was a dark and stormy'),
    ('It was a dark and', ['…a dark and', ' stormy'], 'It was a dark and stormy'),
    ('The first point.\n\n', ['first point.', ' The second'], 'The first point.\n\nThe second'),
    ('The first point.\n\n', ['first point.\n\nThe second'], 'The first point.\n\nThe second'),
    ('def f():\n    return', ['    return', ' 1'], 'def f():\n    return 1'),
    ('a list:\n', ['\n- one'], 'a list:\n\n- one'),
    ('It was a dark and', ['and', ' stormy'], 'It was a dark and stormy'),
    ('Here one is cut', ['is', ' cut', ' off'], 'Here one is cut off'),
    ('It was a dark and', ['and'], 'It was a dark and'),
    ('a silver and', ['and', 'iron'], 'a silver andiron'),
    ('The quick bro', ['brown', ' fox'], 'The quick brown fox'),
    ('今天天气很好,我们去公园', ['去公园', '散步吧。'], '今天天气很好,我们去公园散步吧。'),
    ('東京へ行', ['行きます'], '東京へ行行きます'),
    ('- one\n- two\n', ['- two\n', '- three'], '- one\n- two\n- three'),
    ('if a:\n  b\n}\n', ['}\n'], 'if a:\n  b\n}\n}\n'),
    ('This is **very', ['**very', ' important** indeed.'], 'This is **very important** indeed.'),
    ('It ended here.', ['And', ' on.'], 'It ended here. And on.'),
    ('It ended here.', [' And on.'], 'It ended here. And on.'),
    ('```\nSystem.', ['Out'], '```\nSystem.Out'),
    ('Call `os.', ['Path'], 'Call `os.Path'),
    ('version 2.', ['Next'], 'version 2.Next'),
    ('this is very', [' very good'], 'this is very very good'),
    ('the numbers 112', ['112'], 'the numbers 112112'),
])
def test_words_said_twice_at_the_seam_are_dropped(written: str, pieces: list[str], whole: str) -> None:
    assert joined(written, pieces) == whole


def test_a_continuation_is_asked_for_with_what_was_written() -> None:
    asked = messages_to_continue([Message(role='user', content='Count.')], 'one, two')
    assert [(m.role, m.content) for m in asked[:2]] == [('user', 'Count.'), ('assistant', 'one, two')]
    assert asked[2].role == 'user'
    assert 'go on from there: one, two\n' in asked[2].content


def test_the_end_that_is_quoted_is_short_and_of_whole_words() -> None:
    assert end_of('one, two \n') == 'one, two'
    end = end_of('word and other words ' * 40)
    assert end in 'word and other words ' * 40
    assert len(end) <= QUOTED
    assert end.split()[0] in {'word', 'and', 'other', 'words'}
    assert end_of('x' * 500) == 'x' * QUOTED


def test_nothing_written_means_asking_the_same_again() -> None:
    messages = [Message(role='user', content='Count.')]
    assert messages_to_continue(messages, ' \n') == messages
