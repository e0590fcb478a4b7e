"""Branches, versions, forks and deletions, on a real store and a provider that the test feeds by hand."""
from __future__ import annotations

import pytest

from chat.conversation import Delta
from chat.engine.chats import branches
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from tests.engine.conftest import Feed
from tests.engine.test_engine import a_chat, the_reply
from tests.waiting import until


async def test_an_edited_prompt_is_a_branch_beside_the_old_one(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    turn = engine.send(chat, 'old')
    (await feed.request('old')).put(Delta(text='1'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    engine.edit(chat, turn, 'new')
    (await feed.request('new')).put(Delta(text='2'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert [t.prompt for t in chat.path()] == ['new']
    branches.show_branch(engine, chat, chat.path()[0], -1)
    assert [t.prompt for t in chat.path()] == ['old']


async def test_a_reply_cannot_be_edited_to_nothing(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'Hello')
    (await feed.request('Hello')).put(Delta(text='World'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    with pytest.raises(EngineError, match='cannot be empty'):
        branches.edit_reply(engine, chat, the_reply(chat), ' \n')
    assert the_reply(chat).text == 'World'


async def test_a_fork_holds_the_conversation_so_far_and_goes_its_own_way(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    turn = engine.send(chat, 'root')
    (await feed.request('root')).put(Delta(text='1'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    copy = branches.fork(engine, chat, turn)
    engine.send(copy, 'further')
    (await feed.request('further')).put(Delta(text='2'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(copy.id))
    assert [(t.prompt, t.replies[0][0].text) for t in copy.path()] == [('root', '1'), ('further', '2')]
    assert len(chat.turns) == 1


async def test_a_deleted_turn_lets_the_later_ones_move_up(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    for word in ('one', 'two', 'three'):
        engine.send(chat, word)
        (await feed.request(word)).put(Delta(text=word.upper()), Delta(finish_reason='stop'))
        await until(lambda: not engine.is_running(chat.id))
    branches.delete_turn(engine, chat, chat.path()[1])
    await engine.store.flush(5)
    loaded = await engine.store.load_chat(chat.id)
    assert loaded
    assert [t.prompt for t in chat.path()] == [t.prompt for t in loaded.path()] == ['one', 'three']


async def test_a_branch_comes_back_as_it_was_left(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)

    async def answered(prompt: str) -> None:
        (await feed.request(prompt)).put(Delta(text=prompt), Delta(finish_reason='stop'))
        await until(lambda: not engine.is_running(chat.id))

    for prompt in ('one', 'two'):
        engine.send(chat, prompt)
        await answered(prompt)
    one, two = chat.path()
    engine.edit(chat, two, 'two, better')
    await answered('two, better')
    branches.show_branch(engine, chat, chat.path()[1], -1)
    engine.edit(chat, one, 'another')
    await answered('another')
    assert [t.prompt for t in chat.path()] == ['another']
    branches.show_branch(engine, chat, chat.path()[0], -1)
    assert [t.prompt for t in chat.path()] == ['one', 'two, better'], 'never paged away from: the newest'
    branches.show_branch(engine, chat, chat.path()[1], -1)
    branches.show_branch(engine, chat, one, +1)
    branches.show_branch(engine, chat, chat.path()[0], -1)
    assert [t.prompt for t in chat.path()] == ['one', 'two']


async def test_a_deleted_branch_that_is_put_back_is_shown_again(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    for prompt in ('old', 'new', 'later'):
        old = chat.path()[0] if prompt == 'new' else None
        engine.edit(chat, old, prompt) if old else engine.send(chat, prompt)
        (await feed.request(prompt)).put(Delta(text=prompt), Delta(finish_reason='stop'))
        await until(lambda: not engine.is_running(chat.id))
    branches.show_branch(engine, chat, chat.path()[0], -1)
    gone = chat.path()[0]
    branches.delete_turn(engine, chat, gone)
    assert [t.prompt for t in chat.path()] == ['new', 'later']
    branches.put_back_turn(engine, chat, gone, [], is_end=True)
    assert [t.prompt for t in chat.path()] == ['old']
