"""Files of prompts going in and results of suites coming out, over HTTP."""
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from chat.api.page import suites as suite_routes
from chat.conversation import Lane
from chat.engine.engine import Engine
from chat.engine.suites.prompt_files import KEPT_FILES, PromptFiles, UploadedFile
from chat.engine.suites.suite import Suites
from chat.exchange.incoming.prompt_file import PromptFileError
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from tests.waiting import until

OURS = {'x-polylogue': '1', 'x-file-name': 'St%C3%A4dte.txt'}
KEY = 'sk-secret-0123456789abcdef'


@pytest.fixture
async def suites(tmp_path: Path) -> AsyncIterator[Suites]:
    (tmp_path / 'config.toml').write_text(
        f'[[endpoints]]\nname = "mine"\napi = "openai-chat"\nbase_url = "http://127.0.0.1:9/v1"\napi_key = "{KEY}"\nmodels = ["x"]\n')
    store = Store(tmp_path / 'chats.db')
    store.open()
    providers = Providers(Settings.load(tmp_path, None, {}), demo_pace=0)
    suites = Suites(Engine(store, providers))
    yield suites
    await suites.close()
    await providers.close()
    await store.close()


@pytest.fixture
async def files() -> PromptFiles:
    return PromptFiles()


@pytest.fixture
async def client(suites: Suites, files: PromptFiles) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.include_router(suite_routes.routes(suites, files))
    async with AsyncClient(transport=ASGITransport(app=app), base_url='http://127.0.0.1') as client:
        yield client


async def test_a_file_is_kept_until_it_is_read(client: AsyncClient, files: PromptFiles) -> None:
    answer = (await client.post('/api/prompt-files', content='one\ntwo\n', headers=OURS)).json()
    assert answer['size'] == 8
    assert (await files.read(answer['file'], 'lines', '')).prompts == ('one', 'two')


async def test_other_pages_cannot_hand_over_files(client: AsyncClient) -> None:
    answer = await client.post('/api/prompt-files', content='one')
    assert (answer.status_code, answer.json()['error']) == (403, 'This address is for the page itself.')


@pytest.mark.parametrize('says_its_length', [True, False])
async def test_a_file_that_is_too_large_is_refused_in_a_sentence(
        client: AsyncClient, monkeypatch: pytest.MonkeyPatch, says_its_length: bool) -> None:
    monkeypatch.setattr(suite_routes, 'LARGEST_FILE', 10)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b'four'

    answer = await client.post('/api/prompt-files', content=b'x' * 11 if says_its_length else body(), headers=OURS)
    assert (answer.status_code, answer.json()['error']) == (413, suite_routes.TOO_LARGE)


async def test_the_oldest_files_make_room(files: PromptFiles) -> None:
    first = files.put(UploadedFile(name='a', data=b'first'))
    for _ in range(KEPT_FILES):
        files.put(UploadedFile(name='b', data=b'other'))
    with pytest.raises(PromptFileError, match='choose it again'):
        await files.read(first, 'lines', '')


@pytest.mark.parametrize('form', ['csv', 'html'])
async def test_results_are_sent_whole_and_hold_no_key(suites: Suites, client: AsyncClient, form: str) -> None:
    suite = await suites.new([Lane(model='demo/fast'), Lane(model='mine/x')], [f'prompt {i}' for i in range(45)], 'a/b "c".txt')
    suites.resume(suite)
    await until(lambda: suite.counts[2] == 45 and not suite.is_running)
    answer = await client.get(f'/api/suites/{suite.id}/export?format={form}')
    assert answer.headers['content-disposition'].startswith(f'attachment; filename="a b c.{form}"')
    assert answer.text.count('This answer is scripted') == 45
    assert 'prompt 44' in answer.text
    assert KEY not in answer.text


async def test_unknown_suites_and_formats_are_told(suites: Suites, client: AsyncClient) -> None:
    assert (await client.get('/api/suites/nothing/export')).status_code == 404
    answer = await client.get('/api/suites/nothing/export?format=pdf')
    assert (answer.status_code, answer.json()['error']) == (400, 'There is no format “pdf”; choose csv or html.')
