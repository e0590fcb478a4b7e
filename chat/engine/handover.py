"""What is handed from one request to another under a key, because it does not fit into an address or a message."""
from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from chat.conversation import new_id

Thing = TypeVar('Thing')


class Handover(Generic[Thing]):
    """Things on their way; beyond `most` of them the oldest are dropped."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[str, Thing] = OrderedDict()

    def put(self, thing: Thing) -> str:
        """The key to find it by, for a while."""
        key = new_id()
        self.keep(key, thing)
        return key

    def keep(self, key: str, thing: Thing) -> None:
        """Under a key that is known already."""
        self._things[key] = thing
        self._things.move_to_end(key)
        while len(self._things) > self._most:
            self._things.popitem(last=False)

    def find(self, key: str) -> Thing | None:
        """It is used now, so that others are dropped first."""
        if key in self._things:
            self._things.move_to_end(key)
        return self._things.get(key)

    def take(self, key: str) -> Thing | None:
        """It can be taken once."""
        return self._things.pop(key, None)
