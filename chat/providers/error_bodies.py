"""What the body of an error says, in every shape that servers give it."""
from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

from chat.providers.event_stream import EventReader
from chat.providers.stream.json_values import parse_json


def readable_body(content: bytes) -> Any:
    """The JSON of an answer, also of one in the dress of an event stream (LiteLLM); of all others the text."""
    try:
        return parse_json(content)
    except ValueError:
        return _first_event(content) or content.decode('utf-8', 'replace')


def _first_event(content: bytes) -> Any:
    """What the first event with JSON says; None for what is no event stream."""
    reader = EventReader()
    for event in reader.feed(content) + reader.finish():
        if event.name != ':':
            with suppress(ValueError):
                if isinstance(body := parse_json(event.data), dict):
                    return body
    return None


def error_tables(body: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The tables of an error that may hold its code and its words, outermost first, in every shape seen in the wild."""
    if depth > 5:
        return
    if isinstance(body, list):
        for entry in body[:3]:
            yield from error_tables(entry, depth + 1)
    elif isinstance(body, dict):
        yield body
        yield from error_tables(_wrapped(body), depth + 1)
        for key in ('error', 'message', 'detail', 'details', 'response', 'choices'):
            yield from error_tables(body.get(key), depth + 1)


def _wrapped(body: dict[str, Any]) -> Any:
    """OpenRouter and LM Studio wrap the answer of the provider behind them in here, as text."""
    meta = body.get('metadata')
    raw = meta.get('raw') if isinstance(meta, dict) else None
    try:
        return parse_json(raw.encode('utf-8', 'replace')) if isinstance(raw, str) and raw.lstrip().startswith(('{', '[')) else None
    except ValueError:
        return None


def words_of(body: Any) -> Iterator[str]:
    for error in error_tables(body):
        for key in ('code', 'type', 'status', 'reason', 'error_code'):
            if isinstance(value := error.get(key), (str, int)) and not isinstance(value, bool):
                yield str(value).lower()


def detail_of(body: Any) -> str:
    """What the server says in words; the innermost message wins."""
    if isinstance(body, str):
        return body
    found = ''
    for error in error_tables(body):
        for key in ('message', 'msg', 'detail', 'error'):
            if isinstance(value := error.get(key), str) and value.strip():
                found = found if found and key == 'error' else value
                if key == 'msg' and isinstance(place := error.get('loc'), list):
                    found = f'{value}: {".".join(str(step) for step in place)}'
    raw = next((m['raw'] for e in error_tables(body) if isinstance(m := e.get('metadata'), dict) and isinstance(m.get('raw'), str)
                and _wrapped(e) is None), '')
    return raw or found


def retry_after(headers: Mapping[str, str], body: Any = None, detail: str = '') -> float | None:
    """Seconds to wait: from the headers (milliseconds, seconds, a date), Gemini's retryDelay, or the words "try again in 7.6s"."""
    for name, factor in (('retry-after-ms', 0.001), ('retry-after', 1.0)):
        value = headers.get(name, '').strip()
        if re.fullmatch(r'\d+(\.\d+)?', value):
            return float(value) * factor
        if value and factor == 1.0:
            try:
                return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
            except (TypeError, ValueError, OverflowError):
                break
    for error in error_tables(body):
        if isinstance(delay := error.get('retryDelay'), str) and re.fullmatch(r'\d+(\.\d+)?s', delay):
            return float(delay[:-1])
    found = re.search(r'(?:try again|retry) in (?:(\d+)m(?!s))?(\d+(?:\.\d+)?)\s*(ms|s)\b', detail, re.IGNORECASE)
    if found:
        return int(found[1] or 0) * 60 + float(found[2]) * (0.001 if found[3] == 'ms' else 1)
    return None
