"""Grok's export: `prod-grok-backend.json` in a ZIP, `{conversations: [{conversation, responses: [{response}]}]}`.

Times of conversations are ISO 8601, those of messages what MongoDB writes. Who spoke is `human` or anything else: `assistant`,
`ASSISTANT`, the name of a model. Files lie beside it, in folders that are called by their ids.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chat.conversation import Chat, Lane, Part, ReplyError, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import derived_id, dict_in, dicts_in, model_id, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming, missing
from chat.exchange.incoming.tree import Node, grow, name_models
from chat.exchange.incoming.unread import STRANGERS, counting_unread
from chat.exchange.outgoing.links import listed_pages

RENDERED = re.compile(r'<grok:render\b[^<>]*>(?:\s*<argument\b[^<>]*>[^<>]*</argument>)*\s*</grok:render>')
"""A mark where its page shows a source or a card."""
EXTRAS = {
    'generated_image_urls': 'pictures', 'image_edit_uris': 'pictures', 'card_attachments_json': 'things shown in the text',
    'xpost_ids': 'posts on X that an answer points to', 'steps': 'steps of a search',
}
"""Fields of a message that do not belong here."""


def is_chat(values: JsonObject) -> bool:
    responses = values.get('responses')
    if not isinstance(values.get('conversation'), dict) or not isinstance(responses, list):
        return False
    return not responses or any(map(_is_said, responses))


def _is_said(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get('response'), dict) and 'sender' in entry['response']


def chat_from(values: JsonObject, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    conversation = dict_in(values, 'conversation')
    source = text_in(conversation, 'id') or f'{conversation.get("title")} {conversation.get("create_time")}'
    created_at = time_in(conversation, 'create_time') or 0.0
    chat = Chat(id=derived_id('grok', source), title=text_in(conversation, 'title'), created_at=created_at,
                updated_at=time_in(conversation, 'modify_time') or created_at, pinned=conversation.get('starred') is True,
                lanes=[Lane(model='xai/grok')])
    responses = [one['response'] for one in values['responses'] if _is_said(one)]
    left_out[STRANGERS] += len(values['responses']) - len(responses)
    nodes = [_node(response, str(index), left_out, files) for index, response in enumerate(responses)]
    _link(nodes)
    grow(chat, f'grok {source}', nodes, text_in(conversation, 'leaf_response_id') or None)
    name_models(chat)
    return chat


def _link(nodes: list[Node]) -> None:
    """Where no message names the one before it they follow one another; an answer always follows something."""
    is_line = not any(node.parent_id for node in nodes)
    for before, node in zip(nodes, nodes[1:], strict=False):
        if node.parent_id is None and (is_line or node.role == 'assistant'):
            node.parent_id = before.id


def _node(response: JsonObject, index: str, left_out: Counter[str], files: Incoming) -> Node:
    node = Node(id=text_in(response, '_id') or index, parent_id=text_in(response, 'parent_response_id') or None, role='between',
                at=_time(response.get('create_time')))
    is_user = text_in(response, 'sender').lower() in {'human', 'user'}
    node.role = 'user' if is_user else 'assistant'
    with counting_unread(node, [response.get('message'), response.get('query')], left_out):
        if is_user:
            node.text = text_in(response, 'message')
        else:
            node.parts = [*_parts(response, left_out)]
            node.model = model_id(model, 'xai') if (model := text_in(response, 'model')) else ''
    if error := text_in(response, 'error'):
        node.status, node.error = ReplyStatus.FAILED, ReplyError(kind='imported', message=error)
    elif response.get('partial') is True:
        node.status = ReplyStatus.INTERRUPTED
    _attach(node, response.get('file_attachments'), left_out, files)
    for name, what in EXTRAS.items():
        left_out[what] += len(found) if isinstance(found := response.get(name), list) else bool(found)
    return node


def _parts(response: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    started, ended = (_time(response.get(name)) for name in ('thinking_start_time', 'thinking_end_time'))
    seconds = max(0.0, ended - started) if started and ended else None
    for thought in filter(str.strip, [text_in(response, 'thinking_trace'),
                                      *(text_in(one, 'thinking_trace') for one in dicts_in(response, 'agent_thinking_traces'))]):
        yield Part(kind='thinking', pieces=[thought], seconds=seconds)
        seconds = None
    text, count = RENDERED.subn('', text_in(response, 'message') or text_in(response, 'query'))
    left_out['citations'] += count
    if text.strip():
        yield Part(kind='text', pieces=[text])
    if pages := listed_pages(dicts_in(response, 'cited_web_search_results') or dicts_in(response, 'web_search_results')):
        yield Part(kind='tool_result', pieces=[pages], detail={'id': '', 'name': 'sources'})


def _attach(node: Node, attachments: Any, left_out: Counter[str], files: Incoming) -> None:
    keys = [key for one in attachments if (key := text_in(one, 'asset_id') or text_in(one, 'id') if isinstance(one, dict) else str(one))
            ] if isinstance(attachments, list) else []
    if node.role != 'user':
        left_out['files that a tool or a model made'] += len(keys)
        return
    for key in keys:
        found = files.find(key)
        node.attachments.append((files.keep(*found) if found else None) or missing('file', f'grok {key}'))


def _time(value: Any) -> float | None:
    """`{"$date": {"$numberLong": "1777629600000"}}`, in ms, or anything that others write."""
    while isinstance(value, dict):
        value = next((value[name] for name in ('$date', '$numberLong', '$numberDouble') if name in value), None)
    if isinstance(value, str) and value.lstrip('-').isdecimal():
        value = int(value) if len(value) < 20 else None
    return time_in({'at': value}, 'at')
