"""How long a server itself has written, where it tells: a line that hands its words on in lumps says nothing about its speed."""
from __future__ import annotations

import math
from typing import Any

from chat.conversation import Usage
from chat.conversation.json_object import JsonObject
from chat.providers.stream.fields import table

LONGEST = 86_400.0
"""Seconds."""


def time_in(body: JsonObject) -> Usage | None:
    """Of the event, or whole answer, that has the usage: llama.cpp tells milliseconds beside it, Cerebras seconds, Groq seconds within."""
    milliseconds = table(body.get('timings')).get('predicted_ms')
    usage = body.get('usage') or table(body.get('x_groq')).get('usage')
    told = (_number(milliseconds, 0.001), _number(table(body.get('time_info')).get('completion_time')),
            _number(table(usage).get('completion_time')))
    seconds = next((one for one in told if one), None)
    return Usage(writing_seconds=seconds) if seconds else None


def _number(value: Any, unit: float = 1.0) -> float | None:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    seconds = value * unit if -1e12 < value < 1e12 else math.inf
    return seconds if 0 < seconds <= LONGEST else None
