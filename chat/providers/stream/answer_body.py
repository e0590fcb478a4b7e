"""The body of one HTTP answer: a stream of events, or a whole document from servers that do not stream."""
from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import httpx2

from chat.conversation import Delta
from chat.providers.errors.connection_failures import error_of_exception
from chat.providers.errors.error_bodies import has_words, is_error
from chat.providers.errors.failures import error_of_body, error_of_words
from chat.providers.errors.sdk_errors import sdk_errors
from chat.providers.event_stream import Event, EventReader
from chat.providers.json_values import parse_json
from chat.providers.limits import EVENT_BYTES, MEGABYTE, READ_BYTES, TooMuch
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.stream.answer import OF_ANOTHER_TYPE, Answer
from chat.providers.stream.bounds import bearable
from chat.providers.stream.embedded import HEAVY, Freight, laden, lightened

LINGER = 0.1
"""Seconds to wait for the end of the body after the end of the answer, so that the connection can be used again."""
PATIENCE = 2.0
"""Seconds of silence after the finish reason: the usage may follow, but some servers send none and leave the connection open."""
LONG_PATIENCE = 10.0
"""The same, when the reason came together with content: that is how servers do it that give one with every piece."""
LONGEST_PATIENCE = 60.0
"""The same, when content has come after the reason."""
LONGEST_BEGIN = 2000
"""Bytes that are shown of something that is not an answer."""
BURST = 0.002
"""Seconds after which the events that have arrived together wait for each other's turn."""


class AnswerBody:
    """Reads until the answer is over; a failure is raised only after everything before it has been delivered."""

    def __init__(self, response: httpx2.Response, answer: Answer) -> None:
        self.response = response
        self.answer = answer
        self.failure: ProviderError | None = None
        self._chunks = response.aiter_bytes()
        self._reader = EventReader()
        self._waiting: deque[Event] = deque()
        """Events that have come and not been looked at."""
        self._document: list[bytes] | None = None
        self._size = self._plain = 0
        self._is_known_stream = 'event-stream' in response.headers.get('content-type', '').lower()
        self._begin = b''
        """The first bytes of what may not be an event stream."""
        self._is_read = False
        """All bytes have come."""
        self._told: Any = None
        """What is told of a document of events if nothing comes of it."""
        self._is_over = False
        self._deadline: float | None = None
        self._heard = 0
        """Pieces of content that had come when the deadline was set."""

    async def read(self) -> list[Delta] | None:
        """What the next bytes say; None at the end. Never raises but for cancellation."""
        if self._is_over:
            return None
        try:
            await self._go_on()
            if self._is_read and not (self._has_more or self._is_cut):
                self._judge()
        except ProviderError as error:
            self._fail(error)
        except TooMuch as excess:
            self._fail(self.answer.context.excess(str(excess)))
        except RecursionError:
            self._fail(self.answer.context.error(ErrorKind.BAD_ANSWER))
        except sdk_errors() as error:
            self._fail(error_of_exception(error, self.answer.context, has_begun=True))
        if not self.answer.is_behind and (self._is_cut or (self._is_read and not self._has_more)):
            self._is_over = True
            self._close_text()
        return self.answer.drain()

    def ending(self) -> list[Delta]:
        """The last deltas. Raises ProviderError if the answer failed; trouble after the finish reason is ignored."""
        is_over = self.answer.finish_reason is not None and not self.answer.is_reason_doubtful
        if self.failure and not (is_over and self.failure.kind is ErrorKind.CUT_OFF):
            raise self.failure
        return self.answer.ending()

    async def linger(self) -> None:
        """Take the rest of the body if it is already on its way."""
        try:
            async with asyncio.timeout(LINGER):
                async for _ in self._chunks:
                    continue
        except sdk_errors() + (TimeoutError,):
            return

    async def _go_on(self) -> None:
        """One step: what is waiting, else what comes."""
        if self.answer.is_behind or self._has_more:
            await asyncio.sleep(0)
            return self._work()
        chunk = await self._next_chunk()
        until = perf_counter() + BURST
        if chunk is None:
            self._take_end()
        else:
            self._take(chunk)
        if perf_counter() < until:  # taking in the last bytes of a long event may have taken long enough
            self._work()

    @property
    def _is_cut(self) -> bool:
        """Whether nothing that follows counts."""
        return bool(self.failure) or self.answer.is_over

    @property
    def _has_more(self) -> bool:
        return self.answer.has_values or bool(self._waiting)

    def _work(self) -> None:
        """What is waiting, for a while."""
        until = perf_counter() + BURST
        while self.answer.is_behind or (self._has_more and not self._is_cut):
            if self.answer.is_behind:
                self.answer.go_on()
            elif self.answer.has_values:
                self.answer.take_value()
            else:
                self.answer.take(self._waiting.popleft())
            if perf_counter() >= until:
                break

    def _close_text(self) -> None:
        try:
            self.answer.close_text()
        except TooMuch as excess:
            self._fail(self.answer.context.excess(str(excess)))

    def _fail(self, failure: ProviderError) -> None:
        """The first failure counts."""
        self.failure = self.failure or failure

    async def _next_chunk(self) -> bytes | None:
        if self.answer.finish_reason is None:
            return await anext(self._chunks, None)
        if self._deadline is None or self._heard != self.answer.contents:
            self._deadline = asyncio.get_running_loop().time() + self._patience()
            self._heard = self.answer.contents
        try:
            async with asyncio.timeout_at(self._deadline):
                return await anext(self._chunks, None)
        except TimeoutError:
            return None

    def _patience(self) -> float:
        if self.answer.is_reason_doubtful:
            return LONGEST_PATIENCE
        return LONG_PATIENCE if self.answer.is_reason_weak or self.answer.was_reason_wrong else PATIENCE

    def _take(self, chunk: bytes) -> None:
        if not self._is_known_stream:
            self._look_at(chunk)
        if not self._reader.has_fields and len(self._begin) < LONGEST_BEGIN:
            self._begin += chunk[:LONGEST_BEGIN]
        if self._document is not None:
            self._document.append(chunk)
            self._size += len(chunk)
            self._plain += len(chunk) if b'"' in chunk else 0
            if self._plain > READ_BYTES:
                raise TooMuch(f'more than {READ_BYTES / MEGABYTE:.1f} MB in one piece')
            if self._size > EVENT_BYTES:
                raise TooMuch(f'more than {EVENT_BYTES // MEGABYTE} MB in one piece')
        else:
            self._waiting.extend(self._reader.feed(chunk))

    def _look_at(self, chunk: bytes) -> None:
        """Both SDKs yield nothing for a 200 that is not an event stream (provider-facts 0.1). The first visible byte tells."""
        if self._document is None and (start := chunk.lstrip()[:1]):
            if start in b'{[<':
                self._document = []
            else:
                self._is_known_stream = True

    def _take_end(self) -> None:
        self._is_read = True
        if self._document is not None:
            self._take_document(self._document)
        else:
            self._waiting.extend(self._reader.finish())

    def _judge(self) -> None:
        """Whether what has come is an answer at all. Raises ProviderError."""
        if self._told is not None and not self.answer.has_content:
            raise error_of_words(self._told, self.answer.context)
        if self._document is None and not (self.answer.events or self.answer.has_content or self._reader.has_fields):
            words = self._begin.decode('utf-8', 'replace') if self._reader.has_lines else ''
            raise error_of_words(words, self.answer.context) if words.strip() else self.answer.context.error(ErrorKind.CUT_OFF)

    def _take_events(self, document: bytes, freight: Freight, told: Any) -> None:
        """Events one after the other, in a list or a line each, with nothing around them."""
        self._told = told
        self._waiting.append(Event('', document, freight))

    def _take_document(self, pieces: list[bytes]) -> None:
        context, freight = self.answer.context, list[Sequence[bytes]]()
        document = bearable(lightened(pieces, freight) if self._size > HEAVY else b''.join(pieces), is_beside=bool(freight))
        try:
            body = laden(parse_json(document), freight)
        except ValueError:
            return self._take_events(document, freight, document[:LONGEST_BEGIN].decode('utf-8', 'replace'))
        if isinstance(body, list):
            return self._take_events(document, freight, body)
        try:
            is_understood = self.answer.take_whole(body)
        except OF_ANOTHER_TYPE:
            is_understood = False
        if is_error(body):
            raise error_of_body(body, context)
        if not is_understood:
            raise error_of_words(body, context) if has_words(body) else context.error(ErrorKind.BAD_ANSWER)
