"""Errors as servers write them: whether a body is one, and what it says in words.

Nobody keeps to one shape: `error` is a table, a text or a list, stands beside an empty answer, or is spelled `errors`, `base_resp`,
`error_msg`, `detail`; the true reason often lies in the innermost of several tables (gateways pass on what a provider has said).
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import jiter

from chat.conversation.json_object import JsonObject
from chat.providers.event_stream import EventReader
from chat.providers.json_values import parse_json
from chat.providers.limits import LONGEST_NAME

MOST_TABLES = 100
"""So many are looked at, at most: an error is nothing to get lost in."""
MOST_FIELDS = 100
"""Of one of them."""
DEEPEST = 8
MOST_ENTRIES = 3
"""Of a list of errors."""
LONGEST_PACKED = 100_000
"""Characters of JSON within a text."""
ANSWERS = frozenset({'choices', 'content', 'output', 'delta', 'message', 'candidates', 'tool_calls', 'reasoning', 'reasoning_content',
                     'usage', 'text', 'input', 'prompt', 'messages', 'request', 'logprobs'})
"""Fields that hold what a model has written or was asked, when they are no text."""
LOOKED_INTO = frozenset({'choices', 'message', 'output'})
"""Those of them that errors hide in as well."""
FINE = frozenset({'', '0', '200', '0000', 'ok', 'success', 'succeeded', 'successful', 'none', 'null', 'false', 'normal', 'completed'})
"""Codes and words of servers that say in every answer that nothing is wrong."""
MARKS = ('error', 'errors', 'error_msg', 'error_message', 'errorMessage', 'Error', 'err', 'err_msg', 'errmsg', 'exception', 'fault')
BAD_STATUS = re.compile(r'error|failed|fail|failure|[45]\d\d', re.IGNORECASE)
BARE = frozenset({'detail', 'message', 'msg', 'code', 'status', 'request_id', 'requestId', 'timestamp', 'path'})
"""A body of nothing else is an error, if it has words and no code or status that says otherwise."""
MARKED = frozenset({*MARKS, *BARE, 'success', 'event', 'error_code', 'base_resp'})
TOLD = ('message', 'msg', 'detail')
TOLD_TOO = re.compile(r'(?:^|_)(?:(?:err)?msg|message|faultstring|error_description)$')
TOLD_ELSE = (
    'error', 'errors', 'Error', 'err', 'exception', 'fault', 'title', 'reason', 'description', 'status_text', 'native_finish_reason')
CODES = ('code', 'type', 'status', 'reason', 'error_code', 'error_type', 'status_code', 'errorcode', '__type')


def is_error(body: JsonObject) -> bool:
    """Whether a body says by one of the marks in use that something went wrong, perhaps with a part of an answer beside it."""
    choice = _first_choice(body)
    if choice and (choice.get('finish_reason') == 'error' or _is_meant(choice.get('error'))):
        return True
    if body.get('object') == 'error' or body.get('type') == 'error':
        return True
    return not MARKED.isdisjoint(body) and (_is_marked(body) or _is_bare(body))


def has_words(body: JsonObject) -> bool:
    """Whether there is no answer here, but something that is said."""
    return not _has_answer(body) and bool(words_in(body))


def is_mere_talk(body: Any) -> bool:
    """Whether there are words and nothing that marks them as an error: a greeting, a notice, or an error all the same."""
    return isinstance(body, dict) and 'detail' not in body and _is_bare(body) and not _is_marked(body)


def words_in(body: Any) -> str:
    """What is said in words; the innermost message wins, several in one object are told together."""
    if isinstance(body, str):
        return words_in(packed) if (packed := _unpacked(body)) else body
    by_depth: dict[int, list[str]] = {}
    for depth, table in _tables(body):
        metadata = table.get('metadata')
        if isinstance(metadata, dict) and (raw := _text(metadata.get('raw'))):
            return raw
        if words := _words_in(table):
            by_depth.setdefault(depth, []).append(words)
    return '; '.join(list(dict.fromkeys(by_depth[max(by_depth)]))[:MOST_ENTRIES]) if by_depth else ''


def detail_of(body: Any) -> str:
    """What the server says in words; where there are none, the code it has for it."""
    tables = list(error_tables(body))
    told = (_lines(table.get(name)) for name in TOLD_ELSE for table in tables)
    codes = (code for table in tables for name in CODES if (code := _text(table.get(name))).lower() != 'error')
    return words_in(body) or next(filter(None, told), '') or next(filter(None, codes), '')


def readable_body(content: bytes) -> Any:
    """The JSON of an answer, also of one in the dress of an event stream (LiteLLM); of all others the text."""
    try:
        return parse_json(content)
    except ValueError:
        return _first_event(content) or _begun(content) or content.decode('utf-8', 'replace')


def error_tables(body: Any) -> Iterator[JsonObject]:
    """The tables of an error that may hold its code and its words, outermost first."""
    return (table for _, table in _tables(body))


def codes_of(body: Any) -> Iterator[str]:
    """What programs are told: codes, types, states."""
    for table in error_tables(body):
        for name in CODES:
            if isinstance(value := table.get(name), (str, int)) and not isinstance(value, bool):
                yield str(value)
        if isinstance(value := table.get('error'), str) and ' ' not in value:
            yield value


def snake(name: str) -> str:
    """`retryAfter` and `Retry-After` are spelled `retry_after`."""
    return re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name).lower().replace('-', '_')


def _first_event(content: bytes) -> Any:
    """What the first event with JSON says; None for what is no event stream."""
    reader = EventReader()
    for event in reader.feed(content) + reader.finish():
        if event.name != ':':
            with suppress(ValueError):
                if isinstance(body := parse_json(event.data), dict):
                    return body
    return None


def _begun(content: bytes) -> Any:
    """The JSON of a body that was cut off: some servers put the whole request into their error. None for what is none."""
    if content.lstrip().startswith((b'{', b'[')):
        with suppress(ValueError):
            return jiter.from_json(content, partial_mode='trailing-strings')
    return None


def _is_marked(body: JsonObject) -> bool:
    base = body.get('base_resp')
    return (
        any(_is_meant(body.get(name)) for name in MARKS)
        or body.get('success') is False or body.get('event') == 'error' or _is_bad_code(body.get('error_code'))
        or (isinstance(base, dict) and _is_bad_code(base.get('status_code')))
        or (not _has_answer(body) and (_is_bad_code(body.get('code')) or _is_bad_status(body.get('status'))) and bool(words_in(body)))
    )


def _is_bare(body: JsonObject) -> bool:
    is_told_fine = isinstance(body.get('status'), str) and not _is_bad_status(body['status'])
    return body.keys() <= BARE and not is_told_fine and bool(words_in(body))


def _has_answer(body: JsonObject) -> bool:
    return any(isinstance(body.get(name), (dict, list)) and body[name] for name in ANSWERS)


def _first_choice(body: JsonObject) -> JsonObject | None:
    choices = body.get('choices')
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else None


def _is_meant(value: Any) -> bool:
    """Whether a field for errors holds one: servers send null, "", {} and {"code": 0} in good answers, too."""
    if isinstance(value, (dict, list)):
        return any(map(_is_meant, islice(value.values() if isinstance(value, dict) else value, MOST_FIELDS)))
    return value is True or _is_bad_code(value)


def _is_bad_code(value: Any) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool) and str(value).strip().lower() not in FINE


def _is_bad_status(value: Any) -> bool:
    return isinstance(value, (str, int)) and BAD_STATUS.fullmatch(str(value)) is not None


def _tables(body: Any) -> Iterator[tuple[int, JsonObject]]:
    """(How deep, table)."""
    level, found = [body], 0
    for depth in range(DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                yield depth, value
                found += 1
            if len(below) + found >= MOST_TABLES:
                break
            below += _inside(value)
        level = below


def _inside(value: Any) -> Iterator[Any]:
    """Tables and lists within a table or a list, also those that were packed into a text; not what a model has written."""
    if isinstance(value, str):
        value = [_unpacked(value)]
    if isinstance(value, list):
        yield from (entry for entry in value[:MOST_ENTRIES] if isinstance(entry, (dict, list)))
    elif isinstance(value, dict):
        for name, inner in islice(value.items(), MOST_FIELDS):
            if name not in ANSWERS or name in LOOKED_INTO:
                inner = _unpacked(inner) if isinstance(inner, str) else inner
                if isinstance(inner, (dict, list)):
                    yield inner


def _unpacked(text: str) -> Any:
    """Gateways wrap the answer of the provider behind them. None: it is only text."""
    if len(text) > LONGEST_PACKED or not text.lstrip().startswith(('{', '[')):
        return None
    try:
        body = parse_json(text.encode('utf-8', 'replace'))
    except ValueError:
        return None
    return body if isinstance(body, (dict, list)) else None


def _words_in(table: JsonObject) -> str:
    names = [name for name in islice(table, MOST_FIELDS) if name not in TOLD and TOLD_TOO.search(snake(name[:LONGEST_NAME]))]
    found = ''
    for name in (*names, *TOLD):
        if words := _lines(table.get(name)):
            location = table.get('loc')
            found = f'{words}: {".".join(map(str, location))}' if name == 'msg' and isinstance(location, list) else words
    return found


def _lines(value: Any) -> str:
    """The words in a field, or in a list of them."""
    if isinstance(value, list):
        return '; '.join(filter(None, map(_text, value[:MOST_ENTRIES])))
    return _text(value)


def _text(value: Any) -> str:
    """The words in a field, if they say something."""
    return value if isinstance(value, str) and value.strip().lower() not in FINE and _unpacked(value) is None else ''
