"""Proxies of the environment: those that work are used, those that cannot be are told by the endpoints that would need them.

Traps told here: GNOME exports socks://, which no HTTP client knows; a proxy that is none is an exception in the constructor of the client;
a proxy that is down looks like a model server that is down; the address of a proxy may hold a password.
"""
from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from chat.providers.http.connections import Connections
from chat.providers.network.proxies import is_exempt
from tests.model_server import ModelServer
from tests.providers.asking import Got, got, provider_at, provider_for
from tests.providers.network.socks_server import SocksServer
from tests.running_app import ROOT

FAR = 'http://models.example/v1'
VARIABLES = ('HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY')


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Bound, so that nobody else takes it, and deaf."""
    with closing(socket.socket()) as deaf:
        deaf.bind(('127.0.0.1', 0))
        yield deaf.getsockname()[1]


async def asked_far(url: str = FAR) -> Got:
    connections = Connections()
    try:
        return await got(provider_at(url, connections))
    finally:
        await connections.close()


@pytest.mark.parametrize('scheme', ['socks', 'socks5', 'socks5h'])
async def test_a_socks_proxy_is_used_and_looks_up_the_name(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    async with SocksServer(model_server.port) as proxy:
        monkeypatch.setenv('ALL_PROXY', f'{scheme}://127.0.0.1:{proxy.port}/')
        assert (await asked_far()).text == 'Hello from the model server.'
        assert proxy.asked == ['models.example']


async def test_an_http_proxy_is_used_also_without_a_scheme(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('http_proxy', f'127.0.0.1:{model_server.port}')
    assert (await asked_far()).text == 'Hello from the model server.'
    assert model_server.exchanges[0].path == 'http://models.example/v1/chat/completions'


async def test_what_no_proxy_names_is_reached_directly(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    monkeypatch.setenv('ALL_PROXY', f'http://127.0.0.1:{closed_port}')
    monkeypatch.setenv('NO_PROXY', 'models.example')
    error = (await asked_far()).error
    assert error
    assert 'proxy' not in error.message, 'it must have looked for the host itself, which does not exist'


@pytest.mark.parametrize('variable', ['ALL_PROXY', 'HTTP_PROXY', 'http_proxy'])
@pytest.mark.parametrize('address', [
    'http://[::1', 'ftp://me:hunter2@127.0.0.1:21', 'socks4://127.0.0.1:1080', 'http://me:hunter2@:x', '://', 'socks5://hunter2:x:y@z:w'])
async def test_a_proxy_that_is_none_is_told_by_those_that_need_it(
        model_server: ModelServer, monkeypatch: pytest.MonkeyPatch, variable: str, address: str) -> None:
    monkeypatch.setenv(variable, address)
    error = (await asked_far()).error
    assert error
    assert error.kind == 'unreachable'
    assert f'the proxy in {variable} cannot be used' in error.message
    assert 'hunter2' not in error.message
    connections = Connections()
    assert (await got(provider_for(model_server, connections))).error is None, 'this machine needs no proxy'
    await connections.close()


async def test_a_proxy_that_is_down_is_not_taken_for_the_server(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    monkeypatch.setenv('ALL_PROXY', f'http://me:hunter2@127.0.0.1:{closed_port}')
    for url in (FAR, FAR.replace('http:', 'https:')):
        error = (await asked_far(url)).error
        assert error
        assert 'the proxy in ALL_PROXY cannot be reached' in error.message
        assert 'hunter2' not in error.message


async def test_a_proxy_that_refuses_is_told_with_its_reason(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(exchange: object) -> None:
        await exchange.start(407, 'text/plain')  # type: ignore[attr-defined]
        await exchange.end()  # type: ignore[attr-defined]
    model_server.default = refuse
    monkeypatch.setenv('HTTPS_PROXY', model_server.url)
    error = (await asked_far(FAR.replace('http:', 'https:'))).error
    assert error
    assert 'the proxy in HTTPS_PROXY refuses it (407' in error.message


@pytest.mark.parametrize('environ', [
    {'ALL_PROXY': 'socks://127.0.0.1:1080/'}, {'ALL_PROXY': 'socks5://127.0.0.1:1080'}, {'HTTPS_PROXY': 'http://[::1'},
    {'SSL_CERT_FILE': '/nonexistent/ca.pem'}, {'SSLKEYLOGFILE': '/nonexistent/keys'},
    {'SSL_CERT_FILE': '/etc/hostname', 'NO_PROXY': '[,::,*/'},
])
def test_nothing_of_it_stops_the_start(environ: dict[str, str]) -> None:
    script = 'from chat.providers.http.connections import Connections; Connections(); print("up")'
    done = subprocess.run([sys.executable, '-c', script], cwd=ROOT, env={'PATH': os.environ['PATH'], **environ},
                          capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ('up\n', '')


@pytest.mark.parametrize(('host', 'port', 'entries', 'expected'), [
    ('a.example', 443, 'example', True), ('a.example', 443, '.example', True), ('a.example', 443, '*.example', True),
    ('anexample', 443, 'example', False), ('10.1.2.3', 80, '10.0.0.0/8', True), ('11.1.2.3', 80, '10.0.0.0/8', False),
    ('::1', 80, '::1', True), ('fd00::7', 80, 'fd00::/8', True), ('a.b', 8000, 'a.b:8000', True), ('a.b', 8001, 'a.b:8000', False),
    ('A.B', 80, 'a.b', True), ('a.b', 80, '*', True), ('a.b', 80, 'http://a.b', True), ('a.b', 80, '', False),
])
def test_who_is_exempt(host: str, port: int, entries: str, expected: bool) -> None:
    assert is_exempt(host, port, [entries] if entries else []) is expected
