"""Anthropic's Messages, read: events by their `type`, or a whole message (provider-facts 2)."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from chat.conversation import Usage
from chat.conversation.json_object import JsonObject
from chat.providers.errors.failures import ErrorContext
from chat.providers.protocols.cited import cited_beside, cited_in
from chat.providers.protocols.tool_results import dumped, pictures_and_rest, words_of_result
from chat.providers.protocols.verbatim import Blocks
from chat.providers.provider import ErrorKind
from chat.providers.stream.answer import Answer
from chat.providers.stream.beyond import Said
from chat.providers.stream.fields import count, dicts, id_of, named, number_of, table, text_of
from chat.providers.stream.reported_cost import cost_in

SILENT = frozenset({'redacted_thinking', 'compaction'})
"""Blocks that only the service can read."""
WORDS = frozenset({'text', 'thinking'})
KIND_OF_DELTA = {'text_delta': 'text', 'thinking_delta': 'thinking', 'input_json_delta': 'tool_use'}


@dataclass(kw_only=True, slots=True)
class Block:
    """One block of content, while it comes."""

    type: str
    number: int
    id: str = ''
    name: str = ''
    is_called: bool = False
    """Whether id and name of the call are told."""
    input: str = ''
    """What a tool is given, told with the call: it counts only if it does not come in pieces."""
    said: Said = field(default_factory=Said)


class MessagesAnswer(Answer):
    """Understands the events by their `type` and the whole message."""

    protocol = 'anthropic'

    def __init__(self, context: ErrorContext) -> None:
        super().__init__(context)
        self._sent = Blocks()
        self._input = Usage()
        self._blocks: dict[int, Block] = {}
        self._newest: Block | None = None
        self._next_number = 0
        self._tools: dict[str, str] = {}
        """Names by the ids of their calls."""
        self._given: list[JsonObject] = []
        """Content that came with the start of the message; it counts if no other comes."""

    def is_own(self, body: JsonObject) -> bool:
        return text_of(body.get('type')).startswith(('message_', 'content_block_', 'ping'))

    def sent(self) -> Any:
        return self._sent.content()

    def take_body(self, body: JsonObject) -> None:
        self._sent.take(body)
        match body.get('type'):
            case 'content_block_delta':
                self._take_delta(self._block(body), table(body.get('delta')))
            case 'content_block_start':
                self._begin(number_of(body.get('index')), table(body.get('content_block')))
            case 'content_block_stop':
                self._end_block(self._block(body), table(body.get('content_block')))
            case 'message_start':
                message = table(body.get('message'))
                self._given = dicts(message.get('content'))
                self._take_usage(table(message.get('usage')))
            case 'message_delta':
                self._take_usage(table(body.get('usage')))
                self._take_end(table(body.get('delta')))
            case 'message_stop':
                self.is_over = True
            case 'ping':
                self.add_note(b'')
            case _:
                self.note_other(named(body.get('type')))

    def take_whole(self, body: JsonObject) -> bool:
        if not isinstance(body.get('content'), list):
            return False
        self._sent.take({'type': 'message', 'content': body['content']})
        self._given = dicts(body['content'])
        self._take_given()
        self._take_usage(table(body.get('usage')))
        self._take_end({'stop_reason': 'end_turn', **{k: v for k, v in body.items() if v is not None}})
        return True

    def close_text(self) -> None:
        self._take_given()
        for block in self._blocks.values():
            self._end_block(block, {})
        super().close_text()

    def _take_given(self) -> None:
        given, self._given = self._given, []
        for block in given if self._newest is None else ():
            self._end_block(self._begin(None, block), {})

    def _block(self, body: JsonObject) -> Block:
        """The block of this index; of some gateways one hears of it only now."""
        index = number_of(body.get('index'))
        kind = KIND_OF_DELTA.get(text_of(table(body.get('delta')).get('type')), '')
        block = self._newest if index is None else self._blocks.get(index)
        is_other = block is None or (block.type in WORDS and kind in WORDS and kind != block.type)
        return self._begin(index, {'type': kind}) if block is None or is_other else block

    def _begin(self, index: int | None, content: JsonObject) -> Block:
        self.bounds.add_stretch()
        number = self._next_number if index is None or index < self._next_number else index
        self._next_number = number + 1
        index = number if index is None else index
        type = id_of(content.get('type'))
        before = self._newest.type if self._newest else ''
        if type == 'thinking' or (type == 'text' and before != 'text'):  # texts in a row differ by their sources only
            self.begin_paragraph()
        if index in self._blocks:
            self._end_block(self._blocks[index], {})
        block = Block(type=type, number=number, id=id_of(content.get('id')))
        self._blocks[index] = self._newest = block
        self._take_content(block, content)
        return block

    def _take_content(self, block: Block, content: JsonObject) -> None:
        if block.type in SILENT:
            return
        if block.type in WORDS:
            self._say(block, text_of(content.get(block.type)))
            self.add_cited(cited_beside(content))
        elif block.type.endswith('_use'):
            block.name, given = id_of(content.get('name')) or block.type.removesuffix('_use'), content.get('input')
            block.input = dumped(given) if given else ''
            self.bounds.hold(block.input)
            self._tools[block.id] = block.name
            if block.id or 'name' in content:
                self._call(block, '')
        elif block.type.endswith('_result'):
            id = id_of(content.get('tool_use_id'))
            pictures, rest = pictures_and_rest(content.get('content'))
            self.add_tool_result(id=id, name=self._tools.get(id, ''), text=words_of_result(rest))
            for number, picture in enumerate(pictures):
                self.add_pictures(picture, (block.number, number))
        elif words := text_of(content.get('text')):
            self._say(block, words)
        elif block.type == 'image':
            self.add_pictures(content, block.number)
        elif content.keys() - {'type'}:
            self.add_unshown(block.type, block.number)

    def _take_delta(self, block: Block, delta: JsonObject) -> None:
        match delta.get('type'):
            case 'text_delta':
                self._say(block, text_of(delta.get('text')))
            case 'thinking_delta':
                self._say(block, text_of(delta.get('thinking')))
            case 'input_json_delta':
                if piece := text_of(delta.get('partial_json')):
                    block.input = ''
                    self._call(block, piece)
            case 'citations_delta':
                self.add_cited(cited_in(delta.get('citation')))
            case 'signature_delta':
                return
            case other:
                if words := text_of(delta.get('text')):
                    self._say(block, words)
                else:
                    self.add_unshown(named(other), block.number)

    def _end_block(self, block: Block, content: JsonObject) -> None:
        """What the end of a block has beyond its pieces."""
        if block.input:
            self._call(block, block.input)
            block.input = ''
        if block.type in WORDS:
            self._say(block, block.said.rest_of(text_of(content.get(block.type))))

    def _call(self, block: Block, arguments: str) -> None:
        id, name = ('', '') if block.is_called else (block.id, block.name or block.type)
        self.add_tool_call(index=block.number, id=id, name=name, arguments=arguments, is_foreign=block.type != 'tool_use')
        block.is_called = True

    def _say(self, block: Block, words: str) -> None:
        if not words:
            return
        block.said.add(words)
        if block.type == 'thinking':
            self.add_thinking(words)
        else:
            self.add_text(words)

    def _take_usage(self, counts: JsonObject) -> None:
        """Reported in two halves; the total of the input is the sum of what was read, written to the cache and neither."""
        if not counts:
            return
        self._input = self._input.merged(Usage(
            input_tokens=count(counts.get('input_tokens')), cache_write_tokens=count(counts.get('cache_creation_input_tokens')),
            cache_read_tokens=count(counts.get('cache_read_input_tokens'))))
        fresh, read, written = self._input.input_tokens, self._input.cache_read_tokens, self._input.cache_write_tokens
        self.add_usage(Usage(
            input_tokens=None if fresh is None else fresh + (read or 0) + (written or 0), cache_read_tokens=read,
            cache_write_tokens=written,
            output_tokens=count(counts.get('output_tokens')),
            thinking_tokens=count(table(counts.get('output_tokens_details')).get('thinking_tokens')), cost=cost_in(counts)))

    def _take_end(self, delta: JsonObject) -> None:
        reason = delta.get('stop_reason')
        if reason == 'refusal' and not self.has_content:
            raise self.context.error(ErrorKind.REFUSED, text_of(table(delta.get('stop_details')).get('explanation')))
        if reason:
            self.set_reason({'end_turn': 'stop', 'tool_use': 'tool_calls'}.get(named(reason), named(reason)))
