"""Prompt suites: every prompt of a file put to every lane, a few at a time, for as long as it takes.

A cell is one prompt in one lane. It is answered by the same `Answering` as any reply, reaches exactly one end state and is saved with it.
What has ended as done or failed is never asked again by "Resume"; what was stopped, or was running when the app went down, is.
"""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from chat.conversation import Chat, Lane, Message, Reply, ReplyError, ReplyStatus, Turn
from chat.engine.answering import Answering
from chat.engine.engine import Engine, EngineError
from chat.engine.lanes import MOST_LANES
from chat.engine.listing import title_from
from chat.providers.provider import Provider, Request
from chat.store.store import StoreError
from chat.store.suites import SuiteArchive, SuiteRecord, SuiteRow

AT_ONCE = 4
"""Cells of one endpoint that run at the same time, if the endpoint itself has no lower limit."""
CLOSING_SECONDS = 1.0
KEPT_SUITES = 4
"""How many idle suites stay in memory."""
WAITING, RUNNING, DONE, FAILED, STOPPED = range(5)
"""What is known of a cell: a byte each."""
CODES = {ReplyStatus.DONE: DONE, ReplyStatus.FAILED: FAILED, ReplyStatus.STOPPED: STOPPED, ReplyStatus.INTERRUPTED: STOPPED}
Cell = tuple[int, int]
"""Number of the prompt, place of the lane."""


@dataclass(kw_only=True, slots=True, eq=False)
class Suite:
    """One suite in memory: how each cell stands, not what it says."""

    record: SuiteRecord
    cells: list[bytearray]
    """By the place of the lane; a code for each prompt."""
    counts: list[int]
    """By code."""
    watchers: set[Callable[[Cell | None], None]] = field(default_factory=set)
    """Told at once which cell is another now; None: the suite as a whole."""
    live: dict[Cell, Reply] = field(default_factory=dict)
    """The replies that are being written."""
    workers: set[asyncio.Task[None]] = field(default_factory=set)
    started_at: float | None = None
    """When the run that is going on began."""
    ended: list[int] = field(default_factory=list)
    """By lane: cells that ended in this run."""
    problem: str = ''
    """Why a run ended before its end, in a sentence."""

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def lanes(self) -> list[Lane]:
        return self.record.lanes

    @property
    def total(self) -> int:
        return self.record.count * len(self.lanes)

    @property
    def is_running(self) -> bool:
        return bool(self.workers)

    @property
    def left(self) -> int:
        """Cells that "Resume" would ask."""
        return self.counts[WAITING] + self.counts[STOPPED]

    def numbers(self, only: int | None = None) -> Sequence[int]:
        """Numbers of the prompts; with `only` those with a cell of this code. For a large suite this takes milliseconds."""
        if only is None:
            return range(self.record.count)
        return sorted({number for cells in self.cells for number in _places(cells, only)})

    def seconds(self, now: float) -> float:
        """How long it has been running."""
        return self.record.run_seconds + (now - self.started_at if self.started_at else 0.0)

    def seconds_left(self, now: float) -> float | None:
        """At the pace of this run; endpoints run side by side, so the slowest lane counts. None while nothing has ended yet."""
        if self.started_at is None or now <= self.started_at:
            return None
        lefts = [cells.count(WAITING) + cells.count(RUNNING) + cells.count(STOPPED) for cells in self.cells]
        if any(left and not ended for left, ended in zip(lefts, self.ended, strict=True)):
            return None
        return max((left / ended * (now - self.started_at) for left, ended in zip(lefts, self.ended, strict=True) if left), default=0.0)

    def put(self, cell: Cell, code: int) -> None:
        number, place = cell
        self.counts[self.cells[place][number]] -= 1
        self.cells[place][number] = code
        self.counts[code] += 1
        self.tell(cell)

    def tell(self, cell: Cell | None = None) -> None:
        for watcher in tuple(self.watchers):
            watcher(cell)


class Suites:
    """All suites: made, run, stopped, resumed, looked at and deleted here."""

    def __init__(self, engine: Engine, *, at_once: int = AT_ONCE) -> None:
        self.engine = engine
        self.archive = SuiteArchive(engine.store)
        self.at_once = at_once
        self._open: dict[str, Suite] = {}
        self._loading: dict[str, asyncio.Task[Suite | None]] = {}
        self._answerings: dict[Cell, Answering] = {}
        self._running: dict[tuple[str, Cell], Answering] = {}

    async def new(self, lanes: Sequence[Lane], prompts: Sequence[str], title: str = '') -> Suite:
        """Keep a suite; it does not run yet. Raises EngineError, StoreError."""
        if not lanes:
            raise EngineError('Choose a model first.')
        if len(lanes) > MOST_LANES:
            raise EngineError(f'A suite has at most {MOST_LANES} lanes.')
        if not prompts:
            raise EngineError('There are no prompts yet.')
        numbered = [replace(lane, number=number, inherits=None, parked=False) for number, lane in enumerate(lanes)]
        record = SuiteRecord(title=title.strip()[:200] or title_from(prompts[0]), lanes=numbered, count=len(prompts), created_at=time.time())
        await self.archive.add(record, prompts)
        return self._keep(_suite_of(record, {}))

    async def open(self, suite_id: str) -> Suite | None:
        """The one live object of this suite; None if there is no such suite. Raises StoreError."""
        if suite := self._open.get(suite_id):
            return suite
        if suite_id not in self._loading:
            self._loading[suite_id] = asyncio.create_task(self._load(suite_id))
        return await asyncio.shield(self._loading[suite_id])

    async def all(self) -> list[SuiteRecord]:
        """Newest first. Raises StoreError."""
        return await self.archive.all()

    async def rows(self, suite: Suite, numbers: Sequence[int], longest: int | None = None) -> list[SuiteRow]:
        """Prompts and answers, those that are just being written included. Raises StoreError."""
        rows = await self.archive.rows(suite.id, numbers, longest=longest)
        for row in rows:
            row.replies.update({place: reply for (number, place), reply in suite.live.items() if number == row.number})
        return rows

    def is_running(self, suite_id: str) -> bool:
        suite = self._open.get(suite_id)
        return bool(suite and suite.is_running)

    # -- run

    def resume(self, suite: Suite) -> None:
        """Start, or go on with what has not ended. Raises EngineError if nothing is left or it runs already."""
        if not suite.left and not suite.is_running:
            raise EngineError('Everything has been answered; “Retry failed” asks the failed ones again.')
        self._run(suite, {WAITING, STOPPED})

    def retry_failed(self, suite: Suite) -> None:
        """Ask the failed cells again; their new answers take the place of the old ones."""
        if not suite.counts[FAILED]:
            raise EngineError('Nothing has failed.')
        self._run(suite, {FAILED})

    def stop(self, suite: Suite, ending: ReplyStatus = ReplyStatus.STOPPED) -> list[asyncio.Task[None]]:
        """What was written of the running cells is kept until they are asked again."""
        for (suite_id, _), answering in self._running.items():
            if suite_id == suite.id:
                answering.ending = ending
        tasks = list(suite.workers)
        for task in tasks:
            task.cancel()
        return tasks

    async def delete(self, suite_id: str) -> None:
        """For good. Raises StoreError."""
        suite = self._open.pop(suite_id, None)
        if suite and (tasks := self.stop(suite)):
            await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
        self.archive.delete(suite_id)

    async def close(self) -> None:
        """Hang up; what ran is asked again when somebody presses "Resume"."""
        tasks = [task for suite in self._open.values() for task in self.stop(suite, ReplyStatus.INTERRUPTED)]
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
            await asyncio.sleep(0)  # lets the done callbacks write down how long it ran

    def _run(self, suite: Suite, codes: set[int]) -> None:
        if suite.is_running:
            raise EngineError('This suite is running already.')
        suite.started_at, suite.ended, suite.problem = time.time(), [0] * len(suite.lanes), ''
        places: dict[str, list[int]] = {}
        for place, lane in enumerate(suite.lanes):
            places.setdefault(lane.model.partition('/')[0], []).append(place)
        for endpoint, own in places.items():
            provider = self.engine.providers.get(f'{endpoint}/')
            cells = _wanted(suite, own, codes)  # shared by the workers of this endpoint: each takes the next one
            for _ in range(min(self.at_once, provider.concurrency or self.at_once) if provider else 1):
                task = asyncio.create_task(self._work(suite, cells, provider), name=f'suite {suite.id} at {endpoint}')
                suite.workers.add(task)
                task.add_done_callback(lambda task: self._worker_ended(suite, task))
        suite.tell()

    async def _work(self, suite: Suite, cells: Iterator[Cell], provider: Provider | None) -> None:
        for number, place in cells:
            try:
                prompt = await self.archive.prompt(suite.id, number)
            except StoreError as error:
                suite.problem = f'The suite was stopped, because it cannot be read: {error}'
                return
            await self._answer(suite, (number, place), prompt, provider)
            await asyncio.sleep(0)  # cells that fail at once must not keep everybody else waiting

    async def _answer(self, suite: Suite, cell: Cell, prompt: str, provider: Provider | None) -> None:
        lane = suite.lanes[cell[1]]
        reply = Reply(turn_id=f'{suite.id}:{cell[0]}', lane=lane.number, model=lane.model)
        suite.live[cell] = reply
        suite.put(cell, RUNNING)
        try:
            if provider is None:
                what = f'There is no endpoint called “{lane.model.partition("/")[0]}” here; add it in Settings and press “Retry failed”.'
                reply.finish(ReplyStatus.FAILED, time.time(), ReplyError(kind='unknown_model', message=what))
            else:
                await self._ask(suite, cell, reply, _request(lane, prompt), provider)
        finally:
            self._cell_ended(suite, cell, reply)

    async def _ask(self, suite: Suite, cell: Cell, reply: Reply, request: Request, provider: Provider) -> None:
        answering = Answering(
            chat=Chat(temporary=True, lanes=[suite.lanes[cell[1]]]), reply=reply, provider=provider, request=request,
            line=self.engine.line(provider), cost=self.engine.cost)
        key = suite.id, cell
        self._running[key] = answering
        try:
            await answering.run()
        finally:
            del self._running[key]

    def _cell_ended(self, suite: Suite, cell: Cell, reply: Reply) -> None:
        del suite.live[cell]
        if reply.is_running:  # cancelled before its first step
            reply.finish(ReplyStatus.STOPPED, time.time())
        self.archive.save_cell(suite.id, cell[0], reply)
        suite.ended[cell[1]] += reply.status in {ReplyStatus.DONE, ReplyStatus.FAILED}
        suite.put(cell, CODES[reply.status])

    def _worker_ended(self, suite: Suite, task: asyncio.Task[None]) -> None:
        suite.workers.discard(task)
        if not task.cancelled() and (error := task.exception()):
            suite.problem = f'The suite stopped by a defect of Polylogue ({type(error).__name__}); please resume it and report it.'
        if not suite.workers and suite.started_at is not None:
            suite.record.run_seconds, suite.started_at = suite.seconds(time.time()), None
            self.archive.save(suite.record)
        suite.tell()

    # -- open

    async def _load(self, suite_id: str) -> Suite | None:
        try:
            record = await self.archive.load(suite_id)
            states = await self.archive.states(suite_id) if record else {}
        finally:
            del self._loading[suite_id]
        return self._keep(await asyncio.to_thread(_suite_of, record, states)) if record else None

    def _keep(self, suite: Suite) -> Suite:
        self._open[suite.id] = suite
        idle = [one for one in self._open.values() if not one.is_running and not one.watchers and one is not suite]
        for old in idle[:-KEPT_SUITES]:
            del self._open[old.id]
        return suite


def _suite_of(record: SuiteRecord, states: dict[Cell, ReplyStatus]) -> Suite:
    cells = [bytearray(record.count) for _ in record.lanes]
    for (number, place), status in states.items():
        if number < record.count and place < len(cells):
            cells[place][number] = CODES.get(status, WAITING)
    return Suite(record=record, cells=cells, counts=[sum(lane.count(code) for lane in cells) for code in range(5)])


def _wanted(suite: Suite, places: Sequence[int], codes: set[int]) -> Iterator[Cell]:
    """Prompt by prompt, so that whole rows fill from the top."""
    for number in range(suite.record.count):
        for place in places:
            if suite.cells[place][number] in codes:
                yield number, place


def _places(cells: bytearray, code: int) -> Iterator[int]:
    at = cells.find(code)
    while at >= 0:
        yield at
        at = cells.find(code, at + 1)


def _request(lane: Lane, prompt: str) -> Request:
    system = (Message(role='system', content=lane.system_prompt),) if lane.system_prompt.strip() else ()
    return Request(model=lane.model.partition('/')[2], messages=(*system, Message(role='user', content=prompt)), parameters=dict(lane.parameters))


def chat_of(suite: Suite, row: SuiteRow) -> Chat:
    """One prompt with its answers as an ordinary chat or comparison, to be looked at or gone on with."""
    chat = Chat(title=title_from(row.prompt), lanes=[replace(lane, parameters=dict(lane.parameters)) for lane in suite.lanes])
    turn = Turn(chat_id=chat.id, prompt=row.prompt, replies={place: [replace(reply, turn_id='')] for place, reply in row.replies.items()
                                                             if not reply.is_running})
    for versions in turn.replies.values():
        for reply in versions:
            reply.turn_id, reply.id = turn.id, f'{turn.id[:24]}{reply.lane:08x}'
    chat.turns[turn.id] = turn
    chat.current_turn_id = turn.id
    return chat
