"""Answers to conversations that are kept by whoever asks: on the way of all answers, within the budget, but in no chat."""
from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chat.conversation import Message, Reply, ReplyError, ReplyStatus, Tool, Verbatim
from chat.conversation.parameters import Parameters
from chat.conversation.tools.rounds import calls_in
from chat.engine.engine import Engine
from chat.engine.files.fitting import seen_by
from chat.providers.provider import Request

MOST_KEPT = 2000
"""Calls whose round is remembered as its model wants it back: signatures that no other protocol has a place for."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Passing:
    """An answer that is on its way through."""

    reply: Reply
    task: asyncio.Task[None] | None
    """None: it was refused."""

    def stop(self) -> None:
        """Nobody waits for it any more; the connection to its model is closed."""
        if self.task:
            self.task.cancel()


class Gateway:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._verbatim: OrderedDict[tuple[str, str], Verbatim] = OrderedDict()
        """By model and id of the call."""

    def ask(self, model: str, messages: Sequence[Message], *, tools: Sequence[Tool] = (), parameters: Parameters,
            on_change: Callable[[Reply], object]) -> Passing:
        """Told of each change and of the end. The tools are run by whoever asks; calls are the end of the answer."""
        reply = Reply(turn_id='', lane=0, model=model)
        provider = self._engine.providers.get(model)
        error = self._engine.budget.refusal(model)
        if provider is None or error:
            reply.finish(ReplyStatus.FAILED, time.time(), error or ReplyError(kind='unknown_model', message='There is no such model here.'))
            on_change(reply)
            return Passing(reply=reply, task=None)
        seen = seen_by(self._engine.providers.model(model), [self._signed(model, message) for message in messages])
        request = Request(model=model.partition('/')[2], messages=tuple(seen), parameters=parameters, tools=tuple(tools))

        def end(reply: Reply) -> None:
            self._remember(reply)
            on_change(reply)
        return Passing(reply=reply, task=self._engine.ask(reply, provider, request, on_change=on_change, on_end=end))

    def _signed(self, model: str, message: Message) -> Message:
        known = self._verbatim.get((model, message.calls[0].id)) if message.calls else None
        return replace(message, verbatim=known) if known else message

    def _remember(self, reply: Reply) -> None:
        calls = calls_in(reply.parts)
        kept = calls[0].detail.get('verbatim') if calls else None
        if isinstance(kept, dict) and kept.get('content'):
            verbatim = Verbatim(protocol=str(kept.get('protocol')), model=str(kept.get('model')), content=kept['content'])
            self._verbatim[reply.model, str(calls[0].detail.get('id'))] = verbatim
            while len(self._verbatim) > MOST_KEPT:
                self._verbatim.popitem(last=False)
