"""What a check has found, and what to do about it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(kw_only=True, slots=True, frozen=True)
class Finding:
    kind: Literal['ok', 'note', 'problem']
    what: str
    """A sentence; without keys and without a word of any chat."""
    advice: str = ''
    """What helps, as a sentence."""


def ok(what: str) -> Finding:
    return Finding(kind='ok', what=what)


def note(what: str, advice: str = '') -> Finding:
    """Worth knowing, but nothing is broken."""
    return Finding(kind='note', what=what, advice=advice)


def problem(what: str, advice: str) -> Finding:
    return Finding(kind='problem', what=what, advice=advice)
