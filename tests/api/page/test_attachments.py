"""What the routes of files answer, through a real ASGI application."""
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chat.api.page import attachments as api
from chat.api.page import imports as api_imports
from chat.api.page import pastes as api_pastes
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.files.file_check import LARGEST
from chat.engine.pastes import Pastes
from chat.engine.transfer.importing import Imports
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from tests.files import pdf, png

OWN = {'x-polylogue': '1'}


@pytest.fixture
async def attachments(tmp_path: Path) -> AsyncIterator[Attachments]:
    store = Store(tmp_path / 'chats.db')
    store.open()
    providers = Providers(Settings.load(tmp_path, None, {}))
    yield Attachments(AttachmentFiles(tmp_path), Engine(store, providers))
    await providers.close()
    await store.close()


@pytest.fixture
async def client(attachments: Attachments) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    app.include_router(api.routes(attachments))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url='http://127.0.0.1') as client:
        yield client


async def post(client: httpx2.AsyncClient, name: str, data: bytes, headers: dict[str, str] = OWN) -> tuple[int, dict[str, Any]]:
    answer = await client.post('/api/attachments', content=data, headers={**headers, 'x-name': name})
    return answer.status_code, answer.json()


async def test_a_file_is_taken_and_told(client: httpx2.AsyncClient, attachments: Attachments) -> None:
    status, told = await post(client, '..%2FGr%C3%BC%C3%9Fe.md', b'# Hello, world')
    assert status == 200
    assert (told['name'], told['size'], told['tokens']) == ('Grüße.md', 14, 3)
    assert attachments.chosen([told['id']])[0].text == '# Hello, world'


@pytest.mark.parametrize(('name', 'data', 'status', 'words'), [
    ('x.zip', b'PK\x03\x04', 415, 'ZIP'),
    ('scan.pdf', pdf(), 415, 'no text in it'),
    ('big.bin', b'a' * (LARGEST + 1), 413, 'too large'),
])
async def test_a_refusal_is_a_sentence(client: httpx2.AsyncClient, name: str, data: bytes, status: int, words: str) -> None:
    got, told = await post(client, name, data)
    assert got == status
    assert words in told['error']


async def test_another_site_cannot_hand_over_files(client: httpx2.AsyncClient, attachments: Attachments) -> None:
    status, _ = await post(client, 'a.txt', b'x', {})
    assert status == 403
    assert not attachments.files.folder.exists()


@pytest.mark.parametrize('path', ['/api/attachments', '/api/imports', '/api/pastes'])
async def test_an_upload_that_is_broken_off_is_no_error(attachments: Attachments, path: str) -> None:
    imports = Imports(attachments.engine, attachments)
    app = FastAPI()
    for router in (api.routes(attachments), api_imports.routes(imports), api_pastes.routes(Pastes())):
        app.include_router(router)
    heard = iter([{'type': 'http.request', 'body': b'half of', 'more_body': True}, {'type': 'http.disconnect'}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(heard)

    async def send(message: Any) -> None:
        sent.append(message)

    await app({'type': 'http', 'method': 'POST', 'path': path, 'query_string': b'', 'headers': [(b'x-polylogue', b'1')]}, receive, send)
    assert sent[0]['status'] == 400
    assert not imports.all
    left = [one.name for one in attachments.files.folder.parent.rglob('*') if one.is_file() and not one.name.startswith('chats.db')]
    assert left == []


async def test_a_picture_is_shown_as_one(client: httpx2.AsyncClient, attachments: Attachments) -> None:
    _, told = await post(client, 'photo.jpg', png())
    digest = attachments.chosen([told['id']])[0].digest
    answer = await client.get(f'/api/attachments/{digest}')
    assert answer.content == png()
    assert answer.headers['content-type'] == 'image/png'
    assert answer.headers['x-content-type-options'] == 'nosniff'
    assert 'sandbox' in answer.headers['content-security-policy']


@pytest.mark.parametrize('data', [b'<script>alert(1)</script>', b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'])
async def test_nothing_else_is_shown(client: httpx2.AsyncClient, attachments: Attachments, data: bytes) -> None:
    _, told = await post(client, 'page.html', data)
    digest = attachments.chosen([told['id']])[0].digest
    answer = await client.get(f'/api/attachments/{digest}')
    assert answer.headers['content-type'] == 'application/octet-stream'
    assert answer.headers['content-disposition'].startswith('attachment')


@pytest.mark.parametrize('digest', ['0' * 64, '..%2Fchats.db', 'chats.db', 'A' * 64])
async def test_what_is_not_there_is_not_found(client: httpx2.AsyncClient, digest: str) -> None:
    assert (await client.get(f'/api/attachments/{digest}')).status_code == 404
