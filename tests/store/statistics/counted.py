"""Replies that have ended, and what is counted of them."""
from __future__ import annotations

from datetime import date, datetime

from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, Turn, Usage
from chat.store.statistics.statistics import Statistics, statistics
from chat.store.store import Store

NOON = datetime.combine(date(2026, 3, 18), datetime.min.time()).timestamp() + 12 * 3600
"""A Wednesday, on this computer's clock."""


DAY = 86400.0


USUAL = Usage(input_tokens=100, output_tokens=50)


def ended(model: str, at: float, *, first: float = 1.0, seconds: float = 10.0, usage: Usage = USUAL,
          cost: float | None = 0.01, status: ReplyStatus = ReplyStatus.DONE) -> Reply:
    reply = Reply(turn_id='t', lane=0, model=model, created_at=at, usage=usage, cost=cost)
    reply.append(Delta(text='Hello'), at + first)
    reply.finish(status, at + first + seconds)
    return reply


async def keep(store: Store, *replies: Reply) -> None:
    chat = Chat(lanes=[Lane(model='a/x')])
    store.save_chat(chat)
    store.save_turn(Turn(id='t', chat_id=chat.id, prompt='?'))
    for reply in replies:
        store.save_reply(reply, chat.id)
    assert await store.flush()


async def counted(store: Store, days: int | None = 7) -> Statistics:
    return await statistics(store, days, now=NOON)
