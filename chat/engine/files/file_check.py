"""Checks a file that is handed over: what it is, what it is called, what it costs; or why it is refused."""
from __future__ import annotations

import hashlib
import re

from chat.conversation import Attachment
from chat.engine.files import file_kinds

LARGEST = 20 * 1024 * 1024
"""Bytes of a file."""
MOST_PIXELS = 100_000_000
"""A picture of a few kilobytes can have billions, and browsers keep four bytes for each."""
LONGEST_NAME = 200


class AttachmentError(Exception):
    """Why a file is not taken, in a sentence."""


def cleaned_name(name: str) -> str:
    """Only what stands behind the last slash of either kind, without what can't be seen."""
    name = re.split(r'[/\\]', name)[-1].encode('utf-8', 'replace').decode('utf-8')
    name = ' '.join(''.join(char if char.isprintable() else ' ' for char in name).split()).rstrip('. ')
    if len(name) > LONGEST_NAME:
        name = f'{name[:LONGEST_NAME - 20]}…{name[-19:]}'
    return name or 'file'


def too_large(name: str, size: int) -> str:
    return f'“{name}” is too large: {size / 1e6:.1f} MB, and a file may have {LARGEST // 1024 ** 2} MB.'


def tokens_of(attachment: Attachment, data: bytes) -> int | None:
    """About how many it costs: four characters a token; of pictures, Anthropic counts 750 pixels a token after shrinking them."""
    if attachment.text is not None:
        return max(1, len(attachment.text) // 4)
    size = file_kinds.size_of_picture(data)
    return min(1600, max(1, size[0] * size[1] // 750)) if size and all(size) else None


def checked(name: str, data: bytes) -> Attachment:
    """Raises AttachmentError. The text of a PDF is still missing."""
    digest = hashlib.sha256(data).hexdigest()
    if picture := file_kinds.picture_type(data):
        size = file_kinds.size_of_picture(data)
        if not size or not all(size) or not file_kinds.is_whole(data):
            raise AttachmentError(f'“{name}” is a damaged {file_kinds.PICTURE_NAMES[picture]} picture.')
        if size[0] * size[1] > MOST_PIXELS:
            raise AttachmentError(f'“{name}” has {size[0]:,} × {size[1]:,} pixels, too many to be shown or sent; make it smaller, to '
                                  f'{MOST_PIXELS // 10 ** 6} megapixels at most.')
        return Attachment(name=name, media_type=picture, size=len(data), digest=digest)
    ending = file_kinds.ending_of(name)
    if wanted := file_kinds.ENDINGS.get(ending):
        raise AttachmentError(f'“{name}” is called a {file_kinds.PICTURE_NAMES[wanted]} picture, but is not one: its content is '
                              f'{"a PDF" if file_kinds.is_pdf(data) else file_kinds.foreign_kind(data) or "something else"}.')
    if file_kinds.is_pdf(data):
        return Attachment(name=name, media_type=file_kinds.PDF, size=len(data), digest=digest)
    if ending == 'pdf':
        raise AttachmentError(f'“{name}” is called a PDF, but is not one.')
    text = None if file_kinds.foreign_kind(data) else file_kinds.decoded(data)
    if text is None:
        what = file_kinds.foreign_kind(data) or 'no text in UTF-8, no PDF and no picture (PNG, JPEG, GIF, WebP)'
        raise AttachmentError(f'“{name}” can’t be read: it is {what}.')
    if not text.strip():
        raise AttachmentError(f'“{name}” contains only spaces.')
    return Attachment(name=name, media_type=file_kinds.TEXT_TYPES.get(ending, 'text/plain'), size=len(data), digest=digest, text=text)


def odd_ending(name: str, media_type: str) -> str:
    ending = file_kinds.ending_of(name)
    if not ending or file_kinds.ENDINGS.get(ending) == media_type:
        return ''
    return f'“{name}” has a wrong ending: it is a {file_kinds.PICTURE_NAMES[media_type]} picture, and is sent as one.'
