"""Attached files on their way out and in. Nothing is read here: others open the files, by the digest of their content."""
from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from chat.conversation import Attachment, Chat

ENDINGS = {'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp'}
"""Kinds of pictures that are shown -> how their files are called."""
SLICE = 192 * 1024
"""Bytes that become base64 at once: a thread that holds the interpreter longer would hold up the event loop. A multiple of three."""
FOLDER = 'files'
LONGEST_NAME = 200
"""Characters."""
DIGEST = re.compile(r'[0-9a-f]{64}')


@dataclass(kw_only=True, slots=True)
class Outgoing:
    """The files that the exported chats have."""

    read: Callable[[str], bytes | None] = lambda _: None
    """Content by digest; None for a file that is not here any more."""
    linked: dict[str, str] | None = None
    """Path in the ZIP -> digest, for pages that leave pictures beside them; None for a page that stands alone."""

    def link(self, attachment: Attachment) -> str:
        """Where the picture will lie, '' if nowhere."""
        if self.linked is None or self.read(attachment.digest) is None:
            return ''
        path = f'{FOLDER}/{attachment.digest[:24]}.{ENDINGS[attachment.media_type]}'
        self.linked[path] = attachment.digest
        return path


class Incoming(Protocol):
    """Where the files of chats that come in are put."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        """None for what cannot be attached here: too large, damaged, or of a kind that no model takes."""

    def find(self, name: str) -> tuple[str, bytes] | None:
        """A file of the export itself whose name begins like this: its name and its content."""


class NoFiles:
    """There is nowhere to put them."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        return None

    def find(self, name: str) -> tuple[str, bytes] | None:
        return None


NO_FILES: Incoming = NoFiles()


def missing(name: str, key: str, *, size: int = 0, media_type: str = '', digest: str = '', text: str | None = None) -> Attachment:
    """A file that an export names and does not hold: the prompt shows that it was there. `key` tells it from others in that program."""
    name = name.strip()[:LONGEST_NAME] or 'file'
    kind = media_type or mimetypes.guess_type(name)[0] or 'application/octet-stream'
    return Attachment(name=name, media_type=kind[:100], size=size, text=text,
                      digest=digest if DIGEST.fullmatch(digest) else hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest())


def digests_of(chat: Chat) -> Iterator[str]:
    """Of the files without which this chat would not be whole."""
    for turn in sorted(chat.turns.values(), key=lambda turn: turn.created_at):
        yield from (one.digest for one in turn.attachments if not _is_its_text(one))
        yield from (one.digest for reply in turn.all_replies() for one in reply.pictures)


def _is_its_text(attachment: Attachment) -> bool:
    """Whether the text that was read out of the file is the whole file."""
    return attachment.text is not None and hashlib.sha256(attachment.text.encode('utf-8', 'replace')).hexdigest() == attachment.digest


def in_base64(data: bytes) -> Iterator[str]:
    for start in range(0, len(data), SLICE):
        yield base64.b64encode(data[start:start + SLICE]).decode('ascii')


def safe_digest(digest: str) -> str:
    """For the name of a place in a page."""
    return re.sub(r'[^0-9A-Za-z]', '', digest)[:64]
