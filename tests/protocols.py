"""What the three protocols look like on the wire, in small pieces for tests."""
from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any


def sse(body: Any, event: str = '') -> bytes:
    data = body if isinstance(body, str) else json.dumps(body)
    return (f'event: {event}\n' if event else '').encode() + b'data: ' + data.encode('utf-8', 'surrogatepass') + b'\n\n'


DONE = sse('[DONE]')


def words(text: str) -> list[str]:
    return [word if i == 0 else f' {word}' for i, word in enumerate(text.split(' '))]


def protocol_of(path: str) -> str:
    return 'chat' if path.endswith('/chat/completions') else 'responses' if path.endswith('/responses') else 'anthropic'


def chat_chunk(content: Any = None, *, finish: str | None = None, **delta: Any) -> bytes:
    if content is not None:
        delta['content'] = content
    choice = {'index': 0, 'delta': delta, 'finish_reason': finish}
    return sse({'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': [choice]})


def chat_usage(prompt: int = 12, completion: int = 34, **more: Any) -> bytes:
    usage = {'prompt_tokens': prompt, 'completion_tokens': completion, **more}
    return sse({'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': [], 'usage': usage})


def chat_stream(*pieces: str, thinking: str = '', finish: str = 'stop') -> list[bytes]:
    thoughts = [chat_chunk(reasoning_content=thinking)] if thinking else []
    return [chat_chunk('', role='assistant'), *thoughts, *map(chat_chunk, pieces), chat_chunk(finish=finish), chat_usage(), DONE]


def chat_whole(text: str, finish: str = 'stop') -> dict[str, Any]:
    return {
        'id': 'c1', 'object': 'chat.completion', 'created': 1, 'model': 'm', 'usage': {'prompt_tokens': 12, 'completion_tokens': 34},
        'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': text}, 'finish_reason': finish}]}


def responses_event(type: str, **fields: Any) -> bytes:
    return sse({'type': type, 'sequence_number': 0, **fields}, event=type)


def responses_text(piece: str) -> bytes:
    return responses_event('response.output_text.delta', delta=piece, item_id='i', output_index=0, content_index=0)


RESPONSES_USAGE = {
    'input_tokens': 12, 'output_tokens': 34, 'total_tokens': 46,
    'input_tokens_details': {'cached_tokens': 5}, 'output_tokens_details': {'reasoning_tokens': 8}}


def responses_stream(*pieces: str, thinking: str = '', end: str = 'completed', **response: Any) -> list[bytes]:
    thoughts = [responses_event('response.reasoning_summary_text.delta', delta=thinking, summary_index=0)] if thinking else []
    body = {'id': 'r1', 'status': end, 'usage': RESPONSES_USAGE, **response}
    return [
        responses_event('response.created', response={'id': 'r1', 'status': 'in_progress'}), *thoughts,
        *map(responses_text, pieces), responses_event(f'response.{end}', response=body)]


def responses_whole(text: str) -> dict[str, Any]:
    message = {'type': 'message', 'role': 'assistant', 'content': [{'type': 'output_text', 'text': text}]}
    return {'id': 'r1', 'object': 'response', 'status': 'completed', 'output': [message], 'usage': RESPONSES_USAGE}


def anthropic_event(type: str, **fields: Any) -> bytes:
    return sse({'type': type, **fields}, event=type)


def anthropic_delta(type: str, **delta: Any) -> bytes:
    return anthropic_event('content_block_delta', index=0, delta={'type': type, **delta})


def anthropic_start(**usage: int) -> bytes:
    counts = {'input_tokens': 12, 'output_tokens': 1, **usage}
    return anthropic_event('message_start', message={'id': 'm1', 'type': 'message', 'role': 'assistant', 'content': [], 'usage': counts})


def anthropic_end(reason: str | None = 'end_turn', **delta: Any) -> list[bytes]:
    return [
        anthropic_event('message_delta', delta={'stop_reason': reason, **delta}, usage={'output_tokens': 34}),
        anthropic_event('message_stop')]


def anthropic_stream(*pieces: str, thinking: str = '', reason: str = 'end_turn') -> list[bytes]:
    thoughts = [anthropic_delta('thinking_delta', thinking=thinking)] if thinking else []
    texts = [anthropic_delta('text_delta', text=piece) for piece in pieces]
    return [anthropic_start(), *thoughts, *texts, *anthropic_end(reason)]


def anthropic_whole(text: str) -> dict[str, Any]:
    return {
        'id': 'm1', 'type': 'message', 'role': 'assistant', 'model': 'm', 'stop_reason': 'end_turn',
        'content': [{'type': 'text', 'text': text}], 'usage': {'input_tokens': 12, 'output_tokens': 34}}


STREAMS: dict[str, Callable[..., list[bytes]]] = {'chat': chat_stream, 'responses': responses_stream, 'anthropic': anthropic_stream}
WHOLE: dict[str, Callable[[str], dict[str, Any]]] = {'chat': chat_whole, 'responses': responses_whole, 'anthropic': anthropic_whole}
ENDING_EVENTS = {'chat': 3, 'responses': 1, 'anthropic': 2}
TEXTS: dict[str, Callable[[str], Sequence[bytes]]] = {
    'chat': lambda text: [chat_chunk(text)], 'responses': lambda text: [responses_text(text)],
    'anthropic': lambda text: [anthropic_delta('text_delta', text=text)]}
