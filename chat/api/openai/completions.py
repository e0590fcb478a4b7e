"""`/v1/chat/completions`: an answer as Chat Completions have it, whole or in chunks."""
from __future__ import annotations

from collections.abc import AsyncIterator

import orjson

from chat.api.event_stream import COMMENT
from chat.api.openai.errors import openai_error
from chat.api.openai.usage import finish_reason_of, usage_of
from chat.api.passing import PassedAnswer, failure_of
from chat.conversation import Part, Reply, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.rounds import calls_in, round_of
from chat.engine.following.reading import Step

DONE = b'data: [DONE]\n\n'


class Chunks:
    """The chunks of one answer, with the bytes that all of them have in common made once."""

    def __init__(self, passage: PassedAnswer, model: str, *, has_usage: bool) -> None:
        self._passage, self._has_usage = passage, has_usage
        self._head = {'id': f'chatcmpl-{passage.reply.id}', 'object': 'chat.completion.chunk', 'created': int(passage.reply.created_at),
                      'model': model}
        self._calls: dict[int, int] = {}
        """Number of the part -> index of the call."""

    async def stream(self) -> AsyncIterator[bytes]:
        reply = self._passage.reply
        head = self._chunk({'role': 'assistant', 'content': ''})
        async for batch in self._passage.all():
            yield head + b''.join([self._of(reply, step) for _, step in batch]) or COMMENT
            head = b''
        if reply.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED}:
            yield b'data: ' + orjson.dumps(openai_error(failure_of(reply))) + b'\n\n'
        elif not reply.is_running:
            yield self._chunk({}, finish_reason_of(reply))
            if self._has_usage:
                yield self._data({'choices': [], 'usage': usage_of(reply)})
        yield DONE

    def _of(self, reply: Reply, step: Step) -> bytes:
        if step.kind == 'text':
            return self._chunk({'content': step.text})
        if step.kind == 'thinking':
            return self._chunk({'reasoning_content': step.text})
        if step.kind == 'tool_call' and round_of(reply.parts[step.place.part]) is not None:
            return self._chunk({'tool_calls': [self._call(step)]})
        return b''

    def _call(self, step: Step) -> JsonObject:
        index = self._calls.setdefault(step.place.part, len(self._calls))
        if not step.detail:
            return {'index': index, 'function': {'arguments': step.text}}
        id = step.detail['id'] or f'call_{self._passage.reply.id[:12]}_{index}'
        return {'index': index, 'id': id, 'type': 'function', 'function': {'name': step.detail['name'], 'arguments': step.text}}

    def _chunk(self, delta: JsonObject, finish_reason: str | None = None) -> bytes:
        return self._data({'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish_reason}]})

    def _data(self, more: JsonObject) -> bytes:
        return b'data: ' + orjson.dumps(self._head | more) + b'\n\n'


def completion_of(reply: Reply, model: str) -> JsonObject:
    """Of an answer that has ended."""
    calls = [call_of(reply, index, part) for index, part in enumerate(calls_in(reply.parts))]
    message: JsonObject = {'role': 'assistant', 'content': reply.text or (None if calls else ''), 'refusal': None}
    message |= ({'reasoning_content': reply.thinking} if reply.thinking else {}) | ({'tool_calls': calls} if calls else {})
    return {
        'id': f'chatcmpl-{reply.id}', 'object': 'chat.completion', 'created': int(reply.created_at), 'model': model,
        'choices': [{'index': 0, 'message': message, 'finish_reason': finish_reason_of(reply), 'logprobs': None}], 'usage': usage_of(reply)}


def call_of(reply: Reply, index: int, part: Part) -> JsonObject:
    return {'id': part.detail.get('id') or f'call_{reply.id[:12]}_{index}', 'type': 'function',
            'function': {'name': part.detail.get('name'), 'arguments': part.text}}
