"""What a model has sent, kept as it came, for the rounds in which it goes back: signed thoughts, encrypted items, fields beside a call."""
from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from chat.conversation import Message
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text
from chat.conversation.tools.tool import INVALID, arguments_in
from chat.providers.protocols.tool_results import dumped
from chat.providers.stream.embedded import EmbeddedText
from chat.providers.stream.fields import dicts, number_of, table, text_of

MOST = 4_000_000
"""Characters of JSON of one round; beyond, it is told by what is shown of it."""
EACH = 4
"""Signs around a value."""
PIECES = {'text_delta': 'text', 'thinking_delta': 'thinking', 'signature_delta': 'signature', 'input_json_delta': 'partial_json'}


def kept(content: Any) -> Any:
    """As plain JSON, or None if there is nothing or too much."""
    written = dumped(content) if content else ''
    return json.loads(clean_text(written)) if 0 < len(written) <= MOST else None


class Room:
    """How much more is kept of one round; once there is none left, nothing of it is."""

    def __init__(self) -> None:
        self._left = MOST

    def __bool__(self) -> bool:
        return self._left > 0

    def takes(self, value: Any) -> bool:
        """Whether there is room for this, too."""
        if self._left > 0:
            self._left -= _weight(value)
        return self._left > 0


def _weight(value: Any) -> int:
    """About the characters of its JSON."""
    if isinstance(value, dict):
        return sum(EACH + len(name) + _weight(one) for name, one in value.items())
    if isinstance(value, list):
        return sum(map(_weight, value))
    return EACH + (len(value) if isinstance(value, (str, EmbeddedText)) else 0)


class Blocks:
    """The content of Anthropic's Messages, block by block."""

    def __init__(self) -> None:
        self._room = Room()
        self._blocks: list[JsonObject] = []
        self._pieces: list[dict[str, list[str]]] = []
        self._places: dict[int | None, int] = {}
        """By index: where the newest block of it is."""

    def take(self, body: JsonObject) -> None:
        """One event, or a whole message."""
        match body.get('type'):
            case 'content_block_start':
                self._begin(number_of(body.get('index')), table(body.get('content_block')))
            case 'content_block_delta':
                self._take_delta(number_of(body.get('index')), table(body.get('delta')))
            case 'message':
                for block in dicts(body.get('content')):
                    self._begin(None, block)

    def content(self) -> Any:
        blocks = zip(self._blocks, self._pieces, strict=True) if self._room else ()
        return kept([whole for block, pieces in blocks if (whole := _block(block, pieces))])

    def _begin(self, index: int | None, block: JsonObject) -> None:
        if not self._room.takes(block):
            return
        self._places[index] = len(self._blocks)
        self._blocks.append(dict(block))
        self._pieces.append({})

    def _take_delta(self, index: int | None, delta: JsonObject) -> None:
        if index not in self._places:
            return  # a gateway that announces no blocks has no signatures either
        if not self._room.takes(delta):
            return
        place = self._places[index]
        if name := PIECES.get(text_of(delta.get('type'))):
            self._pieces[place].setdefault(name, []).append(text_of(delta.get(name)))
        elif delta.get('type') == 'citations_delta':
            if not isinstance(self._blocks[place].get('citations'), list):
                self._blocks[place]['citations'] = []
            self._blocks[place]['citations'].append(table(delta.get('citation')))


def _block(block: JsonObject, pieces: dict[str, list[str]]) -> JsonObject | None:
    """None: one that no service would take back."""
    for name in ('text', 'thinking', 'signature'):
        if name in pieces:
            block[name] = text_of(block.get(name)) + ''.join(pieces[name])
    if 'partial_json' in pieces and any(pieces['partial_json']):
        written = ''.join(pieces['partial_json'])
        values = arguments_in(written)
        block['input'] = {INVALID: written} if values is None else values
    if block.get('type') == 'thinking' and not block.get('signature'):
        return None
    return None if block.get('type') == 'text' and not text_of(block.get('text')).strip() else block


class Outputs:
    """The items of a response, as they were when they ended."""

    def __init__(self) -> None:
        self._room = Room()
        self._ended: list[JsonObject] = []
        self._whole: list[JsonObject] = []

    def take(self, body: JsonObject) -> None:
        if body.get('type') == 'response.output_item.done':
            if self._room.takes(body.get('item')):
                self._ended.append(table(body.get('item')))
        elif response := table(body.get('response')) or (body if isinstance(body.get('output'), list) else {}):
            self._whole = dicts(response.get('output') or []) or self._whole

    def content(self) -> Any:
        """Nothing where the calls are not in it: some servers send pieces only."""
        items = self._whole if any(map(_is_call, self._whole)) else self._ended if self._room else []
        return kept([_without_status(item) for item in items if _is_kept(item)]) if any(map(_is_call, items)) else None


def _is_call(item: JsonObject) -> bool:
    return item.get('type') in {'function_call', 'custom_tool_call'}


def _is_kept(item: JsonObject) -> bool:
    """A thought that was not kept there can be told only by what is encrypted, or in words."""
    return item.get('type') != 'reasoning' or bool(item.get('encrypted_content') or item.get('content'))


def _without_status(item: JsonObject) -> JsonObject:
    return {name: value for name, value in item.items() if name != 'status' and value is not None}


class Beside:
    """What stands beside text and calls in Chat Completions: thoughts under their field, signatures beside a call."""

    def __init__(self) -> None:
        self._room = Room()
        self._words: dict[str, list[str]] = {}
        self._details: list[JsonObject] = []
        self._calls: list[JsonObject] = []
        self._by_index: dict[int, JsonObject] = {}

    def take(self, delta: JsonObject) -> None:
        for name in ('reasoning_content', 'reasoning'):
            if isinstance(words := delta.get(name), str) and words and self._room.takes(words):
                self._words.setdefault(name, []).append(words)
        for one in dicts(delta.get('reasoning_details') or []):
            if self._room.takes(one):
                self._take_detail(one)

    def take_call(self, index: int, call: JsonObject, *, is_new: bool) -> None:
        if is_new or index not in self._by_index:
            self._by_index[index] = {}
            self._calls.append(self._by_index[index])
        if (extra := call.get('extra_content')) and self._room.takes(extra):
            self._by_index[index]['extra_content'] = extra

    def content(self) -> Any:
        fields: JsonObject = {name: ''.join(words) for name, words in self._words.items()}
        if self._details:
            fields['reasoning_details'] = [{name: ''.join(value) if isinstance(value, list) else value for name, value in one.items()}
                                           for one in self._details]
        return kept({'fields': fields, 'calls': self._calls}) if self._room and (fields or any(self._calls)) else None

    def _take_detail(self, told: JsonObject) -> None:
        """Pieces of one detail have the same type and index."""
        last = self._details[-1] if self._details else None
        if last is None or any(last.get(name) != told.get(name) for name in ('type', 'index')) or told.get('index') is None:
            self._details.append({})
            last = self._details[-1]
        for name, value in told.items():
            if name in {'text', 'summary', 'data'} and isinstance(value, str):
                last.setdefault(name, []).append(value)
            elif value is not None or name not in last:
                last[name] = value


def called_in(items: Iterable[JsonObject], name: str) -> list[str]:
    """Ids of the calls in blocks or items."""
    return [text_of(item.get(name)) for item in items if item.get('type') in {'tool_use', 'function_call', 'custom_tool_call'}]


def fitting(message: Message, protocol: str, model: str) -> Any:
    """What came of this model in this protocol; None if another one wrote it."""
    known = message.verbatim
    return known.content if known and (known.protocol, known.model) == (protocol, model) else None
