"""What another computer had beside its chats: values of its file become rows of the staging database.

For the process that reads an import. The file may be of a stranger, so what would be too much here is refused.
"""
from __future__ import annotations

from collections import Counter
from typing import Any

from chat.conversation import Vote
from chat.conversation.json_object import JsonObject
from chat.conversation.lane import MOST_LANES
from chat.exchange.fields import Unreadable
from chat.exchange.incoming.prompt_file import MOST_PROMPTS
from chat.exchange.moving import SuiteCell, checked
from chat.store.rows import Row
from chat.store.tables.library import Persona, Prompt, entry_row
from chat.store.tables.spending import Spending, spending_row
from chat.store.tables.suites import SuiteRecord, cell_row, prompt_row, suite_row
from chat.store.tables.vote_rows import vote_row

MOST_ENTRIES = 20_000
"""Personas and prompts, each: all of them are held in memory."""


class MoveRows:
    """Goes over the lines of a file once."""

    def __init__(self) -> None:
        self._suites: dict[str, SuiteRecord] = {}
        self._counts: Counter[str] = Counter()

    def row_of(self, line: Any) -> Row:
        """Raises Unreadable."""
        if not isinstance(line, dict):
            raise Unreadable('is no object')
        kind, values = checked(line)
        if isinstance(values, Vote):
            return vote_row(values)
        if isinstance(values, SuiteCell):
            return self._cell(values)
        match kind:
            case 'persona' | 'prompt':
                return self._entry(kind, values)
            case 'spending':
                return spending_row(Spending(**values))
            case 'suite':
                return self._suite(values)
            case _:
                return self._prompt(values['suite_id'], values['number'], values['prompt'])

    def _entry(self, kind: str, values: JsonObject) -> Row:
        self._counts[kind] += 1
        if self._counts[kind] > MOST_ENTRIES:
            raise Unreadable(f'is one {kind} more than {MOST_ENTRIES:,}')
        return entry_row(Persona(**values) if kind == 'persona' else Prompt(**values))

    def _suite(self, values: JsonObject) -> Row:
        lanes = [one.fresh(number=one.number) for one in values['lanes']]
        if not 1 <= len(lanes) <= MOST_LANES or [lane.number for lane in lanes] != [*range(len(lanes))]:
            raise Unreadable('is a suite whose lanes make no sense')
        if not 1 <= values['count'] <= MOST_PROMPTS:
            raise Unreadable('is a suite with too many prompts')
        suite = self._suites[values['id']] = SuiteRecord(**values | {'lanes': lanes})
        return suite_row(suite)

    def _prompt(self, suite_id: str, number: int, prompt: str) -> Row:
        if suite_id not in self._suites or number >= self._suites[suite_id].count:
            raise Unreadable('is a prompt of no suite')
        return prompt_row(suite_id, number, prompt)

    def _cell(self, cell: SuiteCell) -> Row:
        suite = self._suites.get(cell.suite_id)
        if suite is None or cell.number >= suite.count or cell.reply.lane >= len(suite.lanes):
            raise Unreadable('is an answer of no suite')
        return cell_row(cell.suite_id, cell.number, cell.reply)
