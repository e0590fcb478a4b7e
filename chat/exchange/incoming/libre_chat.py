"""LibreChat's export of a conversation: JSON with its messages in a list, or one in the other (`messagesTree`) with all branches."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from chat.conversation import Chat, Lane, Part, ReplyError, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, count_in, derived_id, dict_in, dicts_in, model_id, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming, missing
from chat.exchange.incoming.tree import Node, grow, name_models
from chat.exchange.incoming.unread import counting_unread

ENDPOINTS = {'openAI': 'openai', 'azureOpenAI': 'azure', 'google': 'gemini', 'gptPlugins': 'openai'}
"""Its names for services that are called otherwise here."""
FAILED_THERE = 'This answer had failed in LibreChat.'
REASONS = {'length': 'length', 'max_tokens': 'length', 'stop': 'stop', 'end_turn': 'stop'}
HIGHEST = {'temperature': 2, 'top_p': 1}


def is_chat(values: JsonObject) -> bool:
    return 'conversationId' in values and any('messageId' in one or 'isCreatedByUser' in one for one in _roots(values))


def chat_from(values: JsonObject, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    source, options = text_in(values, 'conversationId'), dict_in(values, 'options')
    messages = [*_messages(values)]
    times = [time for one, _ in messages if (time := time_in(one, 'createdAt'))]
    lane = Lane(model=_model(options, values), system_prompt=text_in(options, 'promptPrefix') or text_in(options, 'system'))
    lane.parameters = {name: float(options[name]) for name, most in HIGHEST.items()
                       if isinstance(options.get(name), int | float) and not isinstance(options[name], bool) and 0 <= options[name] <= most}
    chat = Chat(id=derived_id('librechat', source), title=text_in(values, 'title') or text_in(options, 'title'), lanes=[lane],
                created_at=min(times, default=0.0), updated_at=max(times, default=0.0))
    nodes = [_node(message, index, left_out) for index, (message, _) in enumerate(messages)]
    for node, (_, above) in zip(nodes, messages, strict=True):
        node.parent_id = node.parent_id if above is None else nodes[above].id
    newest = max(reversed(nodes), key=lambda node: node.at or 0.0, default=None)
    grow(chat, f'librechat {source}', nodes, newest.id if newest else None)
    name_models(chat)
    return chat


def _roots(values: JsonObject) -> list[JsonObject]:
    found = values.get('messagesTree', values.get('messages'))
    return [found] if isinstance(found, dict) else [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _messages(values: JsonObject) -> Iterator[tuple[JsonObject, int | None]]:
    """Each with the index of the one that it stands in, if it stands in one. Parents come before their children."""
    stack: list[tuple[JsonObject, int | None]] = [(one, None) for one in reversed(_roots(values))]
    index = 0
    while stack:
        message, above = stack.pop()
        yield message, above
        stack += [(child, index) for child in reversed(dicts_in(message, 'children'))]
        index += 1


def _model(*sources: JsonObject) -> str:
    model, endpoint = (next((text for one in sources if (text := text_in(one, name))), '') for name in ('model', 'endpoint'))
    return model_id(model, ENDPOINTS.get(endpoint, endpoint) or 'librechat')


def _node(message: JsonObject, index: int, left_out: Counter[str]) -> Node:
    node = Node(id=text_in(message, 'messageId') or str(index), parent_id=text_in(message, 'parentMessageId') or None, role='between',
                at=time_in(message, 'createdAt'))
    is_user = message.get('isCreatedByUser', text_in(message, 'sender').lower() == 'user') is True
    with counting_unread(node, [message.get('text'), message.get('content')], left_out):
        if is_user:
            node.role = 'user'
            node.text = text_in(message, 'text') or '\n\n'.join(part.text for part in _parts(message, left_out) if part.kind == 'text')
        else:
            _fill_answer(node, message, left_out)
    attached = [*dicts_in(message, 'files'), *dicts_in(message, 'attachments')]
    if is_user:
        node.attachments = [missing(text_in(one, 'filename'), f'librechat {text_in(one, "file_id") or f"{node.id} {at}"}',
                                    size=count_in(one, 'bytes') or 0, media_type=text_in(one, 'type'), text=text_in(one, 'text') or None)
                            for at, one in enumerate(attached)]
    else:
        left_out['files that a tool or a model made'] += len(attached)
    left_out['ratings of an answer'] += bool(message.get('feedback'))
    return node


def _fill_answer(node: Node, message: JsonObject, left_out: Counter[str]) -> None:
    node.role, node.model = 'assistant', _model(message) if text_in(message, 'model') else ''
    node.parts = [*_parts(message, left_out)]
    text = text_in(message, 'text')
    if message.get('error') is True:
        node.status, node.error = ReplyStatus.FAILED, ReplyError(kind='imported', message=text or FAILED_THERE)
    elif text and not any(part.kind == 'text' for part in node.parts):
        node.parts.append(Part(kind='text', pieces=[text]))
    if message.get('unfinished') is True and not node.error:
        node.status = ReplyStatus.STOPPED
    node.finish_reason = REASONS.get(text_in(message, 'finish_reason'))


def _parts(message: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    for block in dicts_in(message, 'content'):
        kind = text_in(block, 'type')
        if kind in {'text', 'input_text', 'output_text'}:
            yield Part(kind='text', pieces=[_text(block.get('text'))])
        elif kind in {'think', 'thinking'}:
            yield Part(kind='thinking', pieces=[_text(block.get('think') or block.get('thinking'))])
        elif kind == 'tool_call':
            yield from _tool(dict_in(block, 'tool_call'))
        elif kind == 'error':
            yield Part(kind='text', pieces=[_text(block.get('error') or block.get('text'))])
        elif kind not in {'agent_update', 'summary_marker'}:
            left_out[f'parts of the kind “{kind[:40]}”'] += 1


def _text(value: Any) -> str:
    """Some are wrapped as the Assistants API did."""
    return clean(value) if isinstance(value, str) else text_in(value, 'value') if isinstance(value, dict) else ''


def _tool(call: JsonObject) -> Iterator[Part]:
    function = dict_in(call, 'function') or dict_in(call, 'code_interpreter') or call
    detail = {'id': text_in(call, 'id'), 'name': text_in(function, 'name') or text_in(call, 'type')}
    arguments = next((text for name in ('args', 'arguments', 'input') if (text := text_in(function, name))), '')
    yield Part(kind='tool_call', pieces=[arguments], detail={'index': 0} | detail)
    if output := text_in(function, 'output') or text_in(call, 'output'):
        yield Part(kind='tool_result', pieces=[output], detail=detail)
