"""What can be fetched and sent, over real HTTP requests to the app's routes."""
from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

import tests.exchange.samples as samples
from chat.api.page import exports, imports
from chat.conversation import Candidate, Chat, ChatSettings, Delta, Lane, ReplyStatus, Vote
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.judging.judging import Judging
from chat.engine.transfer.export_turn import ExportTurn
from chat.engine.transfer.exporting import Picks, back_up
from chat.engine.transfer.importing import Imports
from chat.exchange.outgoing.export import FORMATS
from chat.settings import Settings
from chat.store.tables.votes import Votes
from tests.engine.house import running_engine
from tests.store.samples import chat_with_reply, opened, rich_chat
from tests.waiting import until

KEY = 'sk-secret-0123456789abcdef'


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    (tmp_path / 'config.toml').write_text(
        f'[[endpoints]]\nname = "mine"\napi = "openai-chat"\nbase_url = "http://127.0.0.1:9/v1"\napi_key = "{KEY}"\nmodels = ["x"]\n')
    async with running_engine(Settings.load(tmp_path, None, {})) as engine:
        yield engine


@pytest.fixture
def picks() -> Picks:
    return Picks()


@pytest.fixture
def turn() -> ExportTurn:
    return ExportTurn()


@pytest.fixture
async def client(engine: Engine, picks: Picks, turn: ExportTurn) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    running = Imports(engine, Attachments(AttachmentFiles(engine.store.path.parent), engine))
    app.include_router(exports.routes(engine, Judging(engine), picks, turn))
    app.include_router(imports.routes(running))
    async with AsyncClient(transport=ASGITransport(app), base_url='http://127.0.0.1') as client:
        yield client
    await running.close()


@pytest.mark.parametrize('name', list(FORMATS))
async def test_a_chat_is_saved_under_its_title(engine: Engine, client: AsyncClient, name: str) -> None:
    chat, _, _ = chat_with_reply(title='Grüße/Rain')
    engine.adopt(chat)
    answer = await client.get(f'/api/chats/{chat.id}/export?format={name}')
    assert answer.status_code == 200
    assert answer.headers['content-disposition'] == (
        f'attachment; filename="Gr__e Rain.{name}"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe%20Rain.{name}')
    assert 'Because.' in answer.text


async def test_json_is_the_usual_format(engine: Engine, client: AsyncClient) -> None:
    chat = rich_chat()
    chat.settings = ChatSettings()
    engine.adopt(chat)
    answer = (await client.get(f'/api/chats/{chat.id}/export')).json()
    assert [one['id'] for one in answer['chats']] == [chat.id]


@pytest.mark.parametrize(('path', 'status', 'words'), [
    ('/api/chats/nothing/export', 404, 'not here'), ('/api/chats/nothing/export?format=docx', 400, 'no format “docx”'),
    ('/api/export?format=exe', 400, 'choose one of'), ('/api/backups/chats.db', 404, 'no such backup'),
    ('/api/backups/..%2Fchats.db', 404, ''), ('/api/imports/nothing', 404, 'no such import')])
async def test_what_is_not_there_is_said(client: AsyncClient, path: str, status: int, words: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert words in answer.text


async def test_all_chats_are_in_one_file(engine: Engine, client: AsyncClient) -> None:
    for number in range(3):
        engine.adopt(chat_with_reply(f'Prompt {number}')[0])
    everything = (await client.get('/api/export?format=json')).json()
    lines = (await client.get('/api/export?format=jsonl')).text.splitlines()
    cells = (await client.get('/api/export?format=csv')).content
    table = list(csv.DictReader(io.StringIO(cells.decode('utf-8-sig'), newline='')))
    prompts = {'Prompt 0', 'Prompt 1', 'Prompt 2'}
    assert {chat['turns'][0]['prompt'] for chat in everything['chats']} == prompts
    assert {json.loads(line)['turns'][0]['prompt'] for line in lines} == prompts
    assert {row['prompt'] for row in table} == prompts
    assert cells.startswith('\ufeffchat_id,'.encode()), 'without that mark spreadsheets take it for another encoding'


async def test_chats_that_were_picked_go_out_without_the_others(engine: Engine, client: AsyncClient, picks: Picks) -> None:
    chats = [chat_with_reply(title=title)[0] for title in ('One', 'Two', 'Three', 'Gone')]
    for chat in chats:
        engine.adopt(chat)
    engine.listing.hide(chats[3].id)
    key = picks.put(frozenset(chat.id for chat in chats[1:]))
    assert {chat['title'] for chat in (await client.get(f'/api/export?picked={key}')).json()['chats']} == {'Two', 'Three'}
    pages = zipfile.ZipFile(io.BytesIO((await client.get(f'/api/export?format=md&picked={key}')).content))
    assert len(pages.namelist()) == 2
    assert (await client.get('/api/export?picked=unknown')).status_code == 404


@pytest.mark.parametrize('name', ['md', 'html'])
async def test_all_chats_as_pages_are_a_zip(engine: Engine, client: AsyncClient, name: str) -> None:
    engine.adopt(chat_with_reply(title='One')[0])
    engine.adopt(chat_with_reply(title='Two')[0])
    answer = await client.get(f'/api/export?format={name}')
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert answer.headers['content-type'] == 'application/zip'
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [f'1970-01-01 One.{name}', f'1970-01-01 Two.{name}']


async def test_nothing_at_all_can_be_exported(client: AsyncClient) -> None:
    assert (await client.get('/api/export')).json()['chats'] == []


async def test_no_export_and_no_backup_holds_a_key(engine: Engine, client: AsyncClient) -> None:
    chat = engine.new([Lane(model='mine/x')])
    engine.send(chat, 'Hello')
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))
    for name in FORMATS:
        assert KEY.encode() not in (await client.get(f'/api/chats/{chat.id}/export?format={name}')).content
        assert KEY.encode() not in (await client.get(f'/api/export?format={name}')).content
    assert KEY.encode() not in (await back_up(engine)).read_bytes()


async def test_a_chat_that_is_being_written_is_exported_as_it_is_now(engine: Engine, client: AsyncClient) -> None:
    chat, _, reply = chat_with_reply(text='', status=None)
    engine.adopt(chat)
    reply.append(Delta(text='So far'), 1001.0)
    answer = await client.get(f'/api/chats/{chat.id}/export?format=md')
    assert 'So far' in answer.text
    assert 'Still being written' in answer.text


async def test_a_backup_is_a_whole_database_and_can_be_fetched(engine: Engine, client: AsyncClient, tmp_path: Path) -> None:
    engine.adopt(chat_with_reply()[0])
    first, second = await back_up(engine), await back_up(engine)
    assert first.parent == tmp_path / 'backups'
    assert first != second
    copy = tmp_path / 'fetched.db'
    copy.write_bytes((await client.get(f'/api/backups/{first.name}')).content)
    connection = sqlite3.connect(copy)
    assert connection.execute('SELECT prompt FROM turns').fetchall() == [('Why?',)]
    connection.close()


async def test_a_backup_made_while_an_answer_is_written_opens_with_what_was_there(engine: Engine, tmp_path: Path) -> None:
    engine.adopt(chat_with_reply()[0])
    chat = engine.new([Lane(model='demo/slow')])
    engine.send(chat, 'Go on.')
    reply = next(iter(chat.turns.values())).replies[0][0]
    await until(lambda: bool(reply.text))
    engine.store.save_reply(reply, chat.id)
    saved = reply.text
    path = await back_up(engine)
    assert engine.is_running(chat.id)
    (tmp_path / 'fresh').mkdir()
    shutil.copy(path, tmp_path / 'fresh' / 'chats.db')
    fresh = opened(tmp_path / 'fresh' / 'chats.db')
    assert len(await fresh.list_chats()) == 2
    copy = await fresh.load_chat(chat.id)
    assert copy
    kept = next(iter(copy.turns.values())).replies[0][0]
    assert kept.status is ReplyStatus.INTERRUPTED
    assert kept.text.startswith(saved)
    assert reply.text.startswith(kept.text)
    await fresh.close()
    engine.stop(chat.id)


async def finished(client: AsyncClient, import_id: str) -> dict[str, object]:
    async def report() -> dict[str, object]:
        return (await client.get(f'/api/imports/{import_id}')).json()

    async def is_over() -> bool:
        return (await report())['state'] in {'done', 'failed', 'cancelled'}
    await until(is_over)
    return await report()


async def test_a_file_that_is_sent_is_imported(client: AsyncClient, engine: Engine) -> None:
    headers = {'x-polylogue': '1', 'x-file-name': 'm%C3%BC%E2%80%AE%0A%00.json'}
    answer = await client.post('/api/imports', content=json.dumps([samples.chatgpt()]), headers=headers)
    report = await finished(client, answer.json()['id'])
    assert (report['state'], report['taken'], report['name']) == ('done', 1, 'mü .json')
    assert len(engine.listing.summaries) == 1


async def test_everything_goes_out_and_into_an_empty_folder_again(client: AsyncClient, engine: Engine, tmp_path: Path) -> None:
    for chat in (rich_chat(), chat_with_reply('Two')[0]):
        chat.settings = replace(chat.settings, is_blind=False)
        engine.adopt(chat)
    first = (await client.get('/api/export?format=json')).content
    for chat_id in list(engine.listing.summaries):
        await engine.delete(chat_id)
    answer = await client.post('/api/imports', content=first, headers={'x-polylogue': '1'})
    assert (await finished(client, answer.json()['id']))['taken'] == 2
    assert (await client.get('/api/export?format=json')).content == first


def comparison(title: str, *, blind: bool = False) -> tuple[Chat, Vote]:
    chat, turn, reply = chat_with_reply('Which is better?', f'Answer in {title}', title=title, model='acme/secret-model')
    chat.settings = ChatSettings(is_blind=blind)
    vote = Vote(chat_id=chat.id, turn_id=turn.id, outcome='all_bad', was_blind=True, is_locked=not blind, tags=('poems',),
                candidates=(Candidate(lane=0, model=reply.model, reply_id=reply.id),))
    return chat, vote


async def vote_on(engine: Engine, *pairs: tuple[Chat, Vote]) -> None:
    for chat, vote in pairs:
        engine.adopt(chat)
        Votes(engine.store).save(vote)
    assert await engine.store.flush()


@pytest.mark.parametrize('address', ['/api/export', '/api/chats/{id}/export'])
@pytest.mark.parametrize('name', list(FORMATS))
async def test_votes_are_in_every_export(engine: Engine, client: AsyncClient, name: str, address: str) -> None:
    chat, vote = comparison('One')
    await vote_on(engine, (chat, vote))
    answer = await client.get(f'{address.format(id=chat.id)}?format={name}')
    content = answer.content
    if answer.headers['content-type'] == 'application/zip':
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = archive.read(archive.namelist()[0])
    assert {'json': b'"kind":"all_bad"', 'jsonl': vote.id.encode(), 'csv': b'all_bad,yes,no,yes,yes,'}.get(name, b'All bad') in content
    assert b'poems' in content


@pytest.mark.parametrize('name', list(FORMATS))
async def test_blind_comparisons_are_left_out_of_all_chats_with_a_word_about_it(engine: Engine, client: AsyncClient, name: str) -> None:
    hidden, shown = comparison('Hush', blind=True), comparison('Open')
    next(iter(shown[0].turns.values())).replies[0][0].model = shown[0].lanes[0].model = 'acme/known'
    await vote_on(engine, hidden, (shown[0], replace(shown[1], candidates=())))
    content = (await client.get(f'/api/export?format={name}')).content
    texts = [content.decode()] if not FORMATS[name].is_page else [
        archive.read(one).decode() for archive in [zipfile.ZipFile(io.BytesIO(content))] for one in archive.namelist()]
    everything = '\n'.join(texts)
    assert 'Answer in Open' in everything
    assert 'One blind comparison is left out, because names are hidden until the reveal: “Hush”.' in everything
    assert not [word for word in ('secret-model', 'Answer in Hush', hidden[1].id, hidden[0].id) if word in everything]
    assert 'left out' not in (await client.get(f'/api/chats/{shown[0].id}/export?format={name}')).text


@pytest.mark.parametrize('name', ['json', 'jsonl'])
async def test_the_word_about_what_is_missing_does_not_hinder_an_import(engine: Engine, client: AsyncClient, name: str) -> None:
    await vote_on(engine, comparison('Hush', blind=True), comparison('Open'))
    content = (await client.get(f'/api/export?format={name}')).content
    for chat_id in list(engine.listing.summaries):
        await engine.delete(chat_id)
    report = await finished(client, (await client.post('/api/imports', content=content, headers={'x-polylogue': '1'})).json()['id'])
    assert (report['taken'], report['refused_count'], report['sentence']) == (1, 0, '')
    assert report['remarks'] == ['One blind comparison is left out, because names are hidden until the reveal: “Hush”.']


async def test_a_backup_is_whole_whatever_is_blind(engine: Engine) -> None:
    await vote_on(engine, comparison('Hush', blind=True))
    connection = sqlite3.connect(await back_up(engine))
    assert connection.execute('SELECT model FROM replies').fetchall() == [('acme/secret-model',)]
    connection.close()


@pytest.mark.parametrize('method', ['POST', 'DELETE'])
async def test_another_site_cannot_send_anything(client: AsyncClient, engine: Engine, method: str) -> None:
    answer = await client.request(method, '/api/imports' if method == 'POST' else '/api/imports/x', content=b'[]')
    assert answer.status_code == 403
    assert not (engine.store.path.parent / 'imports').exists()


async def test_a_file_that_is_too_large_is_refused_and_not_kept(
        client: AsyncClient, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, 'LARGEST_FILE', 1000)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b'x' * 100
    for content in (b'x' * 2000, pieces()):
        answer = await client.post('/api/imports', content=content, headers={'x-polylogue': '1'})
        assert answer.status_code == 413
    folder = engine.store.path.parent / 'imports'
    assert not folder.exists() or list(folder.iterdir()) == []


async def test_an_import_can_be_cancelled(client: AsyncClient) -> None:
    answer = await client.post('/api/imports', content=json.dumps([samples.chatgpt()] * 3000), headers={'x-polylogue': '1'})
    await client.delete(f'/api/imports/{answer.json()["id"]}', headers={'x-polylogue': '1'})
    assert (await finished(client, answer.json()['id']))['state'] == 'cancelled'
