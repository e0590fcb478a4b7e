"""The dialog "Tool calls": what each lane has called in the newest turn, lined up."""
from __future__ import annotations

from nicegui import ui

from chat.analysis.tool_calls import lined_up
from chat.conversation import Chat, Turn
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, plain_text
from chat.engine.error import EngineError
from chat.ui.parts.panel import Panel

LONGEST_CELL = 400
MOST_ROWS = 300
VERDICTS = {'same': 'same', 'other arguments': 'other arguments', 'extra': 'not in all lanes'}


class CallsTable(ui.element, component='calls_table.js'):
    """Made when it is asked for."""

    def show(self, table: JsonObject) -> None:
        self.run_method('show', table)


def table_of(chat: Chat, turn: Turn, names: dict[int, str]) -> JsonObject:
    """Raises EngineError if no lane has called anything."""
    numbers = [lane.number for lane in chat.lanes if not lane.merges]
    rows = lined_up([turn.reply(number) for number in numbers])
    if not rows:
        raise EngineError('No lane has used a tool in this turn.')
    return {
        'lanes': [names.get(number, '') for number in numbers], 'left': max(0, len(rows) - MOST_ROWS),
        'rows': [{'name': plain_text(clean_text(row.name)), 'verdict': VERDICTS[row.verdict], 'isSame': row.verdict == 'same',
                  'cells': [_short(cell) for cell in row.arguments]} for row in rows[:MOST_ROWS]]}


def _short(arguments: str | None) -> str | None:
    if arguments is None:
        return None
    return clean_text(arguments if len(arguments) <= LONGEST_CELL else f'{arguments[:LONGEST_CELL]}…')


def show_calls(panel: Panel) -> None:
    """Of the newest turn. Raises EngineError if no lane has called anything."""
    path = panel.chat.path()
    if path:
        table = table_of(panel.chat, path[-1], panel.lane_names())
        with panel:
            CallsTable().show(table)
