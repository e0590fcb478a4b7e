"""What lanes are called: the same on the page and in every file that goes out."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chat.conversation.lane import Lane
from chat.conversation.reply import Reply
from chat.conversation.tree import Chat, Turn


def names_of(lanes: Iterable[Lane]) -> dict[int, str]:
    """Lane number -> its model, or "Merged by model"; from the second of a name on "name (2)"."""
    seen: Counter[str] = Counter()
    return {lane.number: _numbered(f'Merged by {lane.model}' if lane.merges else lane.model, seen) for lane in lanes}


def names_in(chat: Chat) -> dict[int, str]:
    """Removed lanes are included: they are named by their replies, after the others."""
    gone: dict[int, Lane] = {}
    for turn in sorted(chat.turns.values(), key=lambda turn: turn.created_at):
        for reply in turn.all_replies():
            gone.setdefault(reply.lane, Lane(model=reply.model, number=reply.lane, merges=_is_merged(turn, reply)))
    here = {lane.number for lane in chat.lanes}
    return names_of([*chat.lanes, *(gone[number] for number in sorted(gone) if number not in here)])


def _is_merged(turn: Turn, reply: Reply) -> bool:
    """Whether it was made of other answers to its own prompt."""
    return reply.request is not None and any(turn_id == turn.id for turn_id, _ in reply.request.history)


def _numbered(name: str, seen: Counter[str]) -> str:
    seen[name] += 1
    return name if seen[name] == 1 else f'{name} ({seen[name]})'
