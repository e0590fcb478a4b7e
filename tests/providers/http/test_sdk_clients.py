"""What the clients of both SDKs have in common."""
from __future__ import annotations

import pytest

from chat.providers.http.connections import Connections
from chat.providers.http.sdk_clients import is_own_host
from chat.settings import Api
from tests.model_server import ModelServer
from tests.providers.asking import got, provider_at
from tests.providers.streams import every_api


@pytest.mark.parametrize(('host', 'is_own'), [
    ('openai.com', True), ('api.openai.com', True), ('notopenai.com', False), ('openai.com.evil.example', False), ('', False)])
def test_a_host_of_the_maker_is_known_by_its_whole_name(host: str, is_own: bool) -> None:
    assert is_own_host(host, 'openai.com') is is_own


@every_api
async def test_nothing_of_the_environment_reaches_a_server_that_it_was_not_meant_for(
        model_server: ModelServer, connections: Connections, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    monkeypatch.setenv('OPENAI_ORG_ID', 'org-secret')
    monkeypatch.setenv('OPENAI_PROJECT_ID', 'proj-secret')
    monkeypatch.setenv('OPENAI_CUSTOM_HEADERS', 'x-secret: secret')
    monkeypatch.setenv('ANTHROPIC_AUTH_TOKEN', 'secret')
    monkeypatch.setenv('ANTHROPIC_CUSTOM_HEADERS', 'x-secret: secret')
    result = await got(provider_at(model_server.url if api == 'anthropic' else model_server.v1, connections, api, key='sk-own'))
    assert result.text
    assert 'secret' not in str(model_server.exchanges[-1].headers)
