"""Calls of tools of several lanes, lined up: which model calls my tool right?"""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from chat.conversation import Part, Reply
from chat.conversation.tools.tool import arguments_in

Verdict = Literal['same', 'other arguments', 'extra']
MOST_CALLS = 200
"""Of one lane that are compared."""


@dataclass(kw_only=True, slots=True, frozen=True)
class CallRow:
    """One call, across the lanes."""

    name: str
    arguments: tuple[str | None, ...]
    """By lane; None: this lane has not made it."""
    verdict: Verdict


@dataclass(kw_only=True, slots=True)
class _Row:
    name: str
    arguments: list[str | None]


def lined_up(replies: Sequence[Reply | None]) -> list[CallRow]:
    """The calls of each reply in their order, those of one tool beside each other. Same calls find each other before similar ones."""
    rows: list[_Row] = []
    for lane, reply in enumerate(replies):
        calls = [_told(part) for part in reply.parts if part.kind == 'tool_call'][:MOST_CALLS] if reply else []
        rows = _joined(rows, calls, lane)
    return [_judged(row, len(replies)) for row in rows]


def canonical(written: str) -> str:
    """Arguments that mean the same are the same: the order of names and white space do not count."""
    values = arguments_in(written)
    return written.strip() if values is None else json.dumps(values, sort_keys=True, ensure_ascii=False)


def _told(part: Part) -> tuple[str, str]:
    return str(part.detail.get('name') or ''), canonical(part.text)


def _joined(rows: list[_Row], calls: list[tuple[str, str]], lane: int) -> list[_Row]:
    """The rows with one lane more; `lane` lanes were there before."""
    before = [(row.name, next((one for one in row.arguments if one is not None), '')) for row in rows]
    joined: list[_Row] = []
    exact = SequenceMatcher(None, before, calls, autojunk=False)
    for kind, start, end, from_, to in exact.get_opcodes():
        if kind == 'equal':
            pairs: list[tuple[_Row | None, tuple[str, str] | None]] = list(zip(rows[start:end], calls[from_:to], strict=True))
        else:
            pairs = _by_name(rows[start:end], calls[from_:to])
        for row, call in pairs:
            if row is None:
                assert call
                row = _Row(name=call[0], arguments=[None] * lane)
            row.arguments.append(call[1] if call else None)
            joined.append(row)
    return joined


def _by_name(rows: Sequence[_Row], calls: Sequence[tuple[str, str]]) -> list[tuple[_Row | None, tuple[str, str] | None]]:
    matcher = SequenceMatcher(None, [row.name for row in rows], [name for name, _ in calls], autojunk=False)
    pairs: list[tuple[_Row | None, tuple[str, str] | None]] = []
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == 'equal':
            pairs += zip(rows[start:end], calls[from_:to], strict=True)
        else:
            pairs += [(row, None) for row in rows[start:end]]
            pairs += [(None, call) for call in calls[from_:to]]
    return pairs


def _judged(row: _Row, lanes: int) -> CallRow:
    known = [one for one in row.arguments if one is not None]
    verdict: Verdict = 'extra' if len(known) < lanes else 'same' if len(set(known)) == 1 else 'other arguments'
    return CallRow(name=row.name, arguments=tuple(row.arguments), verdict=verdict)
