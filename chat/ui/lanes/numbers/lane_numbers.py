"""How the lanes of a turn compare in numbers, and the times from which a turn can be played again."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from chat.conversation import Chat, Reply, Turn, measures
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.props import Props


@dataclass(kw_only=True, slots=True, frozen=True)
class ReplyNumbers(Props):
    """Seconds since the reply was asked for; what is not known is None."""

    lane: int
    reply: str
    name: str
    status: str
    first_token: float | None
    speed: float | None
    tokens: float | None
    is_exact: bool
    cost: float | None
    seconds: float | None
    first_text: float | None
    skip: int
    arrivals: list[tuple[int, int, int]]
    """See `Reply.arrivals`."""


@dataclass(kw_only=True, slots=True, frozen=True)
class NumbersSummary(Props):
    turn: str = ''
    words: list[str] = field(default_factory=list)


class LaneNumbers(LiveElement, component='lane_numbers.js'):
    """A line below the lanes that opens into charts. The numbers are sent when somebody opens it, not before."""

    def __init__(self, chat: Chat, names: Callable[[], dict[int, str]]) -> None:
        super().__init__()
        self.chat = chat
        self._names = names
        self.props['summary'] = self._summary()
        self.on('open', self._show)

    def refresh(self) -> None:
        """A reply has begun or ended."""
        self.tell('summary', self._summary())

    def _show(self) -> None:
        turn = None if blind.is_blind(self.chat) else ended_turn(self.chat)
        replies = shown_replies(self.chat, turn) if turn else []
        self.run_method('show', [lane_numbers(reply, self._name(reply)).to_json() for reply in replies])

    def _summary(self) -> NumbersSummary:
        turn = ended_turn(self.chat)
        if turn is None or len(self.chat.lanes) < 2 or blind.is_blind(self.chat):
            return NumbersSummary()
        numbers = [lane_numbers(reply, self._name(reply)) for reply in shown_replies(self.chat, turn)]
        winners = {
            'first word': _winner(numbers, min, lambda one: one.first_token), 'fastest': _winner(numbers, max, lambda one: one.speed),
            'longest': _winner(numbers, max, lambda one: one.tokens)}
        versions = '.'.join(one.reply for one in numbers)
        return NumbersSummary(turn=f'{turn.id}.{versions}', words=[f'{word}: {name}' for word, name in winners.items() if name])

    def _name(self, reply: Reply) -> str:
        return self._names().get(reply.lane, reply.model)


def ended_turn(chat: Chat) -> Turn | None:
    """The newest turn, if all its replies have ended and there is something to compare."""
    path = chat.path()
    turn = path[-1] if path else None
    if turn is None or any(reply.is_running for reply in turn.all_replies()):
        return None
    return turn if any(reply.first_token_at for reply in shown_replies(chat, turn)) else None


def shown_replies(chat: Chat, turn: Turn) -> list[Reply]:
    return [reply for number in lanes.names_of(chat.lanes) if (reply := turn.reply(number))]


def lane_numbers(reply: Reply, name: str) -> ReplyNumbers:
    tokens, is_exact = measures.tokens_of(reply)
    speed, first, end = measures.speed_of(reply), measures.first_token_seconds(reply), measures.total_seconds(reply)
    return ReplyNumbers(
        lane=reply.lane, reply=reply.id, name=name, status=reply.status.value,
        first_token=None if first is None else round(first, 3),
        speed=None if speed is None else round(speed.number, 3),
        tokens=tokens or None, is_exact=is_exact, cost=reply.cost,
        seconds=None if end is None else round(end, 3),
        first_text=None if reply.first_text_at is None else round(reply.first_text_at - reply.created_at, 3),
        skip=reply.continued_from, arrivals=reply.arrivals)


def _winner(numbers: list[ReplyNumbers], choose: Callable[..., ReplyNumbers],
            number_of: Callable[[ReplyNumbers], float | None]) -> str | None:
    """The name of the one that is first in this, if there are several to choose from."""
    known = [one for one in numbers if number_of(one) is not None and one.status == 'done']
    return choose(known, key=number_of).name if len(known) > 1 else None
