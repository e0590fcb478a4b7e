"""Chats that are already there when the app starts, written with the app's own store."""
from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.bench import MODEL
from benchmarks.text import PARAGRAPHS
from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, Turn
from chat.store.store import Store

FLUSH_SECONDS = 60


def write(data: Path, chats: Iterable[Chat]) -> None:
    """Into the data folder of an app that has not started yet. In a thread, because Playwright keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(_write(Store(data / 'chats.db'), chats))).result()


async def _write(store: Store, chats: Iterable[Chat]) -> None:
    store.open()
    for chat in chats:
        store.save_whole_chat(chat)
    if not await store.flush(FLUSH_SECONDS):
        raise RuntimeError('the chats to start with could not be saved')
    await store.close()


def chat_of(title: str, messages: int, first: str, last: str) -> Chat:
    """A finished chat of this many messages (prompts and replies); `first` is in its first prompt, `last` ends its last reply."""
    chat = Chat(title=title, lanes=[Lane(model=MODEL)])
    began = time.time() - 86_400
    for number in range(messages // 2):
        words = [f'{first} ' if number == 0 else '', f'question {number}']
        turn = Turn(chat_id=chat.id, prompt=''.join(words), parent_id=chat.current_turn_id, created_at=began + number)
        turn.replies[0] = [_reply(turn, last if number == messages // 2 - 1 else '')]
        chat.turns[turn.id] = turn
        chat.current_turn_id = turn.id
    return chat


def _reply(turn: Turn, end: str) -> Reply:
    """About 600 characters of Markdown."""
    reply = Reply(turn_id=turn.id, lane=0, model=MODEL, created_at=turn.created_at)
    for text in itertools.islice(itertools.cycle(PARAGRAPHS), 7):
        reply.append(Delta(text=f'{text}\n\n'), turn.created_at + 0.1)
    reply.append(Delta(text=f'End of answer. {end}', finish_reason='stop'), turn.created_at + 0.2)
    reply.finish(ReplyStatus.DONE, turn.created_at + 0.3)
    return reply
