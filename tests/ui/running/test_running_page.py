"""What the page of running replies tells of a blind comparison."""
from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from nicegui import json
from nicegui.testing import user_simulation

from chat.conversation import Chat, ChatSettings, Delta, Lane, Reply, ReplyStatus, Turn, Usage
from chat.engine.engine import Engine
from chat.engine.judging import blind
from chat.engine.suites.suite import Suites
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from chat.ui.running.running_page import HIDDEN, RunningPage
from chat.ui.running.running_rows import WatchedReply
from tests.ui.elements import props_of


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    store = Store(tmp_path / 'chats.db')
    store.open()
    engine = Engine(store, Providers(Settings.load(tmp_path, None, {}), finds_local=False))
    await engine.start()
    yield engine
    await engine.close()
    await engine.providers.close()
    await store.close()


def comparison(engine: Engine, *models: str) -> Chat:
    """Blind; every lane has answered and was charged for."""
    lanes = [Lane(model=model, number=number) for number, model in enumerate(models)]
    chat = Chat(title='Which?', lanes=lanes, settings=ChatSettings(is_blind=True))
    turn = Turn(chat_id=chat.id, prompt='?')
    for lane in chat.lanes:
        reply = Reply(turn_id=turn.id, lane=lane.number, model=lane.model, usage=Usage(cost=0.5))
        reply.append(Delta(text=f'I am {lane.model}'), time.time())
        engine.budget.charge(reply, chat.id)
        reply.finish(ReplyStatus.DONE, time.time())
        turn.replies[lane.number] = [reply]
    chat.turns[turn.id], chat.current_turn_id = turn, turn.id
    engine.adopt(chat)
    return chat


async def spending(engine: Engine) -> dict[str, Any]:
    """As a fresh page gets it."""
    pages: list[RunningPage] = []
    async with user_simulation(root=lambda: pages.append(RunningPage(engine, Suites(engine)))) as user:
        await user.open('/')
        start: dict[str, Any] = props_of(pages[-1])['start']
    return start['spending']


async def test_what_blind_models_cost_is_one_sum_until_the_reveal(engine: Engine) -> None:
    chat = comparison(engine, 'acme/claude-9', 'acme/gpt-9')
    engine.budget.charge(Reply(turn_id='t', lane=0, model='acme/known', usage=Usage(cost=0.25)))
    told = await spending(engine)
    assert [(model, replies) for model, replies, *_ in told['models']] == [('acme/known', 1), (HIDDEN, 2)]
    assert told['spent'] == pytest.approx(1.25)
    await engine.close()
    restarted = Engine(engine.store, engine.providers)
    await restarted.start()
    assert (await spending(restarted))['models'] == told['models'], 'also before the chat is opened again'
    blind.end(engine, chat)
    assert sorted(model for model, *_ in (await spending(engine))['models']) == ['acme/claude-9', 'acme/gpt-9', 'acme/known']


async def test_the_line_of_a_blind_lane_tells_neither_name_nor_words_nor_speed(engine: Engine) -> None:
    chat = comparison(engine, 'acme/claude-9', 'acme/gpt-9')
    reply = Reply(turn_id=chat.current_turn_id or '', lane=0, model='acme/claude-9', usage=Usage(output_tokens=987654321))
    reply.append(Delta(text='I am Claude, made by a company.'), time.time())
    row = WatchedReply(chat=chat, reply=reply).row()
    told = json.dumps(row)
    assert not [word for word in ('claude', 'Claude', 'company', '987654321') if word in told]
    assert (row['title'], row['state']['bytes']) == ('Which?', 0)
    chat.settings = ChatSettings()
    assert 'Claude' in json.dumps(WatchedReply(chat=chat, reply=reply).row())
