"""ChatGPT's export: `conversations.json`, a list of conversations whose messages hang in a tree (`mapping`, `current_node`).

The shape is not documented; this follows what public parsers and samples of 2023 to 2026 agree on. Newer exports are split into
`conversations-000.json` and so on. What was uploaded lies beside it in the ZIP, under names that begin with its id.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from chat.conversation import Attachment, Chat, Lane, Part, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import Unreadable, clean, derived_id, dict_in, dicts_in, model_id, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming
from chat.exchange.incoming.chatgpt.marks import without_marks
from chat.exchange.incoming.tree import Node, grow
from chat.exchange.incoming.unread import counting_unread, objects

SILENT = {'model_editable_context', 'reasoning_recap'}
"""Kinds of content that are no part of the talk: memories, "Thought for 5 s"."""
OFTEN_EMPTY = {'text', 'multimodal_text', 'execution_output', 'tether_browsing_display'}
"""Nothing is lost when there is nothing in them."""
TEXT_FIELDS = ('text', 'result', 'content', 'output_str')
ASSET = re.compile(r'file[-_][0-9A-Za-z]+')
ITS_FIELDS = {'current_node', 'conversation_id', 'moderation_results', 'create_time'}
PICTURES, RECORDINGS = 'pictures', 'sound or video'


def is_chat(values: JsonObject) -> bool:
    mapping = values.get('mapping')
    if not isinstance(mapping, dict):
        return mapping is not None and len(ITS_FIELDS & set(values)) > 1
    if 'inserted_at' in values:
        return False
    messages = [dict_in(node, 'message') for node in mapping.values() if isinstance(node, dict)]
    return bool(ITS_FIELDS & set(values)) or any('author' in message and 'content' in message for message in messages)


def chat_from(values: JsonObject, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    mapping = values['mapping']
    if not isinstance(mapping, dict):
        raise Unreadable('has no messages')
    source = text_in(values, 'conversation_id') or text_in(values, 'id') or f'{values.get("title")} {values.get("create_time")}'
    created_at = time_in(values, 'create_time') or 0.0
    model = model_id(text_in(values, 'default_model_slug') or 'chatgpt', 'openai')
    chat = Chat(id=derived_id('chatgpt', source), title=text_in(values, 'title'), created_at=created_at,
                updated_at=time_in(values, 'update_time') or created_at, archived=values.get('is_archived') is True,
                pinned=values.get('is_starred') is True, lanes=[Lane(model=model)])
    objects(mapping.values(), left_out)
    nodes = [_node(node_id, node, left_out, files) for node_id, node in mapping.items() if isinstance(node, dict)]
    chat.lanes[0].system_prompt = next((text for node in mapping.values() if isinstance(node, dict) and (text := _instructions(node))), '')
    grow(chat, f'chatgpt {source}', nodes, text_in(values, 'current_node'))
    _name_models(chat)
    return chat


def _name_models(chat: Chat) -> None:
    """The lane goes on with the model that answered last."""
    replies = [reply for turn in chat.turns.values() for reply in turn.all_replies()]
    for reply in replies:
        reply.model = model_id(reply.model, 'openai') if reply.model else chat.lanes[0].model
    newest = max(replies, key=lambda reply: reply.created_at, default=None)
    if newest and chat.lanes[0].model == 'openai/chatgpt':
        chat.lanes[0].model = newest.model


def _node(node_id: str, node: JsonObject, left_out: Counter[str], files: Incoming) -> Node:
    message = dict_in(node, 'message')
    parent = node.get('parent')
    made = Node(id=node_id, parent_id=parent if isinstance(parent, str) else None, role='between', at=time_in(message, 'create_time'))
    metadata = dict_in(message, 'metadata')
    author = text_in(dict_in(message, 'author'), 'role')
    kind = text_in(dict_in(message, 'content'), 'content_type') or 'text'
    if not message or metadata.get('is_visually_hidden_from_conversation') is True or kind in SILENT or kind == 'user_editable_context':
        return made
    with counting_unread(made, message.get('content'), left_out):
        _fill(made, message, author, kind, left_out, files)
    return made


def _fill(made: Node, message: JsonObject, author: str, kind: str, left_out: Counter[str], files: Incoming) -> None:
    metadata = dict_in(message, 'metadata')
    if author == 'user':
        taken = _attachments(dict_in(message, 'content'), metadata, files)
        made.role, made.attachments = 'user', [*taken.values()]
        made.text = _text_of(message, kind, left_out, taken)
        _count_files(metadata, left_out, taken)
    elif author in {'assistant', 'tool'}:
        made.parts = _parts(message, author, kind, _text_of(message, kind, left_out, {}))
        made.role = 'assistant' if made.parts else 'between'
        made.model = text_in(metadata, 'model_slug')
        made.status, made.finish_reason = _ending(message, dict_in(metadata, 'finish_details'))
        left_out[PICTURES] += sum(bool(text_in(one, 'image_url')) for one in dicts_in(dict_in(metadata, 'aggregate_result'), 'messages'))
    elif _has_words(message, kind):
        left_out[f'messages from “{author[:40] or "nobody"}”'] += 1


def _has_words(message: JsonObject, kind: str) -> bool:
    """Or something else that would be missed."""
    missed: Counter[str] = Counter()
    return bool(_text_of(message, kind, missed, {}).strip() or +missed)


def _instructions(node: JsonObject) -> str:
    """Custom instructions, which stand in a hidden message at the start."""
    content = dict_in(dict_in(node, 'message'), 'content')
    if text_in(content, 'content_type') != 'user_editable_context':
        return ''
    return '\n\n'.join(text for name in ('user_profile', 'user_instructions') if (text := text_in(content, name).strip()))


def _parts(message: JsonObject, author: str, kind: str, text: str) -> list[Part]:
    recipient = text_in(message, 'recipient') or 'all'
    if kind == 'thoughts':
        return [Part(kind='thinking', pieces=[text])] if text else []
    if not text:
        return []
    if author == 'tool':
        return [Part(kind='tool_result', pieces=[text], detail={'name': text_in(dict_in(message, 'author'), 'name')})]
    if recipient != 'all':
        return [Part(kind='tool_call', pieces=[text], detail={'index': 0, 'id': text_in(message, 'id'), 'name': recipient})]
    return [Part(kind='text', pieces=[text])]


def _ending(message: JsonObject, details: JsonObject) -> tuple[ReplyStatus, str | None]:
    reason = text_in(details, 'type')
    if reason == 'interrupted':
        return ReplyStatus.STOPPED, None
    if text_in(message, 'status') == 'in_progress':
        return ReplyStatus.INTERRUPTED, None
    return ReplyStatus.DONE, {'max_tokens': 'length', 'stop': 'stop'}.get(reason)


def _text_of(message: JsonObject, kind: str, left_out: Counter[str], taken: Mapping[str, Attachment]) -> str:
    text = _raw_text(dict_in(message, 'content'), kind, left_out, taken)
    return without_marks(text, dicts_in(dict_in(message, 'metadata'), 'content_references'), left_out)


def _raw_text(content: JsonObject, kind: str, left_out: Counter[str], taken: Mapping[str, Attachment]) -> str:
    if kind == 'thoughts':
        return '\n\n'.join(_thought(one) for one in dicts_in(content, 'thoughts')).strip()
    if kind == 'code':
        return _code(text_in(content, 'text'), text_in(content, 'language'))
    parts = content.get('parts')
    if isinstance(parts, list):
        texts = [_part_text(part, left_out, taken) for part in parts]
        return '\n\n'.join(text for text in texts if text)
    text = next((text for name in TEXT_FIELDS if (text := text_in(content, name))), '')
    if not text and kind not in OFTEN_EMPTY:
        left_out[f'messages of the kind “{kind[:40]}”'] += 1
    return text


def _thought(values: JsonObject) -> str:
    """A summary is a headline, its content the thought; in some exports the summary is a list of texts."""
    summary = values.get('summary')
    if isinstance(summary, list):
        summary = '\n\n'.join(text_in(one, 'text') for one in summary if isinstance(one, dict))
    headline = f'**{clean(summary).strip()}**' if isinstance(summary, str) and summary.strip() else ''
    return '\n\n'.join(text for text in (headline, text_in(values, 'content').strip()) if text)


def _code(text: str, language: str) -> str:
    if not text or language in {'', 'unknown', 'json'}:
        return text
    return f'```{language}\n{text}\n```'


def _part_text(part: Any, left_out: Counter[str], taken: Mapping[str, Attachment]) -> str:
    if isinstance(part, str):
        return clean(part)
    if not isinstance(part, dict):
        return ''
    if text := text_in(part, 'text'):
        return text
    kind = text_in(part, 'content_type')
    if _asset(text_in(part, 'asset_pointer')) in taken:
        return ''
    what = PICTURES if 'image' in kind else RECORDINGS if 'audio' in kind or 'video' in kind else 'other files'
    left_out[what] += 1
    return {PICTURES: '[picture]', RECORDINGS: '[recording]'}.get(what, '')


def _attachments(content: JsonObject, metadata: JsonObject, files: Incoming) -> dict[str, Attachment]:
    """What was uploaded with a prompt and lies in the ZIP, by its id."""
    parts = content.get('parts')
    pointers = [text_in(part, 'asset_pointer') for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    named = {text_in(one, 'id'): text_in(one, 'name') for one in dicts_in(metadata, 'attachments')}
    taken = {}
    for asset in dict.fromkeys([*map(_asset, pointers), *named]):
        found = files.find(asset) if asset else None
        if made := files.keep(named.get(asset) or found[0], found[1]) if found else None:
            taken[asset] = made
    return taken


def _asset(pointer: str) -> str:
    """`file_00ab` of `sediment://file_00ab#part`; older ones begin with `file-service://file-`."""
    found = ASSET.search(pointer.rpartition('://')[2])
    return found[0] if found else pointer


def _count_files(metadata: JsonObject, left_out: Counter[str], taken: Mapping[str, Attachment]) -> None:
    """Without its ZIP an export only names attached files. Those that are pictures were counted where they are shown."""
    for one in dicts_in(metadata, 'attachments'):
        is_shown = (text_in(one, 'mimeType') or text_in(one, 'mime_type')).startswith('image/')
        left_out['attached files'] += text_in(one, 'id') not in taken and not is_shown
