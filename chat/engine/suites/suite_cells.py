"""One prompt suite in memory: how each of its cells stands, not what it says."""
from __future__ import annotations

from asyncio import Task
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chat.conversation import Lane, Reply, ReplyStatus
from chat.conversation.watchers import Watchers
from chat.store.tables.suites import SuiteRecord

REFUSALS = 5
"""In a row, after which a lane is left out of the run."""
LASTING = {'bad_key', 'forbidden', 'no_credit', 'unknown_model', 'unreachable', 'untrusted'}
"""Kinds of errors that the next prompt would meet as well."""
WAITING, RUNNING, DONE, FAILED, STOPPED = range(5)
"""What is known of a cell: a byte each."""
CODES = {ReplyStatus.DONE: DONE, ReplyStatus.FAILED: FAILED, ReplyStatus.STOPPED: STOPPED, ReplyStatus.INTERRUPTED: STOPPED}
Cell = tuple[int, int]
"""Number of the prompt, number of the lane in the suite."""


@dataclass(kw_only=True, slots=True, eq=False)
class Suite:
    """Changed by `chat.engine.suites.suite` only."""

    record: SuiteRecord
    cells: list[bytearray]
    """By lane; a code for each prompt."""
    counts: list[int]
    """By code."""
    watchers: Watchers[Cell | None] = field(default_factory=Watchers)
    """Told at once which cell has changed; None: the suite as a whole."""
    live: dict[Cell, Reply] = field(default_factory=dict)
    """The replies that are being written."""
    workers: set[Task[None]] = field(default_factory=set)
    started_at: float | None = None
    """When the run that is going on began."""
    ended: list[int] = field(default_factory=list)
    """By lane: cells that ended in this run."""
    asked: frozenset[int] = frozenset()
    """Codes of the cells that this run asks."""
    refusals: dict[int, int] = field(default_factory=dict)
    """By lane: how often in a row it was refused for a reason that the next prompt will not change."""
    problem: str = ''
    """Why this run leaves something out, in a sentence."""

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
        return sorted({number for cells in self.cells for number in _numbers_with(cells, only)})

    def seconds(self, now: float) -> float:
        """How long it has been running."""
        return self.record.run_seconds + (now - self.started_at if self.started_at else 0.0)

    def seconds_left(self, now: float) -> float | None:
        """At the pace of this run; endpoints run side by side, so the slowest lane counts. None while nothing has ended yet."""
        if self.started_at is None or now <= self.started_at:
            return None
        lefts = [0 if self.has_given_up(column) else sum(cells.count(code) for code in (self.asked | {RUNNING}))
                 for column, cells in enumerate(self.cells)]
        if any(left and not ended for left, ended in zip(lefts, self.ended, strict=True)):
            return None
        return max((left / ended * (now - self.started_at) for left, ended in zip(lefts, self.ended, strict=True) if left), default=0.0)

    def has_given_up(self, column: int) -> bool:
        """Whether this run leaves out what is left of a lane: 10,000 requests with a wrong key help nobody."""
        return self.refusals.get(column, 0) >= REFUSALS

    def put(self, cell: Cell, code: int) -> None:
        number, column = cell
        self.counts[self.cells[column][number]] -= 1
        self.cells[column][number] = code
        self.counts[code] += 1
        self.tell(cell)

    def tell(self, cell: Cell | None = None) -> None:
        self.watchers(cell)


def suite_of(record: SuiteRecord, states: Iterable[tuple[int, ReplyStatus, Sequence[int]]]) -> Suite:
    cells = [bytearray(record.count) for _ in record.lanes]
    for column, status, numbers in states:
        for number in numbers if column < len(cells) else ():
            if number < record.count:
                cells[column][number] = CODES.get(status, WAITING)
    return Suite(record=record, cells=cells, counts=[sum(lane.count(code) for lane in cells) for code in range(5)])


def wanted(suite: Suite, columns: Sequence[int]) -> Iterator[Cell]:
    """Prompt by prompt, so that whole rows fill from the top."""
    for number in range(suite.record.count):
        for column in columns:
            if suite.cells[column][number] in suite.asked and not suite.has_given_up(column):
                yield number, column


def _numbers_with(cells: bytearray, code: int) -> Iterator[int]:
    at = cells.find(code)
    while at >= 0:
        yield at
        at = cells.find(code, at + 1)
