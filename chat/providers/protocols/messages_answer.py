"""Anthropic's Messages, read: events by their `type`, or a whole message (provider-facts 2)."""
from __future__ import annotations

import json
from typing import Any

from chat.conversation import Usage
from chat.providers.errors.failures import Place, error_of_body
from chat.providers.provider import ErrorKind
from chat.providers.stream.answer import Answer, count, is_error, table, text_of


class MessagesAnswer(Answer):
    """Understands the events by their `type` and the whole message. Types that are not known are passed over."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._input = Usage()
        self._is_new_thought = False

    def take_body(self, body: dict[str, Any]) -> None:
        match body.get('type'):
            case 'content_block_delta':
                self._take_delta(body, table(body.get('delta')))
            case 'content_block_start':
                self._take_block(body, table(body.get('content_block')))
            case 'message_start':
                self._take_usage(table(table(body.get('message')).get('usage')))
            case 'message_delta':
                self._take_usage(table(body.get('usage')))
                self._take_end(table(body.get('delta')))
            case 'message_stop':
                self.is_over = True
            case 'ping':
                self.add_note(b'')
            case _:
                if is_error(body):
                    raise error_of_body(body, self.place)

    def take_whole(self, body: dict[str, Any]) -> bool:
        if not isinstance(body.get('content'), list):
            return False
        for index, block in enumerate(body['content']):
            self._take_block({'index': index}, block)
        self._take_usage(table(body.get('usage')))
        self._take_end({'stop_reason': 'end_turn', **{k: v for k, v in body.items() if v is not None}})
        return True

    def _take_block(self, body: dict[str, Any], block: dict[str, Any]) -> None:
        match block.get('type'):
            case 'text':
                self.add_text(text_of(block.get('text')))
            case 'thinking':
                self._is_new_thought = True
                self._think(text_of(block.get('thinking')))
            case 'tool_use':
                given = block.get('input')
                arguments = json.dumps(given, ensure_ascii=False) if given else ''
                self.add_tool_call(index=count(body.get('index')) or 0, id=text_of(block.get('id')), name=text_of(block.get('name')),
                    arguments=arguments)

    def _take_delta(self, body: dict[str, Any], delta: dict[str, Any]) -> None:
        match delta.get('type'):
            case 'text_delta':
                self.add_text(text_of(delta.get('text')))
            case 'thinking_delta':
                self._think(text_of(delta.get('thinking')))
            case 'input_json_delta':
                if piece := text_of(delta.get('partial_json')):
                    self.add_tool_call(index=count(body.get('index')) or 0, id='', name='', arguments=piece)

    def _think(self, piece: str) -> None:
        """A second block of thoughts is a paragraph of its own."""
        if not piece:
            return
        if self._is_new_thought and self.has_thought:
            piece = f'\n\n{piece}'
        self._is_new_thought = False
        self.add_thinking(piece)

    def _take_usage(self, counts: dict[str, Any]) -> None:
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
            thinking_tokens=count(table(counts.get('output_tokens_details')).get('thinking_tokens'))))

    def _take_end(self, delta: dict[str, Any]) -> None:
        reason = delta.get('stop_reason')
        if reason == 'refusal' and not self.has_content:
            raise self.place.error(ErrorKind.REFUSED, text_of(table(delta.get('stop_details')).get('explanation')))
        if reason:
            self.set_reason({'end_turn': 'stop', 'tool_use': 'tool_calls'}.get(str(reason), str(reason)))
