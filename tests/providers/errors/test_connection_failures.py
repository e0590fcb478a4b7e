"""Servers that cannot be reached, and those that say nothing."""
from __future__ import annotations

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, hanging
from tests.providers.asking import FAR, got, provider_at
from tests.providers.streams import every_api


@every_api
async def test_nobody_listens(connections: Connections, api: Api) -> None:
    result = await got(provider_at('http://127.0.0.1:9/v1', connections, api))
    assert result.error
    assert result.kind == 'unreachable'
    assert 'http://127.0.0.1:9/v1' in result.error.message


@every_api
@pytest.mark.parametrize('url', ['http://[oops', 'nonsense', 'http://', 'ftp://x/y'])
async def test_an_address_that_is_none(connections: Connections, api: Api, url: str) -> None:
    assert (await got(provider_at(url, connections, api))).kind in {'unreachable', 'bad_request'}


@every_api
async def test_no_headers_in_time(model_server: ModelServer, far_connections: Connections, api: Api) -> None:
    model_server.answer(hanging())
    assert (await got(provider_at(FAR, far_connections, api, first_timeout=0.2))).kind == 'timed_out'
