"""Files that go with a prompt: pictures as base64, read-out text as fenced blocks with the file's name."""
from __future__ import annotations

import base64
import re
from collections.abc import Callable

from chat.conversation import Attachment, Message
from chat.providers.text_repair import repaired

ReadAttachment = Callable[[str], bytes]
"""Bytes of an attachment by its digest. Raises OSError."""
PICTURES = frozenset({'image/png', 'image/jpeg', 'image/gif', 'image/webp'})
"""What every provider takes."""


def is_picture(attachment: Attachment) -> bool:
    return attachment.media_type in PICTURES


def prompt_of(message: Message, missing: tuple[Attachment, ...] = ()) -> str:
    """The text of a message with its text attachments in front, each in a fence that its content cannot close."""
    blocks = [_block(attachment) for attachment in message.attachments if not is_picture(attachment)]
    blocks += [f'(The file “{attachment.name}” could not be read.)' for attachment in missing]
    return repaired('\n\n'.join([*blocks, message.content]) if blocks else message.content)


def pictures_of(message: Message, read: ReadAttachment | None) -> tuple[list[tuple[str, str]], tuple[Attachment, ...]]:
    """(media type, base64) of each picture, and those that cannot be read. Without `read` a placeholder with the size is given."""
    pictures, missing = [], []
    for attachment in message.attachments:
        if not is_picture(attachment):
            continue
        if read is None:
            pictures.append((attachment.media_type, f'…{attachment.size} bytes of {repaired(attachment.name)}…'))
            continue
        try:
            pictures.append((attachment.media_type, base64.b64encode(read(attachment.digest)).decode('ascii')))
        except OSError:
            missing.append(attachment)
    return pictures, tuple(missing)


def _block(attachment: Attachment) -> str:
    name = attachment.name.replace('\n', ' ')
    if attachment.text is None:
        return f'(The file “{name}”, {attachment.media_type}, cannot be shown as text.)'
    longest = max((len(run) for run in re.findall(r'`{3,}', attachment.text)), default=2)
    fence = '`' * (longest + 1)
    return f'File “{name}”:\n{fence}\n{attachment.text.rstrip()}\n{fence}'
