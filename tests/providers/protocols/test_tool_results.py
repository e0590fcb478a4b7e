"""What tools have given back, in words."""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.providers.protocols.tool_results import dumped, pictures_and_rest, words_of_result
from chat.providers.stream.embedded import EmbeddedText


@pytest.mark.parametrize(('content', 'words'), [
    ('plain', 'plain'), ([{'type': 'text', 'text': 'One'}, {'text': 'Two'}], 'One\n\nTwo'), (None, ''), ([], ''), ({}, ''),
    ({'title': 'Rain', 'type': 'page', 'encrypted_content': 'x' * 99, 'page_age': None}, '{"title": "Rain"}'),
    ([{'url': 'u'}, 'x'], '[{"url": "u"}, "x"]'), ({'encrypted_content': 'x'}, ''), (7, '7')])
def test_texts_are_texts_and_the_rest_is_json_that_people_can_read(content: Any, words: str) -> None:
    assert words_of_result(content) == words


def test_bytes_are_told_by_their_number_and_depth_has_an_end() -> None:
    assert words_of_result({'file': EmbeddedText(pieces=(b'x' * 2000,))}) == '{"file": "2,000 bytes"}'
    deep: Any = 'x'
    for _ in range(100):
        deep = {'a': deep}
    assert '…' in words_of_result(deep)


def test_pictures_are_shown_for_themselves() -> None:
    picture, text = {'type': 'image', 'source': {}}, {'type': 'text', 'text': 'x'}
    assert pictures_and_rest([picture, text]) == ([picture], [text])
    assert pictures_and_rest([text]) == ([], [text])
    assert pictures_and_rest('text') == ([], 'text')


def test_what_a_tool_is_given_is_json_also_with_long_strings() -> None:
    assert json.loads(dumped({'q': 'naïve', 'long': EmbeddedText(pieces=(b'ab', b'cd'))})) == {'q': 'naïve', 'long': 'abcd'}
