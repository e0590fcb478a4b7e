"""Runs ONE reply from the request to its end state."""
from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial

from chat.conversation import Delta, Reply, ReplyError, ReplyStatus, SentPicture
from chat.conversation.tools.asked import can_wait_on
from chat.conversation.watchers import place_of
from chat.engine.continuing import Seam
from chat.engine.files.sent_pictures import SentPictures
from chat.engine.holding import HeldAnswer
from chat.engine.tools.rounds import Rounds, stop_calls
from chat.engine.waiting_line import WaitingLine
from chat.providers.provider import ErrorKind, Provider, ProviderError, Request

log = logging.getLogger(__name__)

FIRST_TOKEN_SECONDS = 600
"""A local server may load a model first, DeepSeek queues for up to ten minutes (provider-facts 0.11)."""
LONG_TRY = 60
"""Seconds. After waiting this long for nothing, the user is asked before another try."""
SILENCE_SECONDS = 180
"""Between two tokens. The state line says "stalled" long before."""
TRIES = {ErrorKind.RATE_LIMIT: 5, ErrorKind.OVERLOADED: 4, ErrorKind.SERVER_ERROR: 3, ErrorKind.UNREACHABLE: 2, ErrorKind.TIMED_OUT: 2}
NOTES = {
    ErrorKind.RATE_LIMIT: 'Rate limited', ErrorKind.OVERLOADED: 'Too busy', ErrorKind.SERVER_ERROR: 'Server error',
    ErrorKind.UNREACHABLE: 'Not reached', ErrorKind.TIMED_OUT: 'Timed out',
}
"""Why it is tried again, short enough for a state line."""
LONGEST_WAIT = 120
"""Seconds. A longer wait is reported as an error instead of being sat out."""


class RequestRefused(Exception):
    """The request was not sent."""

    def __init__(self, error: ReplyError) -> None:
        super().__init__(error.message)
        self.error = error


@dataclass(kw_only=True, slots=True)
class Answering:
    """The work behind one running reply. Only `run` changes the reply, and it always ends it."""

    reply: Reply
    provider: Provider
    request: Request
    line: WaitingLine | None
    cost: Callable[[Reply, bool], float | None]
    """What it has cost so far, taken into account; with whether it has ended."""
    refusal: Callable[[str], ReplyError | None] = lambda model: None
    """Why a model may not be asked now; asked when its turn has come, for the budget may be used up while a reply waits in line."""
    on_change: Callable[[Reply], object] = lambda reply: None
    """Called after each change but the last, which is the end."""
    seam: Seam | None = None
    pictures: SentPictures | None = None
    """Who keeps what the model draws; without, it is counted."""
    rounds: Rounds | None = None
    """Who runs the tools that were chosen, if any were."""
    goes_on: bool = False
    """After a restart: its calls come first, which are still asking."""
    ending: ReplyStatus = ReplyStatus.INTERRUPTED
    """What a cancellation means: "stopped" when the user asked for it, "interrupted" when the app goes down."""
    _deadline: float = field(default=0.0, init=False)
    """On the clock of `_now`: until then nobody moves the time-out."""
    _zero: float = field(default_factory=lambda: time.time() - time.monotonic(), init=False)
    _has_heard: bool = field(default=False, init=False)
    """Whether the model has said something in this round."""
    _holding: HeldAnswer | None = field(default=None, init=False)
    """For an answer that is shown in one piece."""

    def __post_init__(self) -> None:
        if not self.request.stream:
            self._holding = HeldAnswer()

    async def run(self) -> None:
        try:
            await (self._answer_in_rounds(self.rounds) if self.rounds else self._wait_for_a_slot())
            self.end(ReplyStatus.DONE)
        except asyncio.CancelledError:
            self.end(self.ending)
            raise
        except RequestRefused as refused:
            self.end(ReplyStatus.FAILED, refused.error)
        except ProviderError as error:
            retry_at = time.time() + error.retry_after if error.retry_after else None
            self.end(ReplyStatus.FAILED, ReplyError(kind=error.kind, message=error.message, retry_at=retry_at))
        except (Exception, SystemExit) as error:  # a defect, or a model in Python that exits, still ends the reply; its text may hold a key
            log.error('the reply %s ended by a defect: %s', self.reply.id, place_of(error), exc_info=log.isEnabledFor(logging.DEBUG))
            what = f'Polylogue had an error of its own with this answer ({type(error).__name__}); please try again and report it.'
            self.end(ReplyStatus.FAILED, ReplyError(kind='defect', message=what))

    def _now(self) -> float:
        """Seconds since the epoch, by a monotonic clock: differences are real durations."""
        return self._zero + time.monotonic()

    def end(self, status: ReplyStatus, error: ReplyError | None = None) -> None:
        """Reach the end state, once; a later call finds it reached and changes nothing."""
        if not self.reply.is_running or self._is_left_asking(status):
            return
        for step in (self._let_out, partial(stop_calls, self.reply), self._charge):
            try:
                step()
            except Exception as defect:  # whatever else goes wrong, the reply ends
                log.error('the end of the reply %s is not complete: %s', self.reply.id, place_of(defect))
        self.reply.finish(status, self._now(), error)

    def _charge(self) -> None:
        self.reply.cost = self.cost(self.reply, True)

    def _is_left_asking(self, status: ReplyStatus) -> bool:
        """The app is closing: the question is asked again after the restart."""
        is_asking = bool(self.rounds) and self.reply.status is ReplyStatus.ASKING
        return is_asking and status is ReplyStatus.INTERRUPTED and can_wait_on(self.reply.parts)

    def _let_out(self) -> None:
        """All that was held back."""
        now = self._now()
        for delta in self._holding.release() if self._holding else ():
            self.reply.append(delta, now)
        if self.seam and (rest := self.seam.close()):
            self.reply.append(Delta(text=rest), now)

    async def _answer_in_rounds(self, rounds: Rounds) -> None:
        reply = self.reply
        if self.goes_on:
            await rounds.go_on(reply)
            request = await rounds.use(reply)
            reply.begin_round(reply.round + 1, self._now())
        else:
            request = await rounds.begin(reply)
        while request:
            self.request = request
            await self._wait_for_a_slot()
            self._let_out()
            self.seam, self._has_heard = None, False
            reply.cost = self.cost(reply, False)
            if request := await rounds.use(reply):
                reply.begin_round(reply.round + 1, self._now())

    async def _wait_for_a_slot(self) -> None:
        if self.line is None:
            return await self._try_until_it_starts()
        async with self.line.slot(self._note_queue_position):
            if error := self.refusal(self.reply.model):
                raise RequestRefused(error)
            await self._try_until_it_starts()

    async def _try_until_it_starts(self) -> None:
        attempt = 1
        while True:
            begun = asyncio.get_running_loop().time()
            try:
                return await self._receive()
            except ProviderError as error:
                if self._has_begun or not error.is_retryable or attempt >= TRIES[error.kind]:
                    raise
                if error.kind is ErrorKind.TIMED_OUT and asyncio.get_running_loop().time() - begun > LONG_TRY:
                    raise  # another try would stand at the end of the line, behind the one that still runs there
                await self._wait_to_retry(error, attempt)
            attempt += 1

    @property
    def _has_begun(self) -> bool:
        return bool(self._has_heard or (self._holding and self._holding.has_content))

    async def _receive(self) -> None:
        self.reply.status, self.reply.last_data_at = ReplyStatus.WAITING, self._now()
        self.reply.note_asked()
        self.on_change(self.reply)
        patience = None if self.provider.has_own_queue else FIRST_TOKEN_SECONDS
        try:
            async with asyncio.timeout(patience) as timeout, aclosing(self.provider.stream(self.request)) as deltas:
                self._deadline = 0.0
                async for delta in deltas:
                    self._take(await self._store(delta.sent_picture) if delta.sent_picture else delta, timeout)
        except TimeoutError:
            raise self._silence() from None

    async def _store(self, picture: SentPicture) -> Delta:
        """What becomes of it: the reply gets a picture when its file is there. A step with a picture has nothing else."""
        return await self.pictures.store(picture) if self.pictures else Delta(unshown='picture')

    def _take(self, delta: Delta, timeout: asyncio.Timeout) -> None:
        now = self._now()
        if self.seam and delta.was_thought:
            if self.seam.is_holding:
                self._take(Delta(text=self.seam.close()), timeout)
            self.seam.restart()
        if self.seam and delta.text:
            delta = replace(delta, text=self.seam.join(delta.text))
        elif self.seam and self.seam.is_holding and delta.has_content:
            self._take(Delta(text=self.seam.close()), timeout)  # it stands before what has come
        self._has_heard = self._has_heard or delta.has_content
        self.reply.append(self._holding.take(delta) if self._holding else delta, now)
        self.on_change(self.reply)
        if now > self._deadline and delta.has_content:  # once a second: a timer for each token would cost more than the token
            self._deadline = now + 1
            timeout.reschedule(asyncio.get_running_loop().time() + SILENCE_SECONDS)

    async def _wait_to_retry(self, error: ProviderError, attempt: int) -> None:
        seconds = error.retry_after if error.retry_after is not None else min(2 ** (attempt - 1), 8) * random.uniform(0.8, 1.2)
        if seconds > LONGEST_WAIT:
            raise error
        self.reply.status, self.reply.retry_at = ReplyStatus.WAITING, time.time() + seconds
        self.reply.note, self.reply.trouble = f'{NOTES[error.kind]}: trying again', error.message
        self.on_change(self.reply)
        await asyncio.sleep(seconds)
        self.reply.note = self.reply.trouble = self.reply.retry_at = None

    def _note_queue_position(self, position: int | None) -> None:
        self.reply.status = ReplyStatus.WAITING if position is None else ReplyStatus.QUEUED
        self.reply.queue_position = position
        self.on_change(self.reply)

    def _silence(self) -> ProviderError:
        if not self._has_begun:
            what = f'{self.reply.model} sent nothing for {FIRST_TOKEN_SECONDS // 60} minutes; try again or pick another model.'
            return ProviderError(ErrorKind.CUT_OFF, what)
        what = f'{self.reply.model} went silent for {SILENCE_SECONDS // 60} minutes; what it wrote is kept, “Continue” asks for the rest.'
        return ProviderError(ErrorKind.CUT_OFF, what)
