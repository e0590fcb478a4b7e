"""The file that everything is moved to another computer with: a ZIP of JSON, and of the attached files.

`move.json` says what it is and holds the settings, without keys; `chats.jsonl` has a chat a line, as Polylogue's JSON Lines has, with its
votes; `library.jsonl` and `suites.jsonl` have objects with a `type`, a suite before its prompts and answers; below `files/` each attached
file is called by its SHA-256.
"""
from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chat.conversation import Chat, Lane, Reply, Turn, Vote
from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import parameters_from
from chat.exchange import native
from chat.exchange.checks import count_of, id_of, number_or_none, text_of, time_of
from chat.exchange.fields import Unreadable, cleaned
from chat.exchange.verdict import NONE, Votes, vote_values

FORMAT = 'polylogue-move'
VERSION = 1
MANIFEST, CHATS, LIBRARY, SUITES, FILES = 'move.json', 'chats.jsonl', 'library.jsonl', 'suites.jsonl', 'files/'
DAY_LENGTH = len('2026-01-31')


def manifest(settings: JsonObject, made_at: float) -> str:
    values = {'format': FORMAT, 'version': VERSION, 'made_at': made_at, 'settings': settings}
    return json.dumps(cleaned(values), ensure_ascii=False, indent=1)


def settings_in(values: Any) -> JsonObject:
    """Of a manifest. Raises Unreadable."""
    if not isinstance(values, dict) or values.get('format') != FORMAT:
        raise Unreadable('This ZIP has a move.json that is not Polylogue’s.')
    if not isinstance(values.get('version'), int) or values['version'] > VERSION:
        raise Unreadable('This file was made by a newer version of Polylogue; update this one first.')
    settings = values.get('settings')
    return cleaned(settings) if isinstance(settings, dict) else {}


def chat_line(chat: Chat, votes: Votes = NONE) -> str:
    """As in JSON Lines, and with the mark that something in it is new."""
    return _line(native.chat_values(chat, votes) | {'unread': chat.unread})


def line(kind: str, values: JsonObject) -> str:
    return _line({'type': kind} | cleaned(values))


def vote_line(vote: Vote) -> str:
    """Of a chat that is gone: it stays for the leaderboard. Those of other chats stand with their prompts."""
    return line('vote', vote_values(vote) | {'chat_id': vote.chat_id, 'turn_id': vote.turn_id, 'prompt': vote.prompt})


def suite_line(suite_id: str, title: str, lanes: list[Lane], count: int, created_at: float, run_seconds: float) -> str:
    return line('suite', {'id': suite_id, 'title': title, 'lanes': [lane.to_json() for lane in lanes], 'count': count,
                          'created_at': created_at, 'run_seconds': run_seconds})


def cell_line(suite_id: str, number: int, reply: Reply) -> str:
    return line('cell', {'suite': suite_id, 'number': number, 'reply': native.reply_values(reply)})


@dataclass(kw_only=True, slots=True, frozen=True)
class SuiteCell:
    suite_id: str
    number: int
    """Of the prompt."""
    reply: Reply


def checked(values: JsonObject) -> tuple[str, Any]:
    """The type of a line and what it says: a Vote, a SuiteCell, or plain values of the right kinds. Raises Unreadable."""
    kind = values.get('type')
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise Unreadable(f'is of a type that is not known here (“{str(kind)[:40]}”)')
    try:
        return str(kind), check(cleaned(values))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f'is not complete ({type(error).__name__}: {str(error)[:120]})') from error


def _line(values: JsonObject) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(',', ':'), allow_nan=False)


def _persona(values: JsonObject) -> JsonObject:
    texts = {name: text_of(values[name]) for name in ('name', 'system_prompt', 'model', 'greeting')}
    return texts | {'id': id_of(values['id']), 'parameters': parameters_from(values['parameters']),
                    'created_at': time_of(values['created_at']), 'starters': tuple(text_of(one) for one in values['starters'])}


def _prompt(values: JsonObject) -> JsonObject:
    return {'id': id_of(values['id']), 'title': text_of(values['title']), 'text': text_of(values['text']),
            'created_at': time_of(values['created_at'])}


def _spending(values: JsonObject) -> JsonObject:
    day = text_of(values['day'])
    if len(day) != DAY_LENGTH:
        raise ValueError('a day is missing')
    cost = number_or_none(values['cost'])
    if cost is None or cost < 0:
        raise ValueError('a cost is missing')
    return {'day': day, 'model': text_of(values['model']), 'blind_chat': text_of(values['blind_chat']), 'cost': float(cost),
            'replies': count_of(values['replies']), 'unpriced': count_of(values['unpriced'])}


def _vote(values: JsonObject) -> Vote:
    turn = Turn(chat_id=id_of(values['chat_id']), id=id_of(values['turn_id']), prompt=text_of(values['prompt']))
    return native.vote_from(values, turn)


def _suite(values: JsonObject) -> JsonObject:
    return {'id': id_of(values['id']), 'title': text_of(values['title']), 'lanes': [Lane.from_json(one) for one in values['lanes']],
            'count': count_of(values['count']), 'created_at': time_of(values['created_at']), 'run_seconds': time_of(values['run_seconds'])}


def _suite_prompt(values: JsonObject) -> JsonObject:
    return {'suite_id': id_of(values['suite']), 'number': count_of(values['number']), 'prompt': text_of(values['prompt'])}


def _cell(values: JsonObject) -> SuiteCell:
    return SuiteCell(suite_id=id_of(values['suite']), number=count_of(values['number']), reply=native.reply_from(values['reply'], ''))


CHECKS: dict[str, Callable[[JsonObject], Any]] = {
    'persona': _persona, 'prompt': _prompt, 'spending': _spending, 'vote': _vote, 'suite': _suite, 'suite_prompt': _suite_prompt,
    'cell': _cell,
}
