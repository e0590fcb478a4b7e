"""Items handed from one request to another under a key, because they do not fit into an address or a message; old ones expire."""
from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from chat.conversation import new_id

Item = TypeVar('Item')


class ExpiringItems(Generic[Item]):
    """Items on their way; beyond `most` of them the oldest are dropped."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[str, Item] = OrderedDict()

    def put(self, item: Item) -> str:
        """The key to find it by, for a while."""
        key = new_id()
        self.keep(key, item)
        return key

    def keep(self, key: str, item: Item) -> None:
        """Under a key that is known already."""
        self._items[key] = item
        self._items.move_to_end(key)
        while len(self._items) > self._most:
            self._items.popitem(last=False)

    def find(self, key: str) -> Item | None:
        """It is used now, so that others are dropped first."""
        if key in self._items:
            self._items.move_to_end(key)
        return self._items.get(key)

    def take(self, key: str) -> Item | None:
        """It can be taken once."""
        return self._items.pop(key, None)
