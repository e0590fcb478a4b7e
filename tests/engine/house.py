"""The app without its page: whole, for files that go out of one and into another, or its engine alone."""
from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from chat.engine.chats.drafts import Drafts
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.transfer.import_state import Import, ImportState
from chat.engine.transfer.importing import Imports
from chat.providers.provider import Provider
from chat.providers.registry import Providers
from chat.services import Services
from chat.settings import Settings
from chat.store.store import Store
from tests.waiting import until


async def reached(one: Import, *states: ImportState) -> None:
    await until(lambda: one.state in states)


class House:
    """The app without its page."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / 'chats.db')
        self.store.open()
        self.providers = Providers(Settings.load(folder, None, {}))
        self.engine = Engine(self.store, self.providers)
        self.files = AttachmentFiles(folder)
        self.attachments = Attachments(self.files, self.engine)
        self.imports = Imports(self.engine, self.attachments)

    async def take_in(self, content: bytes) -> Import:
        path = self.imports.new_path()
        path.write_bytes(content)
        one = self.imports.begin(path, 'file')
        await reached(one, ImportState.DONE, ImportState.FAILED)
        await self.attachments.swept()
        return one

    async def close(self) -> None:
        await self.imports.close()
        await self.attachments.swept()
        await self.engine.close()
        await self.providers.close()
        await self.store.close()


@asynccontextmanager
async def living(folder: Path) -> AsyncIterator[House]:
    house = House(folder)
    await house.engine.start()
    try:
        yield house
    finally:
        await house.close()


@asynccontextmanager
async def running_engine(settings: Settings, *, extra: Sequence[Provider] = (), finds_local: bool = True) -> AsyncIterator[Engine]:
    """On the real store of the data folder, from its start to its end."""
    store = Store(settings.data_dir / 'chats.db')
    store.open()
    providers = Providers(settings, extra=extra, finds_local=finds_local)
    engine = Engine(store, providers)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()
        await providers.close()
        await store.close()


def services_of(engine: Engine) -> Services:
    """All parts of the app around it."""
    return Services(settings=engine.providers.settings, store=engine.store, providers=engine.providers, engine=engine,
                    drafts=Drafts(engine.store))
