"""Forms that wait for the user: what an answer must be, and how a question stands among the parts of a reply."""
from __future__ import annotations

import asyncio
import json

import pytest

from chat.conversation import Reply
from chat.conversation.tools.asked import answers_in, open_questions, question_of
from chat.conversation.tools.question import Option, Question, QuestionError, QuestionField
from chat.engine.error import EngineError
from chat.engine.tools.questions import Questions

FORM = Question(message='Before I start', asker='files', fields=(
    QuestionField(id='name', label='Your name', is_required=True, least=2, most=10),
    QuestionField(id='age', label='Age', kind='integer', least=0, most=150),
    QuestionField(id='colour', label='Colour', kind='choice', options=(Option(value='r', label='Red'), Option(value='g', label='Green'))),
    QuestionField(id='tags', label='Tags', kind='choices', options=(Option(value='a'), Option(value='b')), most=1),
    QuestionField(id='sure', label='Sure?', kind='confirm')))


def test_a_form_survives_the_disk() -> None:
    assert Question.from_json(json.loads(json.dumps(FORM.to_json()))) == FORM


def test_answers_are_read_as_their_fields_want_them() -> None:
    given = {'name': '  Ada ', 'age': '36', 'colour': 'r', 'tags': ['a', 'a'], 'sure': False, 'unknown': 'dropped'}
    assert FORM.answers_from(given) == {'name': 'Ada', 'age': 36, 'colour': 'r', 'tags': ['a'], 'sure': False}
    assert FORM.answers_from({'name': 'Ada', 'age': '', 'colour': None, 'tags': []}) == {'name': 'Ada'}


@pytest.mark.parametrize(('wrong', 'told'), [
    ({}, '“Your name” needs an answer.'), ({'name': 'A'}, '“Your name” needs at least 2 characters.'),
    ({'name': 'x' * 11}, '“Your name” takes at most 10 characters.'), ({'age': 'many'}, '“Age” needs a number.'),
    ({'age': 1.5}, '“Age” needs a whole number.'), ({'age': 151}, '“Age” takes at most 150.'), ({'age': 'nan'}, '“Age” needs a number.'),
    ({'age': True}, '“Age” needs a number.'), ({'colour': 'blue'}, '“Colour” takes only one of its choices.'),
    ({'tags': ['a', 'b']}, '“Tags” takes at most 1 choices.'), ({'tags': {'a': 1}}, '“Tags” needs a list of choices.'),
    ({'sure': 'yes'}, '“Sure?” needs yes or no.'), ({'name': {}}, '“Your name” needs text.'),
])
def test_what_does_not_fit_is_said_in_a_sentence(wrong: dict[str, object], told: str) -> None:
    given = wrong if not wrong or 'name' in wrong else {'name': 'Ada', **wrong}
    with pytest.raises(QuestionError) as failure:
        FORM.answers_from(given)
    assert str(failure.value) == told


@pytest.mark.parametrize(('format', 'right', 'wrong'), [
    ('email', 'ada@example.com', 'ada'), ('uri', 'https://example.com', 'http://['), ('date', '2026-01-31', '31.1.2026'),
    ('date-time', '2026-01-31T12:00:00.000Z', '2026-01-31T12:00'), ('phone', 'anything', '')])
def test_a_text_has_the_format_that_it_should_have(format: str, right: str, wrong: str) -> None:
    form = Question(fields=(QuestionField(id='a', label='A', format=format),))
    assert form.answers_from({'a': right}) == {'a': right}
    if wrong:
        with pytest.raises(QuestionError, match='“A” needs a'):
            form.answers_from({'a': wrong})


def field(id: str = 'a', **more: object) -> QuestionField:
    return QuestionField(id=id, label='L', **more)  # type: ignore[arg-type]


@pytest.mark.parametrize('fields', [
    (field(), field()), tuple(field(str(n)) for n in range(21)), (field('', kind='text'),), (field(kind='choice'),),
    (field(hint='x' * 1_001),), (field(kind='choice', options=tuple(Option(value=str(n)) for n in range(101))),)])
def test_what_no_form_can_show_is_no_question(fields: tuple[QuestionField, ...]) -> None:
    with pytest.raises(QuestionError):
        Question(fields=fields)


async def test_several_wait_at_once_and_each_gets_its_own_answer() -> None:
    questions, reply, other = Questions(), Reply(turn_id='t', lane=0, model='m'), Reply(turn_id='t', lane=1, model='m')
    first, second, third = questions.put(reply, FORM), questions.put(reply, FORM), questions.put(other, FORM)
    waiting = [asyncio.create_task(questions.wait_for(*one)) for one in ((reply, first), (reply, second), (other, third))]
    await asyncio.sleep(0)
    questions.answer(reply, {'name': 'two'}, second.detail['id'])
    questions.answer(reply, {'name': 'one'})
    questions.answer(other, None)
    assert await asyncio.gather(*waiting) == [{'name': 'one'}, {'name': 'two'}, None]
    assert open_questions(reply.parts) == []
    assert answers_in(first)[0] == ('Your name', 'one')
    assert [third.detail['state'], 'answers' in third.detail] == ['skipped', False]
    with pytest.raises(EngineError, match='answered already'):
        questions.answer(reply, {'name': 'late'}, first.detail['id'])


async def test_a_question_that_is_taken_back_leaves_nothing_that_waits() -> None:
    questions, reply = Questions(), Reply(turn_id='t', lane=0, model='m')
    waiting = asyncio.create_task(questions.wait_for(reply, questions.put(reply, FORM)))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    with pytest.raises(EngineError, match='answered already'):
        questions.answer(reply, {'name': 'Ada'})


def test_what_an_imported_chat_holds_instead_is_no_question() -> None:
    reply = Reply(turn_id='t', lane=0, model='m')
    part = Questions().put(reply, FORM)
    for strange in (None, 7, {'fields': [{'id': 'a'}]}, {'fields': [{'id': 'a', 'label': 'x' * 5_000}]}):
        part.detail['question'] = strange
        assert answers_in(part) == []
        assert strange in (None, 7) or question_of(part) is None
