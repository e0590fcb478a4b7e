"""The log of the command line tool `llm` (`logs.db`): rows of its tables, read by `chat.store.transfer.foreign`, become chats.

Until version 0.31 it wrote a row for each response; since then it keeps a tree of messages, and a row for each call of a model that
says between which messages the call stands. One call may only hand over the results of tools: that is no prompt of its own.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from chat.conversation import Attachment, Chat, Lane, Part, Usage
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import Unreadable, clean, cleaned, count_in, derived_id, dict_in, dicts_in, model_id, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming
from chat.exchange.incoming.tree import Node, grow

PARAMETERS = {'temperature', 'top_p', 'max_tokens', 'reasoning_effort'}


def chat_from(values: JsonObject, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """From `{conversation: row, responses: [rows, oldest first]}` or `{conversation: row, messages: [rows], turns: [rows, oldest first]}`.
    Raises Unreadable."""
    conversation = values['conversation']
    calls = values['turns'] if 'messages' in values else values['responses']
    if not calls:
        raise Unreadable('is empty')
    source = text_in(conversation, 'id')
    times = [time for one in calls if (time := time_in(one, 'datetime_utc'))]
    last = calls[-1]
    chat = Chat(id=derived_id('llm', source), title=text_in(conversation, 'name'), created_at=min(times, default=0.0),
                updated_at=max(times, default=0.0), lanes=[Lane(model=_model(last), parameters=_parameters(last))])
    if 'messages' in values:
        nodes = [_message(one, left_out, files) for one in values['messages']]
        _note_calls(nodes, calls)
        systems: Iterable[str] = (_text_of(one) for one in values['messages'] if one['role'] == 'system')
        end = text_in(conversation, 'tip_message_hash')
    else:
        nodes = list(_responses(calls, left_out, files))
        systems, end = (_joined([*one.get('system_fragments', []), text_in(one, 'system')]) for one in calls), nodes[-1].id
    chat.lanes[0].system_prompt = next((text for text in systems if text), '')
    left_out['schemas that an answer had to keep to'] += sum(bool(one.get('schema_id')) for one in calls)
    grow(chat, f'llm {source}', nodes, end)
    for reply in (reply for turn in chat.turns.values() for reply in turn.all_replies()):
        reply.model = reply.model or chat.lanes[0].model
    return chat


def _responses(responses: list[JsonObject], left_out: Counter[str], files: Incoming) -> Iterator[Node]:
    parent = None
    for number, response in enumerate(responses):
        name, began = text_in(response, 'id') or str(number), time_in(response, 'datetime_utc')
        results = dicts_in(response, 'tool_results')
        prompt = _joined([*response.get('fragments', []), text_in(response, 'prompt')])
        attachments = _attachments(dicts_in(response, 'attachments'), left_out, files)
        if prompt or attachments or not results:
            text = prompt or ('' if attachments else '[empty]')
            yield Node(id=f'prompt {name}', parent_id=parent, role='user', text=text, attachments=attachments, at=began)
            parent = f'prompt {name}'
        answer = Node(id=name, parent_id=parent, role='assistant', parts=[*map(_result, results), *_parts(response)], at=began)
        _note_call(answer, response)
        yield answer
        parent = name


def _message(message: JsonObject, left_out: Counter[str], files: Incoming) -> Node:
    parts = dicts_in(message, 'parts')
    node = Node(id=text_in(message, 'hash'), parent_id=text_in(message, 'parent_hash') or None, role='between')
    attachments = _attachments([one for part in parts for one in dicts_in(part, 'attachments')], left_out, files)
    if message['role'] == 'user':
        node.role, node.attachments = 'user', attachments
        node.text = _text_of(message) or ('' if attachments else '[empty]')
    elif message['role'] in {'assistant', 'tool'}:
        node.role, node.parts = 'assistant', [made for part in parts if (made := _part(part, left_out))]
        left_out['files that a tool or a model made'] += len(attachments)
    elif message['role'] != 'system':
        left_out[f'messages from “{text_in(message, "role")[:40]}”'] += 1
    return node


def _note_calls(nodes: list[Node], calls: list[JsonObject]) -> None:
    """What is known of each call stands at the first and at the last message of it."""
    at = {node.id: node for node in nodes}
    for call in calls:
        if asked := at.get(text_in(call, 'parent_message_hash')):
            asked.at = asked.at or time_in(call, 'datetime_utc')
        if answered := at.get(text_in(call, 'tip_message_hash')):
            _note_call(answered, call)


def _note_call(node: Node, call: JsonObject) -> None:
    node.at = time_in(call, 'datetime_utc')
    node.ended_at = (node.at or 0.0) + (count_in(call, 'duration_ms') or 0) / 1000
    node.model = _model(call)
    node.usage = Usage(input_tokens=count_in(call, 'input_tokens'), output_tokens=count_in(call, 'output_tokens'))


def _parts(response: JsonObject) -> Iterator[Part]:
    if thought := text_in(response, 'reasoning'):
        yield Part(kind='thinking', pieces=[thought])
    if text := text_in(response, 'response'):
        yield Part(kind='text', pieces=[text])
    for index, call in enumerate(dicts_in(response, 'tool_calls')):
        yield _call(call, text_in(call, 'arguments'), index)


def _part(part: JsonObject, left_out: Counter[str]) -> Part | None:
    kind, payload = text_in(part, 'type'), dict_in(part, 'payload')
    if kind == 'text':
        return Part(kind='text', pieces=[_text_in_part(part)])
    if kind == 'reasoning':
        return Part(kind='thinking', pieces=[_text_in_part(part)]) if _text_in_part(part) else None
    if kind == 'tool_call':
        return _call(payload, json.dumps(cleaned(payload.get('arguments')), ensure_ascii=False), 0)
    if kind == 'tool_result':
        return _result(payload)
    if kind != 'attachment':
        left_out[f'parts of the kind “{kind[:40]}”'] += 1
    return None


def _call(call: JsonObject, arguments: str, index: int) -> Part:
    detail = {'index': index, 'id': text_in(call, 'tool_call_id'), 'name': text_in(call, 'name')}
    return Part(kind='tool_call', pieces=[arguments], detail=detail)


def _result(result: JsonObject) -> Part:
    text = text_in(result, 'output') or text_in(result, 'exception')
    return Part(kind='tool_result', pieces=[text], detail={'id': text_in(result, 'tool_call_id'), 'name': text_in(result, 'name')})


def _attachments(rows: list[JsonObject], left_out: Counter[str], files: Incoming) -> list[Attachment]:
    """The log holds the bytes of some; of others only where they were."""
    taken = []
    for row in rows:
        data = row.get('content')
        name = (text_in(row, 'path') or text_in(row, 'url')).rstrip('/').rpartition('/')[2] or 'attachment'
        if made := files.keep(name[:200], data) if isinstance(data, bytes) else None:
            taken.append(made)
        else:
            left_out['attached files' if isinstance(data, bytes) else 'attached files whose content is not in the log'] += 1
    return taken


def _text_of(message: JsonObject) -> str:
    return '\n\n'.join(text for part in dicts_in(message, 'parts') if part['type'] == 'text' and (text := _text_in_part(part)))


def _text_in_part(part: JsonObject) -> str:
    """Long texts that were used again and again stand in a table of their own."""
    pieces = dicts_in(dict_in(part, 'payload'), 'text_ref')
    if not pieces:
        return text_in(part, 'text')
    fragments = part['fragments']
    return ''.join(text_in(one, 'literal') or clean(str(fragments.get(one.get('fragment'), ''))) for one in pieces)


def _joined(texts: Iterable[Any]) -> str:
    return '\n\n'.join(clean(text) for text in texts if isinstance(text, str) and text)


def _model(call: JsonObject) -> str:
    return model_id(text_in(call, 'model'), 'llm')


def _parameters(call: JsonObject) -> JsonObject:
    try:
        options = json.loads(text_in(call, 'options_json') or '{}')
    except ValueError:
        return {}
    return {name: value for name, value in cleaned(options).items() if name in PARAMETERS} if isinstance(options, dict) else {}
