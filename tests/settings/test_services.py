"""Services that have a tile, and the addresses that people type."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.settings import Settings, endpoint_from
from chat.settings.endpoints import KNOWN_SERVICES
from chat.settings.services import SERVICES, free_name, full_address


def test_each_service_makes_an_endpoint_by_the_one_thing_it_asks_for() -> None:
    for service in SERVICES[:-1]:
        endpoint = endpoint_from({'name': service.name, 'api': service.api, 'base_url': service.base_url, 'api_key': 'sk'}, {})
        assert endpoint.base_url == service.base_url
        assert service.key_page.startswith('https://') is (service.asks == 'key')
    assert [service.label for service in SERVICES] == [
        'OpenAI', 'Anthropic', 'Gemini', 'OpenRouter', 'Mistral', 'Groq', 'DeepSeek', 'xAI', 'Ollama', 'LM Studio', 'llama.cpp', 'vLLM',
        'Other']


def test_a_tile_and_the_environment_mean_the_same_service() -> None:
    tiles = {service.name: (service.api, service.base_url) for service in SERVICES}
    assert {known.name: tiles[known.name] for known in KNOWN_SERVICES} == {
        known.name: (known.api, known.base_url) for known in KNOWN_SERVICES}


@pytest.mark.parametrize(('typed', 'meant'), [
    ('192.168.1.5:11434', 'http://192.168.1.5:11434/v1'), (' http://host:8000/ ', 'http://host:8000/v1'),
    ('https://gpu.lan', 'https://gpu.lan/v1'), ('http://host/v1', 'http://host/v1'), ('http://host/proxy/v1/', 'http://host/proxy/v1/'),
    ('[::1]:8080', 'http://[::1]:8080/v1'), ('', ''), ('http://[bad', 'http://[bad'), ('http://host?key=1', 'http://host?key=1'),
])
def test_an_address_may_be_typed_short(typed: str, meant: str) -> None:
    assert full_address(typed) == meant


def test_a_second_one_has_a_name_of_its_own() -> None:
    assert free_name('openai', {'ollama'}) == 'openai'
    assert free_name('openai', {'openai', 'openai-2'}) == 'openai-3'
    assert free_name('', {'openai'}) == ''


def test_secrets_stay_with_their_host(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, None, {})
    settings.add_endpoint(name='mine', api='openai-chat', base_url='http://one:1/v1', api_key='sk-one', headers={'x-team': 'research'})
    settings.add_endpoint(name='mine', api='openai-chat', base_url='http://one:1/v2', concurrency=3, keeps_secrets=True)
    [entry] = settings.entries()
    assert (entry['api_key'], entry['headers'], entry['concurrency']) == ('sk-one', {'x-team': 'research'}, 3)
    settings.add_endpoint(name='mine', api='openai-chat', base_url='http://one:1/v2', api_key_env='ONE_API_KEY', keeps_secrets=True)
    [entry] = settings.entries()
    assert entry.keys() == {'name', 'api', 'base_url', 'headers', 'api_key_env'}
    settings.add_endpoint(name='mine', api='openai-chat', base_url='http://two:1/v2', keeps_secrets=True)
    [entry] = settings.entries()
    assert entry.keys() == {'name', 'api', 'base_url'}
