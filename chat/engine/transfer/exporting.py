"""Exporting chats: one from memory, rendered in threads; all of them from the disk, rendered by a process of its own."""
from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Set
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from chat.conversation import Chat, Part, Reply, Turn
from chat.conversation.json_object import JsonObject
from chat.engine.engine import Engine
from chat.engine.expiring import ExpiringItems
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.worker import start_worker
from chat.exchange.files import Outgoing
from chat.exchange.outgoing.export import FORMATS, Format, encoded, file_name, file_name_of_all
from chat.exchange.verdict import NONE, Votes
from chat.settings.portable import portable
from chat.store.rescue.damage import backup_folder

PIECE = 256 * 1024
"""Bytes."""
FLUSH_SECONDS = 5.0
KEPT_PICKS = 20


def export_chat(engine: Engine, chat: Chat, form: Format, votes: Votes = NONE) -> tuple[str, Iterator[bytes]]:
    """Name of the file, and its content piece by piece, for a thread. The chat may go on meanwhile: what goes out is the state
    of this moment."""
    still = still_of(chat)
    own = {turn_id: replace(vote) for turn_id in chat.turns if (vote := votes.get(turn_id))}
    files = Outgoing(read=AttachmentFiles(engine.store.path.parent).find)
    return file_name(chat, form.ending), encoded(form.write([still], own, files=files), PIECE)


class Picks(ExpiringItems[frozenset[str]]):
    """Chats that were picked to go out together: their ids may be more than an address can hold."""

    def __init__(self) -> None:
        super().__init__(KEPT_PICKS)


def export_all(engine: Engine, form: Format, only: Set[str] | None = None) -> tuple[str, AsyncGenerator[bytes]]:
    """Name of the file, and its content piece by piece; `only` these chats, if given. Temporary chats are not part of it, nor deleted
    ones that could still be brought back, nor blind ones before their reveal: the file ends with a word about those."""
    def choice() -> JsonObject:
        return {'without': [*engine.listing.hidden], 'only': None if only is None else [*only]}
    pieces = _written(engine, choice, 'chat.engine.transfer.export_worker', form.name)
    return file_name_of_all('zip' if form.is_page else form.ending, time.time()), pieces


def export_for_move(engine: Engine) -> tuple[str, AsyncGenerator[bytes]]:
    """Name of the file that everything is moved to another computer with, and its content; blind comparisons are in it, too."""
    def choice() -> JsonObject:
        return {'without': [*engine.listing.hidden], 'settings': portable(engine.providers.settings)}
    return file_name_of_all('move.zip', time.time()), _written(engine, choice, 'chat.engine.transfer.move_worker')


async def _written(engine: Engine, choice: Callable[[], JsonObject], module: str, *arguments: str) -> AsyncGenerator[bytes]:
    """What a process of its own writes, given the database, and choice on its stdin what is so when it starts."""
    await engine.store.flush(FLUSH_SECONDS)
    process = await start_worker(module, str(engine.store.path.absolute()), *arguments)
    try:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(choice(), default=str).encode())
        process.stdin.close()
        while piece := await process.stdout.read(PIECE):
            yield piece
        if await process.wait():
            raise OSError('The export ended before it was complete.')  # breaks the download off, so that nobody takes it for whole
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def back_up(engine: Engine) -> Path:
    """A consistent copy of the database while everything goes on; where it is. Raises StoreError and OSError.

    It is for recovery and therefore whole: who is who in blind comparisons that wait for their reveal is in it, too. What was deleted
    is not, even while it could still be brought back.
    """
    folder = backup_folder(engine.store.path)
    folder.mkdir(parents=True, exist_ok=True)
    start = f'chats-{datetime.fromtimestamp(time.time(), UTC):%Y%m%d-%H%M%S}'
    path = next(path for number in range(1, 1000) if not (path := folder / f'{start}{f"-{number}" if number > 1 else ""}.db').exists())
    await engine.store.backup(path, without=engine.listing.hidden)
    return path


def format_of(name: str) -> Format | None:
    return FORMATS.get(name)


def still_of(chat: Chat) -> Chat:
    """A copy that does not move any more. The texts themselves are shared, so it costs little however long they are."""
    lanes = [replace(lane, parameters=dict(lane.parameters)) for lane in chat.lanes]
    still = replace(chat, lanes=lanes, tags=list(chat.tags), views=set(), turns={})
    for turn in chat.turns.values():
        still.turns[turn.id] = _still_turn(turn)
    return still


def _still_turn(turn: Turn) -> Turn:
    replies = {lane: [_still_reply(reply) for reply in versions] for lane, versions in turn.replies.items()}
    return replace(turn, replies=replies, shown=dict(turn.shown), attachments=list(turn.attachments))


def _still_reply(reply: Reply) -> Reply:
    parts = [Part(kind=part.kind, pieces=[part.text], seconds=part.seconds, detail=dict(part.detail)) for part in reply.parts]
    return replace(reply, parts=parts, arrivals=list(reply.arrivals))
