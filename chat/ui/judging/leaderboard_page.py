"""The page /leaderboard: how strong the models are, by the votes of this user."""
from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nicegui import background_tasks, events

from chat.analysis.bradley_terry import Strength
from chat.conversation import Vote
from chat.engine.judging.judging import Judging, Leaderboard, VoteFilter, leaderboard
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.props import Props

NEWEST = 30
"""Votes that are listed."""


@dataclass(kw_only=True, slots=True, frozen=True)
class StrengthRow(Props):
    name: str
    rating: int
    low: int
    high: int
    games: int
    wins: float
    votes: int
    best: int
    """Votes that it has won."""
    group: int
    is_bounded: bool


@dataclass(kw_only=True, slots=True, frozen=True)
class VoteRow(Props):
    id: str
    at: float
    prompt: str
    chat: str
    """Empty if the chat is gone."""
    result: str
    is_winner: bool
    models: Sequence[str]
    is_blind: bool


@dataclass(kw_only=True, slots=True, frozen=True)
class LeaderboardFacts(Props):
    strengths: list[StrengthRow]
    votes: list[VoteRow]
    """The newest of those that count."""
    count: int
    all: int
    hidden: int
    """Blind votes before their reveal."""
    groups: int
    tags: list[str]


class LeaderboardPage(LiveElement, component='leaderboard.js'):
    """Counts again whenever a vote comes, or another filter is chosen."""

    def __init__(self, judging: Judging) -> None:
        super().__init__()
        self._judging = judging
        self._filter = VoteFilter()
        self._task: asyncio.Task[None] | None = None
        votes = list(judging.votes.values())
        self.props['board'] = _facts_of(leaderboard(votes, self._filter), votes).to_json()
        self.watch(judging.watchers, self._count_again)
        self.on('filter', self._choose)

    def _choose(self, event: events.GenericEventArguments) -> None:
        args = dict(event.args)
        self._filter = VoteFilter(tag=str(args.get('tag') or ''), since=_day(args.get('since')), until=_day(args.get('until')),
                              is_blind_only=bool(args.get('isBlindOnly')))
        self._count_again()

    def _count_again(self) -> None:
        if self._task is None or self._task.done():
            self._task = background_tasks.create(self._count(), name='leaderboard')

    async def _count(self) -> None:
        """In a thread: with many models the strengths take some milliseconds."""
        chosen = None
        while chosen != self._filter:  # changed meanwhile
            chosen, votes = self._filter, list(self._judging.votes.values())
            board = await asyncio.to_thread(leaderboard, votes, chosen)
        if not self.is_deleted:
            self.tell('board', _facts_of(board, votes))


def _facts_of(board: Leaderboard, votes: Sequence[Vote]) -> LeaderboardFacts:
    return LeaderboardFacts(
        strengths=[_strength(strength, board.votes) for strength in board.strengths], count=len(board.votes), all=len(votes),
        hidden=sum(vote.was_blind and not vote.is_locked for vote in votes), groups=board.groups,
        tags=sorted({tag for vote in votes for tag in vote.tags}), votes=[_vote(vote) for vote in board.votes[:NEWEST]])


def _strength(strength: Strength, votes: Sequence[Vote]) -> StrengthRow:
    own = [vote for vote in votes if strength.name in vote.models]
    return StrengthRow(
        name=strength.name, rating=round(strength.rating), low=round(strength.low), high=round(strength.high),
        games=round(strength.games), wins=strength.wins, votes=len(own),
        best=sum(vote.winning_model == strength.name for vote in own), group=strength.group, is_bounded=strength.is_bounded)


def _vote(vote: Vote) -> VoteRow:
    words = {'tie': 'tie', 'all_bad': 'all bad'}
    return VoteRow(
        id=vote.id, at=vote.created_at, prompt=vote.prompt, chat=vote.chat_id if vote.prompt else '',
        result=vote.winning_model or words.get(vote.outcome, ''), is_winner=vote.outcome == 'winner', models=vote.models,
        is_blind=vote.was_blind)


def _day(text: Any) -> date | None:
    """As a date field has it; half-typed dates are none."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
