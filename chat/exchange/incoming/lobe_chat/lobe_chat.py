"""LobeChat's exports: one file with tables of sessions, topics and messages (of its browser or of its database), or one topic alone.

A chat is what was said about one topic of one session; what was said without a topic is one more chat of the session.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chat.conversation import Chat, Lane, Part, ReplyError, ReplyStatus, Usage
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import cleaned, count_in, derived_id, dict_in, dicts_in, model_id, text_in, time_in
from chat.exchange.files import missing
from chat.exchange.incoming.lobe_chat.tables import tables_of
from chat.exchange.incoming.tree import Node, grow, name_models
from chat.exchange.incoming.unread import counting_unread
from chat.exchange.outgoing.links import listed_pages

LOADING = '...'
"""Stands for an answer that has not begun."""
FAILED_THERE = 'This answer had failed in LobeChat.'
HIGHEST = {'temperature': 2, 'top_p': 1}


def is_file(item: Any) -> bool:
    return isinstance(item, dict) and tables_of(item) is not None


def is_chat(values: JsonObject) -> bool:
    """One of those that `chats_in` makes of a file."""
    return isinstance(values.get('lobe'), dict) and isinstance(values.get('messages'), list)


def chats_in(item: JsonObject) -> Iterator[JsonObject]:
    """`{lobe: {session, topic, agent, plugins, threads}, messages}` for each topic of each session."""
    tables = tables_of(item)
    if tables is None:
        return
    talks: dict[tuple[str, str], list[JsonObject]] = {}
    for message in tables.messages:
        talks.setdefault((text_in(message, 'sessionId') or text_in(message, 'agentId'), text_in(message, 'topicId')), []).append(message)
    for (session_id, topic_id), messages in talks.items():
        context: JsonObject = {
            'session': tables.sessions.get(session_id, {}), 'topic': tables.topics.get(topic_id, {}), 'session_id': session_id,
            'topic_id': topic_id, 'agent': tables.agent_of(session_id), 'plugins': tables.plugins, 'threads': tables.threads}
        yield {'lobe': context, 'messages': messages, 'title': text_in(context['topic'], 'title')}


def chat_from(values: JsonObject, left_out: Counter[str]) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    context, messages = values['lobe'], _in_order(dicts_in(values, 'messages'))
    session, topic, agent = context['session'], context['topic'], context['agent']
    times = [time for one in messages if (time := time_in(one, 'createdAt'))]
    source = f'{context["session_id"]} {context["topic_id"]}'.strip() or f'{text_in(topic, "title")} {min(times, default=0)}'
    name = text_in(dict_in(session, 'meta'), 'title') or text_in(session, 'title') or text_in(agent, 'title')
    chat = Chat(id=derived_id('lobechat', source), title=text_in(topic, 'title') or name, folder=name.replace('/', ' ') if topic else '',
                created_at=min(times, default=0.0), updated_at=time_in(topic, 'updatedAt') or max(times, default=0.0),
                pinned=topic.get('favorite') is True, lanes=[_lane(dict_in(session, 'config') | agent)])
    nodes = [_node(one, context, left_out) for one in messages]
    _link(nodes, messages, context['threads'])
    chat.lanes[0].system_prompt = chat.lanes[0].system_prompt or next(
        (text_in(one, 'content') for one in messages if text_in(one, 'role') == 'system'), '')
    grow(chat, f'lobechat {source}', nodes, nodes[-1].id if nodes else None)
    name_models(chat)
    left_out['summaries of a chat'] += bool(text_in(topic, 'historySummary').strip())
    return chat


def _in_order(messages: list[JsonObject]) -> list[JsonObject]:
    """By their times; one without a time was written where it stands, behind the one before it."""
    last, timed = 0.0, list[tuple[float, JsonObject]]()
    for message in messages:
        last = time_in(message, 'createdAt') or last
        timed.append((last, message))
    return [message for _, message in sorted(timed, key=lambda one: one[0])]


def _lane(config: JsonObject) -> Lane:
    params = dict_in(config, 'params')
    kept = {name: float(params[name]) for name, most in HIGHEST.items()
            if isinstance(params.get(name), int | float) and not isinstance(params[name], bool) and 0 <= params[name] <= most}
    return Lane(model=_model(config), system_prompt=text_in(config, 'systemRole'), parameters=kept)


def _model(values: JsonObject) -> str:
    extra = dict_in(values, 'extra') | dict_in(values, 'metadata')
    model = text_in(values, 'model') or text_in(extra, 'fromModel') or text_in(extra, 'model')
    provider = text_in(values, 'provider') or text_in(extra, 'fromProvider') or text_in(extra, 'provider')
    return model_id(model, provider or 'lobechat')


def _link(nodes: list[Node], messages: list[JsonObject], threads: dict[str, JsonObject]) -> None:
    """Older messages of the user name nobody before them: they go on from what was said last, those of a side talk from where it began."""
    known = {node.id for node in nodes}
    last: dict[str, str] = {}
    for node, message in zip(nodes, messages, strict=True):
        thread = text_in(message, 'threadId')
        if node.parent_id not in known or node.parent_id == node.id:
            start = text_in(threads.get(thread, {}), 'sourceMessageId')
            node.parent_id = last.get(thread) or (start if start in known - {node.id} else None) or last.get('')
        last[thread] = node.id


def _node(message: JsonObject, context: JsonObject, left_out: Counter[str]) -> Node:
    node = Node(id=text_in(message, 'id') or derived_id(json.dumps(cleaned(message))), parent_id=text_in(message, 'parentId') or None,
                role='between', at=time_in(message, 'createdAt'))
    role, text = text_in(message, 'role'), text_in(message, 'content')
    with counting_unread(node, None if role == 'system' else message.get('content'), left_out):
        if role == 'user':
            node.role, node.text = 'user', text
        elif role in {'assistant', 'supervisor'}:
            _fill_answer(node, '' if text == LOADING else text, message)
        elif role in {'tool', 'function'}:
            plugin = dict_in(message, 'plugin') or context['plugins'].get(node.id, {})
            key = text_in(message, 'tool_call_id') or text_in(plugin, 'toolCallId')
            node.role, node.parts = 'assistant', [Part(kind='tool_result', pieces=[text], detail={'id': key, 'name': _tool_name(plugin)})]
        elif role != 'system':
            left_out[f'messages from “{role[:40]}”'] += 1
    _attach(node, message, left_out)
    return node


def _fill_answer(node: Node, text: str, message: JsonObject) -> None:
    node.role, node.model = 'assistant', _model(message) if 'model' in message or 'extra' in message else ''
    reasoning = dict_in(message, 'reasoning')
    if thought := text_in(reasoning, 'content'):
        milliseconds = count_in(reasoning, 'duration')
        node.parts.append(Part(kind='thinking', pieces=[thought], seconds=None if milliseconds is None else milliseconds / 1000))
    if text:
        node.parts.append(Part(kind='text', pieces=[text]))
    if pages := listed_pages(dicts_in(dict_in(message, 'search'), 'citations')):
        node.parts.append(Part(kind='tool_result', pieces=[pages], detail={'id': '', 'name': 'sources'}))
    for index, call in enumerate(dicts_in(message, 'tools')):
        detail = {'index': index, 'id': text_in(call, 'id'), 'name': _tool_name(call)}
        node.parts.append(Part(kind='tool_call', pieces=[text_in(call, 'arguments')], detail=detail))
    counts = dict_in(message, 'metadata')
    node.usage = Usage(input_tokens=count_in(counts, 'totalInputTokens'), output_tokens=count_in(counts, 'totalOutputTokens'))
    if error := dict_in(message, 'error'):
        node.status = ReplyStatus.FAILED
        node.error = ReplyError(kind='imported', message=text_in(error, 'message') or text_in(error, 'type') or FAILED_THERE)


def _tool_name(plugin: JsonObject) -> str:
    return ' '.join(filter(None, (text_in(plugin, 'identifier'), text_in(plugin, 'apiName'))))


def _attach(node: Node, message: JsonObject, left_out: Counter[str]) -> None:
    """Files are ids, or descriptions with an address on its server."""
    attached: list[Any] = [one for name in ('files', 'fileList', 'imageList', 'videoList') if isinstance(found := message.get(name), list)
                       for one in found]
    if node.role != 'user':
        left_out['files that a tool or a model made'] += len(attached)
        return
    for index, one in enumerate(attached):
        values = one if isinstance(one, dict) else {'id': str(one)}
        node.attachments.append(missing(
            text_in(values, 'name') or text_in(values, 'alt'), f'lobechat {text_in(values, "id") or f"{node.id} {index}"}',
            size=count_in(values, 'size') or 0, media_type=text_in(values, 'fileType')))
