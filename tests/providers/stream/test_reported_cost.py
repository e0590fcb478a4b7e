"""What an answer has cost, as it is told: in the usage of every protocol, in other names and units, and in a header."""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.http.connections import Connections
from chat.providers.stream.reported_cost import cost_in
from chat.settings import Api
from tests.model_exchange import Exchange
from tests.model_server import ModelServer, sending
from tests.protocols import DONE, chat_chunk, chat_usage, responses_event, responses_text, sse
from tests.providers.asking import ask_for, got, provider_for
from tests.providers.streams import every_api, stream_of

COUNTS = {'input_tokens': 22, 'output_tokens': 16, 'total_tokens': 38, 'cost': 0.000054}
PRICED: dict[Api, list[bytes]] = {
    'openai-chat': [chat_chunk('Hi'), chat_chunk(finish='stop'), chat_usage(22, 16, cost=0.000054), DONE],
    'openai-responses': [responses_text('Hi'), responses_event('response.completed', response={'status': 'completed', 'usage': COUNTS})],
    'anthropic': [
        sse({'type': 'content_block_delta', 'index': 0, 'delta': {'type': 'text_delta', 'text': 'Hi'}}),
        sse({'type': 'message_delta', 'delta': {'stop_reason': 'end_turn'}, 'usage': COUNTS}), sse({'type': 'message_stop'})],
}


@every_api
async def test_the_usage_tells_it(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(PRICED[api])
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.usage.cost) == ('Hi', 0.000054)


@every_api
@pytest.mark.parametrize(('told', 'cost'), [('0.0021', 0.0021), ('0.0', None), ('', None), ('nan', None), ('a lot', None), ('-1', None)])
async def test_a_header_tells_it(model_server: ModelServer, connections: Connections, api: Api, told: str, cost: float | None) -> None:
    pieces = stream_of(api, 'Hi')

    async def priced(exchange: Exchange) -> None:
        await exchange.start(x_litellm_response_cost=told)
        for piece in pieces:
            await exchange.send(piece)
        await exchange.end()
    model_server.answer(priced)
    result = await got(provider_for(model_server, connections, api))
    assert (result.text, result.usage.cost, result.usage.output_tokens) == ('Hi', cost, 34)


async def test_the_usage_comes_before_the_header(model_server: ModelServer, connections: Connections) -> None:
    async def priced(exchange: Exchange) -> None:
        await exchange.start(x_litellm_response_cost='7')
        await exchange.send(b''.join(PRICED['openai-chat']))
        await exchange.end()
    model_server.answer(priced)
    assert (await got(provider_for(model_server, connections))).usage.cost == 0.000054


@pytest.mark.parametrize(('usage', 'cost'), [
    ({'cost': 0.5}, 0.5), ({'cost': '0.5'}, 0.5), ({'cost': 0}, 0.0), ({'cost': {'input_tokens_cost': 0.1, 'total_cost': 0.3}}, 0.3),
    ({'total_cost': 0.5}, 0.5), ({'estimated_cost': 0.5}, 0.5), ({'cost_in_usd_ticks': 37756000}, 0.0037756),
    ({}, None), ({'cost': None}, None), ({'cost': True}, None), ({'cost': -1}, None), ({'cost': float('inf')}, None), ({'cost': 1e9}, None),
    ({'cost': 10 ** 400}, None), ({'cost': []}, None), ({'cost': 'free'}, None),
])
def test_it_has_many_names_and_may_be_nonsense(usage: dict[str, Any], cost: float | None) -> None:
    assert cost_in(usage) == (None if cost is None else pytest.approx(cost))


async def test_a_cost_is_no_reason_to_lose_the_text(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending([chat_chunk('Hi'), chat_usage(cost={'a': []}), chat_chunk(finish='stop'), DONE]))
    assert (await got(provider_for(model_server, connections), ask_for())).text == 'Hi'
