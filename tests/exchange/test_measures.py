"""What was measured of a reply, as numbers and as words."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Chat, Delta, Lane, Part, Reply, ReplyError, ReplyStatus, Usage
from chat.exchange.measures import answer_words, ending, greeting_of, measure_words, measures_of, setting_words, size_words, unshown_words


def ended(status: ReplyStatus = ReplyStatus.DONE, **more: Any) -> Reply:
    reply = Reply(turn_id='t', lane=0, model='m', created_at=1000.0)
    reply.append(Delta(text='Rain falls.', usage=Usage(input_tokens=7, output_tokens=30, thinking_tokens=4)), 1000.5)
    reply.append(Delta(finish_reason='stop'), 1003.5)
    reply.finish(status, 1003.5, **more)
    reply.cost = 0.0125
    return reply


def test_numbers_are_those_that_are_known() -> None:
    told = measures_of(ended())
    assert (told.first_token, told.total, told.cost) == (0.5, 3.5, 0.0125)
    assert (told.input_tokens, told.output_tokens, told.thinking_tokens) == (7, 30, 4)
    assert told.tokens_per_second
    empty = measures_of(Reply(turn_id='t', lane=0, model='m'))
    assert (empty.first_token, empty.tokens_per_second, empty.input_tokens, empty.cost) == (None, None, None, None)


def test_words_leave_out_what_is_not_known() -> None:
    words = measure_words(ended())
    assert words[:2] == ['first token 0.50 s', 'total 3.5 s']
    assert {'7 tokens in', '30 tokens out', '4 of thought', '$0.0125'} <= set(words)
    assert measure_words(Reply(turn_id='t', lane=0, model='m')) == []


def test_settings_are_written_as_people_write_them() -> None:
    lane = Lane(model='m', parameters={'temperature': 0.7, 'stop': ['###', 'END'], 'logprobs': True})
    assert setting_words(lane) == ['temperature 0.7', 'stop “###”, “END”', 'logprobs true']


@pytest.mark.parametrize(('reply', 'words'), [
    (ended(), ''), (ended(ReplyStatus.STOPPED), 'Stopped'), (ended(ReplyStatus.INTERRUPTED), 'Interrupted'),
    (ended(ReplyStatus.FAILED, error=ReplyError(kind='server_error', message='No luck')), 'Failed: No luck'),
    (Reply(turn_id='t', lane=0, model='m'), 'Still being written')])
def test_an_end_that_was_not_its_own_is_told(reply: Reply, words: str) -> None:
    assert ending(reply) == words


def test_what_cannot_be_shown_is_counted_by_its_name() -> None:
    reply = ended()
    reply.parts += [
        Part(kind='unshown', detail={'name': 'sound', 'count': 2}), Part(kind='unshown', detail={'name': 'hologram', 'count': 3}),
        Part(kind='unshown', detail={'name': 'film', 'count': 'many'})]
    assert unshown_words(reply) == 'Not shown: 2 sounds, “hologram” × 3, 1 film'
    assert ending(reply) == unshown_words(reply)
    assert (answer_words(reply), unshown_words(ended())) == ('Rain falls.', '')


def test_an_answer_without_text_is_not_empty_for_that() -> None:
    silent = Reply(turn_id='t', lane=0, model='m', parts=[Part(kind='unshown', detail={'name': 'sound', 'count': 1})])
    assert answer_words(silent) == 'Not shown: 1 sound'
    assert greeting_of(Chat()) == ('', '')


@pytest.mark.parametrize(('size', 'words'), [(640, '640 B'), (999, '999 B'), (12_345, '12 kB'), (3_400_000, '3.4 MB')])
def test_a_size_has_the_largest_fitting_unit(size: int, words: str) -> None:
    assert size_words(size) == words
