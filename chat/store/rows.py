"""From conversation objects to table rows and back.

A row is made in two steps. `*_row` runs on the event loop and only copies references, so that a reply of any length costs
microseconds; `encoded` makes JSON of the nested values and runs in the thread that writes.
"""
from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from operator import sub
from typing import Any

from chat.conversation import Attachment, Chat, ChatSettings, Lane, Part, Reply, ReplyError, ReplyStatus, RequestRecord, Turn, Usage
from chat.conversation.text import clean_text
from chat.store.json_text import dumped, dumped_if_any, loaded

Values = dict[str, Any]


@dataclass(kw_only=True, slots=True, frozen=True)
class Row:
    """One row to be written, or (without values) to be deleted together with everything that belongs to it."""

    table: str
    id: str
    chat_id: str
    turn_id: str = ''
    values: Values | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.table, self.id


def chat_row(chat: Chat) -> Row:
    return Row(table='chats', id=chat.id, chat_id=chat.id, values={
        'id': chat.id,
        'title': chat.title,
        'lanes': [lane.to_json() for lane in chat.lanes],
        'models': [lane.model for lane in chat.lanes],
        'current_turn_id': chat.current_turn_id,
        'folder': chat.folder,
        'tags': list(chat.tags),
        'pinned': chat.pinned,
        'archived': chat.archived,
        'unread': chat.unread,
        'settings': chat.settings,
        'created_at': chat.created_at,
        'updated_at': chat.updated_at,
    })


def turn_row(turn: Turn) -> Row:
    return Row(table='turns', id=turn.id, chat_id=turn.chat_id, turn_id=turn.id, values={
        'id': turn.id,
        'chat_id': turn.chat_id,
        'parent_id': turn.parent_id,
        'prompt': turn.prompt,
        'attachments': tuple(turn.attachments),
        'history': turn.history,
        'picked_reply_id': turn.picked_reply_id,
        'shown': dict(turn.shown),
        'created_at': turn.created_at,
    })


def reply_row(reply: Reply, chat_id: str, saved_at: float) -> Row:
    return Row(table='replies', id=reply.id, chat_id=chat_id, turn_id=reply.turn_id, values={
        'id': reply.id,
        'chat_id': chat_id,
        'turn_id': reply.turn_id,
        'lane': reply.lane,
        'version': reply.version,
        'model': reply.model,
        'parts': [(part.kind, part.text, part.seconds, dict(part.detail)) for part in reply.parts],
        'pictures': tuple(picture.digest for picture in reply.pictures),
        'status': str(reply.status),
        'error': reply.error,
        'finish_reason': reply.finish_reason,
        'usage': reply.usage,
        'cost': reply.cost,
        'created_at': reply.created_at,
        'first_token_at': reply.first_token_at,
        'first_text_at': reply.first_text_at,
        'finished_at': reply.finished_at,
        'arrivals': tuple(reply.arrivals),
        'request': reply.request,
        'saved_at': saved_at,
    })


def draft_row(key: str, text: str) -> Row:
    """An empty draft is no row."""
    return Row(table='drafts', id=key, chat_id=key, values={'id': key, 'text': text} if text else None)


def encoded(row: Row) -> Values:
    """The values as SQLite takes them. Raises TypeError, ValueError, OverflowError or RecursionError for what cannot be written."""
    values = dict(row.values or {})
    for column, encode in ENCODERS.get(row.table, {}).items():
        values[column] = encode(values[column])
    if row.table == 'replies':
        values['text'], values['parts'] = _encoded_parts(values['parts'])
    return {column: clean_text(value) if isinstance(value, str) else value for column, value in values.items()}


def chat_from(values: Values) -> Chat:
    return Chat(
        id=values['id'],
        title=values['title'] or '',
        lanes=lanes_from(values['lanes']),
        current_turn_id=values['current_turn_id'],
        folder=values['folder'] or '',
        tags=loaded(values['tags'], []),
        pinned=bool(values['pinned']),
        archived=bool(values['archived']),
        unread=bool(values['unread']),
        settings=ChatSettings.from_json(loaded(values['settings'], None)),
        created_at=values['created_at'] or 0.0,
        updated_at=values['updated_at'] or 0.0,
    )


def turn_from(values: Values) -> Turn:
    return Turn(
        id=values['id'],
        chat_id=values['chat_id'],
        parent_id=values['parent_id'],
        prompt=values['prompt'] or '',
        attachments=[Attachment.from_json(one) for one in loaded(values['attachments'], [])],
        history=values['history'],
        picked_reply_id=values['picked_reply_id'],
        shown={int(lane): reply_id for lane, reply_id in loaded(values['shown'], {}).items()},
        created_at=values['created_at'] or 0.0,
    )


def reply_from(values: Values) -> Reply:
    return Reply(
        id=values['id'],
        turn_id=values['turn_id'],
        lane=values['lane'],
        version=values['version'],
        model=values['model'],
        parts=_parts_from(values['text'] or '', loaded(values['parts'], [])),
        status=ReplyStatus(values['status']),
        error=ReplyError.from_json(loaded(values['error'], None)),
        finish_reason=values['finish_reason'],
        usage=Usage.from_json(loaded(values['usage'], None)),
        cost=values['cost'],
        created_at=values['created_at'] or 0.0,
        first_token_at=values['first_token_at'],
        first_text_at=values['first_text_at'],
        finished_at=values['finished_at'],
        arrivals=_unpacked(values['arrivals']),
        request=RequestRecord.from_json(loaded(values['request'], None)),
    )


def interrupted(values: Values) -> Values:
    """What changes in a reply that was left running: it ended when it was last saved, and so did its last thought."""
    ended_at = values['saved_at'] or values['created_at']
    parts = loaded(values['parts'], [])
    for part in parts:
        if part['kind'] == 'thinking' and part['seconds'] is None:
            part['seconds'] = max(0.0, ended_at - part['detail'].pop('started_at', ended_at))
    return {'status': str(ReplyStatus.INTERRUPTED), 'finished_at': ended_at, 'parts': dumped(parts)}


def lanes_from(stored: str | None) -> list[Lane]:
    return [Lane.from_json(values) for values in loaded(stored, [])]


def _encoded_parts(parts: list[tuple[str, str, float | None, Values]]) -> tuple[str, str]:
    """The answer's text in a column of its own (to search in, and not escaped), where each part of it lies, and all other parts."""
    texts, entries = [], []
    for kind, text, seconds, detail in parts:
        text = clean_text(text)
        entry: Values = {'kind': kind, 'seconds': seconds, 'detail': detail}
        if kind == 'text':
            texts.append(text)
            entry['length'] = len(text)
        else:
            entry['text'] = text
        entries.append(entry)
    return ''.join(texts), dumped(entries)


def _parts_from(text: str, entries: list[Values]) -> list[Part]:
    parts, start = [], 0
    for entry in entries:
        piece = entry.get('text', '')
        if entry['kind'] == 'text':
            piece = text[start:start + entry['length']]
            start += entry['length']
        parts.append(Part(kind=entry['kind'], pieces=[piece] if piece else [], seconds=entry['seconds'], detail=entry['detail']))
    return parts


def _packed(arrivals: tuple[tuple[int, int, int], ...]) -> bytes | None:
    """Column by column, each number as the step from the one before: about two bytes an entry."""
    if not arrivals:
        return None
    steps = array('q')
    for column in zip(*arrivals, strict=True):
        steps.append(column[0])
        steps.extend(map(sub, column[1:], column))
    return zlib.compress(steps.tobytes(), 1)


def _unpacked(packed: bytes | None) -> list[tuple[int, int, int]]:
    if not packed:
        return []
    steps = array('q', zlib.decompress(packed))
    count = len(steps) // 3
    columns = [accumulate(steps[i * count:(i + 1) * count]) for i in range(3)]
    return list(zip(columns[0], columns[1], columns[2], strict=True))


ENCODERS: dict[str, dict[str, Callable[[Any], Any]]] = {
    'chats': {'lanes': dumped, 'models': dumped, 'tags': dumped, 'settings': dumped},
    'turns': {'attachments': dumped, 'shown': dumped},
    'replies': {'pictures': dumped_if_any, 'error': dumped_if_any, 'usage': dumped, 'arrivals': _packed, 'request': dumped_if_any},
    'suite_cells': {'parts': dumped, 'error': dumped_if_any, 'usage': dumped},
}
