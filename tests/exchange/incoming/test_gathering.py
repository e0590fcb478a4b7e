"""From the values of a file to whole chats."""
from __future__ import annotations

from typing import Any

from chat.exchange.incoming import gemini
from chat.exchange.incoming.gathering import ChatCollector
from tests.exchange.programs import QUESTION, asked, lines


def gathered(*items: Any) -> tuple[list[Any], list[str]]:
    gathering = ChatCollector(items)
    return list(gathering.chats()), gathering.remarks


def test_what_belongs_to_nothing_else_comes_out_as_it_is() -> None:
    assert gathered({'a': 1}, 'text', 7, None) == ([{'a': 1}, 'text', 7, None], [])


def test_lines_of_a_session_become_one_value_also_at_the_end_of_the_file() -> None:
    first, second = lines(QUESTION, key='one'), lines(QUESTION, QUESTION, key='two')
    values, _ = gathered(*first, *second)
    assert [(value['conv']['id'], len(value['messages'])) for value in values] == [('one', 1), ('two', 2)]


def test_a_message_without_a_session_is_not_swallowed() -> None:
    stray = lines(QUESTION)[1]
    assert gathered(stray) == ([stray], [])


def test_records_of_a_log_are_put_together_at_the_end_and_that_is_said() -> None:
    values, remarks = gathered(asked('Prompted One', '2026-06-01T07:00:00Z', '<p>a</p>'), {'b': 2})
    assert values[0] == {'b': 2}
    assert len(values) == 2
    assert remarks == [gemini.REMARK]
