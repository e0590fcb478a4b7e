"""What the browser is told of a question to the user, and what it says back: by numbers, for words that are shown may be made visible
or hidden, and are not always those that go back."""
from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from chat.conversation import Part
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, plain_text
from chat.conversation.tools.asked import answers_in, question_of, state_of
from chat.conversation.tools.question import AnswerValue, Question, QuestionField

QuestionEntry = JsonObject
UNREADABLE = 'A question that cannot be read'


def question_entry(part: Part, *, is_running: bool, hide: Callable[[str], str] | None = None) -> QuestionEntry:
    """`hide` takes names out. All of it is a stranger's text."""
    question, state = question_of(part), state_of(part)

    def words(text: str) -> str:
        shown = plain_text(clean_text(text))
        return hide(shown) if hide else shown

    told: QuestionEntry = {'id': str(part.detail.get('id') or ''), 'state': state if is_running or state != 'asking' else 'ended'}
    if question is None:
        return told | {'message': UNREADABLE, 'fields': []}
    told |= {
        'asker': words(question.asker), 'message': words(question.message), 'address': plain_text(question.address),
        'host': plain_text(urlsplit(question.address).netloc), 'fields': [_field(field, words) for field in question.fields]}
    return told if state == 'asking' else told | {'answers': [[words(label), words(answer)] for label, answer in answers_in(part)]}


def answers_from(question: Question, said: object) -> dict[str, object]:
    """By the ids of the fields, whatever the browser has sent: a list with the answer to each field, choices by their numbers."""
    listed = said if isinstance(said, list) else []
    return {field.id: _answer(field, value) for field, value in zip(question.fields, listed, strict=False)}


def _answer(field: QuestionField, value: object) -> object:
    if isinstance(value, list) and field.kind == 'choices':
        return [_answer(field, one) for one in value]
    if field.kind in {'choice', 'choices'} and isinstance(value, int) and not isinstance(value, bool):
        return field.options[value].value if 0 <= value < len(field.options) else None
    return value


def _field(field: QuestionField, words: Callable[[str], str]) -> JsonObject:
    told: JsonObject = {
        'label': words(field.label), 'kind': field.kind, 'hint': words(field.hint), 'isRequired': field.is_required,
        'options': [words(option.words) for option in field.options], 'takesOther': field.takes_other,
        'usual': _usual(field, field.usual), 'format': field.format, 'least': field.least, 'most': field.most}
    return {name: value for name, value in told.items() if value is not None and (value or name in {'usual', 'least'})}


def _usual(field: QuestionField, value: AnswerValue | None) -> object:
    """Choices by their numbers."""
    values = [option.value for option in field.options]
    if field.kind == 'choices':
        return [values.index(one) for one in value if one in values] if isinstance(value, list) else None
    if field.kind == 'choice':
        return values.index(value) if isinstance(value, str) and value in values else None
    return value
