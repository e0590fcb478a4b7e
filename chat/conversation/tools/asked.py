"""A question to the user among the parts of a reply.

Its part is of the kind `question`; `detail` has `id`, `question` (see `Question.to_json`), `state` and, once it was answered, `answers`;
`call` is the id of the call that asks, within the same `round`. `outlives`: it is asked again after a restart of the program.
"""
from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from chat.conversation.json_object import number_from, object_from
from chat.conversation.part import Part
from chat.conversation.tools.question import Answers, Question, QuestionError
from chat.conversation.tools.rounds import calls_in

QuestionState = Literal['asking', 'answered', 'skipped', 'ended']
"""`ended`: nobody waits for the answer any more."""
QUESTION_STATES: tuple[QuestionState, ...] = get_args(QuestionState)


def question_part(question: Question, *, id: str, number: int, call: str = '', outlives: bool = False) -> Part:
    return Part(kind='question', detail={
        'id': id, 'question': question.to_json(), 'state': 'asking', 'round': number} | ({'call': call} if call else {})
        | ({'outlives': True} if outlives else {}))


def question_of(part: Part) -> Question | None:
    """None for what an imported chat may hold instead."""
    try:
        return Question.from_json(part.detail.get('question'))
    except QuestionError:
        return None


def state_of(part: Part) -> QuestionState:
    return next((state for state in QUESTION_STATES if state == part.detail.get('state')), 'ended')


def answers_in(part: Part) -> list[tuple[str, str]]:
    """(label, answer in words) of each field; the answer is '' where it was left empty."""
    question, answers = question_of(part), object_from(part.detail.get('answers'))
    return [] if question is None else [
        (field.label, '' if (value := _value(answers.get(field.id))) is None else field.words_of(value)) for field in question.fields]


def open_questions(parts: Iterable[Part]) -> list[Part]:
    """Those that wait for their answer, the oldest first."""
    return [part for part in parts if part.kind == 'question' and part.detail.get('state') == 'asking']


def end_question(part: Part, state: QuestionState, answers: Answers | None = None) -> None:
    part.detail['state'] = state
    if answers is not None:
        part.detail['answers'] = answers


def waits_for_user(parts: Iterable[Part]) -> bool:
    """Whether a reply stands still until somebody answers."""
    known = list(parts)
    return bool(open_questions(known)) or _asks_to_run(known)


def can_wait_on(parts: Iterable[Part]) -> bool:
    """Whether what is asked can be asked again after a restart."""
    known = list(parts)
    return _asks_to_run(known) or any(part.detail.get('outlives') is True for part in open_questions(known))


def _asks_to_run(parts: Iterable[Part]) -> bool:
    return any(part.detail.get('state') == 'asking' for part in calls_in(parts))


def _value(value: object) -> str | float | bool | list[str] | None:
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    return value if isinstance(value, str | bool) else number_from(value)
