"""Certificates: what is not trusted is told as that, with what helps; variables that name nothing are passed over and told."""
from __future__ import annotations

import asyncio
import datetime
import ssl
from pathlib import Path

import pytest
import trustme

from chat.providers.http.connections import Connections
from chat.providers.network.tls import trust
from chat.settings import Api
from tests.model_server import ModelServer, status_page
from tests.providers.asking import Got, got, provider_at, provider_for
from tests.providers.streams import every_api

VARIABLES = ('SSL_CERT_FILE', 'SSL_CERT_DIR', 'SSLKEYLOGFILE')


@pytest.fixture(scope='module')
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def server_of(authority: trustme.CA, name: str = '127.0.0.1', *, years: int = 1) -> ModelServer:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=365 * years)
    authority.issue_cert(name, not_before=until - datetime.timedelta(days=400), not_after=until).configure_cert(tls)
    return ModelServer(tls=tls)


async def asked(server: ModelServer, api: Api = 'openai-chat') -> Got:
    connections = Connections()
    async with server:
        result = await got(provider_for(server, connections, api))
    await connections.close()
    return result


@every_api
async def test_an_authority_that_is_not_known_here_is_told_with_what_helps(authority: trustme.CA, api: Api) -> None:
    error = (await asked(server_of(authority), api)).error
    assert error
    assert (error.kind, error.is_retryable) == ('untrusted', False)
    assert 'a certificate that this computer does not trust' in error.message
    assert 'SSL_CERT_FILE=' in error.message


@every_api
async def test_what_is_said_to_help_does(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, api: Api) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / 'ca.pem'))
    monkeypatch.setenv('SSL_CERT_FILE', str(tmp_path / 'ca.pem'))
    monkeypatch.setenv('SSLKEYLOGFILE', str(tmp_path / 'missing' / 'keys'))
    assert (await asked(server_of(authority), api)).text == 'Hello from the model server.'


@pytest.mark.parametrize(('name', 'years', 'words'), [('127.0.0.1', -1, 'has expired'), ('127.0.0.1', 9, 'is not valid yet'),
    ('other.example', 1, 'for another name')])
async def test_each_defect_has_its_words(
        authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, years: int, words: str) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / 'ca.pem'))
    monkeypatch.setenv('SSL_CERT_FILE', str(tmp_path / 'ca.pem'))
    error = (await asked(server_of(authority, name, years=years))).error
    assert error
    assert words in error.message


async def test_a_port_without_encryption_is_told(connections: Connections) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
        writer.close()
    async with await asyncio.start_server(refuse, '127.0.0.1', 0) as server:
        error = (await got(provider_at(f'https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1', connections))).error
    assert error
    assert 'write http:// in place of https://' in error.message


@pytest.mark.parametrize('page', [
    b'Client sent an HTTP request to an HTTPS server.\n',
    b'<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>'])
async def test_a_port_with_encryption_is_told(model_server: ModelServer, connections: Connections, page: bytes) -> None:
    model_server.answer(status_page(400, page))
    error = (await got(provider_for(model_server, connections))).error
    assert error
    assert 'write https:// in place of http://' in error.message


def test_variables_that_name_nothing_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert trust().defect == ''
    for name in VARIABLES:
        monkeypatch.setenv(name, str(tmp_path / 'missing' / name))
    told = trust().defect
    assert all(f'{name} (no such file or directory)' in told for name in VARIABLES)
    (tmp_path / 'empty.pem').write_text('nothing')
    monkeypatch.setenv('SSL_CERT_FILE', str(tmp_path / 'empty.pem'))
    assert 'SSL_CERT_FILE (no certificate or crl found)' in trust().defect
