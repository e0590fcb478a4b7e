"""What a whole says beyond its pieces."""
from __future__ import annotations

import pytest

from chat.providers.stream.beyond import MOST_KEPT, Said


@pytest.mark.parametrize(('pieces', 'whole', 'rest'), [
    (['a', 'b'], 'abc', 'c'), ([], 'abc', 'abc'), (['ab '], 'ab', ''), (['\nab'], 'ab c', ' c'), (['abc'], 'ab', ''), (['ab'], 'xy', ''),
    ([' '], 'ab', 'ab'), (['ab'], '', ''), (['ab'], 'ab\n', ''),
])
def test_the_rest_of_a_whole(pieces: list[str], whole: str, rest: str) -> None:
    said = Said()
    for piece in pieces:
        said.add(piece)
    assert said.rest_of(whole) == rest


def test_of_a_text_longer_than_any_whole_the_beginning_is_kept() -> None:
    said = Said()
    for _ in range(16):
        said.add('Round and round. ' * 60_000)
    assert len(said.text) < 2 * MOST_KEPT
    assert said.rest_of('Round and round. ') == ''
    assert said.rest_of('And so on.') == ''
    assert said.next_of('And so on.') == 'And so on.'
