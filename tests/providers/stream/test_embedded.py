"""Base64 of megabytes is taken out of an event while it is parsed, and what is no picture becomes text again."""
from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from chat.providers.stream.embedded import SECRET, EmbeddedText, laden, lightened

RUN = [b'AAAA', b'BBBB', b'CCCC']


def read(*pieces: bytes) -> tuple[Any, int]:
    """The event, and how many runs were taken out of it."""
    freight: list[Sequence[bytes]] = []
    light = lightened(pieces, freight)
    return laden(json.loads(light), freight), len(freight)


def test_a_run_in_a_field_for_data_stays_in_pieces() -> None:
    value, runs = read(b'{"data": "x', *RUN, b'y"}')
    assert isinstance(value['data'], EmbeddedText)
    assert (value['data'].pieces, len(value['data']), runs) == ((b'x', *RUN, b'y'), 14, 1)
    assert value['data'].text == 'xAAAABBBBCCCCy'


@pytest.mark.parametrize('name', ['text', 'arguments', 'content'])
def test_a_run_in_any_other_field_is_text(name: str) -> None:
    assert read(f'{{"{name}": "x'.encode(), *RUN, b'y"}') == ({name: 'xAAAABBBBCCCCy'}, 1)


def test_two_runs_of_one_event_do_not_swap_their_places() -> None:
    value, runs = read(b'{"a": [{"url": "', b'1111', b'1111', b'"}], "b": "', b'2222', b'2222', b'"}')
    assert runs == 2
    assert (value['a'][0]['url'].text, value['b']) == ('11111111', '22222222')


@pytest.mark.parametrize('pieces', [
    [b'{"data": "', b'AAAA', b'"}'], [b'{"data": "', b'A\\n', b'B\\n', b'"}'], [b'{"data": "', 'é'.encode(), 'é'.encode(), b'"}']],
    ids=['a single piece', 'escapes', 'other letters'])
def test_what_is_light_or_no_base64_is_left_where_it_is(pieces: list[bytes]) -> None:
    value, runs = read(*pieces)
    assert runs == 0
    assert value == json.loads(b''.join(pieces))


def test_escapes_of_base64_are_read_also_where_they_are_cut() -> None:
    value, _ = read(b'{"data": "', b'a\\/bbbbbb', b'c\\u002Bdddddd', b'eeeeeeee\\', b'/ffffffff', b'gggggggg', b'hhhhhhhh', b'i"}')
    assert value['data'].text == 'a/bbbbbbc+ddddddeeeeeeee/ffffffffgggggggghhhhhhhhi'


def test_deep_events_come_to_an_end() -> None:
    value: Any = f'{SECRET}-0-'
    for _ in range(200):
        value = [value]
    assert laden(value, [RUN]) == value, 'what lies deeper than anybody looks is left as it is'
