"""`/v1/responses`: an answer in items, whole or as events."""
from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from chat.api.event_stream import COMMENT, event
from chat.api.openai.errors import openai_error
from chat.api.openai.usage import finish_reason_of, responses_usage_of
from chat.api.passing import PassedAnswer, failure_of
from chat.conversation import Part, Reply, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.rounds import round_of
from chat.engine.following.reading import Step

KINDS = {'text': 'message', 'thinking': 'reasoning', 'tool_call': 'function_call'}


def response_of(reply: Reply, model: str, body: JsonObject, *, output: list[JsonObject] | None = None) -> JsonObject:
    """The whole of it, or as far as it has come."""
    is_cut = finish_reason_of(reply) == 'length'
    status = 'in_progress' if reply.is_running else 'incomplete' if is_cut else 'failed' if reply.has_failed else 'completed'
    items = [_item(reply, number, part) for number, part in enumerate(reply.parts) if _is_shown(part)] if output is None else output
    failure = openai_error(failure_of(reply))['error'] if reply.has_failed else None
    return {
        'id': f'resp_{reply.id}', 'object': 'response', 'created_at': int(reply.created_at), 'status': status, 'model': model,
        'error': failure and {'code': 'server_error', 'message': failure['message']},
        'incomplete_details': {'reason': 'max_output_tokens'} if status == 'incomplete' else None,
        'instructions': body.get('instructions'), 'metadata': body.get('metadata') or {}, 'output': items,
        'parallel_tool_calls': body.get('parallel_tool_calls') is not False, 'previous_response_id': None, 'store': False,
        'temperature': body.get('temperature'), 'top_p': body.get('top_p'), 'text': body.get('text') or {'format': {'type': 'text'}},
        'tool_choice': body.get('tool_choice') or 'auto', 'tools': body.get('tools') or [], 'truncation': 'disabled',
        'usage': None if reply.is_running else responses_usage_of(reply)}


def _is_shown(part: Part) -> bool:
    return part.kind in {'text', 'thinking'} or (part.kind == 'tool_call' and round_of(part) is not None)


def _item(reply: Reply, number: int, part: Part, *, is_begun: bool = False) -> JsonObject:
    """`is_begun`: nothing of its content yet."""
    status, text = ('in_progress', '') if is_begun else ('completed', part.text)
    name = f'{reply.id[:20]}_{number}'
    if part.kind == 'text':
        content = [] if is_begun else [{'type': 'output_text', 'text': text, 'annotations': [], 'logprobs': []}]
        return {'id': f'msg_{name}', 'type': 'message', 'role': 'assistant', 'status': status, 'content': content}
    if part.kind == 'thinking':
        summary = [] if is_begun else [{'type': 'summary_text', 'text': text}]
        return {'id': f'rs_{name}', 'type': 'reasoning', 'status': status, 'summary': summary}
    return {'id': f'fc_{name}', 'type': 'function_call', 'status': status, 'call_id': part.detail.get('id') or f'call_{name}',
            'name': part.detail.get('name'), 'arguments': text}


class ResponseEvents:
    """Each part of the reply is an item that is begun, grows and is done."""

    def __init__(self, passage: PassedAnswer, model: str, body: JsonObject) -> None:
        self._passage, self._model, self._body = passage, model, body
        self._count = 0
        self._output: list[JsonObject] = []
        self._open: int | None = None
        """Number of the part that grows."""

    async def stream(self) -> AsyncIterator[bytes]:
        reply = self._passage.reply
        begun = response_of(reply, self._model, self._body, output=[]) | {'status': 'in_progress', 'usage': None, 'error': None}
        head = self._event('response.created', response=begun) + self._event('response.in_progress', response=begun)
        async for batch in self._passage.all():
            yield head + b''.join([one for _, step in batch for one in self._of(reply, step)]) or COMMENT
            head = b''
        if not reply.is_running:
            yield b''.join(self._close(reply)) + self._ending(reply)

    def _ending(self, reply: Reply) -> bytes:
        whole = response_of(reply, self._model, self._body, output=self._output)
        if reply.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED}:
            failure = openai_error(failure_of(reply))['error']
            error = self._event('error', code=failure['code'], message=failure['message'], param=None)
            return error + self._event('response.failed', response=whole)
        return self._event(f'response.{whole["status"]}', response=whole)

    def _of(self, reply: Reply, step: Step) -> Iterator[bytes]:
        number = step.place.part
        if step.kind == 'restart':
            yield from self._close(reply)
        elif step.kind in KINDS and _is_shown(reply.parts[number]):
            if self._open != number:
                yield from self._close(reply)
                yield from self._begin(reply, number)
            if step.text:
                yield self._grown(reply, number, step)

    def _begin(self, reply: Reply, number: int) -> Iterator[bytes]:
        self._open = number
        item = _item(reply, number, reply.parts[number], is_begun=True)
        yield self._event('response.output_item.added', output_index=len(self._output), item=item)
        where = {'item_id': item['id'], 'output_index': len(self._output)}
        if item['type'] == 'message':
            part = {'type': 'output_text', 'text': '', 'annotations': [], 'logprobs': []}
            yield self._event('response.content_part.added', **where, content_index=0, part=part)
        elif item['type'] == 'reasoning':
            part = {'type': 'summary_text', 'text': ''}
            yield self._event('response.reasoning_summary_part.added', **where, summary_index=0, part=part)

    def _grown(self, reply: Reply, number: int, step: Step) -> bytes:
        item = _item(reply, number, reply.parts[number], is_begun=True)
        where = {'item_id': item['id'], 'output_index': len(self._output), 'delta': step.text}
        if step.kind == 'text':
            return self._event('response.output_text.delta', **where, content_index=0, logprobs=[])
        if step.kind == 'thinking':
            return self._event('response.reasoning_summary_text.delta', **where, summary_index=0)
        return self._event('response.function_call_arguments.delta', **where)

    def _close(self, reply: Reply) -> Iterator[bytes]:
        if self._open is None or self._open >= len(reply.parts):
            return
        item = _item(reply, self._open, reply.parts[self._open])
        where = {'item_id': item['id'], 'output_index': len(self._output)}
        if item['type'] == 'message':
            [part] = item['content']
            yield self._event('response.output_text.done', **where, content_index=0, text=part['text'], logprobs=[])
            yield self._event('response.content_part.done', **where, content_index=0, part=part)
        elif item['type'] == 'reasoning':
            [part] = item['summary']
            yield self._event('response.reasoning_summary_text.done', **where, summary_index=0, text=part['text'])
            yield self._event('response.reasoning_summary_part.done', **where, summary_index=0, part=part)
        else:
            yield self._event('response.function_call_arguments.done', **where, name=item['name'], arguments=item['arguments'])
        yield self._event('response.output_item.done', output_index=len(self._output), item=item)
        self._output.append(item)
        self._open = None

    def _event(self, kind: str, **more: object) -> bytes:
        self._count += 1
        line = event('', {'type': kind, 'sequence_number': self._count - 1, **more})
        return f'event: {kind}\n'.encode() + line
