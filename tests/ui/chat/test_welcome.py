"""The word of welcome offers what was found on this computer, and asks nobody before it was chosen."""
from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from nicegui import ui
from nicegui.testing import User, user_simulation
from nicegui.testing.user_interaction import UserInteraction

from chat.conversation import Chat, Lane
from chat.providers.models.local_servers import find_local_servers
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.ui.chat.welcome import Welcome
from tests.model_server import ModelServer
from tests.ui.elements import text_of
from tests.waiting import until

OFFER = 'Found on this computer:'


def saying(user: User, words: str) -> set[ui.element]:
    assert user.client
    return {element for element in user.client.elements.values() if text_of(element) == words}


async def test_a_server_is_offered_as_soon_as_it_is_found(
        model_server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('chat.providers.registry.find_local_servers', partial(find_local_servers, ports=(('ollama', model_server.port),)))
    providers, chat, chosen = Providers(Settings.load(tmp_path, None, {})), Chat(lanes=[Lane(model='demo/fast')]), list[str]()
    await asyncio.to_thread(providers.warm)

    def choose(model: str) -> None:
        chosen.append(model)
        chat.lanes[0].model = model

    def page() -> None:
        Welcome(chat, providers, on_choose=choose, on_begin=chosen.append, on_add=chosen.clear)

    async with user_simulation(root=page) as user:
        await user.open('/')
        assert not saying(user, OFFER)
        await providers.refresh()
        await until(lambda: bool(saying(user, OFFER)))
        count = len(model_server.exchanges)
        UserInteraction(user, saying(user, 'Use ollama'), None).click()
        await until(lambda: not saying(user, OFFER))
        assert user.client
        user.client.delete()
    assert chosen == [providers.found_models[0].id]
    assert len(model_server.exchanges) == count
    assert not providers.watchers
    await providers.close()
