"""An answer as Anthropic's Messages have it: in blocks of content, whole or as events."""
from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from chat.api.anthropic.errors import anthropic_error
from chat.api.event_stream import event
from chat.api.passing import PassedAnswer, failure_of
from chat.conversation import CUT_OFF_REASONS, Part, Reply, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.rounds import round_of
from chat.conversation.tools.tool import Called
from chat.engine.following.reading import Step

PING = b'event: ping\ndata: {"type":"ping"}\n\n'
REFUSED = frozenset({'refusal', 'content_filter', 'safety'})


def message_of(reply: Reply, model: str) -> JsonObject:
    """Of an answer that has ended."""
    blocks = [_block(reply, number, part) for number, part in enumerate(reply.parts) if _is_shown(part)]
    return {'id': f'msg_{reply.id}', 'type': 'message', 'role': 'assistant', 'model': model, 'content': blocks,
            'stop_reason': stop_reason_of(reply), 'stop_sequence': None, 'usage': usage_of(reply)}


def stop_reason_of(reply: Reply) -> str:
    if reply.has_calls:
        return 'tool_use'
    if reply.finish_reason in CUT_OFF_REASONS:
        return 'max_tokens'
    if reply.finish_reason in REFUSED:
        return 'refusal'
    return 'stop_sequence' if reply.finish_reason == 'stop_sequence' else 'end_turn'


def usage_of(reply: Reply) -> JsonObject:
    """Anthropic counts what comes from its cache beside the input; 0 where nobody has counted."""
    used = reply.usage
    read, written = used.cache_read_tokens or 0, used.cache_write_tokens or 0
    return {'input_tokens': max(0, (used.input_tokens or 0) - read - written), 'output_tokens': used.output_tokens or 0,
            'cache_read_input_tokens': read, 'cache_creation_input_tokens': written}


def _is_shown(part: Part) -> bool:
    return part.kind in {'text', 'thinking'} or (part.kind == 'tool_call' and round_of(part) is not None)


def _block(reply: Reply, number: int, part: Part, *, is_begun: bool = False) -> JsonObject:
    text = '' if is_begun else part.text
    if part.kind == 'text':
        return {'type': 'text', 'text': text}
    if part.kind == 'thinking':
        return {'type': 'thinking', 'thinking': text, 'signature': ''}
    id, name = part.detail.get('id') or f'toolu_{reply.id[:12]}_{number}', str(part.detail.get('name') or '')
    return {'type': 'tool_use', 'id': id, 'name': name, 'input': {} if is_begun else Called(id='', name=name, arguments=text).values}


class MessageEvents:
    """Each part of the reply is a block that is begun, grows and is stopped."""

    def __init__(self, passage: PassedAnswer, model: str) -> None:
        self._passage, self._model = passage, model
        self._index = -1
        self._open: int | None = None
        """Number of the part that grows."""

    async def stream(self) -> AsyncIterator[bytes]:
        reply = self._passage.reply
        counted = {'input_tokens': reply.usage.input_tokens or 0, 'output_tokens': 0}
        begun: JsonObject = {'id': f'msg_{reply.id}', 'type': 'message', 'role': 'assistant', 'model': self._model, 'content': [],
                             'stop_reason': None, 'stop_sequence': None, 'usage': counted}
        head = _event('message_start', message=begun)
        async for batch in self._passage.all():
            yield head + b''.join([one for _, step in batch for one in self._of(reply, step)]) or PING
            head = b''
        if reply.is_running:
            return
        yield b''.join(self._close())
        if reply.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED}:
            yield event('', anthropic_error(failure_of(reply))).replace(b'data:', b'event: error\ndata:', 1)
            return
        ending = {'stop_reason': stop_reason_of(reply), 'stop_sequence': None}
        yield _event('message_delta', delta=ending, usage=usage_of(reply)) + _event('message_stop')

    def _of(self, reply: Reply, step: Step) -> Iterator[bytes]:
        number = step.place.part
        if step.kind == 'restart':
            yield from self._close()
        elif step.kind in {'text', 'thinking', 'tool_call'} and _is_shown(reply.parts[number]):
            if self._open != number:
                yield from self._close()
                self._open, self._index = number, self._index + 1
                block = _block(reply, number, reply.parts[number], is_begun=True)
                yield _event('content_block_start', index=self._index, content_block=block)
            if step.text:
                yield _event('content_block_delta', index=self._index, delta=_delta(step))

    def _close(self) -> Iterator[bytes]:
        if self._open is not None:
            self._open = None
            yield _event('content_block_stop', index=self._index)


def _delta(step: Step) -> JsonObject:
    match step.kind:
        case 'text':
            return {'type': 'text_delta', 'text': step.text}
        case 'thinking':
            return {'type': 'thinking_delta', 'thinking': step.text}
        case _:
            return {'type': 'input_json_delta', 'partial_json': step.text}


def _event(kind: str, **more: object) -> bytes:
    return f'event: {kind}\n'.encode() + event('', {'type': kind, **more})
