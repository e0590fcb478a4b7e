"""Bringing in chats from files: read by a process of its own, then taken over in small steps while the page goes on."""
from __future__ import annotations

import asyncio
import json
import logging
import shutil
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from chat.conversation import Vote, new_id
from chat.conversation.json_object import JsonObject
from chat.conversation.watchers import Watchers
from chat.engine.engine import Engine
from chat.engine.files.attachments import Attachments
from chat.engine.transfer.import_state import MOST_NAMED, Import, ImportState
from chat.engine.transfer.moving_in import MovingIn
from chat.engine.transfer.renewing import renew
from chat.engine.worker import start_worker
from chat.settings import SettingsError, write_private
from chat.store.store import StoreError

log = logging.getLogger(__name__)

KEPT_REPORTS = 20
LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of one line from the reading process: its report names up to 1,000 problems."""
UNEXPECTED = 'Reading this file ended unexpectedly; it may be too large for the memory of this machine.'
TRIES = 20
PAUSE = 0.5
"""Seconds between two tries while another program holds the database."""


class Imports:
    """Read and saved one after the other; files that were never finished are cleared away at the start."""

    def __init__(self, engine: Engine, attachments: Attachments) -> None:
        self._engine = engine
        self._attachments = attachments
        self.folder = engine.store.path.parent / 'imports'
        self.all: OrderedDict[str, Import] = OrderedDict()
        """The newest last."""
        self.watchers: Watchers[Import] = Watchers()
        self.vote_watchers: Watchers[Sequence[Vote]] = Watchers()
        """Told of the votes that came in with chats."""
        self.before_saving: Callable[[], Awaitable[None]] | None = None
        """Carries out what was deleted a moment ago: else a chat that is in the file would count as one that is here."""
        self.moving_in: MovingIn | None = None
        """Takes what a file from another computer has beside its chats."""
        self._turn = asyncio.Lock()
        self._endings: set[asyncio.Task[int]] = set()
        """Of reading processes that are on their way out."""
        self._cleaning = ThreadPoolExecutor(max_workers=1, thread_name_prefix='import-cleaning')
        """Deleting a file of a gigabyte takes its time."""
        self._is_closing = False
        broken_off = {note.stem for note in self._notes()}
        for left in self.folder.glob('*.*') if self.folder.is_dir() else ():
            if left.stem not in broken_off and left.suffix.partition('-')[0] in {'.upload', '.staged', '.files', '.saving'}:
                _remove(left)

    def start(self) -> None:
        """On the event loop: go on with what the end of the app has broken off. What is half imported would look like all there is."""
        for note in self._notes():
            path = note.with_suffix('.upload')
            try:
                one = Import.noted(note.read_text(encoding='utf-8'), path)
            except (OSError, ValueError, TypeError) as error:
                log.warning('An import that was broken off cannot go on: %s', error)
                _remove(*_all_of(path))
            else:
                self._begin(one)

    def _notes(self) -> list[Path]:
        """Of imports that were being saved."""
        return [note for note in self.folder.glob('*.saving') if _beside(note)[0].is_file()] if self.folder.is_dir() else []

    def place(self) -> Path:
        """Where a file can be put for `begin`. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f'{new_id()}.upload'

    def begin(self, path: Path, name: str) -> Import:
        """Read this file and take in what is new; it is deleted afterwards."""
        return self._begin(Import(name=name, path=path))

    def _begin(self, one: Import) -> Import:
        self.all[one.id] = one
        for old in [other for other in self.all.values() if other.state.is_final][:-KEPT_REPORTS]:
            self.forget(old)
        one.task = asyncio.create_task(self._run(one), name=f'import {one.id}')
        one.task.add_done_callback(lambda _: self._ended(one))
        return one

    def cancel(self, one: Import) -> None:
        """What has been taken in by now stays, nothing is half there."""
        one.is_given_up = True
        if one.task and one.state is not ImportState.SAVING and not one.state.is_final:
            one.task.cancel()  # a step of saving goes through in any case, and has to be told

    def forget(self, one: Import) -> None:
        """Its report has been read."""
        del self.all[one.id]
        self._cleaning.submit(_remove, *_all_of(one.path))

    def renew(self, one: Import) -> None:
        """Read the file once more, and take what is newer in it into the chats that are here."""
        if one.can_renew:
            del self.all[one.id]
            self._begin(Import(name=one.name, path=one.path, id=one.id, renews=True))

    async def add_endpoints(self, one: Import) -> None:
        """Those that came with its settings. Raises SettingsError."""
        if self.moving_in:
            entries, one.endpoints = one.endpoints, []
            await self.moving_in.add_endpoints(entries)
            one.moved |= {'endpoints': len(entries)} if entries else {}
            self.watchers(one)

    def answer(self, one: Import, *, takes_whole: bool) -> None:
        """Whether to take in the whole chats of a file that breaks off."""
        if one.answer and not one.answer.done():
            one.answer.set_result(takes_whole)

    async def close(self) -> None:
        """What is being saved goes on after the next start."""
        self._is_closing = True
        tasks = [one.task for one in self.all.values() if one.task and not one.task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1)
        if self._endings:
            await asyncio.wait(self._endings, timeout=1)
        await asyncio.sleep(0)  # lets what has ended in this very moment hand over what is to be deleted
        await asyncio.to_thread(self._cleaning.shutdown)

    async def _run(self, one: Import) -> None:
        staging, files = _beside(one.path)
        try:
            async with self._turn:
                if not one.is_resumed:
                    await self._read(one, staging, files)
                if one.is_resumed or one.state is ImportState.READING:
                    await self._save(one, staging, files)
            if one.state is ImportState.ASKING and not await self._ask(one):
                one.state = ImportState.FAILED
            if not one.state.is_final:
                async with self._turn:
                    await self._save(one, staging, files)
        except (StoreError, SettingsError, OSError) as error:
            one.state, one.sentence = ImportState.FAILED, str(error)

    def _ended(self, one: Import) -> None:
        """Also of a task that was cancelled before its first step."""
        goes_on = self._is_closing and one.state is ImportState.SAVING and not one.is_given_up
        if not one.state.is_final:
            one.state = ImportState.CANCELLED
        self.watchers(one)
        if one.can_renew:
            self._cleaning.submit(_remove, _note_of(one.path), *_beside(one.path))
        elif not goes_on:
            self._cleaning.submit(_remove, *_all_of(one.path))

    async def _read(self, one: Import, staging: Path, files: Path) -> None:
        one.state = ImportState.READING
        self.watchers(one)
        paths = (str(path.absolute()) for path in (one.path, staging, files, self.folder.parent))
        process = await start_worker('chat.engine.transfer.import_worker', *paths, line_limit=LONGEST_LINE)
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

    def _take_news(self, one: Import, news: JsonObject) -> bool:
        one.share, one.found, one.source = news['share'], news['chats'], news['source']
        if not news.get('is_done', False):
            self.watchers(one)
            return False
        one.refused, one.refused_count = [(title, reason) for title, reason in news['refused']], news['refused_count']
        one.beside, one.twice, one.sentence = news['beside'], news['twice'], news['sentence'] or ''
        one.empty, one.remarks, one.settings = news['empty'], news['remarks'], news['settings']
        if one.sentence:
            one.answer = asyncio.get_running_loop().create_future() if one.found else None
            one.state = ImportState.ASKING if one.found else ImportState.FAILED
        return True

    async def _ask(self, one: Import) -> bool:
        self.watchers(one)
        return one.answer is not None and await one.answer

    async def _save(self, one: Import, staging: Path, files: Path) -> None:
        one.state, one.share = ImportState.SAVING, 0.0
        self.watchers(one)
        if self.before_saving:
            await self.before_saving()
        async with self._attachments.taken_over(files):
            await self._take_over(one, staging)
        if self.moving_in and one.settings is not None and not one.is_given_up:
            one.moved = await self.moving_in.take(staging, one.settings)
            one.endpoints = self.moving_in.offered(one.settings)
        one.state, one.share = ImportState.CANCELLED if one.is_given_up else ImportState.DONE, 1.0

    async def _take_over(self, one: Import, staging: Path) -> None:
        listing = self._engine.listing
        while one.number < one.found and not one.is_given_up:
            await asyncio.to_thread(write_private, _note_of(one.path), one.note())
            step = await self._step(staging, one.number)
            if step.next_number == one.number:
                break
            one.number = step.next_number
            one.taken, one.present, one.share = one.taken + len(step.taken), one.present + len(step.present), one.number / one.found
            one.refused, one.refused_count = [*one.refused, *step.refused][:MOST_NAMED], one.refused_count + len(step.refused)
            one.grown = [*one.grown, *(title for _, title in step.grown)][:MOST_NAMED]
            one.grown_count += len(step.grown)
            one.left_out = dict(Counter(one.left_out) + step.left_out)
            for chat_id, _ in step.grown if one.renews else ():
                one.renewed += await renew(self._engine, staging, chat_id)
            listing.put_many(step.taken)
            if step.votes:
                self.vote_watchers(step.votes)
            self.watchers(one)

    async def _step(self, staging: Path, number: int) -> Any:
        for attempt in range(TRIES):
            try:
                return await self._engine.store.take_over(staging, number)
            except StoreError:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(PAUSE)


def _beside(path: Path) -> tuple[Path, Path]:
    """Where its chats are prepared, and what is attached to them."""
    return path.with_suffix('.staged'), path.with_suffix('.files')


def _note_of(path: Path) -> Path:
    return path.with_suffix('.saving')


def _all_of(path: Path) -> tuple[Path, ...]:
    """The note first: without it the rest is only left over."""
    return _note_of(path), path, *_beside(path)


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
