"""A suite on the screen: how far it is, and what every model said to every prompt.

The browser holds the rows it shows and asks for others when it is scrolled; counts and changed rows of what is on screen follow four times
a second. 10,000 prompts are never sent as a whole.
"""
from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from nicegui import background_tasks, events

from chat.conversation import Lane, Reply
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text
from chat.engine.lanes import lanes
from chat.engine.suites.suite import chat_of
from chat.engine.suites.suite_cells import DONE, FAILED, RUNNING, STOPPED, WAITING, Cell, Suite
from chat.exchange.measures import answer_words
from chat.store.tables.suites import SuiteRow
from chat.ui.parts import formatting
from chat.ui.parts.actions import Action, Actions
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.props import Props
from chat.ui.parts.tab import Tab

FLUSH_SECONDS = 0.25
MOST_ROWS = 120
"""That are sent at once."""
LONGEST_CUT = 260
"""Characters of a text in the table."""
WORDS = {WAITING: 'waiting', RUNNING: 'running', DONE: 'done', FAILED: 'failed', STOPPED: 'stopped'}
FILTERS: dict[str, int | None] = {'all': None, 'failed': FAILED, 'done': DONE}


@dataclass(kw_only=True, slots=True, frozen=True)
class ResultCell(Props):
    state: str
    text: str = ''
    problem: str = ''
    words: str = ''
    """How long it took and what it cost, or what it waits for."""


@dataclass(kw_only=True, slots=True, frozen=True)
class ResultRow(Props):
    number: int
    prompt: str
    is_cut: bool
    cells: list[ResultCell]


@dataclass(kw_only=True, slots=True, frozen=True)
class SuiteFacts(Props):
    is_running: bool
    total: int
    left: int
    problem: str
    counts: dict[str, int]
    spent: str
    time_left: str


class SuiteResult(LiveElement, component='suite_result.js'):
    def __init__(self, screen: Tab, suite: Suite) -> None:
        super().__init__()
        self.screen = screen
        self.suites = screen.services.suites
        self.suite = suite
        self._timer: asyncio.TimerHandle | None = None
        self._changed: set[int] = set()
        """Numbers of the prompts with a cell that has changed."""
        self._shown: list[int] = []
        """Numbers of the prompts that the browser has on screen."""
        names = lanes.names_of(suite.lanes)
        self.props['suite'] = {
            'id': suite.id, 'title': clean_text(suite.record.title), 'count': suite.record.count,
            'lanes': [{'name': clean_text(names[lane.number]), 'words': settings_words(lane)} for lane in suite.lanes]}
        self.props['facts'] = self._facts().to_json()
        for name, handler in (('rows', self._send_rows), ('cell', self._send_cell), ('act', self._act), ('open', self._open)):
            self.on(name, handler)
        self.on_leaving(self._cancel_timer)
        self.watch(suite.watchers, self._note)

    def _cancel_timer(self) -> None:
        if self._timer:
            self._timer.cancel()

    # -- what the engine tells

    def _note(self, cell: Cell | None) -> None:
        if cell:
            self._changed.add(cell[0])
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._flush)

    def _flush(self) -> None:
        self._timer = None
        self.tell('facts', self._facts())
        changed = [number for number in self._shown if number in self._changed]
        self._changed.clear()
        if changed:
            background_tasks.create(self._send_changed(changed), name='suite rows')
        if self.suite.is_running:  # the time goes on, even while nothing ends
            self._timer = asyncio.get_running_loop().call_later(1, self._flush)

    def _facts(self) -> SuiteFacts:
        suite, now = self.suite, time.time()
        left = suite.seconds_left(now) if suite.is_running else None
        return SuiteFacts(
            is_running=suite.is_running, total=suite.total, left=suite.left, problem=clean_text(suite.problem),
            counts={WORDS[code]: number for code, number in enumerate(suite.counts)},
            spent=formatting.duration(suite.seconds(now)) if suite.seconds(now) >= 1 else '',
            time_left='' if left is None else formatting.duration(left))

    # -- what the browser asks for

    async def _send_rows(self, event: events.GenericEventArguments) -> None:
        """Rows `start` to `end` of those that the filter leaves."""
        only = FILTERS.get(str(event.args.get('filter')))
        start = max(0, int(event.args.get('start', 0)))
        end = min(max(start, int(event.args.get('end', 0))), start + MOST_ROWS)
        numbers = self.suite.numbers(only)
        self._shown = list(numbers[start:end])
        rows = await self._read(self._shown)
        self.run_method('take', {'ticket': event.args.get('ticket'), 'total': len(numbers), 'start': start, 'rows': rows})

    async def _send_changed(self, numbers: list[int]) -> None:
        rows = await self._read(numbers)
        if rows and not self.is_deleted:
            self.run_method('change', rows)

    async def _read(self, numbers: list[int]) -> list[JsonObject]:
        rows = await self.screen.attempt(lambda: self.suites.rows(self.suite, numbers, longest=LONGEST_CUT))
        return [self._row(row).to_json() for row in rows or ()]

    def _row(self, row: SuiteRow) -> ResultRow:
        cells = [self._cell(row.replies.get(lane), self.suite.cells[lane][row.number]) for lane in range(len(self.suite.lanes))]
        return ResultRow(number=row.number, prompt=clean_text(row.prompt[:LONGEST_CUT]), is_cut=row.length > LONGEST_CUT, cells=cells)

    @staticmethod
    def _cell(reply: Reply | None, code: int) -> ResultCell:
        if reply is None or code == WAITING:
            return ResultCell(state=WORDS[code])
        if reply.is_running:
            words = f'queued #{reply.queue_position}' if reply.queue_position else reply.status.value
            return ResultCell(state='running', words=words)
        facts = [formatting.duration(reply.finished_at - reply.created_at) if reply.finished_at else '', formatting.cost(reply.cost)]
        text = clean_text(answer_words(reply)[:LONGEST_CUT])
        problem = clean_text(reply.error.message) if reply.error else ''
        return ResultCell(state=WORDS[code], text=text, problem=problem, words=' · '.join(fact for fact in facts if fact))

    async def _send_cell(self, event: events.GenericEventArguments) -> None:
        """The whole answer."""
        number, column = int(event.args.get('number', -1)), int(event.args.get('column', -1))
        rows: list[SuiteRow] | None = await self.screen.attempt(lambda: self.suites.rows(self.suite, [number]))
        if not rows or not 0 <= column < len(self.suite.lanes):
            return
        reply = rows[0].replies.get(column)
        cell = self._cell(reply, self.suite.cells[column][number])
        words = formatting.small_print(reply, '') if reply and not reply.is_running else []
        self.run_method('show_cell', cell.to_json() | {
            'number': number, 'column': column, 'prompt': clean_text(rows[0].prompt), 'words': ' · '.join(words),
            'text': clean_text(answer_words(reply)) if reply else '', 'thinking': clean_text(reply.thinking) if reply else ''})

    # -- what the user does

    def _act(self, event: events.GenericEventArguments) -> None:
        FOR_SUITE.carry_out(str(event.args), self, self.screen)

    async def delete_suite(self) -> None:
        await self.suites.delete(self.suite.id)
        self.screen.open('/suite')

    async def _open(self, event: events.GenericEventArguments) -> None:
        """A prompt with all its answers as a comparison of its own."""
        rows: list[SuiteRow] | None = await self.screen.attempt(lambda: self.suites.rows(self.suite, [int(event.args)]))
        if rows:
            chat = chat_of(self.suite, rows[0])
            self.screen.services.engine.adopt(chat)
            self.screen.open(f'/chat/{chat.id}')


FOR_SUITE: Actions[SuiteResult] = Actions((
    Action(name='stop', call=lambda on: on.suites.stop(on.suite)),
    Action(name='resume', call=lambda on: on.suites.resume(on.suite)),
    Action(name='retry-failed', call=lambda on: on.suites.retry_failed(on.suite)),
    Action(name='delete', call=SuiteResult.delete_suite),
))


def settings_words(lane: Lane) -> str:
    words = [f'{name.replace("_", " ")} {value}' for name, value in lane.parameters.items()]
    return clean_text(', '.join([*words, *(['system prompt'] if lane.system_prompt.strip() else [])]))
