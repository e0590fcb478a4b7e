"""Models that follow a script: for demonstrations, tests and load runs without keys and without a network."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from chat.conversation import Delta, Model
from chat.conversation.json_object import JsonObject
from chat.providers.provider import ErrorKind, ProviderError, Request

Step = Delta | str | ProviderError
"""What a script says next; a string is text."""
Script = Callable[[Request], AsyncIterator[Step]]


@dataclass(kw_only=True, slots=True)
class FedReply:
    """A reply that a test writes step by step. It ends with `end()` or `fail()`."""

    request: Request
    steps: asyncio.Queue[Step | None] = field(default_factory=asyncio.Queue)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the consumer has closed the stream, for whatever reason."""
    is_cancelled: bool = False
    """Whether it was closed before the end."""

    def say(self, text: str) -> None:
        self.steps.put_nowait(Delta(text=text))

    def think(self, text: str) -> None:
        self.steps.put_nowait(Delta(thinking=text))

    def give(self, delta: Delta) -> None:
        self.steps.put_nowait(delta)

    def end(self, finish_reason: str = 'stop', **usage: Any) -> None:
        self.steps.put_nowait(Delta(finish_reason=finish_reason, **usage))
        self.steps.put_nowait(None)

    def fail(self, error: ProviderError) -> None:
        self.steps.put_nowait(error)


class ScriptedProvider:
    """A provider whose replies come from scripts, or, where a model has none, from the test that feeds them.

    `provider = ScriptedProvider('fake')`, then a request arrives: `reply = await provider.next_reply()`, `reply.say('Hi')`, `reply.end()`.
    """

    def __init__(
        self, name: str, scripts: dict[str, Script] | None = None, *,
        models: tuple[Model, ...] = (), concurrency: int | None = None, feeds: bool = True,
    ) -> None:
        """`feeds` False: a model without a script is unknown, instead of waiting for a test to feed it."""
        self.name = name
        self.concurrency = concurrency
        self.has_own_queue = False
        self.scripts = scripts or {}
        self.feeds = feeds
        self.known_models = list(models) or [Model(id=f'{name}/{model}', input_price=0.0, output_price=0.0) for model in self.scripts]
        self.requests: list[Request] = []
        """All that was asked so far, oldest first."""
        self.replies: list[FedReply] = []
        """All replies begun by feeding, oldest first."""
        self.running = 0
        self._waiting: asyncio.Queue[FedReply] = asyncio.Queue()

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """See Provider.stream."""
        if not self.feeds and request.model not in self.scripts:
            raise ProviderError(ErrorKind.UNKNOWN_MODEL, f'{self.name} has no model called “{request.model}”; pick another one.')
        self.requests.append(request)
        self.running += 1
        script = self.scripts.get(request.model)
        fed = FedReply(request=request)
        steps = script(request) if script else self._fed_steps(fed)
        has_ended = False
        try:
            async for step in steps:
                if isinstance(step, ProviderError):
                    has_ended = True
                    raise step
                delta = Delta(text=step) if isinstance(step, str) else step
                has_ended = has_ended or delta.finish_reason is not None
                yield delta
            if not has_ended:
                has_ended = True
                yield Delta(finish_reason='stop')
        finally:
            self.running -= 1
            fed.is_cancelled = not has_ended
            fed.closed.set()

    async def next_reply(self) -> FedReply:
        """The next reply that wants to be fed, oldest first; waits for one to be asked for."""
        return await self._waiting.get()

    def preview(self, request: Request) -> JsonObject:
        """See Provider.preview."""
        messages = [{'role': message.role, 'content': message.content} for message in request.messages]
        return {'model': request.model, 'messages': messages, 'stream': True, **request.parameters}

    async def models(self) -> list[Model]:
        return list(self.known_models)

    async def close(self) -> None:
        """Nothing to close."""

    async def _fed_steps(self, fed: FedReply) -> AsyncGenerator[Step, None]:
        self.replies.append(fed)
        self._waiting.put_nowait(fed)
        while (step := await fed.steps.get()) is not None:
            yield step
