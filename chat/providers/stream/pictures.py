"""Pictures as protocols and gateways tell them: `data:` addresses, plain base64, addresses on the web, under many names."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from chat.conversation import SentPicture
from chat.providers.stream.embedded import EmbeddedText
from chat.providers.stream.fields import entries

FIELDS = (
    'image_url', 'url', 'b64_json', 'source', 'data', 'result', 'image', 'image_base64', 'inlineData', 'inline_data', 'output_image',
    'file')
"""Where a part has its picture."""
TYPES = ('media_type', 'mime_type', 'mimeType')
BASE64 = re.compile(r'[A-Za-z0-9+/_=\s-]{32,}')
LINK = re.compile(r'https?://[^\s<>"\\]{1,2000}', re.IGNORECASE)
DEEPEST = 6
SAMPLE = 64
"""Bytes that are compared at a few places: two pictures of one length that agree there are the same."""


def pictures_in(value: Any, depth: int = DEEPEST) -> Iterator[SentPicture | str]:
    """The pictures, or their addresses on the web."""
    if isinstance(value, EmbeddedText):
        yield SentPicture(pieces=value.pieces)
    elif isinstance(value, str):
        if value[:5].lower() == 'data:' or BASE64.fullmatch(value):
            yield SentPicture(pieces=(value.encode('ascii', 'replace'),))
        elif LINK.fullmatch(value):
            yield value
    elif isinstance(value, list) and depth:
        for one in entries(value):
            yield from pictures_in(one, depth - 1)
    elif isinstance(value, dict) and depth and all(_is_of_picture(value.get(name)) for name in TYPES):
        for name in FIELDS:
            if found := list(pictures_in(value.get(name), depth - 1)):
                yield from found
                return


def same_picture(picture: SentPicture) -> tuple[int, bytes, bytes, bytes]:
    """What two events have in common that tell the same picture."""
    pieces = picture.pieces
    return picture.length, pieces[0][:SAMPLE], pieces[len(pieces) // 2][-SAMPLE:], pieces[-1][-SAMPLE:]


def _is_of_picture(media_type: Any) -> bool:
    return media_type is None or (isinstance(media_type, str) and media_type.lower().startswith('image/'))
