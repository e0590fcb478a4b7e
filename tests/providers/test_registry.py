"""Who speaks for which model, and what is known of the models while nobody has answered yet."""
from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from chat.conversation import Usage
from chat.providers.demo import demo_provider
from chat.providers.models.local_servers import find_local_servers
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.registry import Providers
from chat.providers.scripted import ScriptedProvider
from chat.settings import Settings
from chat.ui.lanes.address import usual_pair
from tests.model_server import ModelServer
from tests.providers.asking import KEY, ask_for, got


def settings_with(folder: Path, *endpoints: tuple[str, str]) -> Settings:
    settings = Settings.load(folder, None, {})
    for name, url in endpoints:
        settings.add_endpoint(name=name, api='openai-chat', base_url=url, api_key=KEY)
    return settings


async def test_without_any_key_there_are_demo_models(tmp_path: Path) -> None:
    providers = Providers(settings_with(tmp_path), finds_local=False, demo_pace=0)
    assert [model.id for model in providers.models] == ['demo/fast', 'demo/markdown', 'demo/thinking', 'demo/slow', 'demo/broken']
    assert all('scripted' in model.name for model in providers.models)
    for model in providers.models:
        provider = providers.get(model.id)
        assert provider
        result = await got(provider, ask_for(model=model.id.partition('/')[2]))
        assert result.text
        assert (result.kind, result.finish_reason) == (('cut_off', None) if model.id == 'demo/broken' else (None, 'stop'))
        assert bool(result.thinking) is (model.id == 'demo/thinking')
    assert providers.cost('demo/fast', Usage(input_tokens=5, output_tokens=5)) == 0


async def test_the_long_demo_shows_everything() -> None:
    text = (await got(demo_provider(pace=0), ask_for(model='markdown'))).text
    assert all(mark in text for mark in ('# ', '```python', '```javascript', '|---', '- [x]', '$$', '> '))


async def test_models_are_listed_in_the_background_and_remembered(model_server: ModelServer, tmp_path: Path) -> None:
    model_server.models = [{'id': 'gpt-x', 'context_length': 4096}, {'id': 'text-embedding-3'}, {'id': 'models/gem'}, {'id': 'gpt-x'},
        {'id': 7}]
    settings = settings_with(tmp_path, ('here', model_server.v1))
    providers = Providers(settings, finds_local=False)
    changed = asyncio.Event()
    providers.watchers.add(changed.set)
    providers.start()
    await asyncio.wait_for(changed.wait(), 5)
    await providers.refresh()
    assert [model.id for model in providers.models][:2] == ['here/gpt-x', 'here/gem']
    assert providers.model('here/gpt-x').context_window == 4096
    await providers.close()
    later = Providers(settings, finds_local=False)
    assert [model.id for model in later.models][:2] == ['here/gpt-x', 'here/gem']
    assert KEY not in (tmp_path / 'models.json').read_text()
    await later.close()


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


async def test_warming_up_leaves_the_clients_usable(model_server: ModelServer, tmp_path: Path) -> None:
    providers = Providers(settings_with(tmp_path, ('here', model_server.v1)), finds_local=False)
    await asyncio.to_thread(providers.warm)
    provider = providers.get('here/x')
    assert provider
    assert (await got(provider)).text == 'Hello from the model server.'
    assert stat.S_IMODE((tmp_path / 'config.toml').stat().st_mode) == 0o600
    await providers.close()


async def test_a_fed_reply_is_written_step_by_step() -> None:
    provider = ScriptedProvider('fed')
    stream = provider.stream(ask_for('Hi', model='any'))
    first = asyncio.ensure_future(anext(stream))
    reply = await provider.next_reply()
    reply.say('one')
    assert (await first).text == 'one'
    assert not reply.closed.is_set()
    await stream.aclose()
    assert reply.closed.is_set()
    assert reply.is_cancelled
    assert provider.running == 0


async def test_a_fed_reply_ends_as_it_is_told() -> None:
    provider = ScriptedProvider('fed')
    task = asyncio.ensure_future(got(provider, ask_for(model='any')))
    reply = await provider.next_reply()
    reply.fail(ProviderError(ErrorKind.RATE_LIMIT, 'slow down', retry_after=2))
    result = await task
    assert (result.kind, reply.is_cancelled) == ('rate_limit', False)


@pytest.mark.parametrize('limit', [None, 2])
def test_concurrency_is_passed_on(tmp_path: Path, limit: int | None) -> None:
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='gpu', api='openai-chat', base_url='http://127.0.0.1:9/v1', concurrency=limit, models=('a', 'b'))
    providers = Providers(settings, finds_local=False)
    provider = providers.get('gpu/a')
    assert provider
    assert provider.concurrency == limit
    assert [model.id for model in providers.models][:2] == ['gpu/a', 'gpu/b']


def test_an_sdk_is_loaded_only_for_an_endpoint_that_speaks_like_it(tmp_path: Path) -> None:
    script = '''if True:
        import asyncio, sys
        from pathlib import Path
        import app
        from chat.providers.registry import Providers
        from chat.settings import Settings
        providers = Providers(Settings.load(Path(sys.argv[1]), environ={}), finds_local=False)
        providers.warm()
        print('anthropic' in sys.modules, 'openai' in sys.modules)
        endpoint = providers.settings.add_endpoint(name='late', api='anthropic', base_url='http://127.0.0.1:9')
        asyncio.run(providers.prepare([endpoint]))
        print('anthropic' in sys.modules, 'openai' in sys.modules)
    '''
    result = subprocess.run([sys.executable, '-c', script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (result.stdout.split(), result.stderr) == (['False', 'False', 'True', 'False'], '')


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
