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
        self._things[key] = thing
        while len(self._things) > self._most:
            self._things.popitem(last=False)
        return key

    def find(self, key: str) -> Thing | None:
        return self._things.get(key)

    def take(self, key: str) -> Thing | None:
        """It can be taken once."""
        return self._things.pop(key, None)
