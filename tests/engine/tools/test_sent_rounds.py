"""What was sent in each round of a reply that used tools: with the results of the rounds before, also after a restart."""
from __future__ import annotations

from chat.conversation import Chat, Delta, Reply, ReplyStatus, Turn
from chat.engine.engine import Engine
from chat.engine.lanes.sent import rounds_sent, sent_request
from tests.engine.conftest import Feed
from tests.engine.tools.conftest import CALLED, DONE, asked, call, chat_with, next_round
from tests.waiting import until


async def used_twice(engine: Engine, feed: Feed) -> tuple[Chat, Turn, Reply]:
    chat = chat_with(engine)
    reply, _ = await asked(engine, feed, chat, Delta(text='I look.'), call('get_weather', '{"city": "Rome"}'))
    (await next_round(feed)).put(call('get_weather', '{"city": "Oslo"}', id='c2'), CALLED)
    (await next_round(feed)).put(Delta(text='Both wet.'), DONE)
    await until(lambda: not reply.is_running)
    return chat, chat.path()[-1], reply


def told(engine: Engine, chat: Chat, turn: Turn, reply: Reply) -> list[list[str]]:
    """The messages of each request."""
    sent = [sent_request(engine, chat, turn, reply, number) for number in rounds_sent(reply)]
    return [[f'{message.role}: {message.content}' for message in one.messages] for one in sent if one]


ROUNDS = [
    ['user: Do it'],
    ['user: Do it', 'assistant: I look.', 'tool: Rain in Rome for 1 days.'],
    ['user: Do it', 'assistant: I look.', 'tool: Rain in Rome for 1 days.', 'assistant: ', 'tool: Rain in Oslo for 1 days.']]


async def test_each_round_is_a_request_of_its_own(tooled: Engine, feed: Feed) -> None:
    chat, turn, reply = await used_twice(tooled, feed)
    assert told(tooled, chat, turn, reply) == ROUNDS
    assert sent_request(tooled, chat, turn, reply, 4) is None


async def test_it_is_known_after_a_restart_although_the_server_does_not_run(tooled: Engine, feed: Feed) -> None:
    chat, _, _ = await used_twice(tooled, feed)
    await tooled.store.flush()
    tooled.forget(chat.id)
    mine = tooled.tools.toolbox.source('mine')
    assert mine
    tooled.tools.toolbox.remove(mine)
    loaded = await tooled.open(chat.id)
    assert loaded
    turn = loaded.path()[-1]
    reply = turn.reply(0)
    assert reply
    assert told(tooled, loaded, turn, reply) == ROUNDS
    sent = sent_request(tooled, loaded, turn, reply)
    assert sent
    assert sent.missing_tools == 6


async def test_what_was_stopped_while_its_tool_ran_was_asked_once(tooled: Engine, feed: Feed) -> None:
    chat = chat_with(tooled)
    reply, _ = await asked(tooled, feed, chat, call('delete_file', '{"path": "a"}'))
    await until(lambda: reply.status is ReplyStatus.ASKING)
    tooled.stop(chat.id)
    await until(lambda: not reply.is_running)
    assert rounds_sent(reply) == [1]


async def test_what_goes_on_after_the_tools_of_another_version_begins_there(tooled: Engine, feed: Feed) -> None:
    chat, turn, reply = await used_twice(tooled, feed)
    reply.finish_reason = 'length'
    version = tooled.continue_reply(chat, reply)
    (await feed.request('')).put(call('get_weather', '{"city": "Bern"}', id='c3'), CALLED)
    (await feed.request('Bern')).put(Delta(text='All wet.'), DONE)
    await until(lambda: not version.is_running)
    first, second = told(tooled, chat, turn, version)
    assert first[:5] == ROUNDS[-1]
    assert second[-1] == 'tool: Rain in Bern for 1 days.'
