"""The tool `ask_user`: the model asks, the user answers in a form, and the same reply goes on."""
from __future__ import annotations

import json

from chat.conversation import Tool
from chat.conversation.json_object import JsonObject, object_from, text_from, texts_from
from chat.conversation.text import clean_text
from chat.conversation.tools.question import Answers, Ask, FieldKind, Option, Question, QuestionError, QuestionField, check_size
from chat.conversation.watchers import Watchers
from chat.engine.tools.outcome import Outcome, ToolError
from chat.engine.tools.source import SourceState

SOURCE = 'Polylogue'
ASK_USER = 'ask_user'
MOST_QUESTIONS = 4
MOST_CHOICES = 20
SKIPPED = 'The user does not want to answer. Go on with what you know, and say what you have assumed.'
NOBODY = 'Nobody can be asked here. Go on with what you know, and say what you have assumed.'
DESCRIPTION = (
    f'Asks the user up to {MOST_QUESTIONS} questions at once and waits for the answers. Use it when your reply depends on something that '
    f'only the user knows; ask all you need in one call. For each question give 2 to {MOST_CHOICES} short choices where you can: the '
    'user may always answer in words of their own instead.')
SCHEMA: JsonObject = {
    'type': 'object', 'required': ['questions'], 'properties': {
        'questions': {'type': 'array', 'description': f'1 to {MOST_QUESTIONS} questions.', 'items': {
            'type': 'object', 'required': ['question'], 'properties': {
                'question': {'type': 'string', 'description': 'The question, in the language of the user.'},
                'choices': {'type': 'array', 'items': {'type': 'string'}, 'description': 'Answers to choose from; none for free text.'},
                'several': {'type': 'boolean', 'description': 'Whether several of the choices may be chosen.'}}}}}}


class OwnTools:
    """What Polylogue itself offers to models."""

    name = SOURCE
    state: SourceState = 'ready'
    problem = ''
    tools = (Tool(name=ASK_USER, own_name=ASK_USER, source=SOURCE, description=DESCRIPTION, schema=SCHEMA, is_read_only=True,
                  is_question=True),)

    def __init__(self) -> None:
        self.watchers: Watchers[()] = Watchers()

    async def ready(self) -> tuple[Tool, ...]:
        return self.tools

    async def call(self, name: str, arguments: JsonObject, ask: Ask | None = None) -> Outcome:
        try:
            question = question_from(arguments)
        except QuestionError as error:
            raise ToolError(f'Nothing was asked: {error}') from None
        if ask is None:
            raise ToolError(NOBODY)
        answers = await ask(question)
        return Outcome(text=SKIPPED, is_denied=True) if answers is None else Outcome(text=told(question, answers))

    async def close(self) -> None:
        """Nothing to give back."""


def apart(name: str) -> str:
    """The name of a source that is not ours."""
    return f'{name}-2' if name == SOURCE else name


def question_from(arguments: JsonObject) -> Question:
    """Raises QuestionError, for the model to read."""
    asked = arguments.get('questions')
    if not isinstance(asked, list) or not asked:
        raise QuestionError('“questions” is no list of questions.')
    check_size('A call has', len(asked), MOST_QUESTIONS, 'questions')
    return Question(fields=tuple(_field(f'q{number}', object_from(one)) for number, one in enumerate(asked, 1)), needs_answer=True)


def _field(id: str, asked: JsonObject) -> QuestionField:
    choices = tuple(dict.fromkeys(clean_text(one.strip()) for one in texts_from(asked.get('choices')) if one.strip()))
    check_size('A question has', len(choices), MOST_CHOICES, 'choices')
    kind: FieldKind = 'text' if not choices else 'choices' if asked.get('several') is True else 'choice'
    return QuestionField(
        id=id, label=clean_text(text_from(asked.get('question')).strip()), kind=kind, takes_other=bool(choices),
        options=tuple(Option(value=one) for one in choices))


def told(question: Question, answers: Answers) -> str:
    """What the model reads."""
    return json.dumps({'answers': [
        {'question': field.label, 'answer': answers.get(field.id, 'not answered')} for field in question.fields]}, ensure_ascii=False)
