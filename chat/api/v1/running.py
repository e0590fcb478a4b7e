"""What is written now: to be joined, stopped, and answered when it asks something."""
from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from pydantic import Field

from chat.api.event_stream import EventStream
from chat.api.refusals import ApiRefusal, Body, json_answer
from chat.api.tokens.tokens import Caller, Callers
from chat.api.v1.asking import Asked, Id, open_chat
from chat.api.v1.chat import EVENTS
from chat.api.v1.event_ids import read_id
from chat.api.v1.events import TurnEvents, running_turn
from chat.conversation import Chat
from chat.conversation.tools.asked import open_questions, question_of
from chat.conversation.tools.question import Question
from chat.conversation.tools.rounds import calls_in
from chat.engine.error import EngineError
from chat.engine.following.follower import Follower
from chat.engine.following.reading import Place
from chat.engine.tools.approvals import VERDICTS
from chat.services import Services

OVER = 204
"""To somebody who has heard everything: EventSource takes it as the end and asks no more."""


class StopBody(Body):
    lane: Annotated[int, Field(ge=0, le=10**6)] | None = Field(None, description='Only this one.')


class GivenAnswer(Body):
    """What the user says to a question."""

    id: Id = Field('', description='Of the question, as its event names it; without, the oldest that is open.')
    answer: Any = Field(description='By the ids of the fields, or the answer to the only one; null: go on without. '
                                    'To a question for permission: "once", "chat" or "deny".')


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(tags=['Ask'])
    asker, reader = Depends(callers.having('ask')), Depends(callers.having('read'))

    @router.get('/chats/{chat_id}/stream', responses=EVENTS, summary='Join what is being written')
    async def get_stream(chat_id: Id, last_event_id: Annotated[str | None, Header(max_length=2000)] = None,
                         caller: Caller = reader) -> Response:
        chat = await open_chat(services, chat_id)
        if last_event_id and (known := read_id(chat, last_event_id)):
            turn, places, is_over = known
            if is_over:
                return Response(status_code=OVER)
            replies = [reply for reply in turn.all_replies() if reply.id in places]
            return joined(chat, caller, Asked(chat=chat, turn=turn, replies=replies), places)
        if (current := running_turn(chat)) is None:
            return Response(status_code=OVER)
        return joined(chat, caller, Asked(chat=chat, turn=current[0], replies=list(current[1])), {})

    @router.post('/chats/{chat_id}/stop', summary='Stop what is being written; what came is kept')
    async def post_stop(chat_id: Id, stop: StopBody | None = None, caller: Caller = asker) -> Response:
        chat = await open_chat(services, chat_id)
        tasks = services.engine.stop(chat.id, stop.lane if stop else None)
        return json_answer({'stopped': len(tasks)})

    @router.post('/chats/{chat_id}/answer', summary='Answer a question')
    async def post_answer(chat_id: Id, answer: GivenAnswer, caller: Caller = asker) -> Response:
        chat = await open_chat(services, chat_id)
        try:
            answer_question(services, chat, answer)
        except EngineError as error:
            raise ApiRefusal(409, str(error), 'refused') from None
        return json_answer({'answered': True})

    return router


def joined(chat: Chat, caller: Caller, asked: Asked, places: dict[str, Place]) -> EventStream:
    """Raises ApiRefusal for one stream too many."""
    leave = caller.enter()
    follower = Follower(asked.replies, places)
    chat.views.add(follower)

    def close() -> None:
        chat.views.discard(follower)
        leave()
    return EventStream(TurnEvents(chat, asked.turn, follower).chunks(is_new=not places), leave=follower.leave, close=close)


def answer_question(services: Services, chat: Chat, answer: GivenAnswer) -> None:
    """Raises ApiRefusal, EngineError."""
    tools = services.engine.tools
    for reply in chat.running_replies():
        for part in open_questions(reply.parts):
            if answer.id in {'', part.detail.get('id')}:
                return tools.answer_question(reply, given(question_of(part), answer.answer), str(part.detail.get('id')))
        for part in calls_in(reply.parts):
            if part.detail.get('state') == 'asking' and answer.id in {'', part.detail.get('id')}:
                if verdict := next((one for one in VERDICTS if one == answer.answer), None):
                    return tools.answer(reply, str(part.detail.get('id')), verdict)
                raise ApiRefusal(422, 'To a question for permission answer "once", "chat" or "deny".', 'invalid')
    raise ApiRefusal(404, 'Nobody asks this (any more).', 'not_found')


def given(question: Question | None, answer: Any) -> dict[str, Any] | None:
    """By the ids of the fields; where there is only one, its answer alone will do."""
    if answer is None or isinstance(answer, dict):
        return answer
    return {question.fields[0].id: answer} if question and len(question.fields) == 1 else {}
