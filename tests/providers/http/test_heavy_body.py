"""Requests of many megabytes reach the server whole, and the event loop goes on meanwhile."""
from __future__ import annotations

import asyncio
import base64
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from chat.conversation import Attachment, Message
from chat.providers.http import heavy_body
from chat.providers.http.connections import Connections
from chat.providers.http.heavy_body import HEAVY, SLICE
from chat.providers.http.http_provider import HttpProvider
from chat.providers.provider import Request
from chat.settings import Api
from tests.costs.turns import FAR_TOO_LONG, watched
from tests.model_server import ModelServer, sending_json, speaking
from tests.providers.asking import ask_for, got, provider_at, provider_for
from tests.providers.streams import every_api
from tests.waiting import until

PHOTO = os.urandom(20 * 1024 * 1024)
ATTACHED = Attachment(name='photo.png', media_type='image/png', size=len(PHOTO), digest='0' * 64)


def looking(*attachments: Attachment, words: str = 'Look') -> Request:
    return Request(model='m', messages=(Message(role='user', content=words, attachments=attachments),))


def with_photo(server: ModelServer, connections: Connections, api: Api) -> HttpProvider:
    return provider_for(server, connections, api, read_attachment=lambda digest: PHOTO)


@pytest.fixture(scope='module')
def far_server() -> Iterator[ModelServer]:
    """In a thread of its own, so that what it reads does not count."""
    with ModelServer.in_thread() as server:
        yield server


@every_api
async def test_a_large_picture_does_not_hold_up_the_others(far_server: ModelServer, connections: Connections, api: Api) -> None:
    provider = with_photo(far_server, connections, api)
    await got(provider)  # the SDK's first request builds its types
    with watched() as watch:
        result = await got(provider, looking(ATTACHED))
    assert watch.longest < FAR_TOO_LONG
    assert result.text == 'Hello from the model server.'
    assert base64.b64encode(PHOTO) in far_server.exchanges[-1].body
    assert far_server.exchanges[-1].prompt.strip() == 'Look'


@every_api
async def test_a_long_text_does_not_hold_up_the_others(far_server: ModelServer, connections: Connections, api: Api) -> None:
    provider = provider_for(far_server, connections, api)
    await got(provider)
    text = 'Größe, “so” \\ 🦜\n' * 1_000_000
    with watched() as watch:
        await got(provider, looking(words=text))
    assert watch.longest < FAR_TOO_LONG
    assert far_server.exchanges[-1].prompt == text


@every_api
async def test_slices_are_joined_without_a_seam(model_server: ModelServer, connections: Connections, api: Api) -> None:
    """Pictures and texts around the borders of slices, several in one request."""
    files = {f'{size:064x}': os.urandom(size) for size in (1, SLICE - 1, SLICE, SLICE + 1, 2 * SLICE + 2)}
    pictures = [Attachment(name='p.png', media_type='image/png', size=len(data), digest=digest) for digest, data in files.items()]
    text = Attachment(name='t.txt', media_type='text/plain', size=1, digest='f' * 64, text='"\t🦜' * SLICE)
    provider = provider_for(model_server, connections, api, read_attachment=files.__getitem__)
    await got(provider, looking(*pictures, text))
    exchange = model_server.exchanges[-1]
    assert f'```\n{text.text}\n```' in exchange.prompt
    sent = str(exchange.json)
    assert all(base64.b64encode(data).decode() in sent for data in files.values())
    assert heavy_body.SECRET not in sent


async def test_what_is_light_leaves_at_once(model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first token of an ordinary prompt must not wait for a thread."""
    made_in: list[tuple[str, int]] = []
    provider = provider_for(model_server, connections)
    body = provider.body

    def noting(request: Request, *more: Any) -> dict[str, Any]:
        made_in.append((request.messages[-1].content[:5], threading.get_ident()))
        return body(request, *more)

    monkeypatch.setattr(provider, 'body', noting)
    await got(provider, ask_for('light'))
    await got(provider, ask_for('heavy' * HEAVY))
    here = threading.get_ident()
    assert [(words, thread == here) for words, thread in made_in] == [('light', True), ('heavy', False)]


async def test_requests_at_the_same_time_do_not_swap_their_freight(model_server: ModelServer, connections: Connections) -> None:
    provider = provider_for(model_server, connections)
    texts = [str(i) * HEAVY + 'x' for i in range(6)]
    await asyncio.gather(*(got(provider, ask_for(text)) for text in [*texts, 'short']))
    assert sorted(exchange.prompt for exchange in model_server.exchanges) == sorted([*texts, 'short'])


async def test_a_field_that_is_refused_is_left_out_of_a_heavy_request_too(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json({'error': {'message': 'Unknown field: stream_options'}}, 400), speaking('Seen.'))
    result = await got(with_photo(model_server, connections, 'openai-chat'), looking(ATTACHED))
    assert result.text == 'Seen.'
    assert 'stream_options' not in model_server.exchanges[-1].json
    assert base64.b64encode(PHOTO) in model_server.exchanges[-1].body


async def test_a_mark_cannot_be_forged(model_server: ModelServer, connections: Connections) -> None:
    forged = '0' * 32 + '-0-'
    await got(with_photo(model_server, connections, 'openai-chat'), looking(ATTACHED, words=forged))
    assert model_server.exchanges[-1].prompt.strip() == forged


async def test_stop_during_the_upload_closes_the_connection(connections: Connections) -> None:
    """A server that takes a while over the first bytes."""
    begun, may_read = asyncio.Event(), asyncio.Event()
    received: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b'\r\n\r\n')
        begun.set()
        await may_read.wait()
        received.append(len(await reader.read(-1)))  # returns when the client has closed
        writer.close()

    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    provider = provider_at(f'http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1', connections, read_attachment=lambda digest: PHOTO)
    task = asyncio.create_task(got(provider, looking(ATTACHED)))
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    may_read.set()
    await until(lambda: received)
    assert received[0] < len(PHOTO)
    server.close()


async def test_the_preview_of_a_long_text_is_short(connections: Connections, model_server: ModelServer) -> None:
    note = Attachment(name='n.txt', media_type='text/plain', size=1, digest='0' * 64, text='y' * 9_000_000)
    body = provider_for(model_server, connections).preview(looking(note, ATTACHED, words='x' * 9_000_000))
    told = str(body)
    assert len(told) < 500_000
    assert '8,800,000 more characters' in told
