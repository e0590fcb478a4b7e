"""Out of one app and into another."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chat.conversation import Candidate, Chat, Vote
from chat.conversation.vote import excerpt_of
from chat.engine.engine import Engine
from chat.engine.transfer.exporting import export_chat
from chat.engine.transfer.import_state import Import, ImportState
from chat.engine.transfer.importing import Imports
from chat.exchange.outgoing.export import Format
from chat.exchange.verdict import NONE
from tests.engine.house import reached


def exported(engine: Engine, chat: Chat, form: Format, votes: Mapping[str, Vote] = NONE) -> bytes:
    return b''.join(export_chat(engine, chat, form, votes)[1])


async def imported(imports: Imports, content: bytes | str) -> Import:
    path = imports.new_path()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    one = imports.begin(path, 'file')
    await reached(one, ImportState.ASKING, ImportState.DONE, ImportState.FAILED)
    return one


def voted(chat: Chat, **facts: object) -> Vote:
    turn = next(iter(chat.turns.values()))
    candidates = tuple(Candidate(lane=reply.lane, model=reply.model, reply_id=reply.id) for reply in turn.all_replies())
    vote = Vote(chat_id=chat.id, turn_id=turn.id, outcome='winner', winner=3, candidates=candidates, was_blind=True, is_locked=True,
                tags=('poems', 'ü'), prompt=excerpt_of(turn.prompt), created_at=1_700_000_000.25)
    return replace(vote, **facts)  # type: ignore[arg-type]
