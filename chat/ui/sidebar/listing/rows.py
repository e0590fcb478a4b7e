"""The lines of the sidebar as browsers get them: made once, for all tabs together."""
from __future__ import annotations

import asyncio
import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NotRequired, TypedDict

from chat.conversation.watchers import Watchers
from chat.engine.listing import Listing
from chat.store.store import ChatSummary

FIRST_ROWS = 80
"""Rows that come with the page; the others follow when the browser has nothing better to do."""
ROWS_AT_ONCE = 1000
"""Rows in one later message: about 5 ms of the event loop."""
LISTING_SECONDS = 0.1
"""The list of chats may lag a little behind; a reply's first token may not wait for it."""
LONGEST_TITLE = 300
RUNNING, UNREAD, PINNED, ARCHIVED, ASKING = 1, 2, 4, 8, 16

CompactRow = tuple[str, str, float, int, str, str, str]
"""Id, title, updated_at, flags, folder, tags (a line each), snippet."""


class SidebarRow(TypedDict):
    """A chat as the sidebar shows it. `updated_at` in seconds since the epoch; `snippet`, `marks` and the place only in search results."""

    id: str
    title: str
    updated_at: float
    running: NotRequired[bool]
    unread: NotRequired[bool]
    pinned: NotRequired[bool]
    archived: NotRequired[bool]
    folder: NotRequired[str]
    tags: NotRequired[Iterable[str]]
    snippet: NotRequired[str]
    marks: NotRequired[Iterable[tuple[int, int]]]
    """Start and end of what was found in the snippet, in characters."""
    turn: NotRequired[str | None]
    reply: NotRequired[str | None]
    lane: NotRequired[str]
    """The name of the lane in which something was found, in a comparison."""


class SidebarRows:
    def __init__(self, rows: Iterable[SidebarRow] = ()) -> None:
        self.rows: dict[str, CompactRow] = {row['id']: compact(row) for row in rows}
        self.watchers: Watchers[Sequence[CompactRow], Sequence[str]] = Watchers()
        self._changed: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    def follow(self, listing: Listing, is_running: Callable[[str], bool], is_asking: Callable[[str], bool] = lambda chat_id: False) -> None:
        """Keep in step with the list of the engine, for ever."""
        self._listing, self._is_running, self._is_asking = listing, is_running, is_asking
        listing.watchers.add(self._note)
        listing.crowd_watchers.add(self._take)

    def newest(self) -> list[CompactRow]:
        """What a fresh page shows first."""
        shown = [row for row in self.rows.values() if not row[3] & ARCHIVED]
        pinned = [row for row in shown if row[3] & PINNED]
        others = (row for row in shown if not row[3] & PINNED) if pinned else shown
        return pinned + heapq.nlargest(FIRST_ROWS, others, key=lambda row: row[2])

    def batches(self) -> Iterator[str]:
        """All rows, as JSON, some at a time; between two of them rows may come and go."""
        ids = list(self.rows)
        for start in range(0, len(ids), ROWS_AT_ONCE):
            yield dumped([row for chat_id in ids[start:start + ROWS_AT_ONCE] if (row := self.rows.get(chat_id))])

    def put(self, row: CompactRow) -> bool:
        """Whether it is another than before."""
        is_new = self.rows.get(row[0]) != row
        self.rows[row[0]] = row
        return is_new

    def _note(self, chat_id: str) -> None:
        self._changed.add(chat_id)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LISTING_SECONDS, self._catch_up)

    def _catch_up(self) -> None:
        self._timer = None
        changed = [self._changed.pop() for _ in range(min(len(self._changed), ROWS_AT_ONCE))]
        if self._changed:
            self._timer = asyncio.get_running_loop().call_later(0, self._catch_up)
        summaries = self._listing.summaries
        gone = [chat_id for chat_id in changed if chat_id in self.rows and chat_id not in summaries]
        for chat_id in gone:
            del self.rows[chat_id]
        rows = [self._row(summaries[chat_id]) for chat_id in changed if chat_id in summaries]
        self._tell([row for row in rows if self.put(row)], gone)

    def _take(self, summaries: Sequence[ChatSummary]) -> None:
        self._tell([row for row in map(self._row, summaries) if self.put(row)], [])

    def _tell(self, rows: Sequence[CompactRow], gone: Sequence[str]) -> None:
        if rows or gone:
            self.watchers(rows, gone)

    def _row(self, summary: ChatSummary) -> CompactRow:
        flags = (RUNNING * self._is_running(summary.id) | UNREAD * summary.unread | PINNED * summary.pinned | ARCHIVED * summary.archived
                 | ASKING * self._is_asking(summary.id))
        return (summary.id, summary.title[:LONGEST_TITLE], round(summary.updated_at, 3), flags, summary.folder, '\n'.join(summary.tags), '')


def compact(row: SidebarRow) -> CompactRow:
    flags = (RUNNING * bool(row.get('running')) | UNREAD * bool(row.get('unread')) | PINNED * bool(row.get('pinned'))
             | ARCHIVED * bool(row.get('archived')))
    tags = '\n'.join(row.get('tags', ()))
    return row['id'], row['title'][:LONGEST_TITLE], round(row['updated_at'], 3), flags, row.get('folder', ''), tags, _marked(row)


def dumped(rows: Sequence[CompactRow]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(',', ':'))


def _marked(row: SidebarRow) -> str:
    """The snippet with its marks between \\x02 and \\x03: positions in Python and in the browser differ as soon as there is an emoji."""
    snippet, pieces, end = row.get('snippet', ''), [], 0
    for start, stop in row.get('marks', ()):
        pieces += [snippet[end:start], '\x02', snippet[start:stop], '\x03']
        end = stop
    return ''.join([*pieces, snippet[end:]])
