"""An answer in one piece is shown when it is whole; what has come of it is kept."""
from __future__ import annotations

from chat.conversation import Delta, Lane, Reply, ToolCall, Usage
from chat.engine import holding
from chat.engine.engine import Engine
from chat.providers.provider import ErrorKind, ProviderError
from tests.engine.conftest import END, Feed, Stream
from tests.waiting import until


async def whole(engine: Engine, feed: Feed) -> tuple[Reply, Stream]:
    """A reply that is shown in one piece, and half of it has come."""
    chat = engine.new([Lane(model='fed/a', is_streamed=False)])
    reply = engine.send(chat, 'Hello').replies[0][0]
    stream = await feed.request('Hello')
    stream.put(Delta(thinking='Hm. '), Delta(thinking='Well.'), Delta(text='Half '), Delta(text='of '))
    await until(lambda: reply.note == holding.NOTE)
    assert (reply.text, reply.thinking) == ('', '')
    return reply, stream


async def test_an_answer_in_one_piece_is_shown_when_it_is_whole(engine: Engine, feed: Feed) -> None:
    reply, stream = await whole(engine, feed)
    stream.put(Delta(tool_call=ToolCall(id='1', name='look', arguments='{}')), Delta(text='it.'), Delta(usage=Usage(output_tokens=9)), END)
    await until(lambda: not reply.is_running)
    assert [(part.kind, part.text) for part in reply.parts] == [
        ('thinking', 'Hm. Well.'), ('text', 'Half of '), ('tool_call', '{}'), ('text', '\n\nit.')]
    assert (reply.status, reply.usage.output_tokens, reply.finish_reason) == ('done', 9, 'stop')


async def test_what_has_come_of_an_answer_in_one_piece_is_kept_when_it_is_stopped(engine: Engine, feed: Feed) -> None:
    reply, stream = await whole(engine, feed)
    engine.stop_all()
    await until(lambda: not reply.is_running)
    assert (reply.status, reply.text, reply.thinking, stream.is_closed) == ('stopped', 'Half of ', 'Hm. Well.', True)


async def test_what_has_come_of_an_answer_in_one_piece_is_kept_when_it_breaks_off(engine: Engine, feed: Feed) -> None:
    reply, stream = await whole(engine, feed)
    stream.put(ProviderError(ErrorKind.SERVER_ERROR, 'Out of memory.'))
    await until(lambda: not reply.is_running)
    assert (reply.status, reply.text, feed.count) == ('failed', 'Half of ', 1)


async def test_an_answer_that_is_held_back_knows_what_was_thought(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/a', is_streamed=False)])
    reply = engine.send(chat, 'Hello').replies[0][0]
    (await feed.request('Hello')).put(Delta(text='Hm.'), Delta(was_thought=True), Delta(text='Yes.'), END)
    await until(lambda: not reply.is_running)
    assert (reply.status, reply.thinking, reply.text) == ('done', 'Hm.', 'Yes.')
