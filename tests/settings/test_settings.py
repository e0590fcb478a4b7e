"""Endpoints from the environment and from config.toml, and what is written back."""
from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chat.settings import Settings, SettingsError, check_key, endpoint_from

MINE = """# my endpoints
[[endpoints]]
name = "local"  # the big machine
api = "openai-chat"
base_url = "http://127.0.0.1:8000/v1/"
models = ["qwen3"]
concurrency = 2

[ui]
theme = "dark"
"""


def loaded(folder: Path, text: str = '', **environ: str) -> Settings:
    if text:
        (folder / 'config.toml').write_text(text)
    return Settings.load(folder, None, environ)


def test_nothing_is_needed(tmp_path: Path) -> None:
    settings = loaded(tmp_path / 'new' / 'folder')
    assert (settings.endpoints, settings.problem) == ([], None)
    assert (tmp_path / 'new' / 'folder').is_dir()


def test_a_key_makes_its_service_appear(tmp_path: Path) -> None:
    names = ('OPENAI', 'ANTHROPIC', 'GEMINI', 'MISTRAL', 'OPENROUTER', 'GROQ', 'DEEPSEEK', 'XAI')
    settings = loaded(tmp_path, **{f'{name}_API_KEY': f'key-{name}' for name in names})
    assert [(e.name, e.api) for e in settings.endpoints[:3]] == [
        ('openai', 'openai-responses'), ('anthropic', 'anthropic'), ('gemini', 'openai-chat')]
    assert [endpoint.api_key for endpoint in settings.endpoints] == [f'key-{name}' for name in names]
    assert {endpoint.origin for endpoint in settings.endpoints} == {'environment'}


@pytest.mark.parametrize(('url', 'api'), [
    ('http://127.0.0.1:4000/v1', 'openai-chat'), ('https://eu.api.openai.com/v1', 'openai-responses'),
    ('https://api.openai.com.evil.org/v1', 'openai-chat'),
])
def test_a_foreign_address_speaks_chat(tmp_path: Path, url: str, api: str) -> None:
    [endpoint] = loaded(tmp_path, OPENAI_API_KEY='k', OPENAI_BASE_URL=url).endpoints
    assert (endpoint.api, endpoint.base_url) == (api, url)


def test_the_file_is_read(tmp_path: Path) -> None:
    [endpoint] = loaded(tmp_path, MINE).endpoints
    assert (endpoint.name, endpoint.base_url, endpoint.models, endpoint.concurrency) == ('local', 'http://127.0.0.1:8000/v1', ('qwen3',), 2)
    assert endpoint.is_local


@pytest.mark.parametrize(('host', 'is_local', 'is_near'), [
    ('localhost', True, True), ('127.0.0.1', True, True), ('127.8.9.1', True, True), ('127.1', True, True), ('0.0.0.0', True, True),
    ('[::1]', True, True), ('[::]', True, True), ('[::ffff:127.0.0.1]', True, True), ('llm.localhost', True, True),
    ('127.example.com', False, False), ('localhost.example.com', False, False), ('notlocalhost', False, True),
    ('192.168.1.7', False, True), ('10.0.0.2', False, True), ('[fe80::1]', False, True), ('gpu-box', False, True),
    ('gpu.local', False, True),
    ('8.8.8.8', False, False), ('api.openai.com', False, False), ('local.ai', False, False),
])
def test_this_machine_is_told_from_ones_own_network_and_from_the_world(host: str, is_local: bool, is_near: bool) -> None:
    endpoint = endpoint_from({'name': 'x', 'api': 'openai-chat', 'base_url': f'http://{host}:8000/v1'}, {})
    assert (endpoint.is_local, endpoint.is_near) == (is_local, is_near)


def test_a_name_of_the_file_hides_the_environment(tmp_path: Path) -> None:
    text = '[[endpoints]]\nname="openai"\napi="openai-chat"\nbase_url="https://proxy.example/v1"\napi_key_env="PROXY_KEY"\n'
    [endpoint] = loaded(tmp_path, text, OPENAI_API_KEY='k', PROXY_KEY='p').endpoints
    assert (endpoint.api_key, endpoint.origin) == ('p', 'file')


@pytest.mark.parametrize('end', ['/chat/completions', '/', '/responses', '/models', ''])
def test_a_pasted_address_is_cut_to_its_base(tmp_path: Path, end: str) -> None:
    endpoint = loaded(tmp_path).add_endpoint(name='a', api='openai-chat', base_url=f'https://x.example/v1{end}')
    assert endpoint.base_url == 'https://x.example/v1'


@pytest.mark.parametrize('url', ['https://x.example/v1/messages', 'https://x.example/v1', 'https://x.example'])
def test_anthropic_has_its_base_above_v1(tmp_path: Path, url: str) -> None:
    assert loaded(tmp_path).add_endpoint(name='a', api='anthropic', base_url=url).base_url == 'https://x.example'


@pytest.mark.parametrize(('text', 'words'), [
    ('a = 1\n[[endpoints]\n', 'config.toml, line 2'), ('\n\n[[endpoints]]\nname="a/b"\n', 'line 3, endpoint 1: “name”'),
    ('[[endpoints]]\nname="a"\napi="soap"\n', '“api” must be'),
    ('[[endpoints]]\nname="a"\napi="openai-chat"\nbase_url="x"\n', 'Enter an address'),
    ('endpoints = 7\n', '[[endpoints]]'),
    ('[[endpoints]]\nname="a"\napi="openai-chat"\nbase_url="http://x"\nconcurrency=0\n', '“concurrency”'),
    ('[[endpoints]]\nname="demo"\n', 'built-in'),
    ('[[endpoints]]\nname="a"\napi="openai-chat"\nbase_url="http://x"\nmodels="m"\n', '“models”'),
])
def test_a_broken_file_is_told_and_the_rest_is_used(tmp_path: Path, text: str, words: str) -> None:
    settings = loaded(tmp_path, text, OPENAI_API_KEY='k')
    assert settings.problem
    assert words in settings.problem
    assert '\n' not in settings.problem
    assert [endpoint.name for endpoint in settings.endpoints] == ['openai']


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / 'config.toml').write_bytes(b'\xff\xfe')
    assert 'UTF-8' in str(loaded(tmp_path).problem)


def test_a_broken_file_is_never_overwritten(tmp_path: Path) -> None:
    settings = loaded(tmp_path, 'api_key = "precious"\n[[endpoints]\n')
    with pytest.raises(SettingsError, match='Nothing was changed'):
        settings.set('theme', 'dark')
    with pytest.raises(SettingsError, match='Nothing was changed'):
        settings.add_endpoint(name='a', api='anthropic', base_url='')
    assert 'precious' in (tmp_path / 'config.toml').read_text()
    assert 'precious' not in str(settings.problem)


def test_adding_keeps_comments_and_hides_the_file_from_others(tmp_path: Path) -> None:
    settings = loaded(tmp_path, MINE)
    settings.add_endpoint(name='claude', api='anthropic', base_url='', api_key=' secret ')
    settings.add_endpoint(name='local', api='openai-chat', base_url='http://127.0.0.1:8001/v1', models=('qwen3',))
    text = (tmp_path / 'config.toml').read_text()
    assert '# my endpoints' in text
    assert '# the big machine' in text
    assert 'concurrency' not in text
    assert stat.S_IMODE((tmp_path / 'config.toml').stat().st_mode) == 0o600
    assert [(e.name, e.base_url, e.api_key) for e in loaded(tmp_path).endpoints] == [
        ('local', 'http://127.0.0.1:8001/v1', ''), ('claude', 'https://api.anthropic.com', 'secret')]
    assert 'secret' not in repr(settings.endpoints)


def test_headers_are_read_and_written(tmp_path: Path) -> None:
    settings = loaded(tmp_path, MINE + '\n[[endpoints]]\nname = "gate"\napi = "openai-chat"\nbase_url = "http://gate.example/v1"\n'
                                'headers = { x-team = "secret-team", Authorization = "Bearer secret-word" }\n')
    gate = settings.endpoints[1]
    assert gate.headers == (('x-team', 'secret-team'), ('Authorization', 'Bearer secret-word'))
    assert 'secret' not in repr(gate)
    settings.add_endpoint(name='more', api='openai-chat', base_url='http://x/v1', headers={'x-a': '1'})
    assert loaded(tmp_path).endpoints[2].headers == (('x-a', '1'),)
    settings.add_endpoint(name='gate', api='openai-chat', base_url='http://other.example/v1')
    assert loaded(tmp_path).endpoints[1].headers == ()
    assert 'secret' not in (tmp_path / 'config.toml').read_text()


@pytest.mark.parametrize('headers', [
    '"x: secret"', '["secret"]', '{ x = 7 }', '{ "a b" = "secret" }', '{ "a:" = "secret" }', '{ x = "secret\\nHost: evil" }', '{ x = "" }',
    '{ x = "sécret" }', '{ host = "secret" }', '{ Content-Length = "secret" }', '{ a = "secret", A = "secret" }',
])
def test_headers_that_are_none_are_told_without_their_values(tmp_path: Path, headers: str) -> None:
    settings = loaded(tmp_path, f'[[endpoints]]\nname = "gate"\napi = "openai-chat"\nbase_url = "http://x/v1"\nheaders = {headers}\n')
    assert settings.endpoints == []
    assert 'eader' in str(settings.problem)
    assert 'secret' not in str(settings.problem)


def test_removing_the_last_one_and_adding_again(tmp_path: Path) -> None:
    settings = loaded(tmp_path, MINE)
    settings.remove_endpoint('local')
    assert settings.endpoints == []
    settings.add_endpoint(name='b', api='anthropic', base_url='')
    assert [endpoint.name for endpoint in loaded(tmp_path).endpoints] == ['b']
    with pytest.raises(SettingsError, match='is not in'):
        settings.remove_endpoint('openai')


THREE = MINE.replace('[ui]', '''# spare
[[endpoints]]  # of the old house
name = "spare"
api = "anthropic"
base_url = ""
api_key = "secret"
# no longer paid

# the last one
[[endpoints]]
name = "last"
api = "anthropic"
base_url = ""

[ui]''')


@pytest.mark.parametrize(('text', 'name'), [(MINE, 'local'), (THREE, 'local'), (THREE, 'spare'), (THREE, 'last')])
def test_what_was_removed_comes_back_letter_by_letter(tmp_path: Path, text: str, name: str) -> None:
    settings = loaded(tmp_path, text)
    before = list(settings.endpoints)
    removed = settings.remove_endpoint(name)
    assert 'secret' not in repr(removed)
    settings.put_back_endpoint(removed)
    assert (tmp_path / 'config.toml').read_text() == text
    assert settings.endpoints == before


@pytest.mark.parametrize('name', ['local', 'spare', 'last'])
def test_what_was_removed_comes_back_beside_what_was_written_since(tmp_path: Path, name: str) -> None:
    settings = loaded(tmp_path, THREE)
    before = list(settings.endpoints)
    removed = settings.remove_endpoint(name)
    settings.set('theme', 'light')
    settings.put_back_endpoint(removed)
    assert (tmp_path / 'config.toml').read_text() == THREE.replace('theme = "dark"', 'theme = "light"')
    assert settings.endpoints == before
    alone = loaded(tmp_path / 'alone')
    alone.add_endpoint(name='a', api='anthropic', base_url='', api_key='secret')
    removed = alone.remove_endpoint('a')
    alone.set('theme', 'light')
    alone.put_back_endpoint(removed)
    assert [(one.name, one.api_key) for one in loaded(tmp_path / 'alone').endpoints] == [('a', 'secret')]


def test_what_was_added_again_in_the_meantime_is_not_replaced(tmp_path: Path) -> None:
    settings = loaded(tmp_path, THREE)
    removed = settings.remove_endpoint('spare')
    settings.add_endpoint(name='spare', api='anthropic', base_url='', api_key='another')
    with pytest.raises(SettingsError, match='added again'):
        settings.put_back_endpoint(removed)
    assert [one.api_key for one in settings.endpoints if one.name == 'spare'] == ['another']


@pytest.mark.parametrize('value', ['light', 7, 1.5, True, ['a', 'b']])
def test_preferences_are_kept(tmp_path: Path, value: Any) -> None:
    loaded(tmp_path, MINE).set('choice', value)
    later = loaded(tmp_path)
    assert later.get('choice') == value
    assert type(later.get('choice')) is type(value)
    assert later.get('theme') == 'dark'
    later.set('choice', None)
    assert loaded(tmp_path).get('choice', 'none') == 'none'


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / 'file').write_text('')
    with pytest.raises(SettingsError, match='choose another one with --data'):
        Settings.load(tmp_path / 'file', None, {})


def test_nothing_is_left_lying_about(tmp_path: Path) -> None:
    loaded(tmp_path, MINE).set('a', 1)
    assert os.listdir(tmp_path) == ['config.toml']


def test_changes_from_several_threads_are_all_kept(tmp_path: Path) -> None:
    settings = loaded(tmp_path, MINE)
    names = [f'preference_{number}' for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: settings.set(name, name), names))
    again = loaded(tmp_path)
    assert [again.get(name) for name in names] == names
    assert again.get('theme') == 'dark'


@pytest.mark.parametrize('name', ['MY_API_KEY', 'HF_TOKEN', 'A1_API_KEY'])
def test_keys_can_be_chosen_on_the_page(name: str) -> None:
    assert check_key(name, 'https://gateway.example/v1', 'openai-chat', {}) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize('name', [
    'HOME', 'PATH', 'DATABASE_URL', 'MY_PASSWORD', 'my_api_key', 'API_KEY', '_TOKEN', 'A_API_KEY_OLD', 'A_TOKEN\n', 'Ä_TOKEN', ''])
def test_other_variables_cannot_be_chosen_on_the_page(name: str) -> None:
    with pytest.raises(SettingsError, match='names of keys only'):
        check_key(name, 'https://gateway.example/v1', 'openai-chat', {})


@pytest.mark.parametrize(('url', 'is_sent'), [
    ('', True), ('https://api.openai.com/v1', True), ('https://eu.api.openai.com/v1', True), ('https://API.OpenAI.com/v1', True),
    ('http://api.openai.com/v1', False), ('https://api.openai.com.evil.example/v1', False), ('https://evilapi.openai.com/v1', False),
    ('https://api.openai.com@evil.example/v1', False), ('http://127.0.0.1:18302/v1', False), ('https://proxy.example/v1', False)])
def test_the_key_of_a_known_service_goes_to_that_service(url: str, is_sent: bool) -> None:
    def check(environ: dict[str, str]) -> None:
        check_key('OPENAI_API_KEY', url, 'openai-responses', environ)

    if is_sent:
        check({})
    else:
        with pytest.raises(SettingsError):
            check({})
    check_key('OPENAI_API_KEY', 'https://proxy.example/v1', 'openai-chat', {'OPENAI_BASE_URL': 'https://proxy.example/v1'})


def test_the_file_may_send_any_key_anywhere_and_the_page_may_follow(tmp_path: Path) -> None:
    text = '[[endpoints]]\nname="x"\napi="openai-chat"\nbase_url="https://proxy.example/v1"\napi_key_env="MY_API_KEY"\n'
    settings = loaded(tmp_path, text, MY_API_KEY='k')
    assert settings.endpoints[0].api_key == 'k'
    assert settings.sends_key('MY_API_KEY', 'https://proxy.example/other')
    assert not settings.sends_key('MY_API_KEY', 'https://proxy.example:8443/v1')
    assert not settings.sends_key('MY_API_KEY', 'http://proxy.example/v1')
    assert not settings.sends_key('OTHER_API_KEY', 'https://proxy.example/v1')
    assert settings.sends_key('GROQ_API_KEY', 'https://api.groq.com/openai/v1')


@pytest.mark.parametrize(('entry', 'mode', 'is_exposed'), [
    ('api_key="k"', 0o644, True), ('api_key="k"', 0o640, True), ('api_key="k"', 0o600, False), ('api_key_env="A_TOKEN"', 0o644, False),
    ('headers={"x-key"="v"}', 0o644, True)])
def test_a_key_that_others_can_read_is_noticed(tmp_path: Path, entry: str, mode: int, is_exposed: bool) -> None:
    settings = loaded(tmp_path, f'[[endpoints]]\nname="x"\napi="openai-chat"\nbase_url="https://x.example/v1"\n{entry}\n')
    settings.config.chmod(mode)
    assert settings.is_key_exposed is is_exposed
    settings.hide_file()
    assert not settings.is_key_exposed
