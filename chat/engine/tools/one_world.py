"""One world for all lanes: what a tool has given one lane, it gives the others of this turn, so that models are compared on equal ground.

The first that calls runs it; who calls the same meanwhile waits for it, who calls it later gets what is recorded with the call. A retry of
the same turn is served from the record, too.
"""
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from chat.analysis.tool_calls import canonical
from chat.conversation import Part, Reply, Tool, Turn
from chat.conversation.tools.rounds import calls_in, round_of
from chat.engine.tools.outcome import Outcome

Key = tuple[str, str, str]
"""Turn, tool, arguments."""


class OneWorld:
    def __init__(self) -> None:
        self._running: dict[Key, asyncio.Future[Outcome]] = {}

    async def outcome(self, turn: Turn, reply: Reply, part: Part, tool: Tool, run: Callable[[], Awaitable[Outcome]], *,
                      tell: Callable[[], object] = lambda: None) -> Outcome:
        """Of this call: another lane's, or what `run` gives. Whether it is recorded is noted with the call, and whether it waits for
        another lane, which `tell` makes known."""
        key = (turn.id, tool.key, canonical(part.text))
        while (running := self._running.get(key)) is not None:
            part.detail['waits'] = True
            tell()
            try:
                outcome = await _result_of(running)
            finally:
                del part.detail['waits']
            if outcome is not None:
                part.detail['recorded'] = 'run by another lane'
                return outcome
        if recorded := recorded_in(turn, reply, part, tool):
            part.detail['recorded'] = 'recorded'
            return recorded
        return await self._run(key, run)

    async def _run(self, key: Key, run: Callable[[], Awaitable[Outcome]]) -> Outcome:
        promise: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._running[key] = promise
        try:
            outcome = await run()
            promise.set_result(outcome)
            return outcome
        finally:
            del self._running[key]
            promise.cancel()  # without a result: whoever waits for it runs it himself


async def _result_of(running: asyncio.Future[Outcome]) -> Outcome | None:
    """None if it was given up, or failed."""
    await asyncio.wait([running])
    return None if running.cancelled() else running.result()


def recorded_in(turn: Turn, reply: Reply, part: Part, tool: Tool) -> Outcome | None:
    """What other replies of this turn have got for the same call. Errors are no record: they may have been of that moment."""
    wanted: Any = canonical(part.text)
    for other in turn.all_replies():
        if other is reply or not other.has_calls:
            continue
        for call in calls_in(other.parts):
            if call.detail.get('key') == tool.key and call.detail.get('state') == 'done' and canonical(call.text) == wanted:
                return _outcome(other, call)
    return None


def _outcome(reply: Reply, call: Part) -> Outcome | None:
    """Results with pictures are not recorded whole."""
    own = [part for part in reply.parts if round_of(part) == round_of(call) and call.detail.get('id') in
           {part.detail.get('id'), part.detail.get('call')}]
    if any(part.kind == 'picture' for part in own):
        return None
    return next((Outcome(text=part.text) for part in own if part.kind == 'tool_result'), None)
