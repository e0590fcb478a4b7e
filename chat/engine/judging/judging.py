"""Votes on turns, what follows from them, and one answer made of several."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from chat.analysis import bradley_terry
from chat.analysis.bradley_terry import Strength
from chat.conversation import Candidate, Chat, Lane, Reply, Turn, Vote
from chat.conversation.merging import FEWEST, TOO_FEW, sources_of
from chat.conversation.vote import Outcome, excerpt_of
from chat.conversation.watchers import Watchers
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.expiring import ExpiringItems
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.store.tables.votes import Votes

KEPT_ROUNDS = 16


class Judging:
    """All votes, in memory: there are as many as somebody has clicked."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.votes: dict[str, Vote] = {}
        """By turn."""
        self.watchers: Watchers[()] = Watchers()
        """Told when a vote has come, changed or gone."""
        self._store = Votes(engine.store)
        self._is_loaded = False
        self._rounds: ExpiringItems[Chat] = ExpiringItems(KEPT_ROUNDS)
        engine.listing.watchers.add(self._forget_words)
        engine.forget_watchers.add(self._forget_temporary)

    async def load(self) -> None:
        """Before anybody looks at old votes; costs nothing the second time. Raises StoreError."""
        if self._is_loaded:
            return
        found = await self._store.list()
        self.votes = {vote.turn_id: vote for vote in found} | self.votes
        self._is_loaded = True
        self.watchers()

    def take(self, votes: Iterable[Vote]) -> None:
        """Votes that came into the store by another way: with imported chats."""
        self.votes |= {vote.turn_id: vote for vote in votes}
        self.watchers()

    # -- voting

    def candidates(self, chat: Chat, turn: Turn) -> list[Reply]:
        """The answers that can be voted for, in the order on the screen; none while one is being written, nor the user's own words."""
        shown = _shown(chat, turn)
        return [] if any(reply.is_running for reply in shown) else [reply for reply in shown if reply.has_answer and not reply.is_edited]

    def vote(self, chat: Chat, turn: Turn, outcome: Outcome, winner: Reply | None = None) -> Vote:
        """Judge a turn, or judge it again. Raises EngineError while lanes are writing, and after the reveal of a blind vote."""
        found = self.candidates(chat, turn)
        if len(found) < 2 or winner and winner not in found:
            raise EngineError('At least two lanes must have answered, and all must have ended, before you can vote.')
        before = self.votes.get(turn.id)
        if before and before.is_locked:
            raise EngineError('The names have been revealed, so the vote stays as it is.')
        self._pick(chat, turn, winner)
        return self._put(chat, turn, found, outcome, winner)

    def pick(self, chat: Chat, turn: Turn, reply: Reply) -> None:
        """Mark the winner, or take the mark away: a vote like any other, and one that is not blind when names are seen.

        A locked vote stays, then the mark only says which answer the conversation goes on from.
        """
        before = self.votes.get(turn.id)
        if turn.picked_reply_id == reply.id:
            self._pick(chat, turn, None)
            if before and not before.is_locked:
                self._drop(before)
        elif blind.is_blind(chat):
            self.vote(chat, turn, 'winner', reply)
        else:
            self._pick(chat, turn, reply)
            found = [one for one in _shown(chat, turn) if one.is_running or one.has_answer and not one.is_edited]
            if before and before.is_locked:
                return
            if reply in found and len(found) > 1:  # who picks early has seen enough
                self._put(chat, turn, found, 'winner', reply)
            elif before and reply.is_edited:
                self._drop(before)  # the mind has changed, and to the user's own words

    def start_blind(self, chat: Chat) -> Chat:
        """Hide the names; see `blind.start`. Raises EngineError."""
        found = blind.start(self.engine, chat)
        self._rounds.keep(found.id, found)
        return found

    def round(self, chat_id: str) -> Chat | None:
        """A blind comparison that waits for its first prompt: there is no other trace of it."""
        chat = self._rounds.find(chat_id)
        return chat if chat and not chat.turns and blind.is_blind(chat) else None

    def reveal(self, chat: Chat) -> None:
        """Show the names and lock what was voted. Raises EngineError while a lane is writing."""
        if self.engine.is_running(chat.id):
            raise EngineError('Names can only be revealed when all lanes have ended.')
        for turn_id in chat.turns:
            if (vote := self.votes.get(turn_id)) and vote.was_blind:
                vote.is_locked = True
                self._keep(chat, vote)
        blind.end(self.engine, chat)
        self.watchers()

    def _pick(self, chat: Chat, turn: Turn, reply: Reply | None) -> None:
        if turn.picked_reply_id != (reply and reply.id):
            turn.picked_reply_id = None
            if reply:
                return lanes.pick(self.engine, chat, turn, reply)
            self.engine.store.save_turn(turn)
        self.engine.save(chat)

    def _put(self, chat: Chat, turn: Turn, found: list[Reply], outcome: Outcome, winner: Reply | None) -> Vote:
        vote = Vote(
            chat_id=chat.id, turn_id=turn.id, outcome=outcome, winner=winner.lane if winner else None, tags=tuple(chat.tags),
            candidates=tuple(Candidate(lane=reply.lane, model=reply.model, reply_id=reply.id) for reply in found),
            was_blind=blind.began_blind(chat, turn), prompt=excerpt_of(turn.prompt))
        if before := self.votes.get(turn.id):
            vote.id = before.id
        self.votes[turn.id] = vote
        self._keep(chat, vote)
        self.engine.save(chat)
        self.watchers()
        return vote

    def _drop(self, vote: Vote) -> None:
        del self.votes[vote.turn_id]
        self._store.delete(vote)
        self.watchers()

    def _keep(self, chat: Chat, vote: Vote) -> None:
        if not chat.temporary:
            self._store.save(vote)

    def _forget_words(self, chat_id: str) -> None:
        """The chat is gone, and with it what was said."""
        if chat_id not in self.engine.listing.summaries and not self.engine.find(chat_id):
            for vote in self.votes.values():
                if vote.chat_id == chat_id:
                    vote.prompt = ''

    def _forget_temporary(self, chat: Chat) -> None:
        """Votes on what is gone without a trace."""
        own = [vote.turn_id for vote in self.votes.values() if chat.temporary and vote.chat_id == chat.id]
        for turn_id in own:
            del self.votes[turn_id]
        if own:
            self.watchers()

    # -- merging

    def merge(self, chat: Chat, turn: Turn, model: str) -> Reply:
        """Let a model make one answer of all, in a lane of its own that sits out the turns to come. Raises EngineError."""
        if blind.is_blind(chat):
            raise EngineError(blind.BEFORE_REVEAL)
        if len(sources_of(chat, turn)) < FEWEST:
            raise EngineError(TOO_FEW)
        if not model.strip():
            raise EngineError('Choose a model first.')
        lane = next((one for one in chat.lanes if one.merges and one.model == model), None)
        if lane is None:
            if len(chat.lanes) >= lanes.MOST_LANES:
                raise EngineError(f'A comparison has at most {lanes.MOST_LANES} lanes; remove one first.')
            lane = self.engine.add_lane(chat, Lane(model=model, merges=True, parked=True))
        return self.engine.ask_lane(chat, turn, lane)


def _shown(chat: Chat, turn: Turn) -> list[Reply]:
    return [reply for lane in chat.lanes if not lane.merges and (reply := turn.reply(lane.number))]


def merged_from(turn: Turn, reply: Reply) -> list[Reply]:
    """The answers that this one was made of; those that are still there."""
    pairs = reply.request.history if reply.request else ()
    ids = {reply_id for turn_id, reply_id in pairs if turn_id == turn.id}
    return [one for one in turn.all_replies() if one.id in ids]


@dataclass(kw_only=True, slots=True, frozen=True)
class VoteFilter:
    """Which votes count."""

    tag: str = ''
    since: date | None = None
    until: date | None = None
    """The last day that counts, in local time as `since`."""
    is_blind_only: bool = False

    def takes(self, vote: Vote) -> bool:
        if vote.was_blind and not vote.is_locked:
            return False  # it would tell who is who
        if self.is_blind_only and not vote.was_blind or self.tag and self.tag not in vote.tags:
            return False
        day = datetime.fromtimestamp(vote.created_at, UTC).astimezone().date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(kw_only=True, slots=True, frozen=True)
class Leaderboard:
    strengths: list[Strength]
    votes: list[Vote]
    """Those that count, newest first."""

    @property
    def groups(self) -> int:
        return len({strength.group for strength in self.strengths})


def leaderboard(votes: list[Vote], chosen: VoteFilter) -> Leaderboard:
    """May take a moment with many votes: for a thread. "All bad" counts as a tie, as in the LMSYS arena: nobody was better."""
    counted = [vote for vote in votes if chosen.takes(vote)]
    wins = bradley_terry.wins_from((vote.models, vote.winning_model) for vote in counted)
    return Leaderboard(strengths=bradley_terry.fit(wins), votes=sorted(counted, key=lambda vote: -vote.created_at))
