"""Somebody's verdict on the answers to one turn."""
from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from chat.conversation.reply import new_id

Outcome = Literal['winner', 'tie', 'all_bad']
LONGEST_EXCERPT = 160
"""Characters of a prompt that are kept with a vote."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Candidate:
    """An answer that could be voted for."""

    lane: int
    model: str
    reply_id: str


@dataclass(kw_only=True, slots=True)
class Vote:
    """At most one for a turn."""

    chat_id: str
    turn_id: str
    candidates: tuple[Candidate, ...]
    outcome: Outcome
    winner: int | None = None
    """The lane of the best answer."""
    was_blind: bool = False
    """Whether names were hidden when the answers came and when the vote was cast."""
    is_locked: bool = False
    """The names have been revealed: it stays as it is."""
    tags: tuple[str, ...] = ()
    """Those of the chat, for filtering."""
    prompt: str = ''
    """How the prompt begins; taken away with the chat."""
    id: str = field(default_factory=new_id)
    created_at: float = field(default_factory=time.time)

    @property
    def models(self) -> list[str]:
        return [candidate.model for candidate in self.candidates]

    @property
    def best(self) -> Candidate | None:
        return next((candidate for candidate in self.candidates if candidate.lane == self.winner), None)

    @property
    def winning_model(self) -> str | None:
        return self.best.model if self.best else None


def excerpt_of(prompt: str) -> str:
    """How a prompt begins, in one line."""
    return ' '.join(prompt[:LONGEST_EXCERPT].split())
