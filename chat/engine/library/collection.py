"""What is kept in the library to be used again, in memory: each entry has a name of its own."""
from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
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

    def delete(self, entry_id: str) -> None:
        """What was made with it stays as it is."""
        if entry := self._entries.pop(entry_id, None):
            self._library.delete(entry)
            self.watchers()

    @abstractmethod
    def name_of(self, entry: Entry) -> str:
        """What a person calls it."""

    @abstractmethod
    def tidied(self, entry: Entry) -> Entry:
        """As it is kept. Raises EngineError if something is missing or too much."""
