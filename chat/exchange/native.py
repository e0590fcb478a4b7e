"""Polylogue's own JSON: everything a chat consists of, all versions, branches and votes, so that it can be taken in again without loss.

One file is `{"format": "polylogue", "version": 1, "chats": [...], "files": [...]}`; in JSON Lines each line is one of these chats or
files. A file is `{"format", "digest", "size", "data"}`: the SHA-256 by which attachments name it, and its content as base64; it stands
there once, however many chats have it. What had to be left out is told by a sentence under `left_out`, after the chats.
"""
from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from chat.conversation import (
    END_STATES,
    Attachment,
    Chat,
    ChatSettings,
    Lane,
    Part,
    Reply,
    ReplyError,
    ReplyStatus,
    RequestRecord,
    Turn,
    Usage,
    Vote,
)
from chat.conversation.json_object import JsonObject
from chat.exchange import verdict
from chat.exchange.checks import count_of, dict_of, id_of, id_or_none, number_or_none, text_of, time_of
from chat.exchange.fields import Unreadable, clean, cleaned
from chat.exchange.files import in_base64
from chat.exchange.verdict import NONE, Votes

FORMAT = 'polylogue'
VERSION = 1
LONGEST_NOTE = 2000
"""Characters."""


def chat_values(chat: Chat, votes: Votes = NONE) -> JsonObject:
    """What stands in the file. Turns in the order of time, replies by lane and version."""
    return cleaned({
        'format': FORMAT, 'version': VERSION, 'id': chat.id, 'title': chat.title,
        'lanes': [lane.to_json() for lane in chat.lanes],
        'current_turn_id': chat.current_turn_id, 'folder': chat.folder, 'tags': chat.tags, 'pinned': chat.pinned, 'archived': chat.archived,
        'settings': chat.settings.to_json(), 'created_at': chat.created_at, 'updated_at': chat.updated_at,
        'turns': [_turn_values(turn, votes) for turn in sorted(chat.turns.values(), key=lambda turn: turn.created_at)],
    })


def line_of(chat: Chat, votes: Votes = NONE) -> str:
    """One line of JSON Lines, without its end."""
    return json.dumps(chat_values(chat, votes), ensure_ascii=False, separators=(',', ':'), allow_nan=False)


def note_values(sentence: str) -> JsonObject:
    """A line of JSON Lines that is no chat."""
    return {'format': FORMAT, 'version': VERSION, 'left_out': sentence}


def file_pieces(digest: str, data: bytes) -> Iterator[str]:
    """An attached file, as one line of JSON Lines without its end."""
    yield f'{{"format":{json.dumps(FORMAT)},"digest":{json.dumps(digest)},"size":{len(data)},"data":"'
    yield from in_base64(data)
    yield '"}'


def is_chat(values: JsonObject) -> bool:
    return all(isinstance(values.get(name), list) for name in ('turns', 'lanes'))


def is_file(item: Any) -> bool:
    return isinstance(item, dict) and item.get('format') == FORMAT and 'digest' in item and 'data' in item


def file_from(values: JsonObject) -> tuple[str, bytes]:
    """Digest and content. Raises Unreadable for a content that is another one than was attached."""
    digest, text = values['digest'], values['data']
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise Unreadable('is damaged') from None
    if not isinstance(digest, str) or hashlib.sha256(data).hexdigest() != digest:
        raise Unreadable('is not what its digest says')
    return digest, data


def is_note(item: Any) -> bool:
    return isinstance(item, dict) and item.get('format') == FORMAT and 'left_out' in item and 'turns' not in item


def sentence_in(note: JsonObject) -> str:
    """What the file says of what it lacks."""
    return clean(str(note['left_out']))[:LONGEST_NOTE]


def chat_from(values: JsonObject) -> Chat:
    """Raises Unreadable. A reply that was still running when it was exported counts as interrupted."""
    if values.get('format', FORMAT) != FORMAT or not isinstance(values.get('version', VERSION), int):
        raise Unreadable('is of an unknown format')
    if values.get('version', VERSION) > VERSION:
        raise Unreadable('was exported by a newer version of Polylogue; update this one first')
    try:
        return _chat_from(cleaned(values))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f'is not complete ({type(error).__name__}: {str(error)[:120]})') from error


def votes_from(values: JsonObject, chat: Chat) -> list[Vote]:
    """What was voted on the turns of this chat, which was made of the same values. Raises Unreadable."""
    try:
        found = [vote_from(turn['vote'], chat.turns[turn['id']]) for turn in cleaned(values['turns']) if turn.get('vote') is not None]
        if len({vote.id for vote in found}) < len(found):
            raise ValueError('two votes have one id')
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f'has a vote that is not complete ({type(error).__name__}: {str(error)[:120]})') from error
    return found


def _turn_values(turn: Turn, votes: Votes) -> JsonObject:
    vote = verdict.vote_on(turn, votes)
    return {
        'id': turn.id, 'parent_id': turn.parent_id, 'prompt': turn.prompt, 'attachments': [one.to_json() for one in turn.attachments],
        'history': turn.history, 'picked_reply_id': turn.picked_reply_id,
        'shown': {str(lane): one for lane, one in sorted(turn.shown.items())}, 'created_at': turn.created_at,
        'replies': [reply_values(reply) for reply in sorted(turn.all_replies(), key=lambda reply: (reply.lane, reply.version))],
        'vote': verdict.vote_values(vote) if vote else None,
    }


def reply_values(reply: Reply) -> JsonObject:
    return {
        'id': reply.id, 'lane': reply.lane, 'version': reply.version, 'model': reply.model, 'status': str(reply.status),
        'parts': [part.to_json() for part in reply.parts],
        'error': reply.error.to_json() if reply.error else None, 'finish_reason': reply.finish_reason,
        'usage': reply.usage.to_json(), 'cost': reply.cost, 'created_at': reply.created_at,
        'first_token_at': reply.first_token_at, 'first_text_at': reply.first_text_at, 'finished_at': reply.finished_at,
        'arrivals': reply.arrivals, 'request': reply.request.to_json() if reply.request else None,
    }


def _chat_from(values: JsonObject) -> Chat:
    lanes = [Lane.from_json(lane) for lane in values['lanes']]
    chat = Chat(
        id=id_of(values['id']), title=text_of(values.get('title', '')), lanes=lanes,
        current_turn_id=id_or_none(values.get('current_turn_id')), folder=text_of(values.get('folder', '')),
        tags=[text_of(tag) for tag in values.get('tags', [])], pinned=values.get('pinned') is True,
        archived=values.get('archived') is True, unread=values.get('unread') is True,
        settings=ChatSettings.from_json(values.get('settings')),
        created_at=time_of(values['created_at']), updated_at=time_of(values['updated_at']))
    if len({lane.number for lane in lanes}) < len(lanes):
        raise ValueError('two lanes have one number')
    for one in values['turns']:
        turn = _turn_from(one, chat.id)
        if chat.turns.setdefault(turn.id, turn) is not turn:
            raise ValueError('two prompts have one id')
    _check_tree(chat)
    return chat


def _check_tree(chat: Chat) -> None:
    """A chat whose turns go round in a circle could never be shown."""
    known: set[str | None] = {None}
    for turn in chat.turns.values():
        path: list[str] = []
        turn_id: str | None = turn.id
        while turn_id in chat.turns and turn_id not in known:
            path.append(turn_id)
            known.add(turn_id)
            turn_id = chat.turns[turn_id].parent_id
        if turn_id in path:
            raise ValueError('its prompts go round in a circle')
    reply_ids = [reply.id for turn in chat.turns.values() for reply in turn.all_replies()]
    if len(set(reply_ids)) < len(reply_ids):
        raise ValueError('two replies have one id')
    if chat.current_turn_id not in chat.turns:
        chat.current_turn_id = next(reversed(chat.turns), None)


def _turn_from(values: JsonObject, chat_id: str) -> Turn:
    turn = Turn(
        chat_id=chat_id, id=id_of(values['id']), parent_id=id_or_none(values.get('parent_id')), prompt=text_of(values['prompt']),
        attachments=[Attachment.from_json(one) for one in values.get('attachments', [])],
        history='picked' if values.get('history') == 'picked' else 'own', picked_reply_id=id_or_none(values.get('picked_reply_id')),
        shown={int(lane): id_of(reply) for lane, reply in dict_of(values.get('shown', {})).items()},
        created_at=time_of(values['created_at']))
    for one in values['replies']:
        reply = reply_from(one, turn.id)
        turn.replies.setdefault(reply.lane, []).append(reply)
    return turn


def reply_from(values: JsonObject, turn_id: str) -> Reply:
    status = ReplyStatus(values['status'])
    return Reply(
        turn_id=turn_id, id=id_of(values['id']), lane=count_of(values['lane']), version=count_of(values['version']),
        model=text_of(values['model']),
        status=status if status in END_STATES else ReplyStatus.INTERRUPTED, parts=[Part.from_json(part) for part in values['parts']],
        error=ReplyError.from_json(values.get('error')),
        finish_reason=None if values.get('finish_reason') is None else text_of(values['finish_reason']),
        usage=Usage.from_json(values.get('usage')), cost=number_or_none(values.get('cost')),
        created_at=time_of(values['created_at']),
        first_token_at=number_or_none(values.get('first_token_at')), first_text_at=number_or_none(values.get('first_text_at')),
        finished_at=number_or_none(values.get('finished_at')),
        arrivals=[(count_of(at), count_of(thinking), count_of(text)) for at, thinking, text in values.get('arrivals', [])],
        request=RequestRecord.from_json(values.get('request')))


def vote_from(values: JsonObject, turn: Turn) -> Vote:
    candidates = [{'lane': count_of(one['lane']), 'model': text_of(one['model']), 'reply_id': id_of(one['reply_id'])}
                  for one in values['candidates']]
    winner = None if values['winner'] is None else count_of(values['winner'])
    return verdict.vote_from({
        'id': id_of(values['id']), 'kind': text_of(values['kind']), 'winner': winner,
        'was_blind': values['was_blind'] is True, 'is_revealed': values['is_revealed'] is True, 'created_at': time_of(values['created_at']),
        'tags': [text_of(tag) for tag in values.get('tags', [])], 'candidates': candidates}, turn)
