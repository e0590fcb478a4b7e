"""What is handed on under a key: found for a while, taken once, and the oldest goes when there are too many."""
from __future__ import annotations

from chat.engine.expiring import ExpiringItems


def test_an_item_is_found_again_and_taken_once() -> None:
    items: ExpiringItems[str] = ExpiringItems(2)
    key = items.put('a text')
    assert (items.find(key), items.find(key)) == ('a text', 'a text')
    assert (items.take(key), items.take(key), items.find(key)) == ('a text', None, None)


def test_what_was_not_used_for_longest_is_dropped_first() -> None:
    items: ExpiringItems[str] = ExpiringItems(2)
    first, second = items.put('first'), items.put('second')
    assert items.find(first)
    third = items.put('third')
    assert [items.find(key) for key in (first, second, third)] == ['first', None, 'third']


def test_an_item_under_a_known_key_takes_the_place_of_the_last_one() -> None:
    items: ExpiringItems[str] = ExpiringItems(2)
    items.keep('k', 'old')
    items.keep('k', 'new')
    other = items.put('other')
    assert (items.find('k'), items.find(other)) == ('new', 'other')
