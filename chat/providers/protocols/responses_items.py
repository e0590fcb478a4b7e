"""The items of a response: messages, thoughts, uses of tools. Which one an event belongs to, and what of each has come."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.providers.limits import STRETCHES, TooMuch
from chat.providers.protocols.tool_results import dumped
from chat.providers.stream.beyond import Said
from chat.providers.stream.fields import dicts, id_of, number_of, text_of

MESSAGE, THOUGHT, CALL, OTHER = 'message', 'reasoning', 'call', 'other'
MOST_ITEMS = 1000
"""Of one response."""
MOST_COMPARED = 2_000_000
"""Characters of all texts that are looked through for the one that goes on."""
EACH = 500
"""What looking at one takes, in characters."""
Channel = tuple[str, int]
"""What is said ("text", "refusal", "summary", "content", "arguments") and the number of its part."""


@dataclass(kw_only=True, slots=True, eq=False)
class Item:
    kind: str
    number: int
    """Its place in the order in which they were heard of."""
    is_announced: bool = False
    """Whether it was announced, or has ended: then its id is its own, and the name of a tool is known."""
    is_ended: bool = False
    is_foreign: bool = False
    """Whether the service runs the tool itself."""
    is_called: bool = False
    """Whether the name of the tool has been handed on."""
    said: dict[Channel, Said] = field(default_factory=lambda: defaultdict(Said))

    @property
    def words(self) -> str:
        return ''.join(said.text for said in self.said.values())


class Free:
    """Items of one kind that no item of the whole response has been found for."""

    def __init__(self, items: list[Item]) -> None:
        self.words = {item: item.words.strip() for item in items}
        self.silent = {item: None for item, words in self.words.items() if not words}

    def take(self, item: Item) -> None:
        self.words.pop(item, None)
        self.silent.pop(item, None)


class Items:
    """Ids are odd at some gateways: another one with each event, or none; places are always 0 at others."""

    def __init__(self) -> None:
        self._all: list[Item] = []
        self._by_id: dict[str, Item] = {}
        self._newest: dict[str, Item] = {}
        self._by_position: dict[tuple[str, int], Item] = {}
        self._compared = 0

    def of_piece(self, body: JsonObject, kind: str) -> Item:
        """Where a piece belongs."""
        id, index = id_of(body.get('item_id')), number_of(body.get('output_index'))
        known = self._by_id.get(id)
        if known and known.kind == kind:
            return known
        found = self._newest.get(kind) if index is None else self._by_position.get((kind, index))
        return found or self._new(kind, id, index)

    def announced(self, item: JsonObject, kind: str, index: int | None, *, is_end: bool) -> Item:
        """An item that is announced, or has ended."""
        ids = ids_of(item)
        known = next((self._by_id[id] for id in ids if id in self._by_id and self._by_id[id].kind == kind), None)
        if known is None:
            known = self._newest.get(kind) if index is None else self._by_position.get((kind, index))
            if known is None or (ids and (known.is_ended if is_end else known.is_announced)):
                known = self._new(kind, '', index)
        known.is_announced = True
        known.is_ended = known.is_ended or is_end
        self._by_id |= dict.fromkeys(ids, known)
        return known

    def whole(self, output: Any) -> Iterator[tuple[Item, JsonObject]]:
        """The items of a whole response, each with what has come of it: the same id, else the same words, else the same place among
        its like."""
        listed = [(kind_of(item), item) for item in dicts(output)[:MOST_ITEMS]]
        numbers = Counter(kind for kind, _ in listed)
        free = {kind: Free([one for one in self._all if one.kind == kind][-MOST_ITEMS:]) for kind in numbers}
        is_same_number = {kind: len(free[kind].words) == numbers[kind] for kind in numbers}
        for kind, item in listed:
            found = self._match(kind, item, free[kind], is_same_number=is_same_number[kind])
            free[kind].take(found)
            yield found, item

    def words_of_kind(self, kind: str) -> str:
        return ''.join(item.words for item in self._all if item.kind == kind)

    def _match(self, kind: str, item: JsonObject, free: Free, *, is_same_number: bool) -> Item:
        by_id = next((self._by_id[id] for id in ids_of(item) if id in self._by_id), None)
        if by_id and by_id in free.words:
            return by_id
        whole = words_of(kind, item).strip()
        same = self._one_that_goes_on(whole, free)
        same = same or next(iter(free.silent), None)
        return same or (next(iter(free.words)) if free.words and is_same_number else self._new(kind, '', None))

    def _one_that_goes_on(self, whole: str, free: Free) -> Item | None:
        for item, words in free.words.items():
            if self._compared > MOST_COMPARED:
                break
            self._compared += EACH + len(words)
            if words and whole.startswith(words):
                return item
        return None

    def _new(self, kind: str, id: str, index: int | None) -> Item:
        if len(self._all) >= STRETCHES:
            raise TooMuch(f'more than {STRETCHES:,} parts')
        item = Item(kind=kind, number=len(self._all))
        self._all.append(item)
        self._newest[kind] = item
        if index is not None:
            self._by_position[kind, index] = item
        if id:
            self._by_id[id] = item
        return item


def ids_of(item: JsonObject) -> list[str]:
    """A call may be told by either."""
    return [id for id in (id_of(item.get('id')), id_of(item.get('call_id'))) if id]


def kind_of(item: JsonObject) -> str:
    type = text_of(item.get('type'))
    return CALL if type.endswith(('_call', '_request')) else type if type in {MESSAGE, THOUGHT} else OTHER


def words_of(kind: str, item: JsonObject) -> str:
    """All that an item says, to tell it from others of its kind."""
    if kind == CALL:
        given = item.get('arguments') or item.get('input') or item.get('code') or ''
        return given if isinstance(given, str) else dumped(given)
    parts = [*dicts(item.get('summary')), *dicts(item.get('content'))]
    return ''.join(text_of(part.get('text')) or text_of(part.get('refusal')) for part in parts)
