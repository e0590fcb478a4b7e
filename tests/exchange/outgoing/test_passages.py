"""What a reply says and does, in its order."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Part, Reply
from chat.conversation.part import PartKind
from chat.exchange.outgoing.passages import Passage, passages_of


def part(kind: PartKind, text: str = '', **detail: Any) -> Part:
    return Part(kind=kind, pieces=[text] if text else [], detail=detail)


def passages(*parts: Part) -> list[Passage]:
    return list(passages_of(Reply(turn_id='t', lane=0, model='m', parts=list(parts))))


def test_texts_in_a_row_are_one_and_thoughts_are_left_out() -> None:
    assert passages(part('thinking', 'Hm'), part('text', '\nOne. '), part('thinking', 'So'), part('text', 'Two.\n'), part('text', ' ')) == [
        Passage(text='One. Two.\n ')]
    assert passages(part('thinking', 'Hm'), part('text', ' \n')) == []


def test_a_result_without_a_name_has_that_of_its_call() -> None:
    found = passages(part('text', 'Look:'), part('tool_call', '{}', name='search', id='1'), part('tool_result', 'found', id='1'),
                     part('tool_result', 'lost', id='2'), part('text', 'So.'))
    assert [(one.title, one.text) for one in found] == [
        ('', 'Look:'), ('Tool call: search', '{}'), ('Tool result: search', 'found'), ('Tool result', 'lost'), ('', 'So.')]


@pytest.mark.parametrize(('text', 'language', 'code'), [
    ('```python\nx = 1\n```', 'python', 'x = 1'), ('```\nx\n```\n', '', 'x'), ('```a\nx\n```\nand more', '', '```a\nx\n```\nand more')])
def test_a_fence_around_all_of_it_is_taken_off(text: str, language: str, code: str) -> None:
    assert passages(part('tool_call', text, name='run')) == [Passage(title='Tool call: run', text=code, language=language)]


def test_a_picture_elsewhere_is_a_link_and_one_that_is_nowhere_is_told() -> None:
    there, nowhere = passages(part('picture', url='https://pictures.example/a.png'), part('picture'))
    assert there.text == '[Picture on pictures.example](<https://pictures.example/a.png>)'
    assert (nowhere.text, nowhere.picture) == ('*A picture that is not here*', None)
