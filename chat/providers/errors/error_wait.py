"""How long a server asks to wait."""
from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from itertools import islice
from math import ceil
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.providers.errors.error_bodies import MOST_FIELDS, error_tables, snake

LONGEST_DETAIL = 2000
"""Characters of a message that are searched."""
NUMBER = r'\d{1,9}(?:\.\d{1,9})?'
"""Longer ones are no seconds."""
UNITS = {'ms': 0.001, 's': 1.0, 'm': 60.0, 'h': 3600.0, 'd': 86400.0}
SPAN = NUMBER + r'\s{0,3}(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])'
SPANS = rf'(?:about |approximately |another )?({SPAN}(?:,? (?:and )?{SPAN}|(?<=[a-z]){SPAN})*)'
SAID = (
    re.compile(rf'(?:try|retry|again|resets?|available|wait)(?: \w+){{0,4}}? (?:in|after|for) {SPANS}', re.I),
    re.compile(rf'(?:wait(?:ing)?|retry[- ]after:?)(?: at least)? {SPANS}', re.I),
    re.compile(r'retry[- _]after["\']?[:=]? ?(\d{1,9}(?:\.\d{1,9})?)(?![\w.])', re.I),
    re.compile(rf'\bin {SPANS}', re.I),
    re.compile(r'(\d{1,9}) ?秒'),
)
"""The words in which a wait is told, the clearest first."""
WAITS = {'retry_after': 1.0, 'retry_after_seconds': 1.0, 'retry_after_ms': 0.001, 'retry_after_sec': 1.0, 'resets_in_seconds': 1.0}


def retry_after(headers: Mapping[str, str], body: Any = None, detail: str = '') -> float | None:
    """Seconds to wait: from the headers (milliseconds, seconds, a date), from the body (Gemini's retryDelay, headers of a provider that a
    gateway passes on), or from the words "try again in 7.6s"."""
    wait = _wait_in_headers(headers)
    if wait is not None:
        return wait
    for table in error_tables(body):
        if (wait := _wait_in_table(table)) is not None:
            return wait
    found = next((match for pattern in SAID if (match := pattern.search(detail[:LONGEST_DETAIL]))), None)
    return _seconds(found[1]) if found else None


def wait_words(seconds: float | None) -> str:
    """"a moment", "12 s", "5 minutes", "2 hours"."""
    if not seconds or seconds < 1:
        return 'a moment'
    if seconds < 120:
        return f'{ceil(seconds)} s'
    return f'{ceil(seconds / 60)} minutes' if seconds < 7200 else f'{ceil(seconds / 3600)} hours'


def _wait_in_headers(headers: Mapping[str, str]) -> float | None:
    for name, factor in (('retry-after-ms', 0.001), ('retry-after', 1.0)):
        value = headers.get(name, '').strip()
        if re.fullmatch(NUMBER, value):
            return float(value) * factor
        if value and factor == 1.0:
            try:
                return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
            except (TypeError, ValueError, OverflowError):
                return None
    reset = headers.get('x-ratelimit-reset', '').strip()
    if re.fullmatch(r'\d{10}|\d{13}', reset):  # when, in seconds or milliseconds; shorter numbers mean something else everywhere
        return max(0.0, int(reset) / (1000 if len(reset) == 13 else 1) - time.time())
    return None


def _wait_in_table(table: JsonObject) -> float | None:
    if isinstance(delay := table.get('retryDelay'), str) and re.fullmatch(f'{NUMBER}s', delay):
        return float(delay[:-1])
    for name, value in islice(table.items(), MOST_FIELDS):
        factor = WAITS.get(snake(name))
        if factor and isinstance(value, (int, float, str)) and re.fullmatch(NUMBER, str(value)):
            return float(value) * factor
    headers = table.get('headers')
    if isinstance(headers, dict):
        return _wait_in_headers({str(name).lower(): str(value) for name, value in headers.items()})
    return None


def _seconds(words: str) -> float:
    """"1m2s", "7.66 s", "2 minutes and 5 seconds", "12"."""
    spans = re.findall(r'([\d.]+)\s*([a-z]*)', words.lower())
    return sum(float(number) * UNITS['ms' if unit.startswith(('ms', 'milli')) else unit[:1] or 's'] for number, unit in spans)
