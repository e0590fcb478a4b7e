"""Asking: with a stream or without, one model or several."""
from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, Response

from chat.api.event_stream import EventStream
from chat.api.refusals import ApiRefusal, json_answer, refusal_of
from chat.api.tokens.tokens import Caller, Callers
from chat.api.v1.asking import AskBody, Asked, CompareBody, ask, ask_many
from chat.api.v1.events import TurnEvents, ending_of, error_of
from chat.conversation import Chat, Reply, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.engine.following.follower import Follower
from chat.engine.following.reading import call_detail
from chat.services import Services

EVENTS: dict[int | str, dict[str, Any]] = {200: {'description': 'Server-sent events', 'content': {'text/event-stream': {}}}}
def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(tags=['Ask'])
    asker = Depends(callers.having('ask'))

    @router.post('/chat/stream', responses=EVENTS, summary='Ask and get the answer as server-sent events')
    async def post_stream(question: AskBody, caller: Caller = asker) -> Response:
        return streamed(await ask(services, caller, question))

    @router.post('/chat', summary='Ask and get the whole answer')
    async def post_chat(question: AskBody, caller: Caller = asker) -> Response:
        asked = await ask(services, caller, question)
        await _ended(asked.chat, asked.replies)
        if len(asked.replies) > 1:
            return json_answer(answers_of(asked))
        [reply] = asked.replies
        if reply.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED}:
            names = {'conversation_id': asked.chat.id, 'turn_id': asked.turn.id, 'reply_id': reply.id, 'content': reply.text}
            refusal = refusal_of(reply.error, time.time()) if reply.error else ApiRefusal(503, '', '')
            return json_answer(error_of(reply) | names, refusal.status, refusal.headers)
        return json_answer({'conversation_id': asked.chat.id, 'turn_id': asked.turn.id, **answer_of(reply)})

    @router.post('/compare', summary='Ask several models the same')
    async def post_compare(question: CompareBody, caller: Caller = asker) -> Response:
        asked = await ask_many(services, caller, question)
        if question.stream:
            return streamed(asked, names_lanes=True)
        await _ended(asked.chat, asked.replies)
        return json_answer(answers_of(asked))

    return router


def streamed(asked: Asked, *, names_lanes: bool | None = None) -> EventStream:
    follower = Follower(asked.replies)
    asked.chat.views.add(follower)
    events = TurnEvents(asked.chat, asked.turn, follower, names_lanes=names_lanes)
    return EventStream(events.chunks(), leave=follower.leave, close=lambda: asked.chat.views.discard(follower))


async def _ended(chat: Chat, replies: Sequence[Reply]) -> None:
    follower = Follower(replies)
    chat.views.add(follower)
    try:
        async for _ in follower.batches():
            pass
    finally:
        chat.views.discard(follower)


def answer_of(reply: Reply) -> JsonObject:
    """Of a reply that has ended, or is shown as far as it has come."""
    calls = [call_detail(part) for part in reply.parts if part.kind == 'tool_call']
    failure = error_of(reply) if reply.error else {}
    return {'lane': reply.lane, 'model': reply.model, 'content': reply.text, 'thinking': reply.thinking,
            'tool_calls': calls, **ending_of(reply), **failure}


def answers_of(asked: Asked) -> JsonObject:
    lanes = [answer_of(reply) for reply in asked.replies]
    return {'conversation_id': asked.chat.id, 'turn_id': asked.turn.id, 'lanes': lanes}
