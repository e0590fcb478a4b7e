"""What is secret in the address of an endpoint is refused where it is typed, and told by nothing if it stands in config.toml."""
from __future__ import annotations

import json
import logging
import traceback
from pathlib import Path

import pytest
from nicegui.testing import user_simulation

from chat.providers.registry import Providers
from chat.settings import Endpoint, Settings, SettingsError, check_key, origin_of, shown_url
from chat.settings.portable import portable
from chat.ui.settings.settings_page import settings_page
from tests.model_server import ModelServer, sending_json
from tests.providers.asking import ask_for, got
from tests.running_app import endpoint as entry
from tests.ui.elements import sent

SECRET = 'hunter2-4711-Xyzzy'

PLAIN = [
    'http://127.0.0.1:11434/v1', 'https://api.openai.com/v1', 'http://[::1]:8080/v1', 'https://user.example:444/v1',
    'https://gw.example/openai/deployments/gpt-4o-mini-2024-07-18', 'https://eu.example/v1beta/openai', 'https://x.example/auth/realms/ai',
    'https://x.example/v1/projects/my-project/locations/europe-west4/endpoints/openapi', 'https://x.example/token/v1',
    'https://sk-learn.example/sk-tools/v1', 'https://models.example/models/claude@20240620',
]
RECOGNISED = [
    'https://me:{}@x.example/v1', 'https://{}@x.example/v1', 'https://me:{}%40@x.example:8443/v1', 'HTTPS://me:{}@x.example', 'https://me@{}@x',
    'http://me:{}@[::1]:8080/v1', 'http://:{}@127.0.0.1/v1', 'https://x.example/v1?key={}', 'https://x.example/v1?{}', 'https://x.example/v1#{}',
    'https://x.example/v1?a=b&api_key={}', 'https://x.example?token={}', 'https://x.example/v1;key={}', 'https://x.example/api-key={}/v1',
    'https://x.example/api_key/{}/v1', 'https://x.example/token:{}/v1', 'https://x.example/v1?next=https://y/?{}', 'me:{}@x.example/v1',
]
KEYS = ['sk-ant-api03-AbCdEfGhIjKl0', 'sk-proj-0123456789abcdef', 'gsk_0123456789abcdefgh', 'hf_abcdefghijklmnop',
        'ghp_abcdefghijklmnop0123', 'AIzaSyA0123456789abcdefghijk', 'eyJhbGciOi.eyJzdWIiOiIx.abc',
        'xai-0123456789abcdef', 'sk%2Dproj%2D0123456789abcdef']
ONLY_RANDOM = ['0123456789abcdef0123456789abcdef', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'Zx81Qw92Er73', 'aB3_x-Y9zAbCdEf_gh1Jk']


@pytest.mark.parametrize('url', PLAIN)
def test_an_address_without_a_secret_is_taken_and_shown_as_it_is(tmp_path: Path, url: str) -> None:
    added = Settings.load(tmp_path, None, {}).add_endpoint(name='a', api='openai-chat', base_url=url)
    assert (added.shown_url, added.secrets) == (url, ())


@pytest.mark.parametrize('url', [one.format(SECRET) for one in RECOGNISED] + [f'https://x.example/{key}/v1' for key in KEYS])
def test_a_secret_is_refused_where_it_is_typed_and_shown_nowhere(tmp_path: Path, url: str) -> None:
    settings = Settings.load(tmp_path, None, {})
    with pytest.raises(SettingsError, match=r'“Key”|“Headers”') as caught:
        settings.add_endpoint(name='a', api='openai-chat', base_url=url)
    secret = next((key for key in KEYS if key in url), SECRET)
    assert secret not in str(caught.value)
    assert secret not in shown_url(url)
    assert '…' in shown_url(url)
    assert settings.entries() == []


@pytest.mark.parametrize('part', ONLY_RANDOM)
def test_what_may_be_the_number_of_an_account_is_taken_but_not_shown(tmp_path: Path, part: str) -> None:
    url = f'https://gateway.example/v1/{part}/openai'
    added = Settings.load(tmp_path, None, {}).add_endpoint(name='a', api='openai-chat', base_url=url)
    assert (added.base_url, added.shown_url) == (url, 'https://gateway.example/v1/…/openai')


@pytest.mark.parametrize('address', ['{host}/v1?key={secret}', '{host}/v1#{secret}'])
def test_an_address_in_the_file_that_no_sdk_can_use_is_told_without_what_is_in_it(tmp_path: Path, address: str) -> None:
    (tmp_path / 'config.toml').write_text(entry(address.format(host='http://127.0.0.1:9', secret=SECRET)))
    settings = Settings.load(tmp_path, None, {})
    assert settings.endpoints == []
    assert '“base_url” must end before' in (settings.problem or '')
    assert SECRET not in (settings.problem or '')


@pytest.fixture
def secret_server(tmp_path: Path, model_server: ModelServer) -> Settings:
    """An endpoint of the file with secrets in its address."""
    url = f'http://me:{SECRET}@127.0.0.1:{model_server.port}/api-key/{SECRET}/v1'
    (tmp_path / 'config.toml').write_text(entry(url, name='gate', key=''))
    return Settings.load(tmp_path, None, {})


async def test_an_address_with_secrets_in_the_file_works_and_nothing_tells_them(
        secret_server: Settings, model_server: ModelServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    providers = Providers(secret_server, finds_local=False)
    gate = providers.get('gate/m')
    assert gate
    assert (await got(gate)).error is None
    assert model_server.exchanges[-1].path.startswith(f'/api-key/{SECRET}/v1')
    told = [json.dumps(gate.preview(ask_for())), repr(secret_server.endpoints), json.dumps(portable(secret_server))]
    basic = model_server.exchanges[-1].headers['authorization'].split()[-1]
    echo = f'No route /api-key/{SECRET}/v1 for me:{SECRET} ({basic})'
    for status in (400, 401, 403, 404, 429, 500):
        model_server.answer(sending_json({'error': {'message': echo}}, status))
        error = (await got(gate)).error
        assert error
        told += traceback.format_exception(error)
    model_server.list_answer = sending_json({'error': {'message': echo}}, 404)
    told.append(await providers.test(secret_server.endpoints[0]))
    await providers.refresh()
    told += [*providers.problems.values(), caplog.text]
    assert SECRET not in ''.join(told)
    assert basic not in ''.join(told)
    await providers.close()


async def test_an_unreachable_address_with_secrets_is_told_without_them(tmp_path: Path) -> None:
    (tmp_path / 'config.toml').write_text(entry(f'http://me:{SECRET}@127.0.0.1:9/token/{SECRET}/v1', name='gate'))
    providers = Providers(Settings.load(tmp_path, None, {}), finds_local=False)
    sentence = await providers.test(providers.endpoints[0])
    assert 'http://…@127.0.0.1:9/token/…/v1' in sentence
    assert SECRET not in sentence
    await providers.close()


async def test_the_page_shows_the_address_without_its_secrets(secret_server: Settings) -> None:
    providers = Providers(secret_server, finds_local=False)
    async with user_simulation(root=lambda: settings_page(secret_server, providers)) as user:
        await user.open('/')
        assert user.client
        page = ' '.join(f'{sent(element)}' for element in user.client.elements.values())
        user.client.delete()
    assert '/api-key/…/v1' in page
    assert SECRET not in page


def test_a_file_with_secrets_in_an_address_holds_a_key(secret_server: Settings) -> None:
    secret_server.config.chmod(0o644)
    assert secret_server.is_key_exposed


def test_where_a_key_goes_is_told_without_the_user() -> None:
    assert origin_of(f'https://me:{SECRET}@x.example:8443/v1') == 'x.example:8443'
    with pytest.raises(SettingsError) as caught:
        check_key('OPENAI_API_KEY', f'https://me:{SECRET}@x.example/v1', 'openai-chat', {})
    assert SECRET not in str(caught.value)


def test_an_address_of_the_environment_is_not_shown_either(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, None, {'OPENAI_BASE_URL': f'https://me:{SECRET}@x.example/v1?key={SECRET}'})
    [found] = settings.endpoints
    assert isinstance(found, Endpoint)
    assert found.shown_url == 'https://…@x.example/v1?…'


def test_what_goes_to_another_computer_has_no_secret_in_an_address(tmp_path: Path) -> None:
    (tmp_path / 'config.toml').write_text(entry(f'https://me:{SECRET}@x.example/key/{SECRET}/v1?token={SECRET}'))
    carried = portable(Settings.load(tmp_path, None, {}))
    assert [one['base_url'] for one in carried['endpoints']] == ['https://x.example/key/…/v1']
