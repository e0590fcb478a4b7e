"""The list of chats at the side of every page: one custom element, however many chats there are."""
from __future__ import annotations

import asyncio
import heapq
import json
from collections.abc import Callable, Iterable
from typing import Any, NotRequired, TypedDict

from nicegui import background_tasks, events, ui

FIRST_ROWS = 150
"""Rows that come with the page; the others follow when the browser has nothing better to do."""
ROWS_AT_ONCE = 1000
"""Rows in one later message: about 5 ms of the event loop."""
RUNNING, UNREAD, PINNED = 1, 2, 4

Action = Callable[[str, str | None, dict[str, Any]], Any]
"""What happened (`rename`, `pin`, `archive`, `export`, `delete`, `search`, `theme`), to which chat, and what goes with it
(`title`, `pinned`, `q`, `theme`)."""
CompactRow = tuple[str, str, float, int, str, str]


class Row(TypedDict):
    """A chat as the sidebar shows it. `updated_at` in seconds since the epoch; `snippet` and `marks` only in search results."""

    id: str
    title: str
    updated_at: float
    running: NotRequired[bool]
    unread: NotRequired[bool]
    pinned: NotRequired[bool]
    group: NotRequired[str]
    snippet: NotRequired[str]
    marks: NotRequired[Iterable[tuple[int, int]]]
    """Start and end of what was found in the snippet, in characters."""


class Sidebar(ui.element, component='sidebar/sidebar.js',
              dependencies=['icons.js', 'sidebar/listing.js', 'sidebar/chat_menu.js', 'sidebar/sidebar_template.js']):
    """Changes travel as single rows by `run_method`; the props only ever hold what a fresh page shows first."""

    def __init__(self, on_action: Action, *, chats: Iterable[Row] = (), active: str | None = None) -> None:
        """`active` is a chat's id, or the path of another page ('/new', '/compare', '/settings')."""
        super().__init__()
        self._rows: dict[str, CompactRow] = {row['id']: _compact(row) for row in chats}
        self._on_action = on_action
        self._props['active'] = active
        self.on('action', self._act)
        self.on('rest', self._send_rest)

    def set_chats(self, rows: Iterable[Row]) -> None:
        """Show these chats and no others."""
        self._rows = {row['id']: _compact(row) for row in rows}
        self.run_method('replace', self._newest(), len(self._rows))

    def change(self, row: Row) -> None:
        """A chat is new, or something about it is."""
        compact = _compact(row)
        if self._rows.get(row['id']) != compact:
            self._rows[row['id']] = compact
            self.run_method('change', compact)

    def add_rows(self, rows: Iterable[Row]) -> None:
        """Many new chats at once, in one message."""
        compact = [_compact(row) for row in rows]
        self._rows |= {row[0]: row for row in compact}
        self.run_method('add', json.dumps(compact, ensure_ascii=False, separators=(',', ':')))

    def remove(self, element: ui.element | int | str) -> None:
        """Take a chat away, by its id. (NiceGUI's own meaning, for child elements, is kept.)"""
        if not isinstance(element, str):
            super().remove(element)
        elif self._rows.pop(element, None):
            self.run_method('remove', element)

    def set_active(self, chat_id: str | None) -> None:
        """Which line is marked as the open one; other pages by their path."""
        with self.props.suspend_updates():
            self._props['active'] = chat_id
        self.run_method('set_active', chat_id)

    def set_results(self, query: str, rows: Iterable[Row]) -> None:
        """What was found for the `q` of a `search` action, best first; ignored by the browser if the query is another one by now."""
        self.run_method('set_results', query, [_compact(row) for row in rows])

    def _to_dict(self) -> dict[str, Any]:
        with self.props.suspend_updates():
            self._props['rows'], self._props['total'] = self._newest(), len(self._rows)
        return super()._to_dict()

    def _newest(self) -> list[CompactRow]:
        pinned = [row for row in self._rows.values() if row[3] & PINNED]
        others = (row for row in self._rows.values() if not row[3] & PINNED)
        return pinned + heapq.nlargest(FIRST_ROWS, others, key=lambda row: row[2])

    def _act(self, event: events.GenericEventArguments) -> Any:
        """The handler may be a coroutine function; NiceGUI then awaits what is returned."""
        details = dict(event.args)
        return self._on_action(str(details.pop('action')), details.pop('id', None), details)

    def _send_rest(self) -> None:
        background_tasks.create(self._send_rows(list(self._rows)), name='rest of the sidebar')

    async def _send_rows(self, ids: list[str]) -> None:
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows = [row for chat_id in ids[start:start + ROWS_AT_ONCE] if (row := self._rows.get(chat_id))]
            if self.is_deleted or self.client.is_deleted:
                return
            self.run_method('add', json.dumps(rows, ensure_ascii=False, separators=(',', ':')))
            await asyncio.sleep(0)

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return [row[1] for row in self._rows.values()]


def _compact(row: Row) -> CompactRow:
    flags = RUNNING * bool(row.get('running')) | UNREAD * bool(row.get('unread')) | PINNED * bool(row.get('pinned'))
    return row['id'], row['title'], round(row['updated_at'], 3), flags, row.get('group', ''), _marked(row)


def _marked(row: Row) -> str:
    """The snippet with its marks between \\x02 and \\x03: positions in Python and in the browser differ as soon as there is an emoji."""
    snippet, pieces, end = row.get('snippet', ''), [], 0
    for start, stop in row.get('marks', ()):
        pieces += [snippet[end:start], '\x02', snippet[start:stop], '\x03']
        end = stop
    return ''.join([*pieces, snippet[end:]])
