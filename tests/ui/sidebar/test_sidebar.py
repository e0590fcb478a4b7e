"""What the sidebar sends to the browser, and what it makes of what comes back."""
from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from nicegui.testing import user_simulation

from chat.ui.sidebar.listing.rows import FIRST_ROWS, ROWS_AT_ONCE, compact
from chat.ui.sidebar.sidebar import Sidebar, SidebarRow
from tests.ui.elements import props_of, send
from tests.waiting import until


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The methods that were called in the browser, with their arguments."""
    made: list[Any] = []
    monkeypatch.setattr(Sidebar, 'run_method', lambda self, name, *args: made.append([name, *args]))
    return made


@pytest.fixture
async def sidebar(calls: list[Any]) -> AsyncIterator[Sidebar]:
    """A page with the sidebar of 5,000 chats."""
    sidebars: list[Sidebar] = []

    def root() -> None:
        rows: list[SidebarRow] = [{'id': f'c{i}', 'title': f'Chat {i}', 'updated_at': 1000.0 + i} for i in range(5000)]
        rows[3]['pinned'] = True
        sidebars.append(Sidebar(lambda *args: calls.append(args), chats=rows, active='c7'))

    async with user_simulation(root=root) as user:
        await user.open('/')
        yield sidebars[-1]


async def test_the_page_brings_the_newest_chats_and_the_pinned_ones(sidebar: Sidebar) -> None:
    props = props_of(sidebar)
    rows = json.loads(props['rows'])
    assert [row[0] for row in rows[:3]] == ['c3', 'c4999', 'c4998']
    assert len(rows) == FIRST_ROWS + 1
    assert props['total'] == 5000


async def test_a_change_travels_as_one_row(sidebar: Sidebar, calls: list[Any]) -> None:
    sidebar.patch([compact({'id': 'c9', 'title': 'Chat 9', 'updated_at': 1009.0, 'running': True})], [])
    sidebar.patch([], ['c9'])
    assert [(name, json.loads(rows), gone) for name, rows, gone in calls] == [
        ('patch', [['c9', 'Chat 9', 1009.0, 1, '', '', '']], []), ('patch', [], ['c9'])]


async def test_the_rest_comes_in_pieces_with_what_has_changed_since(sidebar: Sidebar, calls: list[Any]) -> None:
    assert sidebar.rows.put(renamed := compact({'id': 'c1', 'title': 'Renamed', 'updated_at': 1.0}))
    assert not sidebar.rows.put(renamed)
    send(sidebar, 'rest')
    await until(lambda: ['complete'] in calls)
    pieces = [json.loads(call[1]) for call in calls if call[0] == 'add']
    assert max(len(piece) for piece in pieces) == ROWS_AT_ONCE
    rows = {row[0]: row[1] for piece in pieces for row in piece}
    assert len(rows) == 5000
    assert rows['c1'] == 'Renamed'


async def test_finds_are_marked_where_python_counts_them(sidebar: Sidebar, calls: list[Any]) -> None:
    sidebar.set_results('rye', [{'id': 'c1', 'title': 'Bread', 'updated_at': 0, 'snippet': '🥖 rye and rye', 'marks': [(2, 5), (10, 13)]}])
    [[_, query, rows]] = calls
    assert (query, rows[0][6]) == ('rye', '🥖 \x02rye\x03 and \x02rye\x03')


async def test_actions_come_with_their_chat_and_details(sidebar: Sidebar, calls: list[Any]) -> None:
    send(sidebar, 'action', {'action': 'rename', 'id': 'c1', 'title': 'New'})
    assert calls == [('rename', 'c1', {'title': 'New'})]
