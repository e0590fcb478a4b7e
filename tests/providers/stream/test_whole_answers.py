"""Answers in one piece, from servers that do not stream: the same content, the same ends, the same errors, and Stop, in every protocol."""
from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chat.conversation import Usage
from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_exchange import Exchange
from tests.model_server import Handler, ModelServer, hanging, sending, sending_json
from tests.protocols import RESPONSES_USAGE
from tests.providers.asking import FAR, ask_for, got, provider_at, provider_for
from tests.providers.streams import every_api
from tests.waiting import in_time

WHOLE = ask_for(stream=False)


def thought_through(api: Api, text: str, *, is_cut_off: bool = False) -> dict[str, Any]:
    """A thinking model's answer."""
    if api == 'openai-chat':
        message = {'role': 'assistant', 'content': text, 'reasoning_content': 'Hm, well.'}
        return {'choices': [{'index': 0, 'message': message, 'finish_reason': 'length' if is_cut_off else 'stop'}],
                'usage': {'prompt_tokens': 12, 'completion_tokens': 34, 'completion_tokens_details': {'reasoning_tokens': 8},
                          'prompt_tokens_details': {'cached_tokens': 5}}}
    if api == 'openai-responses':
        output = [{'type': 'reasoning', 'summary': [{'type': 'summary_text', 'text': 'Hm,'}, {'type': 'summary_text', 'text': 'well.'}]},
                  {'type': 'message', 'role': 'assistant', 'content': [{'type': 'output_text', 'text': text}]}]
        return {'output': output, 'status': 'incomplete' if is_cut_off else 'completed', 'usage': RESPONSES_USAGE,
                'incomplete_details': {'reason': 'max_output_tokens'} if is_cut_off else None, 'error': None}
    counts = {'input_tokens': 7, 'cache_read_input_tokens': 5, 'output_tokens': 34, 'output_tokens_details': {'thinking_tokens': 8}}
    content = [{'type': 'thinking', 'thinking': 'Hm, well.', 'signature': 'c2ln'}, {'type': 'text', 'text': text}]
    return {'type': 'message', 'role': 'assistant', 'content': content, 'stop_reason': 'max_tokens' if is_cut_off else 'end_turn',
            'usage': counts}


@every_api
async def test_thoughts_text_usage_and_end(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(sending_json(thought_through(api, 'Hello.')))
    result = await got(provider_for(model_server, connections, api), WHOLE)
    assert (' '.join(result.thinking.split()), result.text, result.finish_reason) == ('Hm, well.', 'Hello.', 'stop')
    assert result.usage.merged(Usage()) == Usage(input_tokens=12, output_tokens=34, cache_read_tokens=5, thinking_tokens=8)
    assert model_server.exchanges[-1].json['stream'] is True, 'a server that streams notices when nobody listens any more'


REFUSALS_TO_STREAM = [
    {'error': {'message': 'Your organization must be verified to stream this model.', 'param': 'stream', 'code': 'unsupported_value'}},
    {'detail': 'Streaming is not supported for this model.'}, {'error': {'message': 'The model does not support streaming.'}},
    {'error': {'message': "Unsupported value: 'stream' does not support true with this model."}},
]


@every_api
@pytest.mark.parametrize('is_shown_whole', [True, False])
@pytest.mark.parametrize('refusal', REFUSALS_TO_STREAM)
async def test_who_does_not_stream_is_asked_for_the_whole(
        model_server: ModelServer, connections: Connections, api: Api, refusal: dict[str, Any], is_shown_whole: bool) -> None:
    model_server.answer(sending_json(refusal, 400), *[sending_json(thought_through(api, 'Hello.')) for _ in range(2)])
    provider = provider_for(model_server, connections, api)
    for _ in range(2):
        assert (await got(provider, ask_for(stream=not is_shown_whole))).text == 'Hello.'
    assert [exchange.json['stream'] for exchange in model_server.exchanges] == [True, False, False]
    assert 'stream_options' not in model_server.exchanges[-1].json
    assert provider.preview(WHOLE)['stream'] is False


@every_api
async def test_a_complaint_about_other_things_of_a_stream_does_not_end_it(
        model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(sending_json({'error': {'message': 'Unknown field: stream_options'}}, 400))
    await got(provider_for(model_server, connections, api))
    assert all(exchange.json['stream'] for exchange in model_server.exchanges)


@every_api
async def test_an_answer_that_was_cut_off_says_so(model_server: ModelServer, connections: Connections, api: Api) -> None:
    """So that "Continue" is offered."""
    model_server.answer(sending_json(thought_through(api, 'Once upon', is_cut_off=True)))
    result = await got(provider_for(model_server, connections, api), WHOLE)
    assert (result.text, result.error) == ('Once upon', None)
    assert result.finish_reason in {'length', 'max_tokens', 'max_output_tokens'}


@every_api
@pytest.mark.parametrize(('handler', 'kind'), [
    (sending_json({'error': {'message': 'no such key', 'code': 'invalid_api_key'}}, 401), 'bad_key'),
    (sending_json({'error': {'message': 'Slow down', 'type': 'rate_limit_error'}}, 429, retry_after='7'), 'rate_limit'),
    (sending_json({'error': {'message': 'Overloaded', 'type': 'overloaded_error'}}, 529), 'overloaded'),
    (sending_json({'error': {'message': 'No such model', 'code': 'model_not_found'}}), 'unknown_model'),
    (sending([b'{"half": '], content_type='application/json'), 'bad_answer'),
    (sending([b'{"half": '], content_type='application/json', then='reset'), 'cut_off'),
    (sending([b'<html>Sign in</html>'], content_type='text/html'), 'bad_answer'),
    (sending([b''], content_type='application/json'), 'cut_off'),
])
async def test_errors_have_the_same_names(
        model_server: ModelServer, connections: Connections, api: Api, handler: Handler, kind: str) -> None:
    model_server.answer(handler)
    assert (await got(provider_for(model_server, connections, api), WHOLE)).kind == kind


@every_api
async def test_stop_closes_the_connection(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(hanging())
    task = asyncio.create_task(got(provider_for(model_server, connections, api), WHOLE))
    exchange: Exchange = await model_server.next_exchange()
    task.cancel()
    await asyncio.wait([task])
    assert await in_time(exchange.closed.wait())


@every_api
async def test_a_long_answer_may_be_asked_for(model_server: ModelServer, far_connections: Connections, api: Api) -> None:
    """Anthropic's SDK refuses a large `max_tokens` without a stream, unless it is told how long to wait."""
    model_server.answer(sending_json(thought_through(api, 'At last.')))
    assert (await got(provider_at(FAR, far_connections, api), ask_for(stream=False, max_tokens=128_000))).text == 'At last.'


@every_api
async def test_the_patience_has_an_end(model_server: ModelServer, far_connections: Connections, api: Api) -> None:
    model_server.answer(hanging())
    assert (await got(provider_at(FAR, far_connections, api, first_timeout=0.2), WHOLE)).kind == 'timed_out'
