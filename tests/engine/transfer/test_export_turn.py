"""All chats go out one export at a time, whoever asks how often."""
from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from fastapi import FastAPI

from chat.api.page import exports
from chat.engine.engine import Engine
from chat.engine.judging.judging import Judging
from chat.engine.transfer.export_turn import SENTENCES, ExportTurn
from chat.engine.transfer.exporting import Picks
from chat.settings import Settings
from tests.engine.house import running_engine
from tests.store.samples import chat_with_reply
from tests.waiting import PATIENCE, turns_of_the_loop, until


class Download:
    """A browser that takes the pieces of an export only as long as it wants to."""

    def __init__(self, app: FastAPI) -> None:
        self.messages: list[dict[str, Any]] = []
        self.wants = asyncio.Event()
        self.leaves = asyncio.Event()
        self.has_pieces = asyncio.Event()
        scope = {'type': 'http', 'method': 'GET', 'path': '/api/export', 'query_string': b'', 'headers': []}
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    @property
    def status(self) -> int:
        return int(self.messages[0]['status'])

    @property
    def body(self) -> bytes:
        return b''.join(message.get('body', b'') for message in self.messages)

    async def _receive(self) -> dict[str, Any]:
        await self.leaves.wait()
        return {'type': 'http.disconnect'}

    async def _send(self, message: Any) -> None:
        self.messages.append(message)
        if message.get('body'):
            self.has_pieces.set()
            await self.wants.wait()


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    async with running_engine(Settings.load(tmp_path, None, {})) as engine:
        engine.adopt(chat_with_reply('Prompt')[0])
        yield engine


@pytest.fixture
def turn() -> ExportTurn:
    return ExportTurn()


@pytest.fixture
def app(engine: Engine, turn: ExportTurn) -> FastAPI:
    app = FastAPI()
    app.include_router(exports.routes(engine, Judging(engine), Picks(), turn))
    return app


def export_processes() -> int:
    return sum('chat.engine.transfer.export_worker' in ' '.join(child.cmdline()) for child in psutil.Process().children())


async def test_the_second_export_waits_and_the_third_is_told_to_come_back(app: FastAPI, turn: ExportTurn) -> None:
    told: list[str] = []
    turn.watchers.add(lambda: told.append(turn.sentence))
    first = Download(app)
    async with asyncio.timeout(PATIENCE):
        await first.has_pieces.wait()
        second = Download(app)
        others = [Download(app) for _ in range(5)]
        for other in others:
            other.wants.set()
        await asyncio.gather(*(other.task for other in others))
        assert [other.status for other in others] == [429] * 5
        assert 'Try again' in json.loads(others[0].body)['error']
        assert export_processes() <= 1
        assert second.status == 200, 'the browser sees that the download has begun'
        assert not second.has_pieces.is_set()
        for one in (first, second):
            one.wants.set()
        await asyncio.gather(first.task, second.task)
    assert [len(json.loads(one.body)['chats']) for one in (first, second)] == [1, 1]
    assert told == [SENTENCES[1], SENTENCES[2], SENTENCES[1], '']


async def test_who_gives_up_makes_room(app: FastAPI, turn: ExportTurn) -> None:
    async with asyncio.timeout(PATIENCE):
        first = Download(app)
        await first.has_pieces.wait()
        waiting = Download(app)
        await until(lambda: turn.is_full)
        for one in (waiting, first):
            one.leaves.set()
            await one.task
        assert turn.sentence == ''
        assert export_processes() == 0
        last = Download(app)
        last.wants.set()
        await last.task
    assert len(json.loads(last.body)['chats']) == 1


async def test_nothing_is_read_for_one_that_waits(turn: ExportTurn) -> None:
    begun: list[str] = []

    async def pieces(name: str) -> AsyncGenerator[bytes]:
        begun.append(name)
        yield name.encode()

    first, second = turn.in_turn(pieces('first')), turn.in_turn(pieces('second'))
    assert await anext(first) == b'first'
    waiting = asyncio.create_task(second.__anext__())
    await turns_of_the_loop()  # enough to begin, if it were let
    assert begun == ['first']
    await first.aclose()
    assert await waiting == b'second'
    await second.aclose()
