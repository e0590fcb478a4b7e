"""One import: how far it is, and the report of it afterwards."""
from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from chat.conversation import new_id
from chat.conversation.json_object import JsonObject

MOST_NAMED = 1000
"""Chats of a kind that a report names one by one; the others are only counted."""
NOTED = ('name', 'number', 'source', 'found', 'taken', 'present', 'grown', 'grown_count', 'twice', 'refused', 'refused_count', 'left_out',
         'beside', 'empty', 'remarks', 'renews', 'renewed', 'settings', 'is_here', 'is_read', 'tries')
MOST_TRIES = 2
"""Times that reading a file may end with the app: what ends it each time shall not do so at every start."""
NOT_HERE = 'Polylogue was closed during this import; import the file again.'
NOT_READ = 'Polylogue was closed twice while reading this file; import it again, with fewer chats at once if it is very large.'


class ImportState(StrEnum):
    WAITING = 'waiting'
    READING = 'reading'
    ASKING = 'asking'
    """The file breaks off; nothing is taken in until the user says that the whole chats in it shall be."""
    SAVING = 'saving'
    DONE = 'done'
    FAILED = 'failed'
    CANCELLED = 'cancelled'

    @property
    def is_final(self) -> bool:
        return self in {ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED}


@dataclass(kw_only=True, slots=True)
class Import:
    """One file on its way in, and the report of it afterwards."""

    name: str
    """Of the file, as the user knows it."""
    path: Path
    id: str = field(default_factory=new_id)
    state: ImportState = ImportState.WAITING
    share: float = 0.0
    """Of the step that is going on, 0 to 1."""
    source: str = ''
    found: int = 0
    """Whole chats in the file."""
    taken: int = 0
    present: int = 0
    """Chats that were here already."""
    grown: list[str] = field(default_factory=list)
    """Titles of those of them that have messages in the file which are not here, or answers with other words; the first of them."""
    grown_count: int = 0
    renews: bool = False
    """Whether what is newer in the file is to come into those chats."""
    renewed: int = 0
    """Into how many it came."""
    twice: int = 0
    """Chats that are in the file more than once."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Title and reason of chats that could not be taken in; the first of them."""
    refused_count: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """Kind of thing that a chat which came in had, and that could not come along -> how many."""
    beside: dict[str, int] = field(default_factory=dict)
    """Kind of thing that is in the file and belongs to no chat -> how many."""
    settings: JsonObject | None = None
    """Those of another computer, without keys; None for a file that is not for moving."""
    moved: dict[str, int] = field(default_factory=dict)
    """What else came in from there, by kind."""
    endpoints: list[JsonObject] = field(default_factory=list)
    """Those of the settings that are not here, until they are added."""
    empty: int = 0
    """Chats of the file in which nothing was ever said."""
    remarks: list[str] = field(default_factory=list)
    """What else is to be known about the file, in sentences."""
    sentence: str = ''
    """What is wrong with the file."""
    is_here: bool = True
    """Whether all of the file has arrived."""
    is_read: bool = False
    """Whether its chats are in the staging database, so that only saving them is left."""
    tries: int = 0
    """How often reading was begun; only those count that the app did not end in order."""
    number: int = 0
    """Where to go on in the staging database."""
    is_resumed: bool = False
    """Whether the app had ended in the middle of it, and it went on after the next start."""
    is_given_up: bool = False
    """Whether it is to end after the step that it is at."""
    answer: asyncio.Future[bool] | None = None
    task: asyncio.Task[None] | None = None

    def report(self) -> JsonObject:
        return {
            'id': self.id, 'name': self.name, 'state': str(self.state), 'share': round(self.share, 3), 'source': self.source,
            'found': self.found, 'taken': self.taken, 'present': self.present, 'grown': self.grown, 'grown_count': self.grown_count,
            'twice': self.twice, 'refused': self.refused, 'refused_count': self.refused_count,
            'left_out': self.left_out, 'beside': self.beside, 'can_renew': self.can_renew, 'renewed': self.renewed,
            'moves': self.settings is not None, 'moved': self.moved,
            'endpoints': [{'name': one['name'], 'address': one.get('base_url', '')} for one in self.endpoints],
            'empty': self.empty, 'remarks': self.remarks, 'sentence': self.sentence, 'resumed': self.is_resumed}

    def note(self) -> str:
        """All that is needed to go on with it after a restart, as JSON."""
        return json.dumps({name: getattr(self, name) for name in NOTED})

    @property
    def can_renew(self) -> bool:
        return self.state is ImportState.DONE and self.grown_count > 0 and not self.renews

    @classmethod
    def noted(cls, note: str, path: Path) -> Import:
        """Raises ValueError or TypeError for a note that is damaged."""
        values = json.loads(note)
        if not isinstance(values, dict):
            raise ValueError('no note')
        one = cls(path=path, **{name: value for name, value in values.items() if name in NOTED})
        one.refused = [(str(title), str(reason)) for title, reason in one.refused]
        one.is_resumed = True
        if not one.is_here or not one.is_read and one.tries >= MOST_TRIES:
            one.state, one.sentence = ImportState.FAILED, NOT_READ if one.is_here else NOT_HERE
        return one

    @classmethod
    def lost(cls, path: Path, name: str = 'A file') -> Import:
        """One that the end of the app has taken away."""
        return cls(path=path, name=name, state=ImportState.FAILED, sentence=NOT_HERE)
