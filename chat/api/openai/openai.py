"""`/v1/models`, `/v1/chat/completions`, `/v1/responses`: this app as the address of OpenAI's clients."""
from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request, Response

from chat.api.event_stream import EventStream
from chat.api.openai.completions import Chunks, completion_of
from chat.api.openai.conversation import messages_from, parameters_from, tools_from
from chat.api.openai.items import messages_from_items, parameters_of_response
from chat.api.openai.responses import ResponseEvents, response_of
from chat.api.passing import begin, body_of, ended, model_for
from chat.api.refusals import json_answer
from chat.api.tokens.tokens import Caller, Callers
from chat.conversation import Model
from chat.conversation.json_object import JsonObject, object_from, text_from
from chat.services import Services

EPOCH = datetime.fromtimestamp(0, UTC).isoformat().replace('+00:00', 'Z')
"""Nobody knows when a model was made; clients want a date."""


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(prefix='/v1', tags=['As OpenAI'])
    asker, reader = Depends(callers.having('ask')), Depends(callers.anybody)

    @router.get('/models', summary='All models, as the clients of OpenAI and Anthropic want them')
    async def get_models(caller: Caller = reader) -> Response:
        found = [_told(model) for model in services.providers.models]
        ends = {'first_id': found[0]['id'], 'last_id': found[-1]['id']} if found else {'first_id': None, 'last_id': None}
        return json_answer({'object': 'list', 'data': found, 'has_more': False, **ends})

    @router.get('/models/{model:path}', summary='One model')
    async def get_model(model: str, caller: Caller = reader) -> Response:
        return json_answer(_told(services.providers.model(model_for(services, model))))

    @router.post('/chat/completions', summary='Chat Completions')
    async def post_completions(request: Request, caller: Caller = asker) -> Response:
        body = await body_of(request)
        model = model_for(services, text_from(body.get('model')))
        passage = await begin(services, caller, model, await messages_from(services, body.get('messages')),
                              tools=tools_from(body.get('tools')), parameters=parameters_from(services, model, body))
        if body.get('stream') is True:
            has_usage = object_from(body.get('stream_options')).get('include_usage') is True
            return EventStream(Chunks(passage, model, has_usage=has_usage).stream(), leave=passage.stop, close=passage.stop)
        return json_answer(completion_of(await ended(request, passage), model))

    @router.post('/responses', summary='Responses')
    async def post_responses(request: Request, caller: Caller = asker) -> Response:
        body = await body_of(request)
        model = model_for(services, text_from(body.get('model')))
        passage = await begin(services, caller, model, await messages_from_items(services, body), tools=tools_from(body.get('tools')),
                              parameters=parameters_of_response(body))
        if body.get('stream') is True:
            return EventStream(ResponseEvents(passage, model, body).stream(), leave=passage.stop, close=passage.stop)
        return json_answer(response_of(await ended(request, passage), model, body))

    return router


def _told(model: Model) -> JsonObject:
    known = {'context_window': model.context_window, 'input_price': model.input_price, 'output_price': model.output_price}
    return {'id': model.id, 'object': 'model', 'type': 'model', 'created': 0, 'created_at': EPOCH, 'owned_by': model.endpoint,
            'display_name': model.name} | {name: value for name, value in known.items() if value is not None}
