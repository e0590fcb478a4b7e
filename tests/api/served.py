"""The app of programs on a real socket, in the loop of the test, with models that the test dictates."""
from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from chat.api import programs
from chat.providers.provider import Provider
from chat.providers.scripted import ScriptedProvider
from chat.services import Services
from chat.settings import Settings
from tests.engine.house import running_engine, services_of
from tests.waiting import PATIENCE, until


@dataclass(kw_only=True, slots=True)
class Served:
    services: Services
    fed: ScriptedProvider
    client: httpx.AsyncClient
    """Has a token for everything."""
    url: str
    secret: str

    def token(self, *scopes: str, **more: Any) -> dict[str, str]:
        """The header of a program that may do less."""
        return {'authorization': f'Bearer {self.services.tokens.add("less", scopes, **more)[1]}'}

    @asynccontextmanager
    async def stream(self, method: str, path: str, **options: Any) -> AsyncIterator[Events]:
        async with self.client.stream(method, path, **options) as response:
            yield Events(response)


class Events:
    """What a program reads: whole events, one after the other."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self._lines = response.aiter_lines()

    async def next(self) -> tuple[str, Any, str]:
        """Name, data and id; ('', None, '') at the end, (':', words, '') for a comment."""
        name, data, id = '', None, ''
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if line.startswith(':'):
                    name, data = ':', line[1:].strip()
                elif line.startswith('data: '):
                    data = line[6:] if line == 'data: [DONE]' else json.loads(line[6:])
                elif line.startswith('event: '):
                    name = line[7:]
                elif line.startswith('id: '):
                    id = line[4:]
                elif data is not None:
                    return name, data, id
        return '', None, ''

    async def rest(self) -> list[tuple[str, Any, str]]:
        found = []
        while (one := await self.next())[1] is not None:
            found.append(one)
        return found


@asynccontextmanager
async def served(folder: Path, config: str = '', *, extra: Sequence[Provider] = ()) -> AsyncIterator[Served]:
    (folder / 'config.toml').write_text(config or '# empty', encoding='utf-8')
    fed = ScriptedProvider('fed')
    settings = Settings.load(folder, None, {})
    async with running_engine(settings, extra=[fed, *extra], finds_local=False) as engine:
        services = services_of(engine)
        await services.start()
        async with listening(programs.build(services)) as url:
            _, secret = services.tokens.add('test', ['ask', 'read', 'export'])
            headers = {'authorization': f'Bearer {secret}'}
            async with httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE) as client:
                yield Served(services=services, fed=fed, client=client, url=url, secret=secret)
        services.metrics.close()
        await services.keeping.close()
        await services.imports.close()
        await services.suites.close()


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """On a free port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan='off', timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started or task.done())
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f'http://127.0.0.1:{port}'
    finally:
        server.should_exit = True
        await task
