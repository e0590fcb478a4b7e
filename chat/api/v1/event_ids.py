"""Ids of events: opaque to whoever gets them, but each says how far its reader has come in all replies of a turn."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chat.conversation import Chat, Reply, Turn
from chat.engine.following.reading import Place

LONGEST = 2000
"""Characters."""
ID = re.compile(r'([0-9A-Za-z]{1,64})((?:-\d{1,9}(?:\.\d{1,9}){5}){0,40})(!?)')
ALL_TOLD = '!'


class EventIds:
    """Makes the ids of one stream; each costs what has changed."""

    def __init__(self, turn_id: str, replies: Sequence[Reply], places: Mapping[str, Place]) -> None:
        self._turn_id = turn_id
        self._words = {reply.id: _words(reply, places.get(reply.id, Place())) for reply in replies}

    def at(self, reply: Reply, place: Place) -> str:
        """The reader has come to this place in this reply, and is where it was in the others."""
        self._words[reply.id] = _words(reply, place)
        return self.now

    @property
    def now(self) -> str:
        return f'{self._turn_id}{"".join(self._words.values())}'

    @property
    def last(self) -> str:
        """Everything was told."""
        return self.now + ALL_TOLD


def read_id(chat: Chat, written: str) -> tuple[Turn, dict[str, Place], bool] | None:
    """The turn, the places by id of the reply, and whether everything was told. None for what is no id of this chat (any more)."""
    found = ID.fullmatch(written) if len(written) <= LONGEST else None
    turn = chat.turns.get(found[1]) if found else None
    if found is None or turn is None:
        return None
    places: dict[str, Place] = {}
    for word in found[2].split('-')[1:]:
        lane, version, *rest = map(int, word.split('.'))
        reply = next((one for one in turn.replies.get(lane, []) if one.version == version), None)
        if reply:
            places[reply.id] = Place(part=rest[0], length=rest[1], turns=rest[2], end=rest[3])
    return (turn, places, bool(found[3])) if places else None


def _words(reply: Reply, place: Place) -> str:
    return f'-{reply.lane}.{reply.version}.{place.part}.{place.length}.{place.turns}.{place.end}'
