"""Open WebUI's export: a list of `{id, title, chat: {models, history: {messages, currentId}}}`.

Several models may answer one prompt; they become lanes. What follows hangs below ONE of their answers, so the next prompt goes on from
that one: here that is a picked answer.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chat.conversation import Chat, Lane, Part, Reply, ReplyError, ReplyStatus, Usage
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import Empty, clean, count_in, derived_id, dict_in, dicts_in, model_id, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming
from chat.exchange.incoming.open_webui.files import attachments_of, documents_for
from chat.exchange.incoming.open_webui.output import was_stopped
from chat.exchange.incoming.open_webui.parts import parts_of
from chat.exchange.incoming.tree import Node, grow
from chat.exchange.incoming.unread import counting_unread, objects

FAILED_THERE = 'This answer had failed in Open WebUI.'
EXTRAS = {'embeds': 'pages embedded in an answer', 'annotation': 'ratings of an answer'}
"""Fields of a message that do not belong here."""
CONTENT = ('content', 'output', 'reasoning', 'reasoning_content')
"""Fields of a message in which something may have been said."""
HIGHEST = {'temperature': 2, 'top_p': 1}


def is_chat(values: JsonObject) -> bool:
    """A tree of messages by roles, or in older exports a list of them beside the models that were asked."""
    inner = dict_in(values, 'chat') or values
    messages = dict_in(inner, 'history').get('messages')
    if isinstance(messages, dict):
        return not messages or any(isinstance(one, dict) and 'role' in one for one in messages.values())
    flat = inner.get('messages')
    return isinstance(flat, list) and (isinstance(inner.get('models'), list) or inner is not values and any(
        isinstance(one, dict) and 'role' in one and 'content' in one for one in flat))


def chat_from(values: JsonObject, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    inner = dict_in(values, 'chat') or values
    messages = _messages(inner, left_out)
    created_at = time_in(values, 'created_at') or time_in(inner, 'timestamp') or 0.0
    source = text_in(values, 'id') or text_in(inner, 'id') or f'{inner.get("title")} {created_at}'
    models = _names(inner.get('models'))
    params = dict_in(inner, 'params')
    chat = Chat(id=derived_id('open-webui', source), title=text_in(values, 'title') or text_in(inner, 'title'), created_at=created_at,
                updated_at=time_in(values, 'updated_at') or created_at, pinned=values.get('pinned') is True,
                archived=values.get('archived') is True, tags=_tags(values, inner), folder=text_in(values, 'folder'))
    documents = documents_for(messages.values())
    nodes = [_node(key, message, messages, documents, left_out, files) for key, message in messages.items()]
    grow(chat, f'open-webui {source}', nodes, text_in(dict_in(inner, 'history'), 'currentId') or (nodes[-1].id if nodes else None))
    chat.lanes = list(_lanes(chat, models, text_in(inner, 'system') or text_in(params, 'system'), _parameters(params, left_out)))
    _count_files(inner, messages.values(), left_out)
    left_out['folders that a chat was in'] += bool(values.get('folder_id')) and not chat.folder
    _note_picks(chat, messages, f'open-webui {source}')
    _merge(chat, messages, f'open-webui {source}')
    return chat


def _messages(inner: JsonObject, left_out: Counter[str]) -> dict[str, JsonObject]:
    messages = dict_in(dict_in(inner, 'history'), 'messages')
    if messages:
        objects(messages.values(), left_out)
        return {key: one for key, one in messages.items() if isinstance(one, dict)}
    flat = dicts_in(inner, 'messages')
    if not flat:
        raise Empty
    ids = [text_in(one, 'id') or str(index) for index, one in enumerate(flat)]
    return {ids[i]: {'parentId': ids[i - 1] if i else None} | one for i, one in enumerate(flat)}


def _names(value: Any) -> list[str]:
    return [clean(one) for one in value if isinstance(one, str) and one] if isinstance(value, list) else []


def _tags(values: JsonObject, inner: JsonObject) -> list[str]:
    tags = dict_in(values, 'meta').get('tags') or inner.get('tags') or []
    names = [one.get('name') if isinstance(one, dict) else one for one in tags] if isinstance(tags, list) else []
    return [clean(name) for name in names if isinstance(name, str)]


def _node(key: str, message: JsonObject, messages: dict[str, JsonObject], documents: Mapping[str, str], left_out: Counter[str],
          files: Incoming) -> Node:
    node = Node(id=key, parent_id=text_in(message, 'parentId') or None, role='between', at=time_in(message, 'timestamp'))
    role, text, told = text_in(message, 'role'), _text_of(message), _files_of(message)
    with counting_unread(node, [message.get(name) for name in CONTENT], left_out):
        if role == 'user':
            node.role, node.text = 'user', text
        elif role == 'assistant':
            _fill_answer(node, text, message, messages, left_out)
        elif role != 'system':
            left_out[f'messages from “{role[:40] or "nobody"}”'] += 1
    if role == 'user':
        node.attachments = attachments_of(told, documents, left_out, files)
    else:
        left_out['pictures and files'] += len(told)
    for name, what in EXTRAS.items():
        left_out[what] += len(found) if isinstance(found := message.get(name), list) else bool(found)
    return node


def _text_of(message: JsonObject) -> str:
    content = message.get('content')
    if isinstance(content, str):
        return clean(content)
    return '\n\n'.join(text for one in dicts_in(message, 'content') if (text := text_in(one, 'text')))


def _files_of(message: JsonObject) -> list[JsonObject]:
    pictures = [one for one in dicts_in(message, 'content') if text_in(one, 'type') == 'image_url']
    return [*dicts_in(message, 'files'), *(dict_in(one, 'image_url') for one in pictures)]


def _fill_answer(node: Node, text: str, message: JsonObject, messages: dict[str, JsonObject], left_out: Counter[str]) -> None:
    node.role, node.model = 'assistant', model_id(text_in(message, 'model'), 'open-webui')
    node.parts = [*parts_of(text, message, left_out)]
    node.lane, node.usage = _lane_of(message, messages), _usage(dict_in(message, 'usage') or dict_in(message, 'info'))
    node.status = ReplyStatus.DONE if message.get('done', True) else ReplyStatus.INTERRUPTED
    node.status = ReplyStatus.STOPPED if was_stopped(message) else node.status
    if message.get('error'):
        node.status, node.error = ReplyStatus.FAILED, _error(message['error'])


def _count_files(inner: JsonObject, messages: Iterable[JsonObject], left_out: Counter[str]) -> None:
    """Those that are attached to a prompt, too, are counted there."""
    attached = {text_in(one, 'id') for message in messages for one in dicts_in(message, 'files')} - {''}
    of_chat = sum(text_in(one, 'id') not in attached for one in dicts_in(inner, 'files'))
    left_out['files and knowledge that a whole chat had'] += of_chat


def _lane_of(message: JsonObject, messages: dict[str, JsonObject]) -> int:
    """The column of this answer: its own number, or the place of its model among those that were asked."""
    asked = _names(messages.get(text_in(message, 'parentId'), {}).get('models'))
    if len(asked) < 2:
        return 0
    number = count_in(message, 'modelIdx')
    if number is not None and number < len(asked):
        return number
    return asked.index(model) if (model := text_in(message, 'model')) in asked else 0


def _usage(values: JsonObject) -> Usage:
    """Names of newer providers (which count all rounds with tools), of OpenAI and of Ollama."""
    def first(*names: str) -> int | None:
        return next((count for name in names if (count := count_in(values, name)) is not None), None)
    return Usage(input_tokens=first('input_tokens', 'prompt_tokens', 'prompt_eval_count'),
                 output_tokens=first('output_tokens', 'completion_tokens', 'eval_count'))


def _lanes(chat: Chat, models: list[str], system: str, parameters: JsonObject) -> Iterator[Lane]:
    """One for each column that ever answered, with the model that did so last; the models that would be asked next where nobody did."""
    last: dict[int, str] = {}
    for turn in sorted(chat.turns.values(), key=lambda turn: turn.created_at):
        last |= {reply.lane: reply.model for reply in turn.all_replies()}
    for number in sorted(last) or range(len(models[:1])):
        model = last.get(number) or model_id(models[number], 'open-webui')
        yield Lane(number=number, model=model, system_prompt=system, parameters=dict(parameters))


def _parameters(values: JsonObject, left_out: Counter[str]) -> JsonObject:
    """Those that are known here; `system` stands elsewhere."""
    kept: JsonObject = {}
    for name, value in values.items():
        if name in HIGHEST and isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= HIGHEST[name]:
            kept[name] = float(value)
        elif name == 'max_tokens' and count_in(values, name):
            kept[name] = value
        elif name == 'reasoning_effort' and text_in(values, name):
            kept[name] = text_in(values, name)
        elif name == 'stop' and _names(value):
            kept[name] = _names(value)
        elif name != 'system' and value not in (None, '', [], {}):
            left_out[f'parameters called “{clean(name)[:40]}”'] += 1
    return kept


def _merge(chat: Chat, messages: dict[str, JsonObject], source: str) -> None:
    """Answers that were made of the others go into a lane of their own, which is asked no more unless somebody wants that."""
    number = max((lane.number for lane in chat.lanes), default=0) + 1
    for key, message in messages.items():
        text = text_in(dict_in(message, 'merged'), 'content')
        asked = key if text_in(message, 'role') == 'user' else text_in(message, 'parentId')
        turn = chat.turns.get(derived_id(source, 'turn', asked))
        if not turn or not text.strip():
            continue
        at, model = time_in(message, 'timestamp') or turn.created_at, model_id(text_in(message, 'model'), 'open-webui')
        versions = turn.replies.setdefault(number, [])
        versions.append(Reply(
            turn_id=turn.id, id=derived_id(source, 'merged', key), lane=number, version=len(versions) + 1, model=model,
            status=ReplyStatus.DONE, parts=[Part(kind='text', pieces=[text])], created_at=at, finished_at=at))
        if not chat.lane(number):
            chat.lanes.append(Lane(number=number, model=model, merges=True, parked=True))


def _error(told: Any) -> ReplyError:
    words = text_in(told, 'content') or text_in(told, 'detail') if isinstance(told, dict) else clean(str(told))
    return ReplyError(kind='imported', message=words if words and words != 'True' else FAILED_THERE)


def _note_picks(chat: Chat, messages: dict[str, JsonObject], source: str) -> None:
    """Where several models had answered, the next prompt hangs below the answer that all went on from."""
    for key, message in messages.items():
        turn = chat.turns.get(derived_id(source, 'turn', key))
        before = chat.turns.get(turn.parent_id or '') if turn else None
        if turn and before and len(before.replies) > 1:
            turn.history, before.picked_reply_id = 'picked', derived_id(source, 'reply', text_in(message, 'parentId'))
