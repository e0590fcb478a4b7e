"""The ways in which a model server is asked, and what is promised for each, whatever it answers."""
from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from chat.providers.http.connections import Connections
from chat.providers.models.local_servers import find_local_servers
from chat.providers.provider import ProviderError
from chat.settings import Api
from tests.costs.turns import FAR_TOO_LONG, watched
from tests.model_exchange import Exchange
from tests.model_server import Handler, ModelServer
from tests.providers.asking import APIS, Got, ask_for, got, provider_for
from tests.waiting import in_time


async def prompt(server: ModelServer, connections: Connections, api: Api) -> Got:
    return await got(provider_for(server, connections, api))


async def whole(server: ModelServer, connections: Connections, api: Api) -> Got:
    return await got(provider_for(server, connections, api), ask_for(stream=False))


async def listed(server: ModelServer, connections: Connections, api: Api) -> Got:
    try:
        await provider_for(server, connections, api).models()
    except ProviderError as error:
        return Got(error=error)
    return Got()


async def searched(server: ModelServer, connections: Connections, api: Api) -> Got:
    """As at the start, by the usual ports. Nothing is told: who does not answer well is not there."""
    found = await find_local_servers(connections.local, [], own_port=None, ports=[('here', server.port)])
    assert not found or server.list_answer is None
    return Got()


Ask = Callable[[ModelServer, Connections, Api], Awaitable[Got]]
every_way = pytest.mark.parametrize('ask', [prompt, whole, listed, searched])


async def held(ask: Ask, server: ModelServer, connections: Connections, api: Api, handler: Handler) -> Got:
    """What comes of a request that is answered in this way: in time, without holding up the event loop."""
    server.answer(handler)
    server.list_answer = handler
    with watched() as watch:
        result = await in_time(ask(server, connections, api))
    assert watch.longest < FAR_TOO_LONG
    return result


def let_go(exchange: Exchange) -> bool:
    return exchange.wait_closed()


async def ask_first(server: ModelServer) -> None:
    """The first requests of the SDKs build types: done before anything is measured."""
    connections = Connections()
    for api in APIS:
        await prompt(server, connections, api)
        await listed(server, connections, api)
    await connections.close()
