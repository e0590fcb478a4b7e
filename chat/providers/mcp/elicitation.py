"""What an MCP server asks the user (`elicitation/create`), as a question with a form. The schema is a stranger's: a flat object of texts,
numbers, yes or no, and choices is what the protocol allows, and everything else is refused in a sentence."""
from __future__ import annotations

from collections.abc import Iterator

from chat.conversation.json_object import JsonObject, number_from, object_from, text_from, texts_from
from chat.conversation.text import clean_text
from chat.conversation.tools.question import (
    MOST_FIELDS,
    Answers,
    AnswerValue,
    FieldKind,
    Option,
    Question,
    QuestionError,
    QuestionField,
    check_size,
    shortened,
)

NOWHERE = 'nowhere'
KINDS: dict[str, FieldKind] = {'string': 'text', 'number': 'number', 'integer': 'integer', 'boolean': 'confirm'}
LIMITS = {'string': ('minLength', 'maxLength'), 'array': ('minItems', 'maxItems')}


def question_from(params: JsonObject, server: str) -> Question:
    """Raises QuestionError, for the server to read."""
    message = text_from(params.get('message'))
    if params.get('mode') == 'url':
        return Question(message=message, asker=server, address=text_from(params.get('url')) or NOWHERE)
    schema = object_from(params.get('requestedSchema'))
    properties = object_from(schema.get('properties'))
    check_size('A question has', len(properties), MOST_FIELDS, 'fields')
    needed = set(texts_from(schema.get('required')))
    return Question(message=clean_text(message), asker=server, fields=tuple(
        _field(name, object_from(told), is_required=name in needed) for name, told in properties.items()))


def result_of(question: Question, answers: Answers | None) -> JsonObject:
    """As the protocol has it."""
    if answers is None:
        return {'action': 'decline'}
    return {'action': 'accept'} if question.address else {'action': 'accept', 'content': answers}


def _field(name: str, told: JsonObject, *, is_required: bool) -> QuestionField:
    schema = _without_null(told)
    kind, options = _kind(name, schema), tuple(_options(schema))
    least, most = LIMITS.get(text_from(schema.get('type')), ('minimum', 'maximum'))
    return QuestionField(
        id=name, label=clean_text(text_from(schema.get('title')) or name), kind=kind, hint=clean_text(text_from(schema.get('description'))),
        options=options, is_required=is_required, usual=_usual(schema.get('default')), least=number_from(schema.get(least)),
        most=number_from(schema.get(most)), format=text_from(schema.get('format')))


def _kind(name: str, schema: JsonObject) -> FieldKind:
    kind = schema.get('type')
    if kind == 'array':
        return 'choices'
    if 'enum' in schema or 'oneOf' in schema:
        return 'choice'
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind]
    raise QuestionError(f'“{shortened(clean_text(name))}” is of a kind that no form can show.')


def _options(schema: JsonObject) -> Iterator[Option]:
    told = object_from(schema.get('items')) if schema.get('type') == 'array' else schema
    values, names = texts_from(told.get('enum')), texts_from(told.get('enumNames'))
    for place, value in enumerate(values):
        yield Option(value=value, label=clean_text(names[place]) if place < len(names) else '')
    listed = told.get('oneOf', told.get('anyOf'))
    for one in listed if isinstance(listed, list) else ():
        if isinstance(constant := object_from(one).get('const'), str):
            yield Option(value=constant, label=clean_text(text_from(one.get('title'))))


def _without_null(told: JsonObject) -> JsonObject:
    """What may be left out is written as a choice of something and null by some."""
    listed = told.get('anyOf')
    others = [one for one in listed if object_from(one).get('type') != 'null'] if isinstance(listed, list) else []
    return told | object_from(others[0]) if len(others) == 1 else told


def _usual(value: object) -> AnswerValue | None:
    if isinstance(value, str):
        return clean_text(value)
    return list(texts_from(value)) if isinstance(value, list) else value if isinstance(value, bool) else number_from(value)
