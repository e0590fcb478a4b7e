"""What the part of a reply remembers of a picture that a model has drawn. Imported chats may hold anything."""
from __future__ import annotations

import re

from chat.conversation.json_object import JsonObject, count_from
from chat.conversation.message import Attachment
from chat.conversation.part import Part

LINK = re.compile(r'https?://[^\s<>"\\]{1,2000}', re.IGNORECASE)
HOST = re.compile(r'https?://([\w.-]+)(?=[/:?#]|\Z)', re.IGNORECASE)


def picture_detail(picture: Attachment, size: tuple[int, int]) -> JsonObject:
    """What a part remembers of it; `size` in pixels."""
    told = {'name': picture.name, 'media_type': picture.media_type, 'size': picture.size, 'digest': picture.digest}
    return told | {'width': size[0], 'height': size[1]}


def link_of(part: Part) -> str:
    """Where a picture lies that is not here; '' for what is no address of the web."""
    url = part.detail.get('url') if part.kind == 'picture' else None
    return url if isinstance(url, str) and LINK.fullmatch(url) else ''


def picture_of(part: Part) -> Attachment | None:
    """The file of a picture; None for other parts, and for one that lies elsewhere. Imported chats may hold anything."""
    if part.kind != 'picture':
        return None
    try:
        return Attachment.from_json(part.detail | {'size': count_from(part.detail.get('size')) or 0, 'text': None})
    except ValueError:
        return None


def host_of(link: str) -> str:
    """For the words of a link; one that is written oddly does not get into them."""
    found = HOST.match(link)
    return found[1] if found else 'the web'
