from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from chat.conversation import (
    Attachment,
    Chat,
    ChatSettings,
    Delta,
    Lane,
    Reply,
    ReplyError,
    ReplyStatus,
    RequestRecord,
    ToolCall,
    Turn,
    Usage,
)
from chat.store.store import Store


def opened(path: Path) -> Store:
    store = Store(path)
    store.open()
    return store


def chat_with_reply(prompt: str = 'Why?', text: str = 'Because.', *, title: str = 'A chat', model: str = 'demo/fast',
                    status: ReplyStatus | None = ReplyStatus.DONE, at: float = 1000.0) -> tuple[Chat, Turn, Reply]:
    """One prompt and its reply, which is still running if there is no status."""
    chat = Chat(title=title, lanes=[Lane(model=model)], created_at=at, updated_at=at)
    turn = add_turn(chat, prompt, text, status=status, at=at)
    return chat, turn, turn.replies[0][0]


def add_turn(chat: Chat, prompt: str, text: str, *, status: ReplyStatus | None = ReplyStatus.DONE, at: float = 1000.0) -> Turn:
    turn = Turn(chat_id=chat.id, prompt=prompt, parent_id=chat.current_turn_id, created_at=at)
    reply = Reply(turn_id=turn.id, lane=0, model=chat.lanes[0].model, created_at=at)
    if text:
        reply.append(Delta(text=text), at + 1)
    if status:
        reply.finish(status, at + 2)
    turn.replies[0] = [reply]
    chat.turns[turn.id] = turn
    chat.current_turn_id = turn.id
    return turn


async def found(store: Store, query: str) -> set[str]:
    """The titles of the chats that are found, in whatever is saved by now."""
    await store.flush()
    return {hit.title for hit in await store.search(query)}


def saved(store: Store, title: str, prompt: str = '', text: str = '') -> Chat:
    chat, *_ = chat_with_reply(prompt, text, title=title)
    store.save_whole_chat(chat)
    return chat


def rich_chat() -> Chat:
    """Something in every field that is saved."""
    chat, turn, reply = chat_with_reply('Look 👀', '', title='Ünï', status=None)
    chat.lanes = [
        Lane(model='demo/fast', number=0, system_prompt='Be brief', parameters={'temperature': 0.5, 'stop': ['a']}, parked=True),
        Lane(model='demo/slow', number=3, inherits=0)]
    chat.folder, chat.tags, chat.pinned, chat.archived, chat.unread = 'Work/ß', ['x', 'ü'], True, True, True
    chat.settings = ChatSettings(is_blind=True, widths={0: 30.0}, other={'zoom': 2})
    turn.attachments = [Attachment(name='a.pdf', media_type='application/pdf', size=3, digest='abc', text='inside')]
    turn.history, turn.picked_reply_id, turn.shown = 'picked', reply.id, {0: reply.id}
    for step in range(100):
        reply.append(Delta(thinking='hm ' if step < 50 else '', text='' if step < 50 else f'{step} 🎉\0'), 1000.1 + step * 0.07)
    reply.append(Delta(tool_call=ToolCall(id='t1', name='clock', arguments='{}')), 1008.0)
    reply.append(Delta(text='after', usage=Usage(input_tokens=1, output_tokens=2, cost=0.5), finish_reason='stop'), 1009.0)
    reply.cost, reply.request = 0.25, RequestRecord(model='fast', history=(('a', 'b'),), other={'seed': 1})
    reply.finish(ReplyStatus.DONE, 1010.0)
    failed = Reply(turn_id=turn.id, lane=3, model='demo/slow', created_at=1000.0)
    failed.finish(ReplyStatus.FAILED, 1001.0, ReplyError(kind='bad_key', message='The key is wrong.'))
    second = Reply(turn_id=turn.id, lane=3, model='demo/slow', version=2, created_at=1002.0)
    second.append(Delta(text='better'), 1003.0)
    second.finish(ReplyStatus.STOPPED, 1004.0)
    turn.replies[3] = [failed, second]
    return chat


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What another program finds in the file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


async def run(store: Store, sql: str) -> None:
    """On the store's own connection."""
    def work(db: Database) -> None:
        db.execute(sql)
    await store.write(work)


def change(path: Path, sql: str) -> None:
    """What another program does to the file."""
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


async def filled(path: Path, *titles: str) -> None:
    store = opened(path)
    for title in titles:
        saved(store, title, f'{title}?', f'{title}!')
    await store.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the database."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute('BEGIN EXCLUSIVE')
    try:
        yield
    finally:
        connection.execute('ROLLBACK')
        connection.close()
