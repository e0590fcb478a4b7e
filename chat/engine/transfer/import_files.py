"""Files that come in with chats: looked at, and put where the app takes them over together with the chats.

For the process that reads an import. What a file claims to be counts for nothing: its bytes decide.
"""
from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from chat.conversation import Attachment
from chat.conversation.json_object import JsonObject
from chat.engine.files import file_kinds
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.file_check import LARGEST
from chat.engine.files.pdf_text import SECONDS, PdfError, PdfReader
from chat.exchange import native
from chat.exchange.fields import Unreadable, clean
from chat.exchange.files import ENDINGS, LONGEST_NAME
from chat.exchange.incoming.chatgpt.chatgpt import ASSET
from chat.exchange.incoming.export_files import ASSET_NAMES, BAD_ZIP, LARGEST_UNPACKED, ODD_ZIP

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows
    resource = None

ASSET_FOLDER = re.compile(r'prod-mc-asset-server/([^/]+)/content$')
"""Where Grok puts a file."""
HEAD = 64
"""Bytes that tell what a picture is."""
MOST_SECONDS = 300.0
"""For the PDFs of one import: thousands of them must not hold it up for a day."""
UNREAD = 'Attached PDFs whose text could not be read'
BEGUN = 'Very long PDFs, of which only the first pages were taken'


class ImportFiles:
    """`folder` is where they are put, `data_dir` where the app has its own."""

    def __init__(self, folder: Path, data_dir: Path, source: Path) -> None:
        self._folder = folder
        self._here = AttachmentFiles(data_dir)
        self._archive = _archive_at(source)
        members = self._archive.infolist() if self._archive else []
        self._assets = {key: one for one in members if (key := _key_of(one))}
        self._names = _asset_names(self._archive, members)
        self._kept: set[str] = set()
        self._size = 0
        self._seconds = MOST_SECONDS
        self.pdfs: dict[str, dict[str, str]] = {UNREAD: {}, BEGUN: {}}
        """What is wrong -> digest -> name of the file."""

    def find(self, name: str) -> tuple[str, bytes] | None:
        """A file of the ZIP, by its id; the name that people know stands in a list beside it, or behind the id."""
        member = self._assets.get(name)
        if self._archive is None or member is None or member.file_size > LARGEST:
            return None
        try:
            data = self._archive.read(member)
        except (*BAD_ZIP, *ODD_ZIP, OSError):
            return None
        own = member.filename.rpartition('/')[2]
        return self._names.get(own) or own.removeprefix(name).lstrip('-_').removeprefix('content') or _name_of(name, data), data

    def keep(self, name: str, data: bytes) -> Attachment | None:
        found = _looked_at(name, data)
        if found and found.media_type == file_kinds.PDF:
            found = self._with_text_of_pdf(found, data)
        return found if found and self._is_put(found.digest, data) else None

    def _with_text_of_pdf(self, attachment: Attachment, data: bytes) -> Attachment | None:
        """Read in yet another process. None where that fails, or has taken too long already."""
        unread = self.pdfs[UNREAD]
        if self._seconds <= 0 or attachment.digest in unread:
            unread[attachment.digest] = attachment.name
            return None
        started = time.monotonic()
        try:
            with _bounded_work():
                text, remark = asyncio.run(PdfReader().text(data))
        except PdfError:
            unread[attachment.digest] = attachment.name
            return None
        finally:
            self._seconds -= time.monotonic() - started
        if remark:
            self.pdfs[BEGUN][attachment.digest] = attachment.name
        return replace(attachment, text=text)

    def take(self, values: JsonObject) -> None:
        """A file that one of our own exports brings along. Raises Unreadable."""
        self._put(*native.file_from(values))

    def put(self, digest: str, data: bytes) -> None:
        """A file whose content is said to have this SHA-256. Raises Unreadable."""
        if hashlib.sha256(data).hexdigest() != digest:
            raise Unreadable('is not what its digest says')
        self._put(digest, data)

    def _put(self, digest: str, data: bytes) -> None:
        if not self._is_put(digest, data):
            raise Unreadable(f'is larger than {LARGEST >> 20} MB')

    def settle(self, attached: Iterable[Attachment]) -> list[str]:
        """Keep only what these chats have, if it is what they say. Digests of files that are neither here nor coming and will be missed."""
        wanted = {one.digest: one for one in attached}
        for digest in [*self._kept]:
            if digest not in wanted or not self._is_right(wanted[digest]):
                (self._folder / digest).unlink()
                self._kept.remove(digest)
        return [one.digest for one in wanted.values()
                if one.text is None and one.digest not in self._kept and not self._is_here(one.digest)]

    def _is_right(self, attachment: Attachment) -> bool:
        if not attachment.is_picture:
            return True
        with (self._folder / attachment.digest).open('rb') as file:
            return file_kinds.picture_type(file.read(HEAD)) == attachment.media_type

    def _is_here(self, digest: str) -> bool:
        try:
            return self._here.path(digest).exists()
        except FileNotFoundError:
            return False

    def _is_put(self, digest: str, data: bytes) -> bool:
        if digest in self._kept:
            return True
        if not 0 < len(data) <= LARGEST or self._size + len(data) > LARGEST_UNPACKED:
            return False
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / digest).write_bytes(data)
        self._kept.add(digest)
        self._size += len(data)
        return True


@contextmanager
def _bounded_work() -> Iterator[None]:
    """Processes that are started meanwhile take the limit over: one that is left behind by a cancelled import comes to its end, too."""
    if resource is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(time.process_time() + SECONDS + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _name_of(key: str, data: bytes) -> str:
    """For a file whose name nobody knows."""
    picture = file_kinds.picture_type(data)
    return f'{key}.{ENDINGS[picture]}' if picture in ENDINGS else key


def _key_of(member: zipfile.ZipInfo) -> str:
    """The id by which messages name a file of the export: its name begins with it, or its folder is called by it."""
    if found := ASSET.match(member.filename.rpartition('/')[2]):
        return found[0]
    folder = ASSET_FOLDER.search(member.filename)
    return folder[1] if folder else ''


def _asset_names(archive: zipfile.ZipFile | None, members: list[zipfile.ZipInfo]) -> dict[str, str]:
    """Name in the ZIP -> name that people know; from the list that newer exports of ChatGPT have."""
    listed = next((one for one in members if one.filename.rpartition('/')[2] == ASSET_NAMES), None)
    if archive is None or listed is None or listed.file_size > LARGEST:
        return {}
    try:
        names = json.loads(archive.read(listed))
    except (*BAD_ZIP, *ODD_ZIP, OSError):
        return {}
    return {name: clean(given).replace('/', '_')[:LONGEST_NAME] for name, given in names.items() if isinstance(given, str)
            } if isinstance(names, dict) else {}


def _archive_at(path: Path) -> zipfile.ZipFile | None:
    """None for what is no ZIP, or a damaged one: reading the chats in it will say so."""
    try:
        return zipfile.ZipFile(path)
    except (*BAD_ZIP, *ODD_ZIP, OSError):
        return None


def _looked_at(name: str, data: bytes) -> Attachment | None:
    """A picture, a text, or a PDF whose text is still missing."""
    digest = hashlib.sha256(data).hexdigest()
    if picture := file_kinds.picture_type(data):
        size = file_kinds.size_of_picture(data)
        return Attachment(name=name, media_type=picture, size=len(data), digest=digest) if size and all(size) else None
    if file_kinds.is_pdf(data):
        return Attachment(name=name, media_type=file_kinds.PDF, size=len(data), digest=digest)
    text = None if file_kinds.foreign_kind(data) else file_kinds.decoded(data)
    if text is None or not text.strip():
        return None
    media_type = file_kinds.TEXT_TYPES.get(file_kinds.ending_of(name), 'text/plain')
    return Attachment(name=name, media_type=media_type, size=len(data), digest=digest, text=text)
