"""Clocks of connections: none for a queue nearby, one for the rest of the world, and a machine that is switched off is noticed."""
from __future__ import annotations

import asyncio
import socket

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_exchange import Exchange
from tests.model_server import ModelServer, hanging, speaking
from tests.providers.asking import FAR, ask_for, got, provider_at, provider_for
from tests.providers.streams import every_api


@every_api
async def test_who_waits_there_is_waited_for(
        model_server: ModelServer, connections: Connections, far_connections: Connections, api: Api) -> None:
    has_its_turn = asyncio.Event()

    async def queue(exchange: Exchange) -> None:
        await has_its_turn.wait()
        await speaking('My turn.')(exchange)
    model_server.answer(queue, hanging())
    near = asyncio.create_task(got(provider_for(model_server, connections, api, first_timeout=0.05)))
    await model_server.next_exchange()
    far = await got(provider_at(FAR, far_connections, api, first_timeout=0.3), ask_for('from afar'))
    assert far.kind == 'timed_out'
    assert not near.done(), 'its clock was the shorter one'
    has_its_turn.set()
    assert (await near).text == 'My turn.'


async def test_a_machine_that_was_switched_off_is_noticed_where_no_clock_runs(model_server: ModelServer, connections: Connections) -> None:
    response = await connections.local.send(connections.local.build_request('GET', f'{model_server.v1}/models'), stream=True)
    line = response.extensions['network_stream'].get_extra_info('socket')
    assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    await response.aclose()
