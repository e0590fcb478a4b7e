"""Pictures that a model has drawn: read out of base64 in a thread, looked at like any file, and kept by whoever keeps files."""
from __future__ import annotations

import asyncio
import binascii
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from chat.conversation import Attachment, Delta, SentPicture
from chat.engine.files import file_kinds
from chat.engine.files.file_check import LARGEST, MOST_PIXELS, AttachmentError, checked

MOST_PICTURES = 50
"""Of one reply."""
MOST_BYTES = 100 * 1024 * 1024
"""Of all pictures of one reply."""
SLICE = 64 * 1024
"""Characters of base64 that are read in one go: a thread that holds the interpreter longer would hold up the event loop."""
ESCAPED_PLUS = (b'\\u002B', b'\\u002b')
HEAD = 1024
"""Characters in which the beginning of a `data:` address ends."""
STANDARD = bytes.maketrans(b'-_', b'+/')
NO_CODE = bytes(set(range(256)) - set(b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_'))
"""White space, padding and the backslash of an escaped slash."""
TOO_LARGE, TOO_MANY, DAMAGED, OF_ANOTHER_KIND, NOT_KEPT = (
    'picture that is too large', 'picture beyond the limit', 'damaged picture', 'picture of another kind', 'picture that could not be kept')
"""Why one is not shown."""


class NotShown(Exception):
    """Says why, as the name under which it is counted."""


Keep = Callable[[bytes, Attachment], Awaitable[None]]
"""Raises OSError."""


class KeepPicture(Protocol):
    def __call__(self, data: bytes, attachment: Attachment, *, is_temporary: bool) -> Awaitable[None]:
        """Raises OSError."""


class SentPictures:
    """The pictures of one reply."""

    def __init__(self, keep: Keep, first: int = 1) -> None:
        self._keep = keep
        self._next = first
        self._room = MOST_BYTES
        self.digests: set[str] = set()
        """Of those that are kept; an answer that is shown in one piece has them only at its end."""

    async def store(self, picture: SentPicture) -> Delta:
        """What the reply is told of it."""
        try:
            attachment, size = await self._store(picture)
            return Delta(picture=attachment, picture_size=size)
        except NotShown as reason:
            return Delta(unshown=str(reason))
        except OSError:
            return Delta(unshown=NOT_KEPT)

    async def _store(self, picture: SentPicture) -> tuple[Attachment, tuple[int, int]]:
        if self._next > MOST_PICTURES:
            raise NotShown(TOO_MANY)
        data, attachment = await asyncio.to_thread(read, picture)
        if attachment.size > self._room:
            raise NotShown(TOO_MANY)
        ending = file_kinds.PICTURE_NAMES[attachment.media_type].lower()
        attachment = replace(attachment, name=f'picture-{self._next}.{ending}')
        await self._keep(data, attachment)
        self.digests.add(attachment.digest)
        self._next += 1
        self._room -= attachment.size
        return attachment, file_kinds.size_of_picture(data) or (0, 0)


def read(picture: SentPicture) -> tuple[bytes, Attachment]:
    """For a thread. Raises NotShown."""
    if picture.length > LARGEST // 3 * 4 + HEAD:
        raise NotShown(TOO_LARGE)
    try:
        data = b''.join(_decoded(picture.pieces))
    except binascii.Error:
        raise NotShown(DAMAGED) from None
    if file_kinds.picture_type(data) is None:
        raise NotShown(OF_ANOTHER_KIND)
    width, height = file_kinds.size_of_picture(data) or (0, 0)
    if width * height > MOST_PIXELS:
        raise NotShown(TOO_LARGE)
    try:
        return data, checked('picture', data)
    except AttachmentError:
        raise NotShown(DAMAGED) from None


def _decoded(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Raises binascii.Error, NotShown."""
    held = b''
    for piece in _sliced(_behind_head(pieces)):
        held += piece.translate(STANDARD, NO_CODE)
        whole = len(held) // 4 * 4
        yield binascii.a2b_base64(held[:whole])
        held = held[whole:]
        time.sleep(0)  # without it the event loop gets its turn only every five milliseconds
    yield binascii.a2b_base64(held + b'=' * (-len(held) % 4))


def _behind_head(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Without `data:image/png;base64,`, if it begins like that."""
    count, head = 0, b''
    while count < len(pieces) and len(head) < HEAD:
        head += pieces[count]
        count += 1
    if head[:5].lower() == b'data:':
        kind, comma, head = head.partition(b',')
        if not comma or not kind.lower().endswith(b';base64'):
            raise NotShown(OF_ANOTHER_KIND)
    yield head
    yield from pieces[count:]


def _sliced(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for escape in ESCAPED_PLUS:
            piece = piece.replace(escape, b'+')
        yield from (piece[start:start + SLICE] for start in range(0, len(piece), SLICE))
