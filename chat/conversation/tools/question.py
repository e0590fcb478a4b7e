"""What the user is asked in the middle of a reply, as a form of a few fields, and whether what was answered fits it."""
from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from chat.conversation.json_object import JsonObject, number_from, object_from, text_from
from chat.conversation.text import clean_text
from chat.conversation.tools.formats import FORMATS

FieldKind = Literal['text', 'choice', 'choices', 'number', 'integer', 'confirm']
"""`choices`: several of its options; `confirm`: yes or no."""
FIELD_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
AnswerValue: TypeAlias = str | float | bool | list[str]
Answers: TypeAlias = dict[str, AnswerValue]
"""By the id of the field; what was left empty is not among them."""
LONGEST_ANSWER = 20_000
"""Characters of one field."""
MOST_FIELDS = 20
MOST_OPTIONS = 100
"""Of one field, and so many of all of them: their forms are told again and again while a reply runs."""
LONGEST_LABEL = 1_000
LONGEST_OPTION = 300
LONGEST_MESSAGE = 4_000
LONGEST_ADDRESS = 2_000
SHOWN_LABEL = 80
"""Characters of a label in a sentence."""


class QuestionError(ValueError):
    """Why a question cannot be asked, or an answer is none, in a sentence."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Option:
    value: str
    """What goes back."""
    label: str = ''
    """What is shown; the value where there is none."""

    @property
    def words(self) -> str:
        return self.label or self.value


@dataclass(kw_only=True, slots=True, frozen=True)
class QuestionField:
    id: str
    label: str
    kind: FieldKind = 'text'
    hint: str = ''
    options: tuple[Option, ...] = ()
    takes_other: bool = False
    """Beside its options, words of one's own are an answer."""
    is_required: bool = False
    usual: AnswerValue | None = None
    """What is filled in."""
    least: float | None = None
    """Of a number itself, of a text its characters, of `choices` how many."""
    most: float | None = None
    format: str = ''
    """Of a text: `email`, `uri`, `date`, `date-time`, or any."""

    def answer_from(self, value: object) -> AnswerValue | None:
        """None for what is left empty. Raises QuestionError."""
        match self.kind:
            case 'confirm':
                return self._confirmed(value)
            case 'number' | 'integer':
                return self._number(value)
            case 'choices':
                return self._chosen(value)
            case 'choice':
                words = self._words(value)
                return None if words is None else self._one_of(words)
            case _:
                return self._text(value)

    def words_of(self, value: AnswerValue) -> str:
        """An answer as it is read: the labels of what was chosen."""
        if isinstance(value, bool):
            return 'Yes' if value else 'No'
        if isinstance(value, list):
            return ', '.join(map(self._label, value))
        return self._label(value) if isinstance(value, str) else f'{value:g}' if value % 1 else f'{value:.0f}'

    def _confirmed(self, value: object) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong('needs yes or no')

    def _number(self, value: object) -> float | None:
        if value is None or value == '':
            return None
        number = number_from(value) if not isinstance(value, str) else _number_in(value)
        if number is None:
            raise self._wrong('needs a number')
        if self.kind == 'integer' and number % 1:
            raise self._wrong('needs a whole number')
        self._check_size(number, 'at least {}', 'at most {}')
        return int(number) if self.kind == 'integer' else number

    def _chosen(self, value: object) -> list[str] | None:
        if value is None or value == []:
            return None
        if not isinstance(value, list) or len(value) > MOST_OPTIONS + 1:
            raise self._wrong('needs a list of choices')
        chosen = list(dict.fromkeys(self._one_of(words) for one in value if (words := self._words(one)) is not None))
        self._check_size(len(chosen), 'at least {} choices', 'at most {} choices')
        return chosen or None

    def _text(self, value: object) -> str | None:
        words = self._words(value)
        if words is not None:
            self._check_size(len(words), 'at least {} characters', 'at most {} characters')
            self._check_format(words)
        return words

    def _check_format(self, words: str) -> None:
        is_one, what = FORMATS.get(self.format, (bool, ''))
        if not is_one(words):
            raise self._wrong(f'needs {what}')

    def _words(self, value: object) -> str | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if not isinstance(value, str):
            raise self._wrong('needs text')
        if len(value) > LONGEST_ANSWER:
            raise self._wrong(f'takes at most {LONGEST_ANSWER:,} characters')
        return clean_text(value.strip()).replace('\0', '\ufffd')

    def _one_of(self, words: str) -> str:
        if self.takes_other or any(words == option.value for option in self.options):
            return words
        raise self._wrong('takes only one of its choices')

    def _check_size(self, size: float, too_little: str, too_much: str) -> None:
        if self.least is not None and size < self.least:
            raise self._wrong(f'needs {too_little.format(f"{self.least:g}")}')
        if self.most is not None and size > self.most:
            raise self._wrong(f'takes {too_much.format(f"{self.most:g}")}')

    def _label(self, value: str) -> str:
        return next((option.words for option in self.options if option.value == value), value)

    def _wrong(self, what: str) -> QuestionError:
        return QuestionError(f'“{shortened(self.label)}” {what}.')

    @classmethod
    def from_json(cls, told: JsonObject) -> QuestionField:
        kind: FieldKind = next((one for one in FIELD_KINDS if one == told.get('kind')), 'text')
        options = told.get('options')
        return cls(
            id=text_from(told.get('id')), label=text_from(told.get('label')), kind=kind, hint=text_from(told.get('hint')),
            options=tuple(_option(object_from(one)) for one in options) if isinstance(options, list) else (),
            takes_other=told.get('takes_other') is True, is_required=told.get('is_required') is True, usual=_value(told.get('usual')),
            least=number_from(told.get('least')), most=number_from(told.get('most')), format=text_from(told.get('format')))


@dataclass(kw_only=True, slots=True, frozen=True)
class Question:
    """Several fields that are answered at once, or a page that is to be opened."""

    fields: tuple[QuestionField, ...] = ()
    message: str = ''
    """Why it is asked."""
    asker: str = ''
    """The MCP server, or the Python model; empty: the model of the reply."""
    address: str = ''
    """A web page where the user is to do something; then there are no fields, and to answer is to say yes to that."""
    needs_answer: bool = False
    """At least one of its fields, whichever."""

    def __post_init__(self) -> None:
        """Raises QuestionError for what no form can show."""
        if not (self.fields or self.message.strip() or self.address):
            raise QuestionError('This question has neither words nor fields.')
        check_size('A question has', len(self.fields), MOST_FIELDS, 'fields')
        check_length('the message', self.message, LONGEST_MESSAGE)
        if self.address:
            _check_address(self.address)
        if len({field.id for field in self.fields}) < len(self.fields):
            raise QuestionError('Two fields of a question have one id.')
        for field in self.fields:
            _check(field)
        check_size('A question has', sum(len(field.options) for field in self.fields), MOST_OPTIONS, 'choices')

    def answers_from(self, given: Mapping[str, object]) -> Answers:
        """What was answered, in the order of the fields. Raises QuestionError for what does not fit, or if nothing was."""
        found: Answers = {}
        for field in self.fields:
            value = field.answer_from(given.get(field.id))
            if value is not None:
                found[field.id] = value
            elif field.is_required:
                raise QuestionError(f'“{shortened(field.label)}” needs an answer.')
        if self.needs_answer and not found:
            raise QuestionError('Nothing was answered yet.')
        return found

    def to_json(self) -> JsonObject:
        """Without what is as usual."""
        told: JsonObject = {'fields': [_told(field) for field in self.fields]}
        return told | {name: value for name in ('message', 'asker', 'address', 'needs_answer') if (value := getattr(self, name))}

    @classmethod
    def from_json(cls, value: object) -> Question:
        """Raises QuestionError."""
        told = object_from(value)
        listed = told.get('fields')
        return cls(
            fields=tuple(QuestionField.from_json(object_from(one)) for one in listed) if isinstance(listed, list) else (),
            message=text_from(told.get('message')), asker=text_from(told.get('asker')), address=text_from(told.get('address')),
            needs_answer=told.get('needs_answer') is True)


Ask: TypeAlias = Callable[[Question], Awaitable[Answers | None]]
"""Puts a question to the user of a reply and waits. None: the user does not want to answer. Cancelling it takes the question back."""


def check_size(what: str, count: int, most: int, noun: str) -> None:
    """Raises QuestionError."""
    if count > most:
        raise QuestionError(f'{what} at most {most} {noun}; this one has {count:,}.')


def check_length(what: str, text: str, most: int) -> None:
    """Raises QuestionError."""
    if len(text) > most:
        raise QuestionError(f'Of a question {what} has at most {most:,} characters; here it has {len(text):,}.')


def shortened(label: str) -> str:
    return label if len(label) <= SHOWN_LABEL else f'{label[:SHOWN_LABEL]}…'


def _check_address(url: str) -> None:
    """Only of the web, and none that could pass for another one."""
    check_length('an address', url, LONGEST_ADDRESS)
    try:
        parts = urlsplit(url)
        is_of_web = parts.scheme in {'http', 'https'} and bool(parts.hostname) and url.isprintable() and ' ' not in url
    except ValueError:
        is_of_web = False
    if not is_of_web or parts.username is not None:
        raise QuestionError('Only a page of the web can be opened, by an address without a name before its host.')


def _check(field: QuestionField) -> None:
    check_length('the name of a field', field.id, LONGEST_LABEL)
    if not field.id or not field.label.strip():
        raise QuestionError('A field of a question has no words.')
    check_length('a field', field.label, LONGEST_LABEL)
    check_length('a hint', field.hint, LONGEST_LABEL)
    check_size(f'“{shortened(field.label)}” has', len(field.options), MOST_OPTIONS, 'choices')
    if isinstance(field.usual, str):
        check_length('what is filled in', field.usual, LONGEST_MESSAGE)
    for option in field.options:
        check_length('a choice', option.value, LONGEST_OPTION)
        check_length('a choice', option.label, LONGEST_OPTION)
    if field.kind in {'choice', 'choices'} and not field.options:
        raise QuestionError(f'“{shortened(field.label)}” has no choices.')


def _number_in(text: str) -> float | None:
    try:
        return number_from(float(text))
    except ValueError:
        return None


def _told(field: QuestionField) -> JsonObject:
    told: JsonObject = {one.name: value for one in fields(field) if (value := getattr(field, one.name)) != one.default}
    return told | ({'options': [{'value': one.value, 'label': one.label} for one in field.options]} if field.options else {})


def _option(told: JsonObject) -> Option:
    return Option(value=text_from(told.get('value')), label=text_from(told.get('label')))


def _value(value: Any) -> AnswerValue | None:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    return number_from(value)
