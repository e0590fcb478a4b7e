"""Answers, and votes on them."""
from __future__ import annotations

import time

from chat.conversation import Chat, Delta, Lane, Reply, Turn, Vote
from chat.engine.engine import Engine
from tests.engine.conftest import Feed
from tests.waiting import until


async def answered(engine: Engine, feed: Feed, *models: str, chat: Chat | None = None, prompt: str = 'why?') -> tuple[Chat, Turn]:
    """A turn that every lane has answered with its model's name."""
    chat = chat or engine.new([Lane(model=f'fed/{model}') for model in models])
    turn = engine.send(chat, prompt)
    for _ in chat.lanes:
        stream = await feed.request(prompt)
        stream.put(Delta(text=f'I am {stream.request.model}.'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    return chat, turn


def reply_of(turn: Turn, model: str) -> Reply:
    return next(reply for reply in turn.all_replies() if reply.model == f'fed/{model}')


def vote(winner: int | None, *, day: str = '2026-03-05', **facts: object) -> Vote:
    when = time.mktime(time.strptime(f'{day} 12:00', '%Y-%m-%d %H:%M'))
    found = Vote(chat_id='c', turn_id='t', outcome='tie' if winner is None else 'winner', winner=winner, created_at=when, candidates=())
    for name, value in facts.items():
        setattr(found, name, value)
    return found
