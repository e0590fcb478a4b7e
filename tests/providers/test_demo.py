"""The demo models: there without any key, and one of them shows everything."""
from __future__ import annotations

from pathlib import Path

from chat.conversation import Usage
from chat.providers.demo import demo_provider
from chat.providers.registry import Providers
from tests.providers.asking import ask_for, got, settings_with


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
