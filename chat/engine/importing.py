"""Bringing in chats from files: read by a process of its own, then taken over in small steps while the page goes on."""
from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from chat.conversation import Vote, new_id
from chat.engine.attachments import Attachments
from chat.engine.engine import Engine
from chat.store.store import StoreError

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
KEPT_REPORTS = 20
LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of one line from the reading process: its report names up to 1,000 problems."""
UNEXPECTED = 'Reading this file ended unexpectedly; it may be too large for the memory of this machine.'
MOST_NAMED = 1000
"""Chats of a kind that a report names, as many as the reading process does; the others are only counted."""
TRIES = 20
PAUSE = 0.5
"""Seconds between two tries while another program holds the database."""


class ImportState(StrEnum):
    WAITING = 'waiting'
    READING = 'reading'
    ASKING = 'asking'
    """The file breaks off; nothing is taken in until the user says that the whole chats in it shall be."""
    SAVING = 'saving'
    DONE = 'done'
    FAILED = 'failed'
    CANCELLED = 'cancelled'

    @property
    def is_final(self) -> bool:
        return self in {ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED}


@dataclass(kw_only=True, slots=True)
class Import:
    """One file on its way in, and the report of it afterwards."""

    name: str
    """Of the file, as the user knows it."""
    path: Path
    id: str = field(default_factory=new_id)
    state: ImportState = ImportState.WAITING
    share: float = 0.0
    """Of the step that is going on, 0 to 1."""
    source: str = ''
    found: int = 0
    """Whole chats in the file."""
    taken: int = 0
    present: int = 0
    """Chats that were here already."""
    grown: list[str] = field(default_factory=list)
    """Titles of those of them that have messages in the file which are not here; the first of them."""
    grown_count: int = 0
    twice: int = 0
    """Chats that are in the file more than once."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Title and reason of chats that could not be taken in; the first of them."""
    refused_count: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """Kind of thing that a chat had and that could not come along -> how many."""
    sentence: str = ''
    """What is wrong with the file."""
    _answer: asyncio.Future[bool] | None = None
    _task: asyncio.Task[None] | None = None

    def report(self) -> dict[str, Any]:
        return {
            'id': self.id, 'name': self.name, 'state': str(self.state), 'share': round(self.share, 3), 'source': self.source,
            'found': self.found, 'taken': self.taken, 'present': self.present, 'grown': self.grown, 'grown_count': self.grown_count,
            'twice': self.twice, 'refused': self.refused, 'refused_count': self.refused_count,
            'left_out': self.left_out, 'sentence': self.sentence}


class Imports:
    """Read and saved one after the other; files that were never finished are cleared away at the start."""

    def __init__(self, engine: Engine, attachments: Attachments) -> None:
        self._engine = engine
        self._attachments = attachments
        self.folder = engine.store.path.parent / 'imports'
        self.all: OrderedDict[str, Import] = OrderedDict()
        """The newest last."""
        self.watchers: set[Callable[[Import], None]] = set()
        self.vote_watchers: set[Callable[[Sequence[Vote]], None]] = set()
        """Told of the votes that came in with chats."""
        self.before_saving: Callable[[], Awaitable[None]] | None = None
        """Carries out what was deleted a moment ago: else a chat that is in the file would count as one that is here."""
        self._turn = asyncio.Lock()
        self._endings: set[asyncio.Task[int]] = set()
        """Of reading processes that are on their way out."""
        self._cleaning = ThreadPoolExecutor(max_workers=1, thread_name_prefix='import-cleaning')
        """Deleting a file of a gigabyte takes its time."""
        for left in self.folder.glob('*.*') if self.folder.is_dir() else ():
            if left.suffix.partition('-')[0] in {'.upload', '.staged', '.files'}:
                _remove(left)

    def place(self) -> Path:
        """Where a file can be put for `begin`. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f'{new_id()}.upload'

    def begin(self, path: Path, name: str) -> Import:
        """Read this file and take in what is new; it is deleted afterwards."""
        one = Import(name=name, path=path)
        self.all[one.id] = one
        for old in [other for other in self.all.values() if other.state.is_final][:-KEPT_REPORTS]:
            del self.all[old.id]
        one._task = asyncio.create_task(self._run(one), name=f'import {one.id}')
        one._task.add_done_callback(lambda _: self._ended(one))
        return one

    def cancel(self, one: Import) -> None:
        """What has been taken in by now stays, nothing is half there."""
        if one._task and not one.state.is_final:
            one._task.cancel()

    def answer(self, one: Import, *, takes_whole: bool) -> None:
        """Whether to take in the whole chats of a file that breaks off."""
        if one._answer and not one._answer.done():
            one._answer.set_result(takes_whole)

    async def close(self) -> None:
        tasks = [one._task for one in self.all.values() if one._task and not one._task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1)
        if self._endings:
            await asyncio.wait(self._endings, timeout=1)
        await asyncio.to_thread(self._cleaning.shutdown)

    async def _run(self, one: Import) -> None:
        staging, files = _beside(one.path)
        try:
            async with self._turn:
                await self._read(one, staging, files)
                if one.state is ImportState.READING:
                    await self._save(one, staging, files)
            if one.state is ImportState.ASKING and not await self._ask(one):
                one.state = ImportState.FAILED
            if not one.state.is_final:
                async with self._turn:
                    await self._save(one, staging, files)
        except (StoreError, OSError) as error:
            one.state, one.sentence = ImportState.FAILED, str(error)

    def _ended(self, one: Import) -> None:
        """Also of a task that was cancelled before its first step."""
        if not one.state.is_final:
            one.state = ImportState.CANCELLED
        self._tell(one)
        self._cleaning.submit(_remove, one.path, *_beside(one.path))

    async def _read(self, one: Import, staging: Path, files: Path) -> None:
        one.state = ImportState.READING
        self._tell(one)
        process = await asyncio.create_subprocess_exec(
            sys.executable, '-m', 'chat.engine.import_worker',
            *(str(path.absolute()) for path in (one.path, staging, files, self.folder.parent)), cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=LONGEST_LINE)
        is_done = False
        try:
            assert process.stdout
            async for line in process.stdout:
                is_done = self._take_news(one, json.loads(line))
        finally:
            await self._end(process, kills=not is_done)
        if not is_done:
            one.state, one.sentence = ImportState.FAILED, UNEXPECTED

    async def _end(self, process: asyncio.subprocess.Process, *, kills: bool) -> None:
        """Its stdin is closed at once, and its end is waited for even if we are cancelled now (again): what stays open would be closed by
        the garbage collector, perhaps after the event loop."""
        assert process.stdin
        process.stdin.close()
        if kills and process.returncode is None:
            process.kill()
        ending = asyncio.create_task(process.wait())
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)
        await asyncio.shield(ending)

    def _take_news(self, one: Import, news: dict[str, Any]) -> bool:
        one.share, one.found, one.source = news['share'], news['chats'], news['source']
        if not news.get('is_done', False):
            self._tell(one)
            return False
        one.refused, one.refused_count = [(title, reason) for title, reason in news['refused']], news['refused_count']
        one.left_out, one.twice, one.sentence = news['left_out'], news['twice'], news['sentence'] or ''
        if one.sentence:
            one._answer = asyncio.get_running_loop().create_future() if one.found else None
            one.state = ImportState.ASKING if one.found else ImportState.FAILED
        return True

    async def _ask(self, one: Import) -> bool:
        self._tell(one)
        return one._answer is not None and await one._answer

    async def _save(self, one: Import, staging: Path, files: Path) -> None:
        one.state, one.share = ImportState.SAVING, 0.0
        self._tell(one)
        if self.before_saving:
            await self.before_saving()
        async with self._attachments.taken_over(files):
            await self._take_over(one, staging)
        one.state, one.share = ImportState.DONE, 1.0

    async def _take_over(self, one: Import, staging: Path) -> None:
        listing = self._engine.listing
        number = 0
        while number < one.found:
            step = await self._step(staging, number)
            if step.next_number == number:
                break
            number = step.next_number
            one.taken, one.present, one.share = one.taken + len(step.taken), one.present + len(step.present), number / one.found
            one.refused, one.refused_count = [*one.refused, *step.refused][:MOST_NAMED], one.refused_count + len(step.refused)
            one.grown, one.grown_count = [*one.grown, *step.grown][:MOST_NAMED], one.grown_count + len(step.grown)
            listing.put_many(step.taken)
            for watcher in tuple(self.vote_watchers) if step.votes else ():
                watcher(step.votes)
            self._tell(one)

    async def _step(self, staging: Path, number: int) -> Any:
        for attempt in range(TRIES):
            try:
                return await self._engine.store.take_over(staging, number)
            except StoreError:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(PAUSE)

    def _tell(self, one: Import) -> None:
        for watcher in tuple(self.watchers):
            watcher(one)


def _beside(path: Path) -> tuple[Path, Path]:
    """Where its chats are prepared, and what is attached to them."""
    return path.with_suffix('.staged'), path.with_suffix('.files')


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
