"""Files that go with a prompt: pictures as base64, read-out text as fenced blocks with the file's name."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from chat.conversation import Attachment, Message
from chat.providers.http.heavy_body import Base64
from chat.providers.text_repair import SLICE, repaired

ReadAttachment = Callable[[str], bytes]
"""Bytes of an attachment by its digest. Raises OSError."""
"""What every provider takes."""


TICKS = re.compile('`+')
LONGEST_PREVIEW = 200_000
"""Characters of a text in "What was sent"."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Picture:
    """`data` is its size in words where only a preview is wanted."""

    media_type: str
    data: bytes | str

    @property
    def base64(self) -> Base64 | str:
        return self._after('')

    @property
    def url(self) -> Base64 | str:
        return self._after(f'data:{self.media_type};base64,')

    def _after(self, prefix: str) -> Base64 | str:
        return prefix + self.data if isinstance(self.data, str) else Base64(prefix=prefix, data=self.data)


def prompt_of(message: Message, missing: tuple[Attachment, ...] = ()) -> str:
    """The text of a message with its text attachments in front, each in a fence that its content cannot close."""
    blocks = [_block(attachment) for attachment in message.attachments if not attachment.is_picture]
    blocks += [f'(The file “{attachment.name}” could not be read.)' for attachment in missing]
    return repaired('\n\n'.join([*blocks, message.content]) if blocks else message.content)


def pictures_of(message: Message, read: ReadAttachment | None) -> tuple[list[Picture], tuple[Attachment, ...]]:
    """The pictures, and those that cannot be read. Without `read` a placeholder with the size is given."""
    pictures, missing = [], []
    for attachment in message.attachments:
        if not attachment.is_picture:
            continue
        if read is None:
            pictures.append(Picture(media_type=attachment.media_type, data=f'…{attachment.size} bytes of {repaired(attachment.name)}…'))
            continue
        try:
            pictures.append(Picture(media_type=attachment.media_type, data=read(attachment.digest)))
        except OSError:
            missing.append(attachment)
    return pictures, tuple(missing)


def shortened(message: Message) -> Message:
    """For a preview: texts of megabytes are told by their beginning."""
    files = tuple(replace(one, text=_short(one.text)) if one.text else one for one in message.attachments)
    return replace(message, content=_short(message.content), attachments=files)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PREVIEW else f'{text[:LONGEST_PREVIEW]}\n… {len(text) - LONGEST_PREVIEW:,} more characters'


def _block(attachment: Attachment) -> str:
    name = attachment.name.replace('\n', ' ')
    if attachment.text is None:
        return f'(The file “{name}”, {attachment.media_type}, cannot be shown as text.)'
    fence = '`' * (_longest_fence(attachment.text) + 1)
    return f'File “{name}”:\n{fence}\n{attachment.text.rstrip()}\n{fence}'


def _longest_fence(text: str) -> int:
    """How many backticks stand in a row, 2 if less. Looked for in slices, as in `repaired`."""
    longest = 2
    end = 0
    for start in range(0, len(text), SLICE):
        while (at := text.find('```', max(start, end), start + SLICE + 2)) >= 0:
            run = TICKS.match(text, at)
            end = run.end() if run else at + 1
            longest = max(longest, end - at)
    return longest
