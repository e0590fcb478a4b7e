"""Bytes and characters that are none, or halves of some."""
from __future__ import annotations

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer
from tests.providers.asking import got, provider_for
from tests.providers.streams import every_api, stream_of


@every_api
async def test_bad_bytes_inside_the_text_are_replaced(model_server: ModelServer, connections: Connections, api: Api) -> None:
    events = b''.join(stream_of(api, 'caf@@')).replace(b'@@', b'\xff\xfe')
    model_server.answer([events])
    assert (await got(provider_for(model_server, connections, api))).text == 'caf\ufffd\ufffd'


@every_api
async def test_an_emoji_cut_in_half_is_joined(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(stream_of(api, 'a\ud83d', '\ude00b\ud83d', 'c\ude00', 'd\ud83d'))
    result = await got(provider_for(model_server, connections, api))
    assert result.text == 'a😀b\ufffdc\ufffdd\ufffd'
    assert all(delta.text.encode() is not None for delta in result.deltas)


@every_api
async def test_nul_characters_are_replaced(model_server: ModelServer, connections: Connections, api: Api) -> None:
    model_server.answer(stream_of(api, 'a\0b'))
    assert (await got(provider_for(model_server, connections, api))).text == 'a\ufffdb'
