"""How the lanes of a turn compare in numbers, and the times from which a turn can be played again."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chat.conversation import Chat, Reply, Turn, measures
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.ui.parts.live_element import LiveElement


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
        self.run_method('show', [lane_numbers(reply, self._name(reply)) for reply in replies])

    def _summary(self) -> dict[str, Any]:
        turn = ended_turn(self.chat)
        if turn is None or len(self.chat.lanes) < 2 or blind.is_blind(self.chat):
            return {'turn': '', 'words': []}
        numbers = [lane_numbers(reply, self._name(reply)) for reply in shown_replies(self.chat, turn)]
        best = [('first word', 'firstToken', min), ('fastest', 'speed', max), ('longest', 'tokens', max)]
        words = [f'{word}: {found["name"]}' for word, key, choose in best if (found := _extreme(numbers, key, choose))]
        versions = '.'.join(number['reply'] for number in numbers)
        return {'turn': f'{turn.id}.{versions}', 'words': words}

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


def lane_numbers(reply: Reply, name: str) -> dict[str, Any]:
    """Seconds since the reply was asked for; what is not known is None. `arrivals`: [ms, characters of thinking, of text]."""
    tokens, is_exact = measures.tokens_of(reply)
    speed, first, end = measures.speed_of(reply), measures.first_token_seconds(reply), measures.total_seconds(reply)
    return {
        'lane': reply.lane, 'reply': reply.id, 'name': name, 'status': reply.status.value,
        'firstToken': None if first is None else round(first, 3),
        'speed': None if speed is None else round(speed.number, 3),
        'tokens': tokens or None, 'isExact': is_exact, 'cost': reply.cost,
        'seconds': None if end is None else round(end, 3),
        'firstText': None if reply.first_text_at is None else round(reply.first_text_at - reply.created_at, 3),
        'skip': reply.continued_from, 'arrivals': [list(step) for step in reply.arrivals],
    }


def _extreme(numbers: list[dict[str, Any]], key: str, choose: Callable[..., Any]) -> dict[str, Any] | None:
    known = [number for number in numbers if number[key] is not None and number['status'] == 'done']
    return choose(known, key=lambda number: number[key]) if len(known) > 1 else None
