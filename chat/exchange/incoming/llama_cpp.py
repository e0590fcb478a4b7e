"""The export of llama.cpp's own page: JSON Lines, a `session` and after it its messages; before 2026 JSON with `{conv, messages}`."""
from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chat.conversation import Attachment, Chat, Lane, Part, Usage
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, count_in, derived_id, dict_in, dicts_in, json_in, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming, missing
from chat.exchange.incoming.tree import Node, grow, name_models
from chat.exchange.incoming.unread import counting_unread, objects

ENDPOINT = 'llamacpp'


def is_chat(values: JsonObject) -> bool:
    messages = values.get('messages')
    return (isinstance(values.get('conv'), dict) and 'id' in values['conv'] and isinstance(messages, list)
            and (not messages or any(isinstance(one, dict) and 'role' in one and 'parent' in one for one in messages)))


def is_session(item: Any) -> bool:
    return isinstance(item, dict) and item.get('type') == 'session' and 'id' in item and ('harness' in item or 'currNode' in item)


def is_message(item: Any) -> bool:
    return isinstance(item, dict) and item.get('type') == 'message' and isinstance(item.get('message'), dict) and 'role' in item['message']


def chat_from(values: JsonObject, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    conversation, messages = dict_in(values, 'conv'), objects(values['messages'], left_out)
    times = [time for one in messages if (time := time_in(one, 'timestamp'))]
    source = text_in(conversation, 'id') or f'{conversation.get("name")} {min(times, default=0)}'
    chat = Chat(id=derived_id('llama.cpp', source), title=text_in(conversation, 'name'), created_at=min(times, default=0.0),
                updated_at=time_in(conversation, 'lastModified') or max(times, default=0.0), pinned=conversation.get('pinned') is True,
                lanes=[Lane(model=f'{ENDPOINT}/unknown')])
    nodes = [_node(one, left_out, files) for one in messages]
    systems = (text_in(one, 'content') for one in messages if text_in(one, 'role') == 'system')
    chat.lanes[0].system_prompt = next(filter(None, systems), '')
    grow(chat, f'llama.cpp {source}', nodes, text_in(conversation, 'currNode') or (nodes[-1].id if nodes else None))
    name_models(chat)
    return chat


def _node(message: JsonObject, left_out: Counter[str], files: Incoming) -> Node:
    node = Node(id=text_in(message, 'id'), parent_id=text_in(message, 'parent') or None, role='between', at=time_in(message, 'timestamp'))
    role = text_in(message, 'role')
    content = None if role == 'system' else [message.get('content'), message.get('reasoningContent')]
    with counting_unread(node, content, left_out):
        if role == 'user':
            node.role, node.text = 'user', text_in(message, 'content')
        elif role in {'assistant', 'tool'}:
            node.role, node.parts = 'assistant', [*_parts(message, role)]
            node.model = f'{ENDPOINT}/{model}' if (model := text_in(message, 'model')) else ''
            timings = dict_in(message, 'timings')
            node.usage = Usage(input_tokens=count_in(timings, 'prompt_n'), output_tokens=count_in(timings, 'predicted_n'))
        elif role != 'system':
            left_out[f'messages from “{role[:40]}”'] += 1
    extra = dicts_in(message, 'extra')
    if role == 'user':
        node.attachments = [made for index, one in enumerate(extra) if (made := _attachment(one, f'{node.id} {index}', files))]
        left_out['attached files'] += len(extra) - len(node.attachments)
    else:
        left_out['files that a tool or a model made'] += len(extra)
    return node


def _parts(message: JsonObject, role: str) -> Iterator[Part]:
    text = text_in(message, 'content')
    if role == 'tool':
        yield Part(kind='tool_result', pieces=[text], detail={'id': text_in(message, 'toolCallId'), 'name': text_in(message, 'name')})
        return
    if thought := text_in(message, 'reasoningContent') or text_in(message, 'thinking'):
        yield Part(kind='thinking', pieces=[thought])
    if text:
        yield Part(kind='text', pieces=[text])
    for index, call in enumerate(_calls(message.get('toolCalls'))):
        function = dict_in(call, 'function')
        yield Part(kind='tool_call', pieces=[text_in(function, 'arguments')],
                   detail={'index': index, 'id': text_in(call, 'id'), 'name': text_in(function, 'name')})


def _calls(value: Any) -> list[JsonObject]:
    """In the database they are JSON in a string."""
    if isinstance(value, str):
        value = json_in(value)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _attachment(values: JsonObject, key: str, files: Incoming) -> Attachment | None:
    name = text_in(values, 'name') or 'file'
    url = text_in(values, 'base64Url') or text_in(values, 'base64Data')
    try:
        data = base64.b64decode(url.partition('base64,')[2] or url) if url else clean(text_in(values, 'content')).encode()
    except binascii.Error:
        return None
    if not data:
        return None
    return files.keep(name, data) or missing(name, f'llama.cpp {key}', size=len(data), text=text_in(values, 'content') or None)
