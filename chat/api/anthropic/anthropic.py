"""`/v1/messages`: this app as the address of Anthropic's clients."""
from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from chat.api.anthropic.conversation import messages_from, parameters_from, tools_from
from chat.api.anthropic.message import MessageEvents, message_of
from chat.api.event_stream import EventStream
from chat.api.passing import begin, body_of, ended, model_for
from chat.api.refusals import json_answer
from chat.api.tokens.tokens import Caller, Callers
from chat.conversation.json_object import text_from
from chat.services import Services


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(prefix='/v1', tags=['As Anthropic'])
    asker = Depends(callers.having('ask'))

    @router.post('/messages', summary='Messages')
    async def post_messages(request: Request, caller: Caller = asker) -> Response:
        body = await body_of(request)
        model = model_for(services, text_from(body.get('model')))
        passage = await begin(services, caller, model, await messages_from(services, body), tools=tools_from(body.get('tools')),
                              parameters=parameters_from(body))
        if body.get('stream') is True:
            return EventStream(MessageEvents(passage, model).stream(), leave=passage.stop, close=passage.stop)
        return json_answer(message_of(await ended(request, passage), model))

    return router
