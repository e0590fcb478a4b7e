"""Calls of several lanes stand beside each other."""
from __future__ import annotations

from chat.analysis.tool_calls import canonical, lined_up
from chat.conversation import Part, Reply


def reply(*calls: tuple[str, str]) -> Reply:
    parts = [Part(kind='tool_call', pieces=[arguments], detail={'name': name}) for name, arguments in calls]
    return Reply(turn_id='t', lane=0, model='m', parts=parts)


def told(*replies: Reply | None) -> list[tuple[str, tuple[str | None, ...], str]]:
    return [(row.name, row.arguments, row.verdict) for row in lined_up(replies)]


def test_the_same_call_is_the_same_however_it_is_written() -> None:
    assert told(reply(('add', '{"a": 1, "b": 2}')), reply(('add', '{"b":2,"a":1}'))) == [
        ('add', ('{"a": 1, "b": 2}', '{"a": 1, "b": 2}'), 'same')]


def test_other_arguments_stand_beside_each_other() -> None:
    assert told(reply(('add', '{"a": 1}')), reply(('add', '{"a": 2}'))) == [('add', ('{"a": 1}', '{"a": 2}'), 'other arguments')]


def test_what_only_some_lanes_have_called_is_extra_and_the_rest_stays_lined_up() -> None:
    first = reply(('search', '{}'), ('add', '{"a": 1}'))
    second = reply(('add', '{"a": 1}'))
    third = reply(('look', '{}'), ('add', '{"a": 1}'), ('add', '{"a": 5}'))
    assert told(first, second, third) == [
        ('search', ('{}', None, None), 'extra'), ('look', (None, None, '{}'), 'extra'),
        ('add', ('{"a": 1}', '{"a": 1}', '{"a": 1}'), 'same'), ('add', (None, None, '{"a": 5}'), 'extra')]


def test_a_lane_that_was_not_asked_has_called_nothing() -> None:
    assert told(reply(('add', '{}')), None) == [('add', ('{}', None), 'extra')]


def test_what_is_no_object_is_compared_as_it_is_written() -> None:
    assert canonical(' {"a": ') == '{"a":'
    assert told(reply(('add', '{"a": ')), reply(('add', '{"a":'))) == [('add', ('{"a":', '{"a":'), 'same')]
