"""Gemini's chats in Google Takeout: the activity log (`MyActivity.json`), or the conversations of an account at work.

The log is a list of single questions, the newest first, each with its answer as HTML (which is missing now and then); only in older
ones an address tells which of them belong together.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from markdownify import markdownify

from chat.conversation import Attachment, Chat, Lane, Part
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, derived_id, dict_in, dicts_in, text_in, time_in
from chat.exchange.files import missing
from chat.exchange.incoming.tree import Node, grow, name_models
from chat.exchange.incoming.unread import counting_unread

MODEL = 'gemini/gemini'
GAP = 30 * 60
"""Seconds without a question after which the next one begins a chat of its own."""
REMARK = ('The activity log of Gemini does not say which questions belong together: those within 30 minutes of one another came in as '
          'one chat.')
SAID = re.compile(r'(?:prompted with:|asked gemini:|asked bard:|prompted|asked|said|branched|answered)\s+', re.IGNORECASE)
NOT_SAID = re.compile(r'(?:created|used|added|gave|selected|shared|deleted|viewed|visited|searched|edited|pinned|renamed|exported|'
                      r'updated|turned|opened)\b', re.IGNORECASE)
"""How entries begin that are no prompts."""
ATTACHED = re.compile(r'\s*Attached \d+ files?\.?\s*$', re.IGNORECASE)
ADDRESS = re.compile(r'gemini\.google\.com/(?:u/\d+/)?app/(?:c/)?([0-9a-zA-Z_-]{6,})')


def is_record(item: Any) -> bool:
    """One entry of the log; other products of Google write their own in the same shape."""
    if not isinstance(item, dict) or not isinstance(item.get('title'), str) or 'time' not in item or 'header' not in item:
        return False
    products = item.get('products')
    labels = [item['header'], *(products if isinstance(products, list) else [])]
    return any(isinstance(one, str) and re.search('gemini|bard', one, re.IGNORECASE) for one in labels)


def is_chat(values: JsonObject) -> bool:
    """A conversation of an account at work, or one of those that `talks_in` puts together."""
    is_of_work = isinstance(values.get('conversation_turns'), list) and 'creation_time' in values
    return is_of_work or isinstance(values.get('gemini_records'), list)


def talks_in(records: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """`{gemini_records: [oldest first]}` for what was said together."""
    last: dict[str, tuple[float, list[JsonObject]]] = {}
    for record in sorted(records, key=lambda one: time_in(one, 'time') or 0.0):
        at, found = time_in(record, 'time') or 0.0, ADDRESS.search(text_in(record, 'titleUrl'))
        key = found[1] if found else ''
        before = last.get(key)
        if before and (key or at - before[0] <= GAP):
            before[1].append(record)
            last[key] = at, before[1]
            continue
        if before:
            yield {'gemini_records': before[1]}
        last[key] = at, [record]
    yield from ({'gemini_records': talk} for _, talk in last.values())


def chat_from(values: JsonObject, left_out: Counter[str]) -> Chat:
    """Raises Unreadable. What cannot be taken along is counted in `left_out`, by kind."""
    if 'conversation_turns' in values:
        return _work_chat(values, left_out)
    records = values['gemini_records']
    first, last = records[0], records[-1]
    found = ADDRESS.search(text_in(first, 'titleUrl'))
    source = found[1] if found else f'{text_in(first, "time")} {text_in(first, "title")}'
    nodes = [node for index, record in enumerate(records) for node in _nodes(record, f'{text_in(record, "time")} {index}', left_out)]
    return _chat(source, '', time_in(first, 'time'), time_in(last, 'time'), nodes)


def _chat(source: str, title: str, created_at: float | None, updated_at: float | None, nodes: list[Node]) -> Chat:
    chat = Chat(id=derived_id('gemini', source), title=title, created_at=created_at or 0.0, updated_at=updated_at or created_at or 0.0,
                lanes=[Lane(model=MODEL)])
    for before, node in zip(nodes, nodes[1:], strict=False):
        node.parent_id = before.id
    grow(chat, f'gemini {source}', nodes, nodes[-1].id if nodes else None)
    name_models(chat)
    return chat


def _nodes(record: JsonObject, key: str, left_out: Counter[str]) -> Iterator[Node]:
    details = {text_in(one, 'name').lower(): text_in(one, 'value') for one in dicts_in(record, 'details')}
    answer = _answer(record) or details.get('response', '')
    prompt = details.get('request') or _prompt(text_in(record, 'title'), has_answer=bool(answer))
    at = time_in(record, 'time')
    question = Node(id=key, parent_id=None, role='user', text=prompt, attachments=_attachments(record, key), at=at)
    if not prompt:
        left_out['entries of the log that are no prompts'] += 1
        return
    reply = Node(id=f'{key} answer', parent_id=None, role='between', at=at)
    with counting_unread(reply, [record.get(name) for name in ('safeHtmlItem', 'userInteractions')], left_out):
        if answer:
            reply.role, reply.parts = 'assistant', [Part(kind='text', pieces=[answer])]
    left_out['questions whose answer is not in the log'] += not answer
    left_out['pictures'] += len(found) if isinstance(found := record.get('imageFile'), list) else bool(found)
    yield from (question, reply)


def _prompt(title: str, *, has_answer: bool) -> str:
    """The user's words stand in the title behind a verb; '' for what was not said. In other languages the verb stays."""
    title = title.strip()
    if found := SAID.match(title):
        return ATTACHED.sub('', title[found.end():]).strip()
    if NOT_SAID.match(title) or not has_answer:
        return ''
    return ATTACHED.sub('', title).strip()


def _answer(record: JsonObject) -> str:
    pages = record.get('safeHtmlItem')
    bodies = [one.get('html') or one.get('htmlValue') for one in (pages if isinstance(pages, list) else [pages]) if isinstance(one, dict)]
    texts = [markdownify(clean(page), heading_style='ATX', bullets='-').strip() for page in bodies if isinstance(page, str)]
    return '\n\n'.join(text for text in texts if text)


def _attachments(record: JsonObject, key: str) -> list[Attachment]:
    files = record.get('attachedFiles')
    names = (one if isinstance(one, str) else text_in(one, 'name') for one in files if isinstance(one, str | dict)
             ) if isinstance(files, list) else ()
    return [missing(clean(name), f'gemini {key} {name}') for name in names]


def _work_chat(values: JsonObject, left_out: Counter[str]) -> Chat:
    nodes = []
    for index, turn in enumerate(dicts_in(values, 'conversation_turns')):
        question, answer = dict_in(turn, 'user_turn'), dict_in(turn, 'system_turn')
        if question:
            nodes.append(Node(id=f'{index}', parent_id=None, role='user', text=text_in(question, 'prompt'),
                              at=time_in(question, 'turn_last_modified')))
        if answer:
            nodes.append(_system_node(answer, f'{index} answer', left_out))
        left_out['turns that are not understood'] += not question and not answer
    source = f'{text_in(values, "creation_time")} {text_in(values, "title")}'
    return _chat(source, text_in(values, 'title'), time_in(values, 'creation_time'), time_in(values, 'last_modification_time'), nodes)


def _system_node(answer: JsonObject, key: str, left_out: Counter[str]) -> Node:
    node = Node(id=key, parent_id=None, role='assistant', at=time_in(answer, 'turn_last_modified'))
    with counting_unread(node, [answer.get('text'), answer.get('model_thoughts')], left_out):
        thoughts = ['\n\n'.join(filter(None, (text_in(one, 'headline'), text_in(one, 'description'))))
                    for one in dicts_in(answer, 'model_thoughts')]
        node.parts = [Part(kind='thinking', pieces=[thought]) for thought in thoughts if thought]
        for one in dicts_in(answer, 'text'):
            texts = [text_in(one, 'data'), *(text_in(card, 'content') for card in dicts_in(one, 'cards'))]
            node.parts += [Part(kind='text', pieces=[text]) for text in texts if text]
    left_out['pictures'] += len(found) if isinstance(found := answer.get('images'), list) else 0
    return node
