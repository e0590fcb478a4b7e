"""Prompt suites: every prompt of a file put to every lane, a few at a time, for as long as it takes.

A cell is one prompt in one lane. It is answered by the same `Answering` as any reply, reaches exactly one end state and is saved with it.
What has ended as done or failed is never asked again by "Resume"; what was stopped, or was running when the app went down, is.
"""
from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chat.conversation import Chat, Lane, Message, Reply, ReplyError, ReplyStatus, Turn, new_id
from chat.conversation.measures import money_words
from chat.conversation.watchers import Watchers
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.lanes.lanes import MOST_LANES
from chat.engine.listing import title_from
from chat.engine.one_line import clipped, one_line
from chat.engine.request import is_streamed
from chat.engine.suites.suite_cells import CODES, FAILED, LASTING, REFUSALS, RUNNING, STOPPED, WAITING, Cell, Suite, suite_of, wanted
from chat.providers.provider import Provider, Request
from chat.settings import Settings
from chat.store.store import StoreError
from chat.store.tables.suites import SuiteArchive, SuiteRecord, SuiteRow

AT_ONCE = 4
"""Cells of one endpoint that run at the same time, if the endpoint itself has no lower limit."""
CLOSING_SECONDS = 1.0
KEPT_SUITES = 4
"""How many idle suites stay in memory."""


class Suites:
    """All suites: made, run, stopped, resumed, looked at and deleted here."""

    def __init__(self, engine: Engine, *, at_once: int = AT_ONCE) -> None:
        self.engine = engine
        self.archive = SuiteArchive(engine.store)
        self.at_once = at_once
        self.watchers: Watchers[()] = Watchers()
        """Told when a suite begins to run, and when it has ended."""
        self._open: dict[str, Suite] = {}
        self._loading: dict[str, asyncio.Task[Suite | None]] = {}
        self._running: dict[tuple[str, Cell], asyncio.Task[None]] = {}

    async def new(self, lanes: Sequence[Lane], prompts: Sequence[str], title: str = '') -> Suite:
        """Keep a suite; it does not run yet. Raises EngineError, StoreError."""
        if not lanes:
            raise EngineError('Choose a model first.')
        if len(lanes) > MOST_LANES:
            raise EngineError(f'A suite has at most {MOST_LANES} lanes.')
        if not prompts:
            raise EngineError('There are no prompts yet.')
        numbered = [replace(lane, number=number, inherits=None, parked=False) for number, lane in enumerate(lanes)]
        title = clipped(one_line(title)) or title_from(prompts[0])
        record = SuiteRecord(title=title, lanes=numbered, count=len(prompts), created_at=time.time())
        await self.archive.add(record, prompts)
        return self._keep(suite_of(record, ()))

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
            row.replies.update({column: reply for (number, column), reply in suite.live.items() if number == row.number})
        return rows

    def is_running(self, suite_id: str) -> bool:
        suite = self._open.get(suite_id)
        return bool(suite and suite.is_running)

    def running(self) -> list[Suite]:
        """The suites that ask somebody now."""
        return [suite for suite in self._open.values() if suite.is_running]

    # -- run

    def resume(self, suite: Suite) -> None:
        """Start, or go on with what has not ended. Raises EngineError if nothing is left or it runs already."""
        if not suite.left and not suite.is_running:
            raise EngineError('Everything has been answered; use “Retry failed” for those that failed.')
        self._run(suite, {WAITING, STOPPED})

    def retry_failed(self, suite: Suite) -> None:
        """Ask the failed cells again; their new answers replace the old ones."""
        if not suite.counts[FAILED]:
            raise EngineError('Nothing has failed.')
        self._run(suite, {FAILED})

    def stop(self, suite: Suite, ending: ReplyStatus = ReplyStatus.STOPPED) -> list[asyncio.Task[None]]:
        """What was written of the running cells is kept until they are asked again."""
        for (suite_id, _), task in self._running.items():
            if suite_id == suite.id:
                self.engine.replies.stop(task, ending)
        tasks = list(suite.workers)
        for task in tasks:
            task.cancel()
        return tasks

    def stop_all(self) -> None:
        for suite in self.running():
            self.stop(suite)

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
        suite.asked, suite.refusals = frozenset(codes), {}
        columns: dict[str, list[int]] = {}
        for column, lane in enumerate(suite.lanes):
            columns.setdefault(lane.model.partition('/')[0], []).append(column)
        for endpoint, own in columns.items():
            provider = self.engine.providers.get(f'{endpoint}/')
            cells = wanted(suite, own)  # shared by the workers of this endpoint: each takes the next one
            for _ in range(min(self.at_once, provider.concurrency or self.at_once) if provider else 1):
                task = asyncio.create_task(self._work(suite, cells, provider), name=f'suite {suite.id} at {endpoint}')
                suite.workers.add(task)
                task.add_done_callback(lambda task: self._worker_ended(suite, task))
        suite.tell()
        self.watchers()

    async def _work(self, suite: Suite, cells: Iterator[Cell], provider: Provider | None) -> None:
        for number, column in cells:
            try:
                prompt = await self.archive.prompt(suite.id, number)
            except StoreError as error:
                suite.problem = f'The suite was stopped, because it cannot be read: {error}'
                return
            await self._answer(suite, (number, column), prompt, provider)
            await asyncio.sleep(0)  # cells that fail at once must not keep everybody else waiting

    async def _answer(self, suite: Suite, cell: Cell, prompt: str, provider: Provider | None) -> None:
        lane = suite.lanes[cell[1]]
        reply = Reply(turn_id=f'{suite.id}:{cell[0]}', lane=lane.number, model=lane.model)
        before = suite.cells[cell[1]][cell[0]]
        suite.live[cell] = reply
        suite.put(cell, RUNNING)
        try:
            if provider is None:
                what = f'There is no endpoint called “{lane.model.partition("/")[0]}” here; add it in Settings and press “Retry failed”.'
                reply.finish(ReplyStatus.FAILED, time.time(), ReplyError(kind='unknown_model', message=what))
            elif refusal := self.engine.budget.refusal(lane.model):
                reply.finish(ReplyStatus.FAILED, time.time(), refusal)
            else:
                await self._ask(suite, cell, reply, _request(lane, prompt, self.engine.providers.settings), provider)
        finally:
            if reply.error and reply.error.kind == 'budget':
                self._put_back(suite, cell, before)
            else:
                self._cell_ended(suite, cell, reply)

    async def _ask(self, suite: Suite, cell: Cell, reply: Reply, request: Request, provider: Provider) -> None:
        rounds = self.engine.tools.rounds_in_suite(suite.lanes[cell[1]], request)
        task = self._running[suite.id, cell] = self.engine.ask(reply, provider, request, rounds=rounds)
        try:
            await task  # who cancels this worker cancels the reply
        finally:
            del self._running[suite.id, cell]

    def _put_back(self, suite: Suite, cell: Cell, before: int) -> None:
        """Nothing was sent, because the budget is used up: the cell stands as before, and its lane is left out of this run."""
        del suite.live[cell]
        suite.refusals[cell[1]] = REFUSALS
        suite.problem = (f'Today’s budget of {money_words(self.engine.budget.limit or 0)} is used up, so {suite.lanes[cell[1]].model} '
                         'was left out: raise it in Settings and go on here.')
        suite.put(cell, before)

    def _cell_ended(self, suite: Suite, cell: Cell, reply: Reply) -> None:
        del suite.live[cell]
        if reply.is_running:  # cancelled before its first step
            reply.finish(ReplyStatus.STOPPED, time.time())
        self.archive.save_cell(suite.id, cell[0], reply)
        suite.ended[cell[1]] += reply.status in {ReplyStatus.DONE, ReplyStatus.FAILED}
        self._note_refusal(suite, cell[1], reply)
        suite.put(cell, CODES[reply.status])

    def _note_refusal(self, suite: Suite, column: int, reply: Reply) -> None:
        is_lasting = bool(reply.error and reply.error.kind in LASTING)
        suite.refusals[column] = suite.refusals.get(column, 0) + 1 if is_lasting else 0
        if suite.has_given_up(column) and reply.error:
            suite.problem = f'{reply.model} was left out after {REFUSALS} failures in a row: {reply.error.message}'

    def _worker_ended(self, suite: Suite, task: asyncio.Task[None]) -> None:
        suite.workers.discard(task)
        if not task.cancelled() and (error := task.exception()):
            suite.problem = f'The suite stopped by a defect of Polylogue ({type(error).__name__}); please resume it and report it.'
        if not suite.workers and suite.started_at is not None:
            suite.record.run_seconds, suite.started_at = suite.seconds(time.time()), None
            self.archive.save(suite.record)
        suite.tell()
        if not suite.workers:
            self.watchers()

    # -- open

    async def _load(self, suite_id: str) -> Suite | None:
        try:
            record = await self.archive.load(suite_id)
            states = await self.archive.states(suite_id) if record else []
        finally:
            del self._loading[suite_id]
        return self._keep(await asyncio.to_thread(suite_of, record, states)) if record else None

    def _keep(self, suite: Suite) -> Suite:
        self._open[suite.id] = suite
        idle = [one for one in self._open.values() if not one.is_running and not one.watchers and one is not suite]
        for old in idle[:-KEPT_SUITES]:
            del self._open[old.id]
        return suite


def _request(lane: Lane, prompt: str, settings: Settings) -> Request:
    system = (Message(role='system', content=lane.system_prompt),) if lane.system_prompt.strip() else ()
    messages = (*system, Message(role='user', content=prompt))
    return Request(model=lane.model.partition('/')[2], messages=messages, parameters=dict(lane.parameters),
                   stream=is_streamed(lane, None, settings))


def chat_of(suite: Suite, row: SuiteRow) -> Chat:
    """One prompt with its answers as an ordinary chat or comparison, to be looked at or continued."""
    chat = Chat(title=title_from(row.prompt), lanes=[replace(lane, parameters=dict(lane.parameters)) for lane in suite.lanes])
    turn = Turn(chat_id=chat.id, prompt=row.prompt)
    for column, reply in row.replies.items():
        if not reply.is_running:
            turn.replies[column] = [replace(reply, turn_id=turn.id, id=new_id())]
    chat.turns[turn.id] = turn
    chat.current_turn_id = turn.id
    return chat
