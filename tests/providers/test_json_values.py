"""JSON as servers really write it."""
from __future__ import annotations

import pytest

from chat.providers.json_values import MOST_VALUES, parse_json, values_in


def test_half_characters_and_bad_bytes_do_not_cost_the_event() -> None:
    assert parse_json(b'{"text": "\\ud83d"}') == {'text': '\ud83d'}
    assert parse_json(b'{"text": "caf\xe9"}') == {'text': 'caf\ufffd'}


@pytest.mark.parametrize('data', [b'', b'{', b'{"a": 1} {"b": 2}', b'[' * 100_000, b'nonsense'])
def test_what_is_not_one_value_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are nobody's
        parse_json(data)


@pytest.mark.parametrize(('data', 'values', 'rest'), [
    (b'{"a": 1}{"b": 2}', [{'a': 1}, {'b': 2}], ''), (b' \n\0{"a": 1}\r\n\0[2] ', [{'a': 1}, [2]], ''),
    (b'{"a": 1}data: {"b": 2}', [{'a': 1}], 'data: {"b": 2}'), (b'{"a": ', [], '{"a": '), (b'', [], ''), (b'[' * 50_000, [], '[' * 50_000)])
def test_values_in_a_row_are_read_up_to_what_is_none(data: bytes, values: list[object], rest: str) -> None:
    assert values_in(data) == (values, rest)


def test_there_is_an_end_to_the_values_of_one_event() -> None:
    values, rest = values_in(b'1 ' * (MOST_VALUES + 5))
    assert (len(values), rest.split()) == (MOST_VALUES, ['1'] * 5)
