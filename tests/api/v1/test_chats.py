"""Chats, suites, votes and files by HTTP are those of the page."""
from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.conversation import Lane
from chat.conversation.watchers import Watchers
from tests.api.served import Served, served
from tests.waiting import in_time, until


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as house:
        yield house


async def compared(house: Served, prompt: str = 'Which colour?') -> str:
    """The id of a chat with two answers."""
    waiting = asyncio.ensure_future(house.client.post('/api/v1/compare', json={'message': prompt, 'models': ['fed/a', 'fed/b']}))
    for text in ('Blue whale', 'Red'):
        reply = await in_time(house.fed.next_reply())
        reply.say(text)
        reply.end()
    return str((await waiting).json()['conversation_id'])


async def test_a_chat_is_listed_read_found_arranged_and_deleted_as_on_the_page(house: Served) -> None:
    chat_id = await compared(house)
    listing, seen = house.services.engine.listing, list[str]()
    assert isinstance(listing.watchers, Watchers)
    listing.watchers.add(seen.append)
    [told] = (await house.client.get('/api/v1/chats')).json()['chats']
    assert (told['id'], told['title']) == (chat_id, 'Which colour?')
    whole = (await house.client.get(f'/api/v1/chats/{chat_id}')).json()
    assert [reply['content'] for reply in whole['turns'][0]['replies']] == ['Blue whale', 'Red']
    await house.services.store.flush()
    hits = (await house.client.get('/api/v1/chats/search', params={'q': 'whale'})).json()['hits']
    assert [hit['chat_id'] for hit in hits] == [chat_id]
    change = {'title': 'Colours', 'folder': 'Art', 'add_tags': ['x', 'y'], 'remove_tags': ['x'], 'pinned': True}
    changed = (await house.client.patch(f'/api/v1/chats/{chat_id}', json=change)).json()
    assert (changed['title'], changed['folder'], changed['tags'], changed['pinned']) == ('Colours', 'Art', ['y'], True)
    assert (await house.client.get('/api/v1/chats', params={'folder': 'Art', 'tag': 'y'})).json()['total'] == 1
    assert (await house.client.get('/api/v1/chats', params={'folder': 'None'})).json()['total'] == 0
    assert chat_id in seen, 'the page was told'
    assert (await house.client.delete(f'/api/v1/chats/{chat_id}')).json() == {'deleted': True}
    assert (await house.client.get(f'/api/v1/chats/{chat_id}')).status_code == 404
    assert listing.hidden, 'it can be undone on the page'


async def test_a_chat_goes_out_as_a_file_and_comes_in_again(house: Served) -> None:
    chat_id = await compared(house)
    await house.services.store.flush()
    one = await house.client.get(f'/api/v1/chats/{chat_id}/export')
    everything = await house.client.get('/api/v1/export')
    assert 'Blue whale' in one.text
    assert 'Blue whale' in everything.text
    assert 'attachment' in one.headers['content-disposition']
    await house.client.delete(f'/api/v1/chats/{chat_id}')
    begun = await house.client.post('/api/v1/imports', params={'name': 'chats.json'}, content=one.content)
    assert begun.status_code == 202
    path = f'/api/v1/imports/{begun.json()["id"]}'
    await until(lambda: house.services.imports.all[begun.json()['id']].state.is_final)
    assert (await house.client.get(path)).status_code == 200
    assert (await house.client.get('/api/v1/chats')).json()['total'] == 1


async def test_names_that_are_hidden_stay_hidden(house: Served) -> None:
    chat = house.services.engine.new([Lane(model='fed/a'), Lane(model='fed/b')])
    house.services.judging.start_blind(chat)
    house.services.engine.send(chat, 'Hi')
    for _ in range(2):
        (await in_time(house.fed.next_reply())).end()
    for path in (f'/api/v1/chats/{chat.id}', f'/api/v1/chats/{chat.id}/stream', f'/api/v1/chats/{chat.id}/export'):
        answer = await house.client.get(path)
        assert (answer.status_code, answer.json()['kind']) == (409, 'blind'), path
        assert 'fed/' not in answer.text
    assert 'fed/' not in (await house.client.get('/api/v1/chats')).text


async def test_a_vote_counts_on_the_leaderboard(house: Served) -> None:
    chat_id = await compared(house)
    turn = (await house.client.get(f'/api/v1/chats/{chat_id}')).json()['turns'][0]
    path = f'/api/v1/chats/{chat_id}/turns/{turn["id"]}/vote'
    assert (await house.client.post(path, json={'outcome': 'winner'})).status_code == 422
    vote = (await house.client.post(path, json={'reply_id': turn['replies'][1]['reply_id']})).json()
    assert (vote['winner'], vote['outcome']) == ('fed/b', 'winner')
    board = (await house.client.get('/api/v1/leaderboard')).json()
    assert [row['model'] for row in board['models']] == ['fed/b', 'fed/a']
    assert (await house.client.get('/api/v1/votes')).json()['total'] == 1


async def test_a_suite_is_started_watched_and_read(house: Served) -> None:
    body = {'models': ['fed/a'], 'prompts': ['One', 'Two'], 'title': 'Numbers'}
    suite_id = (await house.client.post('/api/v1/suites', json=body)).json()['id']
    async with house.stream('GET', f'/api/v1/suites/{suite_id}/stream') as events:
        assert (await events.next())[1]['running']
        for _ in range(2):
            reply = await in_time(house.fed.next_reply())
            reply.say(reply.request.messages[-1].content.upper())
            reply.end()
        name, data, _ = (await events.rest())[-1]
        assert (name, data['done'], data['left']) == ('completed', True, 0)
    results = (await house.client.get(f'/api/v1/suites/{suite_id}/results')).json()
    assert [(row['prompt'], row['lanes'][0]['content']) for row in results['rows']] == [('One', 'ONE'), ('Two', 'TWO')]
    assert (await house.client.get('/api/v1/suites')).json()['suites'][0]['title'] == 'Numbers'
    assert (await house.client.post(f'/api/v1/suites/{suite_id}/resume')).status_code == 409


async def test_an_uploaded_file_goes_with_a_prompt(house: Served) -> None:
    kept = await house.client.post('/api/v1/files', params={'name': 'note.txt'}, content=b'Hello file')
    assert (kept.status_code, kept.json()['name']) == (201, 'note.txt')
    asked = asyncio.ensure_future(house.client.post('/api/v1/chat', json={'message': 'Hi', 'model': 'fed/m', 'files': [kept.json()['id']]}))
    reply = await in_time(house.fed.next_reply())
    assert reply.request.messages[-1].attachments[0].text == 'Hello file'
    reply.end()
    assert (await asked).status_code == 200
    assert (await house.client.post('/api/v1/files', content=b'\x7fELF')).status_code == 415


async def test_each_scope_opens_its_own_and_nothing_opens_without_a_token(house: Served) -> None:
    routes = {'ask': ('POST', '/api/v1/chat'), 'read': ('GET', '/api/v1/chats'), 'export': ('GET', '/api/v1/export')}
    for scope in routes:
        headers = house.token(scope)
        for other, (method, path) in routes.items():
            answer = await house.client.request(method, path, headers=headers, json={})
            assert (answer.status_code == 403) == (scope != other), (scope, path)
    for header in ('', 'Bearer', 'Bearer plg_wrong', f'Basic {house.secret}', f'Bearer {house.secret[:-1]}'):
        headers = {'authorization': header, 'cookie': f'token={house.secret}'}
        for method, path in routes.values():
            bare = await house.client.request(method, f'{path}?token={house.secret}', headers=headers, json={})
            assert (bare.status_code, bare.headers['www-authenticate']) == (401, 'Bearer')
    well = await house.client.get('/healthz', headers={'authorization': ''})
    assert (well.status_code, json.loads(well.text)) == (200, {'status': 'ok'})
    assert (await house.client.get('/metrics', headers={'authorization': ''})).status_code == 401
    assert 'polylogue_replies_total' in (await house.client.get('/metrics')).text
    lost = await house.client.get('/api/v1/SECRET')
    assert (lost.status_code, 'SECRET' in lost.text) == (404, False)


async def test_a_token_has_so_many_answers_at_once_and_a_budget(house: Served) -> None:
    headers = house.token('ask', streams=1)
    async with house.client.stream('POST', '/api/v1/chat/stream', json={'message': 'Hi', 'model': 'fed/m'}, headers=headers):
        reply = await in_time(house.fed.next_reply())
    refused = await house.client.post('/api/v1/chat', json={'message': 'Hi', 'model': 'fed/m'}, headers=headers)
    assert (refused.status_code, refused.json()['kind'], int(refused.headers['retry-after']) > 0) == (429, 'too_many_streams', True)
    reply.end()
    await until(lambda: not list(house.services.engine.replies))
    poor = house.token('ask', daily_budget=0.0)
    broke = await house.client.post('/v1/messages', json={'model': 'fed/m', 'messages': [{'role': 'user', 'content': 'Hi'}]}, headers=poor)
    assert (broke.status_code, broke.json()['error']['type']) == (429, 'rate_limit_error')
    assert 'budget for today' in broke.json()['error']['message']
