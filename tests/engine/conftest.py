from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chat.conversation import Attachment, Chat, Delta, Lane, Model
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.transfer.importing import Imports
from chat.providers.provider import Request
from chat.settings import Settings
from chat.store.store import Store
from tests.engine.house import House, living, running_engine
from tests.waiting import until

END = Delta(finish_reason='stop')


class Stream:
    """One request that is being answered by the test."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.is_closed = False
        self.steps: asyncio.Queue[Delta | Exception] = asyncio.Queue()

    def put(self, *steps: Delta | Exception) -> None:
        for step in steps:
            self.steps.put_nowait(step)


class Feed:
    """A provider whose every step is fed by the test."""

    name = 'fed'
    concurrency: int | None = None
    has_own_queue = False

    def __init__(self) -> None:
        self.count = 0
        self._waiting: list[Stream] = []

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        stream = Stream(request)
        self.count += 1
        self._waiting.append(stream)
        try:
            while True:
                step = await stream.steps.get()
                if isinstance(step, Exception):
                    raise step
                yield step
                if step.finish_reason:
                    return
        finally:
            stream.is_closed = True

    async def request(self, prompt: str, model: str = '') -> Stream:
        """The oldest request not handed out yet whose last message contains `prompt`."""
        def fitting() -> Stream | None:
            return next((s for s in self._waiting if prompt in s.request.messages[-1].content and model in s.request.model), None)
        await until(lambda: fitting() is not None)
        stream = fitting()
        assert stream
        self._waiting.remove(stream)
        return stream

    def preview(self, request: Request) -> dict[str, Any]:
        return {'model': request.model}

    async def models(self) -> list[Model]:
        return []

    async def close(self) -> None:
        self._waiting.clear()


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
async def engine(tmp_path: Path, feed: Feed) -> AsyncIterator[Engine]:
    async with engine_with(tmp_path, feed) as engine:
        yield engine


@asynccontextmanager
async def engine_with(tmp_path: Path, *feeds: Feed) -> AsyncIterator[Engine]:
    async with running_engine(Settings.load(tmp_path, None, {}), extra=feeds) as engine:
        yield engine


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """One app, and another one."""
    async with living(tmp_path / 'one') as house:
        yield house


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[House]:
    async with living(tmp_path / 'other') as house:
        yield house


@pytest.fixture
async def keeping(engine: Engine) -> AsyncIterator[Keeping]:
    keeping = Keeping(engine, undo_seconds=30, grace=0.01)
    yield keeping
    await keeping.close()


async def asked(engine: Engine, feed: Feed, prompt: str, *, temporary: bool = False) -> Chat:
    """A chat with one finished answer."""
    chat = engine.new([Lane(model='fed/m')], temporary=temporary)
    engine.send(chat, prompt)
    (await feed.request(prompt)).put(Delta(text='An answer.'), END)
    await until(lambda: not engine.is_running(chat.id))
    return chat


@pytest.fixture
async def imports(engine: Engine) -> AsyncIterator[Imports]:
    imports = Imports(engine, Attachments(AttachmentFiles(engine.store.path.parent), engine))
    yield imports
    await imports.close()


@pytest.fixture
async def attachments(engine: Engine, tmp_path: Path) -> Attachments:
    attachments = Attachments(AttachmentFiles(tmp_path), engine)
    await attachments.start()
    await attachments.swept()
    return attachments


def lying_in(attachments: Attachments) -> set[str]:
    folder = attachments.files.folder
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


async def answered(engine: Engine, feed: Feed, prompt: str, attachments: list[Attachment], chat: Chat | None = None) -> Chat:
    chat = chat or engine.new([Lane(model='fed/a')])
    engine.send(chat, prompt, attachments=attachments)
    (await feed.request(prompt)).put(Delta(text='Seen.'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    return chat


async def on_disk(engine: Engine, path: Path, chat_id: str) -> Chat | None:
    """As another start of the app would see it."""
    await engine.store.flush()
    other = Store(path / 'chats.db')
    await engine.store.close()
    other.open()
    chat = await other.load_chat(chat_id)
    await other.close()
    return chat
