"""One reply on its way to its end."""
from __future__ import annotations

from chat.conversation import Lane
from chat.engine.engine import Engine
from chat.providers.provider import ErrorKind, ProviderError
from tests.engine.conftest import Feed, until


async def test_whoever_is_to_wait_for_hours_is_told_so_at_once(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='fed/a')])
    reply = engine.send(chat, 'Hello').replies[0][0]
    (await feed.request('Hello')).put(ProviderError(ErrorKind.RATE_LIMIT, 'Too often.', retry_after=7200))
    await until(lambda: not engine.is_running(chat.id))
    assert reply.error
    assert (reply.status, reply.error.message) == ('failed', 'Too often. It asks for a pause of 120 minutes.')
