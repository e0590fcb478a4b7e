"""Fields that may be anything."""
from __future__ import annotations

import pytest

from chat.providers.stream.embedded import EmbeddedText
from chat.providers.stream.fields import count, dicts, table, text_of


@pytest.mark.parametrize(('value', 'number'), [(0, 0), (7, 7), (-1, None), (True, None), (1.5, None), ('7', None), (None, None)])
def test_a_count_is_a_whole_number(value: object, number: int | None) -> None:
    assert count(value) == number


@pytest.mark.parametrize('value', [None, 'x', 7, [], [{'a': 1}]])
def test_what_is_no_table_is_an_empty_one(value: object) -> None:
    assert table(value) == {}
    assert table({'a': value}) == {'a': value}


@pytest.mark.parametrize(('value', 'found'), [
    ([{'a': 1}, None, 'x', {'b': 2}], [{'a': 1}, {'b': 2}]), ({'a': 1}, [{'a': 1}]), (None, []), ('x', []), (7, [])])
def test_a_single_table_may_stand_where_a_list_belongs(value: object, found: list[object]) -> None:
    assert dicts(value) == found


@pytest.mark.parametrize(('value', 'text'), [('x', 'x'), (EmbeddedText(pieces=(b'a', b'\\/b')), 'a/b'), (None, ''), (7, ''), (['x'], '')])
def test_a_text_is_one_also_when_it_came_in_pieces(value: object, text: str) -> None:
    assert text_of(value) == text
