"""What a reply says and does, in its order."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Part, Reply
from chat.conversation.part import PartKind
from chat.conversation.tools.question import Question, QuestionField
from chat.exchange.outgoing.export import FORMATS
from chat.exchange.outgoing.passages import Passage, passages_of
from tests.store.samples import chat_with_reply


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


QUESTION = Question(fields=(QuestionField(id='a', label='Which city?'), QuestionField(id='b', label='Which days?')))


def asked(question: Question, id: str = '1', **more: Any) -> Part:
    return part('question', question=question.to_json(), round=1, call=id, outlives=True, **more)


def test_a_question_to_the_user_is_told_once_with_its_answers() -> None:
    call = [part('tool_call', '{"questions": []}', id='1', name='ask_user', round=1)]
    result = part('tool_result', '{"answers": []}', id='1', round=1)
    [answered] = passages(*call, asked(QUESTION, state='answered', answers={'a': 'Rome'}), result)
    assert (answered.title, answered.text, answered.is_open) == ('Question', 'Which city?\n→ Rome\n\nWhich days?\n→ no answer', True)
    [skipped] = passages(*call, asked(QUESTION, state='skipped'), result)
    assert skipped.text == 'Which city?\n\nWhich days?\n\nThe user did not want to answer.'
    [call_of_server, of_server] = passages(part('tool_call', '{}', id='2', name='book', round=1), part(
        'question', question=Question(message='Go on?', asker='hotel').to_json(), round=1, call='2', state='answered', answers={}))
    assert (call_of_server.title, of_server.title, of_server.text) == ('Tool call: book', 'Question of hotel', 'Go on?')


@pytest.mark.parametrize('detail', [{}, {'question': 7, 'round': [], 'call': {}, 'outlives': True}, {'question': {'fields': [{}]}}])
def test_a_question_that_is_none_is_said(detail: dict[str, Any]) -> None:
    assert [one.text for one in passages(part('question', **detail))] == ['It cannot be read.']
@pytest.mark.parametrize(('name', 'lines'), [
    ('md', ['**Sources**\n\n1. [A \\<b\\> \\[1\\]](https://a.example/%28x%29)\n2. paper.pdf\n3. [b.example](https://b.example)\n\n']),
    ('html', [
        '<a href="https://a.example/(x)" rel="noopener noreferrer nofollow">A &lt;b&gt; [1]</a>', '<li>paper.pdf</li>', '>b.example</a>'])])
def test_sources_stand_numbered_below_the_answer(name: str, lines: list[str]) -> None:
    chat, _, reply = chat_with_reply('Well?', 'They float [1].')
    reply.parts.append(part('sources', sources=[
        {'title': 'A <b> [1]', 'url': 'https://a.example/(x)'}, {'title': 'paper.pdf', 'url': 'javascript:alert(1)'},
        {'url': 'https://b.example'}]))
    page = ''.join(FORMATS[name].write([chat], {}))
    for line in lines:
        assert line in page
    assert 'javascript' not in page
