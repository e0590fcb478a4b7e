"""Claude's export: `conversations.json`, a list of conversations with `chat_messages` (blocks of text, thoughts and tools).

Messages name the one before them in newer exports (`parent_message_uuid`, a root names one that does not exist); in older ones they
follow one another as they stand.
"""
from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any

from chat.conversation import Attachment, Chat, Lane, Part, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, derived_id, dicts_in, model_id, text_in, time_in
from chat.exchange.files import missing
from chat.exchange.incoming.claude.blocks import blocks_of, entries_of
from chat.exchange.incoming.tree import Node, grow
from chat.exchange.incoming.unread import counting_unread, objects

WORDS = {'text', 'voice_note'}
"""Kinds of blocks that hold what was said; of what was dictated the export has the text."""
PLACEHOLDER = re.compile(r'(```\s*)?This block is not supported on your current device yet\.(\s*```)?')
"""Stands for each use of a tool in the text that older programs show, and means nothing."""


def is_chat(values: JsonObject) -> bool:
    """Messages by senders, or none at all in a chat that says whose it is."""
    if 'chat_messages' not in values:
        return False
    messages = [one for one in entries_of(values) if isinstance(one, dict)]
    return any('sender' in message for message in messages) or not messages and 'uuid' in values


def chat_from(values: JsonObject, left_out: Counter[str]) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    messages = objects(entries_of(values), left_out)
    created_at = time_in(values, 'created_at') or 0.0
    source = text_in(values, 'uuid') or f'{values.get("name")} {values.get("created_at")}'
    model = model_id(text_in(values, 'model') or 'claude', 'anthropic')
    chat = Chat(id=derived_id('claude', source), title=text_in(values, 'name'), lanes=[Lane(model=model)], created_at=created_at,
                updated_at=time_in(values, 'updated_at') or created_at, pinned=values.get('is_starred') is True)
    nodes = [_node(message, str(index), left_out) for index, message in enumerate(messages)]
    if not any('parent_message_uuid' in message for message in messages):
        for before, node in zip(nodes, nodes[1:], strict=False):
            node.parent_id = before.id
    last = nodes[-1].id if nodes else None
    grow(chat, f'claude {source}', nodes, text_in(values, 'current_leaf_message_uuid') or last)
    for turn in chat.turns.values():
        for reply in turn.all_replies():
            reply.model = reply.model or model
    left_out['summaries of a chat'] += bool(text_in(values, 'summary').strip())
    left_out['projects that a chat was in'] += bool(values.get('project'))
    return chat


def _node(message: JsonObject, index: str, left_out: Counter[str]) -> Node:
    node = Node(id=text_in(message, 'uuid') or index, parent_id=text_in(message, 'parent_message_uuid') or None, role='between',
                at=time_in(message, 'created_at', 'updated_at'))
    sender = text_in(message, 'sender')
    blocks = blocks_of(message)
    with counting_unread(node, [blocks, message.get('text')], left_out):
        if sender == 'human':
            node.role, node.text = 'user', _text_of(blocks, message)
            for block in blocks:
                if text_in(block, 'type') not in WORDS:
                    left_out[f'blocks of the kind “{text_in(block, "type")[:40]}”'] += 1
        elif sender == 'assistant':
            _fill_answer(node, blocks, message, left_out)
        else:
            left_out[f'messages from “{sender[:40]}”'] += 1
    _attach(node, message, left_out)
    left_out['citations'] += sum(len(dicts_in(block, 'citations')) for block in blocks)
    return node


def _fill_answer(node: Node, blocks: list[JsonObject], message: JsonObject, left_out: Counter[str]) -> None:
    node.parts = [part for block in blocks if (part := _part(block, left_out))]
    if not any(part.kind == 'text' for part in node.parts) and (text := _plain_text(message)):
        node.parts.append(Part(kind='text', pieces=[text]))
    node.role, node.model = 'assistant', model_id(name, 'anthropic') if (name := text_in(message, 'model')) else ''
    reason = text_in(message, 'stop_reason')
    node.finish_reason = 'length' if reason == 'max_tokens' else 'stop' if reason in {'stop_sequence', 'end_turn'} else None
    node.status = ReplyStatus.STOPPED if reason == 'user_canceled' else ReplyStatus.DONE


def _attach(node: Node, message: JsonObject, left_out: Counter[str]) -> None:
    """Texts that were read out of files are in the export; of pictures and other files it has the names."""
    texts, named = dicts_in(message, 'attachments'), max((dicts_in(message, name) for name in ('files', 'files_v2')), key=len)
    if node.role != 'user':
        left_out['attached files'] += len(texts)
        left_out['pictures and files'] += len(named)
        return
    node.attachments = [made for one in texts if (made := _attachment(one))]
    left_out['attached files'] += len(texts) - len(node.attachments)
    node.attachments += [missing(text_in(one, 'file_name'), text_in(one, 'file_uuid') or f'{node.id} {index}')
                         for index, one in enumerate(named)]


def _text_of(blocks: list[JsonObject], message: JsonObject) -> str:
    texts = [_words(block) for block in blocks if text_in(block, 'type') in WORDS]
    return '\n\n'.join(text for text in texts if text) or _plain_text(message)


def _words(block: JsonObject) -> str:
    return text_in(block, 'text') or text_in(block, 'transcript')


def _plain_text(message: JsonObject) -> str:
    """All that older exports have."""
    text, count = PLACEHOLDER.subn('', text_in(message, 'text'))
    return text.strip() if count or text.isspace() else text


def _attachment(values: JsonObject) -> Attachment | None:
    """A file whose text the export holds."""
    text = text_in(values, 'extracted_content')
    if not text:
        return None
    return Attachment(name=text_in(values, 'file_name') or 'pasted.txt', media_type='text/plain', size=len(text.encode()),
                      digest=hashlib.sha256(text.encode()).hexdigest(), text=text)


def _part(block: JsonObject, left_out: Counter[str]) -> Part | None:
    kind = text_in(block, 'type')
    if kind in WORDS:
        return Part(kind='text', pieces=[text]) if (text := _words(block)) else None
    if kind == 'thinking':
        started, stopped = time_in(block, 'start_timestamp'), time_in(block, 'stop_timestamp')
        seconds = max(0.0, stopped - started) if started and stopped else None
        return Part(kind='thinking', pieces=[text_in(block, 'thinking')], seconds=seconds)
    if kind == 'tool_use':
        detail = {'index': 0, 'id': text_in(block, 'id'), 'name': text_in(block, 'name')}
        return Part(kind='tool_call', pieces=[_json(block.get('input'))], detail=detail)
    if kind == 'tool_result':
        detail = {'id': text_in(block, 'tool_use_id'), 'name': text_in(block, 'name')}
        return Part(kind='tool_result', pieces=[_result(block.get('content'))], detail=detail)
    if kind not in {'token_budget', 'flag'}:
        left_out[f'blocks of the kind “{kind[:40]}”'] += 1
    return None


def _result(content: Any) -> str:
    if isinstance(content, str):
        return clean(content)
    if isinstance(content, list):
        return '\n\n'.join(text_in(one, 'text') or _json(one) for one in content if isinstance(one, dict))
    return _json(content)


def _json(value: Any) -> str:
    return clean(json.dumps(value, ensure_ascii=False))
