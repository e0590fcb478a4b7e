"""The events of a running turn: what `POST /api/v1/chat/stream` sends, and whoever joins later gets."""
from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict

from chat.api.event_stream import COMMENT, event
from chat.api.v1.event_ids import EventIds
from chat.conversation import Chat, Reply, ReplyStatus, Turn, sources_in
from chat.conversation.json_object import JsonObject
from chat.engine.following.follower import Follower
from chat.engine.following.reading import Step

NAMES = {'text': 'token'}
"""Of steps whose event is called something else."""
CLOSED = 'Polylogue was closed before this answer was complete; what came is kept.'


class TurnEvents:
    """`names_lanes`: each event says whose it is, and there is an end for each lane and one for all."""

    def __init__(self, chat: Chat, turn: Turn, follower: Follower, *, names_lanes: bool | None = None) -> None:
        self.chat, self.turn, self.follower = chat, turn, follower
        self.names_lanes = len(chat.lanes) > 1 if names_lanes is None else names_lanes
        self._ids = EventIds(turn.id, follower.replies, follower.places)

    async def chunks(self, *, is_new: bool = True) -> AsyncIterator[bytes]:
        """All that comes, until everything has ended or the reader has gone."""
        if is_new:
            yield event('started', self._started(), self._ids.now)
        async for batch in self.follower.batches():
            yield b''.join([self._event(reply, step) for reply, step in batch]) or COMMENT
        if self.names_lanes and self.follower.has_ended:
            yield event('completed', self._completed(), self._ids.last)

    def _event(self, reply: Reply, step: Step) -> bytes:
        id = self._ids.at(reply, step.place)
        if step.kind == 'ended':
            return self._ended(reply, id if self.names_lanes else self._ids.last)
        return event(NAMES.get(step.kind, step.kind), self._lane(reply) | data_of(reply, step), id)

    def _ended(self, reply: Reply, id: str) -> bytes:
        if reply.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED}:
            failure = error_of(reply) | {'conversation_id': self.chat.id, 'reply_id': reply.id}
            return event('error', self._lane(reply) | failure, id)
        if self.names_lanes:
            return event('lane_completed', self._lane(reply) | ending_of(reply), id)
        names = {'done': True, 'conversation_id': self.chat.id, 'turn_id': self.turn.id, 'model': reply.model}
        return event('completed', names | ending_of(reply), id)

    def _lane(self, reply: Reply) -> JsonObject:
        return {'lane': reply.lane} if self.names_lanes else {}

    def _started(self) -> JsonObject:
        lanes = [{'lane': reply.lane, 'model': reply.model, 'reply_id': reply.id} for reply in self.follower.replies]
        model = {} if self.names_lanes else {'model': lanes[0]['model']}
        return {'conversation_id': self.chat.id, 'turn_id': self.turn.id, **model, 'lanes': lanes}

    def _completed(self) -> JsonObject:
        lanes = [{'lane': reply.lane, 'model': reply.model, **ending_of(reply)} for reply in self.follower.replies]
        return {'done': True, 'conversation_id': self.chat.id, 'turn_id': self.turn.id, 'lanes': lanes}


def data_of(reply: Reply, step: Step) -> JsonObject:
    """What an event tells, but for whose it is."""
    if step.kind == 'text':
        return {'content': step.text}
    if step.kind == 'thinking':
        return {'thinking': step.text}
    if step.kind == 'restart':
        return {'restart': True}
    if step.kind == 'tool_result':
        return step.detail | {'result': step.text}
    if step.kind == 'usage':
        return usage_of(reply)
    return step.detail | ({'text': step.text} if step.text else {})


def usage_of(reply: Reply) -> JsonObject:
    """In tokens and dollars; null where nobody knows."""
    counted = asdict(reply.usage)
    return {name: counted[name] for name in (
        'input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens', 'thinking_tokens')} | {'cost': reply.cost}


def ending_of(reply: Reply) -> JsonObject:
    first = None if reply.first_token_at is None else round(reply.first_token_at - reply.created_at, 4)
    total = None if reply.finished_at is None else round(reply.finished_at - reply.created_at, 4)
    unshown = [{'name': part.detail.get('name'), 'count': part.detail.get('count')} for part in reply.parts if part.kind == 'unshown']
    sources = [{'title': one.title, 'url': one.url} for one in sources_in(reply.parts)]
    return {'reply_id': reply.id, 'status': str(reply.status), 'finish_reason': reply.finish_reason, 'usage': usage_of(reply),
            'first_token_seconds': first, 'total_seconds': total} | ({'sources': sources} if sources else {}) | (
                {'unshown': unshown} if unshown else {})


def error_of(reply: Reply) -> JsonObject:
    if reply.error is None:
        return {'error': CLOSED, 'kind': 'interrupted'}
    wait = {} if reply.error.retry_at is None else {'retry_after': max(0, round(reply.error.retry_at - time.time()))}
    return {'error': reply.error.message, 'kind': reply.error.kind} | wait


def running_turn(chat: Chat) -> tuple[Turn, Sequence[Reply]] | None:
    """What is written now, or the newest turn on the branch that is shown, with the answers that are shown."""
    running = chat.running_replies()
    turn = chat.turns[running[-1].turn_id] if running else next(iter(chat.path()[-1:]), None)
    if turn is None:
        return None
    of_turn = [reply for reply in running if reply.turn_id == turn.id]
    shown = [reply for lane in turn.replies if (reply := turn.reply(lane)) and reply not in of_turn]
    replies = sorted([*of_turn, *(one for one in shown if all(one.lane != other.lane for other in of_turn))], key=lambda one: one.lane)
    return (turn, replies) if replies else None
