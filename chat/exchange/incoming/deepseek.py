"""DeepSeek's export: `conversations.json`, a list of conversations with a tree of messages (`mapping`) as ChatGPT has one.

A message is made of `fragments` (REQUEST, THINK, RESPONSE and what its tools did); in the first exports it had its `content` and
`reasoning_content` instead, and whose message it was could only be told from its position.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chat.conversation import Chat, Lane, Part
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import count_in, derived_id, dict_in, dicts_in, model_id, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming, missing
from chat.exchange.incoming.tree import Node, grow, name_models
from chat.exchange.incoming.unread import counting_unread
from chat.exchange.outgoing.links import listed_pages

THOUGHTS, WORDS = {'THINK', 'REASONING'}, {'RESPONSE', 'TEMPLATE_RESPONSE', 'TEXT'}
SEARCHES = {'SEARCH', 'TOOL_SEARCH'}
ROOT = 'root'


def is_chat(values: JsonObject) -> bool:
    mapping = values.get('mapping')
    messages = [dict_in(node, 'message') for node in mapping.values() if isinstance(node, dict)] if isinstance(mapping, dict) else []
    return any('fragments' in message for message in messages) or isinstance(mapping, dict) and 'inserted_at' in values


def chat_from(values: JsonObject, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    source = text_in(values, 'id') or f'{values.get("title")} {values.get("inserted_at")}'
    created_at = time_in(values, 'inserted_at') or 0.0
    chat = Chat(id=derived_id('deepseek', source), title=text_in(values, 'title'), created_at=created_at,
                updated_at=time_in(values, 'updated_at') or created_at, lanes=[Lane(model='deepseek/deepseek-chat')])
    mapping = {key: node for key, node in dict_in(values, 'mapping').items() if isinstance(node, dict)}
    users = _users(mapping)
    nodes = [_node(key, node, key in users, left_out) for key, node in mapping.items()]
    grow(chat, f'deepseek {source}', nodes, text_in(values, 'current_node') or None)
    name_models(chat)
    return chat


def _users(mapping: dict[str, JsonObject]) -> set[str]:
    """Messages of the user: they say so by their fragments or role; where none does, the two take turns."""
    users: set[str] = set()
    for key, node in mapping.items():  # parents stand before their children
        message = dict_in(node, 'message')
        kinds = {text_in(one, 'type') for one in dicts_in(message, 'fragments')}
        role = text_in(message, 'role').lower()
        parent = text_in(node, 'parent')
        is_in_turn = bool(message) and parent not in users
        if ('REQUEST' in kinds) if kinds else role == 'user' if role else is_in_turn:
            users.add(key)
    return users


def _node(key: str, node: JsonObject, is_user: bool, left_out: Counter[str]) -> Node:
    message = dict_in(node, 'message')
    made = Node(id=key, parent_id=text_in(node, 'parent') or None, role='between', at=time_in(message, 'inserted_at'))
    if not message:
        return made
    fragments = dicts_in(message, 'fragments') or [*_old_fragments(message, is_user)]
    with counting_unread(made, [message.get('content'), fragments], left_out):
        made.role = 'user' if is_user else 'assistant'
        if is_user:
            made.text = '\n\n'.join(text for one in fragments if text_in(one, 'type') == 'REQUEST' and (text := text_in(one, 'content')))
            _count_others(fragments, left_out)
        else:
            made.parts = [part for one in fragments for part in _parts(one, left_out)]
            made.model = model_id(model, 'deepseek') if (model := text_in(message, 'model')) else ''
    _attach(made, key, [*dicts_in(message, 'files'), *(file for one in fragments for file in dicts_in(one, 'files'))], left_out)
    return made


def _old_fragments(message: JsonObject, is_user: bool) -> Iterator[JsonObject]:
    if thought := text_in(message, 'reasoning_content') or text_in(message, 'thinking_content'):
        yield {'type': 'THINK', 'content': thought}
    if results := dicts_in(message, 'search_results'):
        yield {'type': 'SEARCH', 'results': results}
    if text := text_in(message, 'content'):
        yield {'type': 'REQUEST' if is_user else 'RESPONSE', 'content': text}


def _count_others(fragments: list[JsonObject], left_out: Counter[str]) -> None:
    for one in fragments:
        if text_in(one, 'type') not in ('REQUEST', 'FILE') and text_in(one, 'content').strip():
            left_out[f'parts of the kind “{text_in(one, "type")[:40]}”'] += 1


def _parts(fragment: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    kind, text = text_in(fragment, 'type'), text_in(fragment, 'content')
    if kind in THOUGHTS:
        seconds = count_in(fragment, 'elapsed_secs')
        yield Part(kind='thinking', pieces=[text], seconds=None if seconds is None else float(seconds))
    elif kind in WORDS:
        yield Part(kind='text', pieces=[text])
    elif kind in SEARCHES and (pages := listed_pages(dicts_in(fragment, 'results'))):
        yield Part(kind='tool_result', pieces=[pages], detail={'id': '', 'name': 'search'})
    elif text.strip() or dicts_in(fragment, 'results'):
        left_out[f'parts of the kind “{kind[:40]}”'] += 1


def _attach(node: Node, key: str, files: list[JsonObject], left_out: Counter[str]) -> None:
    """The export names them, and does not hold them."""
    if node.role != 'user':
        left_out['files that a tool or a model made'] += len(files)
        return
    for index, one in enumerate(files):
        name = text_in(one, 'file_name') or text_in(one, 'name')
        found = text_in(one, 'id') or text_in(one, 'file_id') or f'{key} {index}'
        node.attachments.append(missing(name, f'deepseek {found}', size=count_in(one, 'file_size') or count_in(one, 'size') or 0))
