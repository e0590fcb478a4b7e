"""Messages in the format of gpt-oss, where a server passes its marks on."""
from __future__ import annotations

import pytest

from tests.providers.stream.written import cut, written

THOUGHT = '<|channel|>analysis<|message|>Hm.<|end|>'
ANSWER = '<|start|>assistant<|channel|>final<|message|>Yes.<|return|>'
CALL = '<|start|>assistant<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{"city": "Rome"}<|call|>'


@pytest.mark.parametrize('size', [1, 7, 1000])
@pytest.mark.parametrize(('text', 'expected'), [
    (THOUGHT + ANSWER, ('Hm.', 'Yes.', [])), (THOUGHT + CALL, ('Hm.', '', [('weather', '{"city": "Rome"}')])),
    (THOUGHT + THOUGHT.replace('Hm', 'So') + ANSWER, ('Hm.\n\nSo.', 'Yes.', [])), (ANSWER, ('', 'Yes.', []))])
def test_channels_become_thought_answer_and_calls_however_they_are_cut(
        text: str, expected: tuple[str, str, list[tuple[str, str]]], size: int) -> None:
    assert written(*cut(text, size)) == expected


def test_marks_that_an_answer_shows_as_code_are_text() -> None:
    told = 'It writes `<|end|>` behind each message.'
    assert written(f'<|channel|>final<|message|>{told}<|return|>') == ('', told, [])


def test_what_only_looks_like_a_message_is_not_lost() -> None:
    thought, text, calls = written('<|channel|>' + 'words without an end ' * 20)
    assert (thought, calls) == ('', [])
    assert text.count('words without an end') == 20
