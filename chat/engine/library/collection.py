"""What is kept in the library to be used again, in memory: each entry has a name of its own."""
from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Generic, TypeVar

from chat.conversation.watchers import Watchers
from chat.engine.error import EngineError
from chat.store.tables.library import Library, Persona, Prompt

Entry = TypeVar('Entry', Persona, Prompt)


class Collection(ABC, Generic[Entry]):
    """All entries of one kind."""

    noun: str
    """As in “There is a … called”."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._entries: dict[str, Entry] = {}
        self.watchers: Watchers[()] = Watchers()
        """Called when something has changed."""

    def fill(self, entries: Sequence[Entry]) -> None:
        """With what was loaded; what was made meanwhile stays."""
        self._entries = {entry.id: entry for entry in entries} | self._entries

    @property
    def all(self) -> list[Entry]:
        """By name."""
        return sorted(self._entries.values(), key=lambda entry: self.name_of(entry).casefold())

    def get(self, entry_id: str) -> Entry | None:
        return self._entries.get(entry_id)

    def save(self, entry: Entry) -> Entry:
        """New or changed. Raises EngineError if something is missing, or another entry has the name."""
        entry = self.tidied(entry)
        name = self.name_of(entry)
        if any(self.name_of(other).casefold() == name.casefold() and other.id != entry.id for other in self._entries.values()):
            raise EngineError(f'There is a {self.noun} called “{name}” already.')
        self._entries[entry.id] = entry
        self._library.save(entry)
        self.watchers()
        return entry

    async def bring_in(self, entries: Sequence[Entry]) -> int:
        """From another computer; how many of them are new. One whose name is taken gets a number behind it."""
        said = {self._content(entry) for entry in self._entries.values()}
        new = 0
        for entry in entries:
            await asyncio.sleep(0)  # there may be thousands
            if entry.id in self._entries or self._content(entry) in said:
                continue
            try:
                self.save(self.renamed(entry, self._free_name(self.name_of(entry))))
            except EngineError:
                continue  # nothing that could have been saved here
            new += 1
        return new

    def _content(self, entry: Entry) -> str:
        return repr(replace(entry, id='', created_at=0.0))

    def _free_name(self, name: str) -> str:
        taken = {self.name_of(other).casefold() for other in self._entries.values()}
        names = (name if number == 1 else f'{name} ({number})' for number in count(1))
        return next(one for one in names if one.casefold() not in taken)

    def delete(self, entry_id: str) -> None:
        """What was made with it stays as it is."""
        if entry := self._entries.pop(entry_id, None):
            self._library.delete(entry)
            self.watchers()

    @abstractmethod
    def name_of(self, entry: Entry) -> str:
        """What a person calls it."""

    @abstractmethod
    def renamed(self, entry: Entry, name: str) -> Entry:
        """The same under another name."""

    @abstractmethod
    def tidied(self, entry: Entry) -> Entry:
        """As it is kept. Raises EngineError if something is missing or too much."""
