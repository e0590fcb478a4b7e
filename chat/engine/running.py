"""Every reply that is being written now, whoever asked for it. Nothing else remembers what runs."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chat.conversation import Chat, Reply, ReplyStatus
from chat.conversation.watchers import Watchers
from chat.engine.answering import Answering

log = logging.getLogger(__name__)


@dataclass(kw_only=True, slots=True, frozen=True)
class RunningReply:
    answering: Answering
    chat: Chat | None
    """None: off the record (a title), or kept elsewhere (a cell of a suite)."""
    on_end: Callable[[Reply], object]


class RunningReplies:
    def __init__(self) -> None:
        self.tasks: dict[str, dict[int, asyncio.Task[None]]] = {}
        """Those of chats, by chat and lane."""
        self.end_watchers: Watchers[Reply] = Watchers()
        """Told of every reply that has ended."""
        self._all: dict[asyncio.Task[None], RunningReply] = {}

    def __iter__(self) -> Iterator[RunningReply]:
        return iter(tuple(self._all.values()))

    def start(self, answering: Answering, *, chat: Chat | None = None,
              on_end: Callable[[Reply], object] = lambda reply: None) -> asyncio.Task[None]:
        """The reply reaches an end state in any case, then `on_end` is called. To cancel the task is to stop the reply."""
        reply = answering.reply
        log.info('reply started', extra={'facts': {'reply': reply.id, 'chat': chat.id if chat else None, 'model': reply.model}})
        task = asyncio.create_task(answering.run(), name=f'reply {reply.id} of {reply.model}')
        self._all[task] = RunningReply(answering=answering, chat=chat, on_end=on_end)
        if chat:
            self.tasks.setdefault(chat.id, {})[reply.lane] = task
        task.add_done_callback(self._ended)
        return task

    def stop(self, task: asyncio.Task[None], ending: ReplyStatus = ReplyStatus.STOPPED) -> None:
        """What was written is kept, the connection to the model is closed."""
        if running := self._all.get(task):
            running.answering.ending = ending
            task.cancel()

    def of(self, chat_id: str, lane: int | None = None) -> list[asyncio.Task[None]]:
        return [task for number, task in self.tasks.get(chat_id, {}).items() if lane is None or number == lane]

    def is_asking(self, chat_id: str) -> bool:
        """Whether one of this chat's replies waits for the user's answer."""
        return any(self._all[task].answering.reply.status is ReplyStatus.ASKING for task in self.of(chat_id))

    def _ended(self, task: asyncio.Task[None]) -> None:
        running = self._all.pop(task)
        reply = running.answering.reply
        if running.chat:
            self._remove(running.chat.id, reply.lane, task)
        running.answering.end(running.answering.ending)  # a task that is cancelled before its first step never reaches its own end
        log.info('reply ended', extra={'facts': facts_of(reply)})
        running.on_end(reply)
        self.end_watchers(reply)

    def _remove(self, chat_id: str, lane: int, task: asyncio.Task[None]) -> None:
        lanes = self.tasks[chat_id]
        if lanes.get(lane) is task:
            del lanes[lane]
        if not lanes:
            del self.tasks[chat_id]


def facts_of(reply: Reply) -> dict[str, object]:
    """For the log: how it went, and nothing of what was said. Times in seconds."""
    usage, started = reply.usage, reply.created_at
    return {
        'reply': reply.id, 'model': reply.model, 'status': str(reply.status), 'error': reply.error.kind if reply.error else None,
        'first_token': round(reply.first_token_at - started, 3) if reply.first_token_at else None,
        'total': round(reply.finished_at - started, 3) if reply.finished_at else None,
        'input_tokens': usage.input_tokens, 'output_tokens': usage.output_tokens,
    }
