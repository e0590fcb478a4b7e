"""Who watches hears of changes, whatever the others do when they hear of them."""
from __future__ import annotations

import pytest

from chat.conversation.watchers import Watchers, place_of


def test_one_that_fails_keeps_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    watchers: Watchers[str] = Watchers()
    heard: list[str] = []

    def fail(word: str) -> None:
        raise ValueError(f'the word was {word}')

    for number in range(5):
        watchers.add(fail if number == 2 else lambda word, number=number: heard.append(f'{word}{number}'))  # type: ignore[misc]
    watchers('secret')
    assert sorted(heard) == ['secret0', 'secret1', 'secret3', 'secret4']
    assert 'ValueError in fail' in caplog.text
    assert 'secret' not in caplog.text


def test_the_place_is_the_innermost_one_and_the_text_is_left_out() -> None:
    def inner() -> None:
        raise OSError('with a key in it')

    with pytest.raises(OSError, match='key') as raised:
        inner()
    assert place_of(raised.value).startswith('OSError in inner (')
    assert 'key' not in place_of(raised.value)
    assert place_of(KeyError('never raised')) == 'KeyError'
