"""What a whole says beyond its pieces."""
from __future__ import annotations

import pytest

from chat.providers.stream.beyond import Said


@pytest.mark.parametrize(('pieces', 'whole', 'rest'), [
    (['a', 'b'], 'abc', 'c'), ([], 'abc', 'abc'), (['ab '], 'ab', ''), (['\nab'], 'ab c', ' c'), (['abc'], 'ab', ''), (['ab'], 'xy', ''),
    ([' '], 'ab', 'ab'), (['ab'], '', ''), (['ab'], 'ab\n', ''),
])
def test_the_rest_of_a_whole(pieces: list[str], whole: str, rest: str) -> None:
    said = Said()
    for piece in pieces:
        said.add(piece)
    assert said.rest_of(whole) == rest
