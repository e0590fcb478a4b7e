"""Who speaks for which model, and what is known of the models while nobody has answered yet."""
from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from chat.conversation import Usage
from chat.providers.models.local_servers import find_local_servers
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.ui.lanes.address import usual_pair
from tests.model_server import ModelServer
from tests.providers.asking import settings_with


async def test_an_endpoint_that_is_down_costs_the_others_nothing(model_server: ModelServer, tmp_path: Path) -> None:
    providers = Providers(settings_with(tmp_path, ('down', 'http://127.0.0.1:9/v1'), ('up', model_server.v1)), finds_local=False)
    await providers.refresh()
    assert 'up/test-model' in [model.id for model in providers.models]
    assert 'cannot be reached' in providers.problems['down']
    assert providers.get('down/anything') is not None
    await providers.close()


async def test_unknown_names_are_answered_with_the_usual(tmp_path: Path) -> None:
    providers = Providers(settings_with(tmp_path), finds_local=False)
    assert providers.get('nobody/x') is None
    assert providers.model('nobody/x/y').name == 'x/y'
    assert providers.cost('nobody/x', Usage(input_tokens=1, output_tokens=1)) is None


async def test_changed_settings_keep_the_providers_that_stayed(model_server: ModelServer, tmp_path: Path) -> None:
    settings = settings_with(tmp_path, ('stays', model_server.v1), ('goes', model_server.v1))
    providers = Providers(settings, finds_local=False)
    stays = providers.get('stays/x')
    settings.remove_endpoint('goes')
    settings.add_endpoint(name='new', api='anthropic', base_url=model_server.url)
    providers.reload(settings)
    assert providers.get('stays/x') is stays
    assert providers.get('goes/x') is None
    assert providers.get('new/x')
    await providers.refresh()
    await providers.close()


@pytest.mark.parametrize('limit', [None, 2])
def test_concurrency_is_passed_on(tmp_path: Path, limit: int | None) -> None:
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='gpu', api='openai-chat', base_url='http://127.0.0.1:9/v1', concurrency=limit, models=('a', 'b'))
    providers = Providers(settings, finds_local=False)
    provider = providers.get('gpu/a')
    assert provider
    assert provider.concurrency == limit
    assert [model.id for model in providers.models][:2] == ['gpu/a', 'gpu/b']


async def test_a_server_that_was_found_is_offered_and_never_the_usual_one(
        model_server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('chat.providers.registry.find_local_servers', partial(find_local_servers, ports=(('ollama', model_server.port),)))
    providers = Providers(settings_with(tmp_path))
    await asyncio.to_thread(providers.warm)
    await providers.refresh()
    assert providers.usual_models == []
    assert [model.endpoint for model in providers.found_models] == ['ollama']
    assert providers.found_models[0] in providers.models
    assert usual_pair(providers) == ['demo/fast', 'demo/thinking']
    await providers.close()
