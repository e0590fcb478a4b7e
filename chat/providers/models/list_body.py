"""The body of a list, read without holding up the event loop, and of a list without end only the beginning."""
from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

from chat.providers.json_values import parse_json
from chat.providers.limits import LIST_ENTRIES
from chat.providers.models.model_list import LISTS

LIGHT = 256 * 1024
"""Bytes that are read at once."""
MOST_OPENINGS = 100_000
MOST_COMMAS = 500_000
LONGEST_ENTRY = 16 * 1024
"""Characters."""
BREATH = 50
"""Entries."""
BEGIN = re.compile(rf'\s*(?:\{{.{{0,5000}}?"(?:{"|".join(LISTS)})"\s*:\s*)?\[', re.DOTALL)


async def read_body(content: bytes) -> Any:
    """The JSON of it. Raises ValueError."""
    return parse_json(content) if len(content) <= LIGHT else await asyncio.to_thread(_read, content)


def _read(content: bytes) -> Any:
    if content.count(b'[') + content.count(b'{') <= MOST_OPENINGS and content.count(b',') <= MOST_COMMAS:
        return parse_json(content)
    return _first_entries(content.decode('utf-8', 'replace'))


def _first_entries(text: str) -> list[Any]:
    """Of a list in which there are so many that reading all of them would take long, and much memory."""
    if not (begin := BEGIN.match(text)):
        raise ValueError('no list')
    found: list[Any] = []
    decoder, at = json.JSONDecoder(), begin.end()
    while len(found) < LIST_ENTRIES:
        part = text[at:at + LONGEST_ENTRY].lstrip(' \t\r\n,')
        try:
            entry, end = decoder.raw_decode(part)
        except (ValueError, RecursionError):
            break
        found.append(entry)
        at += len(text[at:at + LONGEST_ENTRY]) - len(part) + end
        if len(found) % BREATH == 0:
            time.sleep(0)
    return found
