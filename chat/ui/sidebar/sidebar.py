"""The list of chats at the side of every page: one custom element, however many chats there are."""
from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from nicegui import background_tasks, events

from chat.conversation.json_object import JsonObject
from chat.ui.parts import browser
from chat.ui.parts.nicegui_seams import SeamElement
from chat.ui.sidebar.listing.rows import CompactRow, SidebarRow, SidebarRows, compact, dumped

__all__ = ['Action', 'SidebarRow', 'Sidebar']

Action = Callable[[str, str | None, JsonObject], Any]
"""What happened (`rename`, `suggest`, `pin`, `archive`, `unarchive`, `move`, `tag`, `export`, `delete`, `undo`, `search`, `theme`),
to which chat (None: to those of `ids`, or to none; with `more` others of them follow), and what goes with it (`title`, `pinned`,
`folder`, `tag`, `added`, `format`, `key`, `q`, `theme`)."""

FIRST_LINES = 50
"""More than fit on a screen."""


class Sidebar(SeamElement, component='sidebar.js'):
    """Changes travel as single rows by `run_method`; the props only ever hold what a fresh page shows first."""

    def __init__(self, on_action: Action, *, chats: Iterable[SidebarRow] = (), rows: SidebarRows | None = None,
                 active: str | None = None) -> None:
        """`active` is a chat's id, or the path of another page ('/new', '/compare', '/settings'). Tabs can share a `rows`."""
        super().__init__()
        self.rows = rows or SidebarRows(chats)
        self._on_action = on_action
        self.props['active'] = active
        self.on('action', self._act)
        self.on('rest', self._send_rest)

    def show_at_once(self) -> None:
        """Let the browser draw the newest chats before it has read the scripts of the page. Once a page, before it is sent."""
        browser.hand_over('first-chats', {'rows': self.rows.newest()[:FIRST_LINES], 'active': self.props['active']})
        browser.run_early('sidebar/listing/first_list.js')

    def patch(self, rows: Sequence[CompactRow], gone: Sequence[str]) -> None:
        """These rows are new or have changed, and those ids are gone."""
        self.run_method('patch', dumped(rows), gone)

    def set_active(self, chat_id: str | None) -> None:
        """Which line is marked as the open one; other pages by their path."""
        with self.props.suspend_updates():
            self.props['active'] = chat_id
        self.run_method('set_active', chat_id)

    def set_suites(self, count: int) -> None:
        """How many prompt suites run."""
        with self.props.suspend_updates():
            self.props['suites'] = count
        self.run_method('set_suites', count)

    def set_results(self, query: str, rows: Iterable[SidebarRow]) -> None:
        """What was found for the `q` of a `search` action, best first; ignored by the browser if the query is another one by now."""
        found = [[*compact(row), row.get('turn') or '', row.get('reply') or '', row.get('lane', '')] for row in rows]
        self.run_method('set_results', query, found)

    def say(self, sentence: str, undo: str = '', seconds: float | None = None) -> None:
        """What was done, for some seconds, with the button "Undo" if there is a key for it (comes back as an `undo` action)."""
        self.run_method('say', sentence, undo, seconds)

    def props_at_sending(self) -> JsonObject:
        return {'rows': dumped(self.rows.newest()), 'total': len(self.rows.rows)}

    def _act(self, event: events.GenericEventArguments) -> Any:
        """The handler may be a coroutine function; NiceGUI then awaits what is returned."""
        details = dict(event.args)
        return self._on_action(str(details.pop('action')), details.pop('id', None), details)

    def _send_rest(self) -> None:
        background_tasks.create(self._send_rows(), name='rest of the sidebar')

    async def _send_rows(self) -> None:
        for batch in self.rows.batches():
            if self.is_deleted or self.client.is_deleted:
                return
            self.run_method('add', batch)
            await asyncio.sleep(0)
        self.run_method('complete')

    def shown_texts(self) -> list[str]:
        return [row[1] for row in self.rows.rows.values()]
