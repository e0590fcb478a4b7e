"""Chats that were continued elsewhere after their import: what is newer there is imported, too, and nothing that is here is lost."""
from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from chat.conversation import Chat, Reply, Turn, new_id
from chat.engine.engine import Engine
from chat.store.transfer.staging import staged_chat


async def renew(engine: Engine, staging: Path, chat_id: str) -> bool:
    """Add what the prepared chat has and this one lacks. False where the chat is gone, or being answered right now. Raises StoreError.

    A reply with other words becomes one more version, the one that is shown: what was settled is never drawn again, and whoever liked the
    older one pages back to it.
    """
    newer = await asyncio.to_thread(staged_chat, staging, chat_id)
    chat = await engine.open(chat_id)
    if newer is None or chat is None or engine.is_running(chat_id):
        return False
    ended_at = chat.current_turn_id
    for turn in sorted(newer.turns.values(), key=lambda turn: turn.created_at):
        here = chat.turns.get(turn.id)
        if here:
            _add_replies(engine, chat, here, turn)
        elif turn.parent_id is None or turn.parent_id in chat.turns:
            chat.turns[turn.id] = turn
            engine.store.save_whole_turn(turn)
    if ended_at in {past.id for past in chat.path_to(newer.current_turn_id)}:
        chat.current_turn_id = newer.current_turn_id
    known = {lane.number for lane in chat.lanes}
    chat.lanes += [lane for lane in newer.lanes if lane.number not in known]
    chat.updated_at = max(chat.updated_at, newer.updated_at)
    engine.save(chat)
    return True


def _add_replies(engine: Engine, chat: Chat, here: Turn, turn: Turn) -> None:
    for reply in turn.all_replies():
        versions = here.replies.setdefault(reply.lane, [])
        if not reply.parts or any(_is_same(reply, other) for other in versions):
            continue
        is_new = all(other.id != reply.id for other in versions)
        added = replace(reply, id=reply.id if is_new else new_id(), version=len(versions) + 1)
        versions.append(added)
        here.shown.pop(reply.lane, None)
        engine.store.save_turn(here)
        engine.store.save_reply(added, chat.id)


def _is_same(reply: Reply, other: Reply) -> bool:
    """As the search for what has grown compares them."""
    return reply.text == other.text and _beside_text(reply) == _beside_text(other)


def _beside_text(reply: Reply) -> list[tuple[str, str]]:
    return [(part.kind, '' if part.kind == 'text' else part.text) for part in reply.parts]
