"""What several answers to one prompt have in common."""
from __future__ import annotations

from chat.analysis.repetition import groups_of, spread, spreads_of
from chat.conversation import Part, Reply, ReplyStatus, Usage


def reply(text: str, *, status: ReplyStatus = ReplyStatus.DONE, first: float = 1.0, end: float = 3.0, tokens: int | None = 10) -> Reply:
    return Reply(turn_id='t', lane=0, model='m', parts=[Part(kind='text', pieces=[text])], status=status, created_at=0.0,
                 first_token_at=first, finished_at=end, usage=Usage(output_tokens=tokens), cost=0.5)


def test_identical_answers_are_one_group_and_the_largest_comes_first() -> None:
    replies = [reply('a'), reply('b\nc'), reply('b  \nc\n'), reply(''), reply('d')]
    assert [[replies.index(one) for one in group.replies] for group in groups_of(replies)] == [[1, 2], [0], [4]]


def test_answers_that_differ_in_the_middle_are_not_identical() -> None:
    assert [group.count for group in groups_of([reply('a  b'), reply('a b'), reply(' a b')])] == [2, 1]


def test_answers_with_other_pictures_are_not_identical() -> None:
    replies = [reply(text) for text in ('See:', 'See:', 'See:', '', '')]
    for one, name in zip(replies, 'aabcc', strict=True):
        one.parts.append(Part(kind='picture', detail={'name': 'picture-1.png', 'media_type': 'image/png', 'size': 1, 'digest': name}))
    assert [[replies.index(one) for one in group.replies] for group in groups_of(replies)] == [[0, 1], [3, 4], [2]]


def test_the_spread_is_least_median_and_most() -> None:
    found = spreads_of([reply('x' * 10, first=0.5), reply('x' * 40, end=6.0), reply('x' * 20)])
    assert found.length
    assert (found.length.least, found.length.median, found.length.most) == (10, 20, 40)
    assert found.first_token
    assert (found.first_token.least, found.first_token.most) == (0.5, 1.0)
    assert found.speed
    assert (found.speed.least, found.speed.most) == (2.0, 5.0)


def test_a_failed_answer_and_an_unknown_speed_say_nothing() -> None:
    found = spreads_of([reply('x', tokens=None), reply('y' * 9, status=ReplyStatus.FAILED)])
    assert found.speed is None
    assert found.length
    assert (found.length.count, found.length.most) == (1, 1)
    assert spread([None]) is None
