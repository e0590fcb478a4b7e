from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.store.store import Store
from tests.store.samples import opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / 'data' / 'chats.db'


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = opened(path)
    yield store
    await store.close()
