"""Who is asked when a server asks something: a server does not say for which of the calls that run."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from chat.conversation.json_object import JsonObject
from chat.conversation.tools.question import Answers, Ask, QuestionError
from chat.providers.mcp.elicitation import question_from, result_of
from chat.providers.mcp.failure import McpFailure

MOST_AT_ONCE = 3
MOST_OF_A_CALL = 20
"""Questions; a server that asks without end is told so."""
CANCELLED: JsonObject = {'action': 'cancel'}
DECLINED: JsonObject = {'action': 'decline'}


class RunningCall:
    """One call that runs."""

    def __init__(self, ask: Ask | None) -> None:
        self.ask = ask
        self.asking: set[asyncio.Task[Answers | None]] = set()
        self.count = 0

    async def end(self) -> None:
        """What is still asked for it is taken back."""
        for task in self.asking:
            task.cancel()
        if self.asking:
            await asyncio.wait(self.asking)


_call_now: ContextVar[RunningCall | None] = ContextVar('call_now', default=None)
"""Over HTTP a question comes in the answer to its call, and the package keeps the context of that."""


class RunningCalls:
    """The calls that run on one connection."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._running: list[RunningCall] = []
        self.has_asked = False
        """Whether this server asks questions at all: then it matters whose call it is."""

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    @asynccontextmanager
    async def running(self, ask: Ask | None) -> AsyncIterator[RunningCall]:
        """While a call runs; without `ask` nobody is there to be asked for it."""
        call = RunningCall(ask)
        self._running.append(call)
        before = _call_now.set(call)
        try:
            yield call
        finally:
            _call_now.reset(before)
            self._running.remove(call)
            await call.end()

    async def answer(self, params: JsonObject) -> JsonObject:
        """What a server is told that asks: an ElicitResult. Raises McpFailure with a sentence for it."""
        self.has_asked = True
        call = self._asked_for()
        return CANCELLED if call is None else await self.put(call, params)

    async def put(self, call: RunningCall, params: JsonObject) -> JsonObject:
        """To the user of this call. Raises McpFailure."""
        call.count += 1
        if call.ask is None:
            return DECLINED
        if len(call.asking) >= MOST_AT_ONCE or call.count > MOST_OF_A_CALL:
            raise McpFailure(f'A call may ask {MOST_AT_ONCE} questions at once, and {MOST_OF_A_CALL} in all.')
        try:
            question = question_from(params, self._server)
        except QuestionError as error:
            raise McpFailure(str(error)) from None
        task = asyncio.ensure_future(call.ask(question))
        call.asking.add(task)
        try:
            await asyncio.wait([task])
            return CANCELLED if task.cancelled() else result_of(question, task.result())
        finally:
            task.cancel()
            call.asking.discard(task)

    def _asked_for(self) -> RunningCall | None:
        """None: it cannot be told, and nobody is asked what another call wants to know."""
        known = _call_now.get()
        if known in self._running:
            return known
        return self._running[0] if len(self._running) == 1 else None
