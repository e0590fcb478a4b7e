"""Values of our own files, checked: what is missing or of another kind is an error with a word about it."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chat.exchange.checks import count_of, dict_of, id_of, id_or_none, number_or_none, text_of, time_of

FITTING: list[tuple[Callable[[Any], Any], list[Any]]] = [
    (text_of, ['', 'x']), (id_of, ['a', 'A_-9' * 16]), (id_or_none, [None, 'a']), (dict_of, [{}, {'a': 1}]),
    (count_of, [0, 2**53 - 1]), (time_of, [0.0, 1.5, 1e10]), (number_or_none, [None, -1, 1e15])]
WRONG: list[tuple[Callable[[Any], Any], list[Any]]] = [
    (text_of, [None, 1, []]), (id_of, ['', 'a b', '../x', 'é', 'x' * 65, 7, None, 'a\n']), (id_or_none, ['', 0]), (dict_of, [None, [], '']),
    (count_of, [-1, 1.0, True, 2**53, '1', None]), (time_of, [-1, True, 1e11, float('nan'), float('inf'), '1', None]),
    (number_or_none, [True, '1', 1e16, []])]


@pytest.mark.parametrize(('check', 'values'), FITTING, ids=lambda one: getattr(one, '__name__', ''))
def test_what_fits_comes_out_as_it_is(check: Callable[[Any], Any], values: list[Any]) -> None:
    assert [check(value) for value in values] == values


@pytest.mark.parametrize(('check', 'value'), [(check, value) for check, values in WRONG for value in values])
def test_what_does_not_fit_is_an_error(check: Callable[[Any], Any], value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        check(value)
