"""Importing chats from files: read by a process of its own, then taken over in small steps while the page goes on."""
from __future__ import annotations

import asyncio
import json
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
from chat.engine.transfer.import_folder import all_of, beside, broken_off, clear, remove, write_note
from chat.engine.transfer.import_state import MOST_NAMED, Import, ImportState
from chat.engine.transfer.moving_in import MovingIn
from chat.engine.transfer.renewing import renew
from chat.engine.worker import start_worker
from chat.settings import SettingsError
from chat.store.store import StoreError

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
        """Notes and deletions in their order; a file of a gigabyte takes its time."""
        self._is_closing = False
        clear(self.folder)

    def start(self) -> None:
        """On the event loop: go on with what the end of the app has broken off, or tell that it was. What is half imported would look like
        all there is, and a file that has vanished like one that had nothing new."""
        for one in broken_off(self.folder):
            if one.state.is_final:
                self._add(one)
                self._cleaning.submit(remove, *all_of(one.path))
            else:
                self._begin(one)

    def new_path(self, name: str = 'file') -> Path:
        """Where a file can be put for `begin`. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        one = Import(name=name, path=self.folder / f'{new_id()}.upload', is_here=False)
        write_note(one)
        return one.path

    def give_up(self, path: Path) -> None:
        """The file does not arrive, and whoever sent it knows. In a thread."""
        remove(*all_of(path))

    def begin(self, path: Path, name: str) -> Import:
        """Read this file and take in what is new; it is deleted afterwards."""
        return self._begin(Import(name=name, path=path))

    def _begin(self, one: Import) -> Import:
        self._add(one)
        one.task = asyncio.create_task(self._run(one), name=f'import {one.id}')
        one.task.add_done_callback(lambda _: self._ended(one))
        return one

    def _add(self, one: Import) -> None:
        self.all[one.id] = one
        for old in [other for other in self.all.values() if other.state.is_final][:-KEPT_REPORTS]:
            self.forget(old)

    def cancel(self, one: Import) -> None:
        """What has been taken in by now stays, nothing is half there."""
        one.is_given_up = True
        if one.task and one.state is not ImportState.SAVING and not one.state.is_final:
            one.task.cancel()  # a step of saving goes through in any case, and has to be told

    def forget(self, one: Import) -> None:
        """Its report has been read."""
        del self.all[one.id]
        self._cleaning.submit(remove, *all_of(one.path))

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
        staging, files = beside(one.path)
        try:
            await self._note(one)
            async with self._turn:
                if not one.is_read:
                    await self._read(one, staging, files)
                if one.is_read:
                    await self._save(one, staging, files)
            if one.state is ImportState.ASKING and not await self._ask(one):
                one.state = ImportState.FAILED
            if not one.state.is_final:
                async with self._turn:
                    await self._save(one, staging, files)
        except (StoreError, SettingsError) as error:
            one.state, one.sentence = ImportState.FAILED, str(error)
        except OSError as error:
            one.state, one.sentence = ImportState.FAILED, f'The import could not be kept on the disk ({error.strerror or error}).'

    def _ended(self, one: Import) -> None:
        """Also of a task that was cancelled before its first step."""
        if self._is_closing and not one.state.is_final and not one.is_given_up:
            one.tries = 0
            self._cleaning.submit(write_note, one)
            return
        if not one.state.is_final:
            one.state = ImportState.CANCELLED
        self.watchers(one)
        kept = [one.path] if one.can_renew else []
        self._cleaning.submit(remove, *(path for path in all_of(one.path) if path not in kept))

    async def _read(self, one: Import, staging: Path, files: Path) -> None:
        one.state, one.tries = ImportState.READING, one.tries + 1
        self.watchers(one)
        await self._note(one, staging, files)
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
        one.is_read = not one.sentence
        return True

    async def _ask(self, one: Import) -> bool:
        self.watchers(one)
        return one.answer is not None and await one.answer

    async def _save(self, one: Import, staging: Path, files: Path) -> None:
        one.state, one.share, one.is_read = ImportState.SAVING, 0.0, True
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
            await self._note(one)
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

    async def _note(self, one: Import, *left: Path) -> None:
        """How far it is, when what another try has left is away. In the thread that deletes: what is cancelled now leaves no note."""
        def work() -> None:
            remove(*left)
            write_note(one)
        await asyncio.get_running_loop().run_in_executor(self._cleaning, work)

    async def _step(self, staging: Path, number: int) -> Any:
        for attempt in range(TRIES):
            try:
                return await self._engine.store.take_over(staging, number)
            except StoreError:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(PAUSE)
