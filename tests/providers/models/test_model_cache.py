"""Lists of models are remembered."""
from __future__ import annotations

import asyncio
from pathlib import Path

from chat.providers.registry import Providers
from tests.model_server import ModelServer
from tests.providers.asking import KEY, settings_with
from tests.waiting import in_time


async def test_models_are_listed_in_the_background_and_remembered(model_server: ModelServer, tmp_path: Path) -> None:
    model_server.models = [{'id': 'gpt-x', 'context_length': 4096}, {'id': 'text-embedding-3'}, {'id': 'models/gem'}, {'id': 'gpt-x'},
        {'id': 7}]
    settings = settings_with(tmp_path, ('here', model_server.v1))
    providers = Providers(settings, finds_local=False)
    changed = asyncio.Event()
    providers.watchers.add(changed.set)
    providers.start()
    await in_time(changed.wait())
    await providers.refresh()
    assert [model.id for model in providers.models][:2] == ['here/gpt-x', 'here/gem']
    assert providers.model('here/gpt-x').context_window == 4096
    await providers.close()
    later = Providers(settings, finds_local=False)
    assert [model.id for model in later.models][:2] == ['here/gpt-x', 'here/gem']
    assert KEY not in (tmp_path / 'models.json').read_text()
    await later.close()
