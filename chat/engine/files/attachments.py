"""Files that go with prompts: taken in, read, kept by their content, and deleted with the last chat that uses them."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chat.conversation import Attachment, Chat, Lane, new_id
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.files import file_kinds
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.file_check import LARGEST, AttachmentError, checked, cleaned_name, odd_ending, tokens_of, too_large
from chat.engine.files.fitting import refusal_of
from chat.engine.files.pdf_text import PdfError, PdfReader
from chat.store.store import StoreError
from chat.store.tables.draft_files import DraftFile, DraftFiles
from chat.store.tables.library import Library

MOST_WAITING = 500
"""Files that were handed over and are in no composer; the oldest ones are forgotten."""
FORGET_SECONDS = 60.0
"""How long a file is kept that was taken out of a composer."""
UNCLAIMED_SECONDS = 180.0
"""How long a file is kept that no composer has told of: the page was left meanwhile, or is out of reach (for 120 s at most)."""
log = logging.getLogger(__name__)


@dataclass(kw_only=True, slots=True, frozen=True)
class PendingAttachment:
    """A file that was handed over and has not been sent yet."""

    id: str
    attachment: Attachment
    tokens: int | None
    note: str = ''
    """What is odd about it, in a sentence."""
    is_temporary: bool = False
    """Never on disk, like the chat in whose composer it is."""


class Attachments:
    """All methods are for the event loop; whatever takes longer happens in threads and processes."""

    def __init__(self, files: AttachmentFiles, engine: Engine) -> None:
        self.files = files
        self.engine = engine
        self._library = Library(engine.store)
        self._draft_files = DraftFiles(engine.store)
        self._waiting: dict[str, PendingAttachment] = {}
        self._drafts: dict[str, list[str]] = {}
        self._lost: dict[str, str] = {}
        """Names of files that drafts had before the program restarted, and that are no longer here."""
        self._coming: set[str] = set()
        """Digests of files that come in with chats of an import, one import at a time."""
        self._pdfs = PdfReader()
        self._lock = asyncio.Lock()
        """Held while files are written or deleted."""
        self._sweeping: asyncio.Task[None] | None = None
        self._is_sweep_due = False
        engine.keep_picture = self.keep_picture

    async def start(self) -> None:
        """From now on files go with their chats. What an earlier run left over goes, but for files of drafts. Raises StoreError."""
        await self._load_drafts()
        self.engine.store.deletion_watchers.add(self._deleted)
        self.engine.chats.give_up_watchers.add(self.sweep_soon)
        self.engine.forget_watchers.add(self._chat_forgotten)
        self.sweep_soon()

    async def keep_picture(self, data: bytes, attachment: Attachment, *, is_temporary: bool) -> None:
        """What a model has drawn, for a reply that runs. Raises OSError."""
        async with self._lock:
            await asyncio.to_thread(self.files.hold if is_temporary else self.files.write, attachment.digest, data)

    # before sending

    async def take_in(self, name: str, data: bytes, *, is_temporary: bool = False) -> PendingAttachment:
        """Look at a file and keep it; for a temporary chat in memory only. Raises AttachmentError with the sentence for the user."""
        name = cleaned_name(name)
        if not data:
            raise AttachmentError(f'“{name}” is empty.')
        if len(data) > LARGEST:
            raise AttachmentError(too_large(name, len(data)))
        waiting = replace(await self._read(name, data), is_temporary=is_temporary)
        async with self._lock:
            self._waiting[waiting.id] = waiting
            for name in self._unclaimed(self._waiting)[:-MOST_WAITING]:
                del self._waiting[name]
            try:
                await asyncio.to_thread(self.files.hold if is_temporary else self.files.write, waiting.attachment.digest, data)
            except OSError as error:
                del self._waiting[waiting.id]
                raise _not_kept(name, error) from error
        asyncio.get_running_loop().call_later(UNCLAIMED_SECONDS, self._forget, [waiting.id])
        return waiting

    async def settle(self, ids: Iterable[str], *, is_temporary: bool) -> None:
        """The chat in whose composer these files are has become temporary, or is not any more: they move. Raises AttachmentError."""
        moved = [one for name in ids if (one := self._waiting.get(name)) and one.is_temporary != is_temporary]
        for one in moved:
            self._waiting[one.id] = replace(one, is_temporary=is_temporary)
        async with self._lock:
            for one in moved:
                try:
                    await asyncio.to_thread(self._move, one.attachment.digest, is_temporary)
                except OSError as error:
                    raise _not_kept(one.attachment.name, error) from error
        if moved:
            self.sweep_soon()

    def _move(self, digest: str, is_temporary: bool) -> None:
        """Where it was before, it is swept away."""
        data = self.files.read(digest)
        (self.files.hold if is_temporary else self.files.write)(digest, data)

    def chosen(self, ids: Iterable[str]) -> list[Attachment]:
        """Raises EngineError for a file that is not here any more."""
        ids = list(ids)
        if any(name not in self._waiting for name in ids):
            raise EngineError('A file of this message was lost when Polylogue restarted; remove it and attach it again.')
        return [self._waiting[name].attachment for name in ids]

    def misfit(self, lanes: Iterable[Lane], ids: Iterable[str]) -> str:
        """Why one of the models that would be asked can't take these files, in a sentence; '' if all can."""
        files = [self._waiting[name].attachment for name in ids if name in self._waiting]
        refusals = (refusal_of(self.engine.providers.model(lane.model), files) for lane in lanes) if files else ()
        return next(filter(None, refusals), '')

    def let_go(self, ids: Iterable[str]) -> None:
        """They were sent, and belong to their turn now."""
        for name in ids:
            self._waiting.pop(name, None)

    def keep_draft(self, key: str, ids: Sequence[str], *, is_temporary: bool = False) -> None:
        """These files are in the composer of this page. Those that were there before may go, but not at once: they may be on their way.

        The database knows of it as well, except for a temporary chat.
        """
        before = self._drafts.pop(key, [])
        if ids:
            self._drafts[key] = list(ids)
        for number, name in enumerate(() if is_temporary else ids):
            if (one := self._waiting.get(name)) and before[number:number + 1] != [name]:
                self._draft_files.save(DraftFile(
                    key=key, number=number, id=name, attachment=one.attachment, tokens=one.tokens, note=one.note))
        if dropped := set(before).difference(ids):
            for name in dropped:
                self._draft_files.remove(key, name)
            asyncio.get_running_loop().call_later(FORGET_SECONDS, self._forget, dropped)

    def _forget(self, ids: Collection[str]) -> None:
        if forgotten := [name for name in self._unclaimed(ids) if name in self._waiting]:
            self.let_go(forgotten)
            self.sweep_soon()

    def _unclaimed(self, ids: Iterable[str]) -> list[str]:
        """Those that are in no composer, the oldest ones first."""
        claimed = set().union(*self._drafts.values())
        return [name for name in ids if name not in claimed]

    def _chat_forgotten(self, chat: Chat) -> None:
        if chat.temporary:
            self._deleted(chat.id)

    def _deleted(self, name: str) -> None:
        """A chat goes with what lies in its composer; a turn has none."""
        self.let_go(self._drafts.pop(name, ()))
        self.sweep_soon()

    def draft(self, key: str) -> list[PendingAttachment]:
        return [self._waiting[name] for name in self._drafts.get(key, ()) if name in self._waiting]

    def lost(self, key: str) -> list[str]:
        """Names of files that this draft had and that could not be brought back after a restart."""
        return [self._lost[name] for name in self._drafts.get(key, ()) if name in self._lost]

    async def _load_drafts(self) -> None:
        files = await self._draft_files.load()
        sizes = await asyncio.to_thread(lambda: [self.files.size(one.attachment.digest) for one in files])
        for one, size in zip(files, sizes, strict=True):
            self._drafts.setdefault(one.key, []).append(one.id)
            if size == one.attachment.size:
                self._waiting[one.id] = PendingAttachment(id=one.id, attachment=one.attachment, tokens=one.tokens, note=one.note)
            else:
                self._lost[one.id] = one.attachment.name

    @asynccontextmanager
    async def taken_over(self, folder: Path) -> AsyncIterator[None]:
        """While chats come in whose files lie in this folder: they are here, and stay although no chat has them yet. Raises OSError."""
        digests = await asyncio.to_thread(lambda: [path.name for path in folder.iterdir()] if folder.is_dir() else [])
        self._coming.update(digests)
        try:
            if digests:
                async with self._lock:
                    await asyncio.to_thread(self.files.take_over, folder)
            yield
        finally:
            self._coming.difference_update(digests)
            if digests:
                self.sweep_soon()

    # what a file is

    async def _read(self, name: str, data: bytes) -> PendingAttachment:
        attachment = await asyncio.to_thread(checked, name, data)
        note = ''
        if attachment.media_type == file_kinds.PDF:
            attachment, note = await self._with_text_of_pdf(attachment, data)
        elif attachment.media_type in file_kinds.PICTURE_NAMES:
            note = odd_ending(name, attachment.media_type)
        return PendingAttachment(id=new_id(), attachment=attachment, tokens=tokens_of(attachment, data), note=note)

    async def _with_text_of_pdf(self, attachment: Attachment, data: bytes) -> tuple[Attachment, str]:
        try:
            text, remark = await self._pdfs.text(data)
        except PdfError as error:
            raise AttachmentError(f'“{attachment.name}” {error}.') from error
        return replace(attachment, text=text), f'“{attachment.name}” {remark}.' if remark else ''

    # the folder

    def sweep_soon(self) -> None:
        """Something was deleted: see which files nobody uses any more. Many calls in a row become one or two sweeps."""
        self._is_sweep_due = True
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.get_running_loop().create_task(self._sweep_while_due(), name='attachments')

    async def swept(self) -> None:
        """Wait until no sweep is due."""
        if self._sweeping:
            await self._sweeping

    async def _sweep_while_due(self) -> None:
        while self._is_sweep_due:
            self._is_sweep_due = False
            try:
                await self._sweep()
            except (OSError, StoreError) as error:
                log.warning('Attached files could not be tidied up: %s', error)

    async def _sweep(self) -> None:
        """What is on disk, in memory or waiting stays. A database that can't be written yet keeps everything: next time."""
        if not await self.engine.store.flush():
            return
        async with self._lock:
            on_disk = await self._library.used_attachments()
            await asyncio.to_thread(self.files.keep_only, on_disk | self._in_use(is_temporary=False) | self._coming)
            self.files.hold_only(self._in_use(is_temporary=True))

    def _in_use(self, *, is_temporary: bool) -> set[str]:
        """Digests of what the chats in memory, the replies that run and the composers have."""
        turns = [*self.engine.chats.turns(temporary=is_temporary)]
        sent = {one.digest for turn in turns for one in turn.attachments}
        drawn = {one.digest for turn in turns for reply in turn.all_replies() for one in reply.pictures}
        coming = [running.answering.pictures for running in self.engine.replies if running.chat and running.chat.temporary == is_temporary]
        drawn = drawn.union(*(pictures.digests for pictures in coming if pictures))
        return sent | drawn | {one.attachment.digest for one in self._waiting.values() if one.is_temporary == is_temporary}


def _not_kept(name: str, error: OSError) -> AttachmentError:
    return AttachmentError(f'“{name}” could not be kept: {error.strerror or "the disk is not accepting writes"}.')
