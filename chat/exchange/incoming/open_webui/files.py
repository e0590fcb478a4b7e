"""What is attached to prompts in Open WebUI. Its export names the files and tells their digests; the bytes stay on its server.

What the model was given to read of a file stands in the answer, under `sources`.
"""
from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from chat.conversation import Attachment
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, count_in, dict_in, dicts_in, text_in
from chat.exchange.files import Incoming, missing

DATA_URL = re.compile(r'data:image/[a-z]+;base64,')
AS_GIVEN = 'files of which only the text that the model was given is in the export'
FILES = {'file', 'image', ''}
"""Kinds of entries that are one file each; others are collections, notes, web pages, other chats."""


def attachments_of(told: list[JsonObject], documents: Mapping[str, str], left_out: Counter[str], files: Incoming) -> list[Attachment]:
    found = []
    for values in told:
        if made := _held(values, files) or _named(values, documents):
            found.append(made)
            left_out[AS_GIVEN] += made.text is not None and made.text == documents.get(_id(values))
        else:
            left_out['pictures and files'] += 1
    return found


def documents_for(messages: Iterable[JsonObject]) -> dict[str, str]:
    """Id of a file -> what the model was given to read of it."""
    documents: dict[str, str] = {}
    for message in messages:
        for one in dicts_in(message, 'sources'):
            pieces = one.get('document')
            key = _id(dict_in(one, 'source'))
            if key and isinstance(pieces, list):
                text = '\n\n'.join(clean(piece) for piece in pieces if isinstance(piece, str))
                documents[key] = max(documents.get(key, ''), text, key=len)
    return {key: text for key, text in documents.items() if text.strip()}


def _held(values: JsonObject, files: Incoming) -> Attachment | None:
    """A picture that stands in the export as it is, or a document whose whole text does."""
    inner = dict_in(values, 'file')
    name = text_in(values, 'name') or text_in(inner, 'filename')
    if match := DATA_URL.match(text_in(values, 'url')):
        try:
            return files.keep(name or 'picture', base64.b64decode(text_in(values, 'url')[match.end():]))
        except binascii.Error:
            return None
    text = text_in(dict_in(inner, 'data'), 'content')
    is_text = text_in(dict_in(inner, 'meta'), 'content_type').startswith(('text/', 'application/json')) or not dict_in(inner, 'meta')
    return files.keep(name or 'document.txt', text.encode()) if text and is_text else None


def _named(values: JsonObject, documents: Mapping[str, str]) -> Attachment | None:
    """A file that is only named: the prompt shows that it was there."""
    inner, key = dict_in(values, 'file'), _id(values)
    meta = dict_in(inner, 'meta')
    if not key or text_in(values, 'type') not in FILES or text_in(values, 'url').startswith(('data:', 'http')):
        return None
    return missing(
        text_in(values, 'name') or text_in(inner, 'filename') or text_in(meta, 'name'), f'open-webui {key}',
        size=count_in(meta, 'size') or count_in(values, 'size') or 0, media_type=text_in(meta, 'content_type') or _kind(values),
        digest=text_in(meta, 'file_hash'), text=text_in(dict_in(inner, 'data'), 'content') or documents.get(key))


def _kind(values: JsonObject) -> str:
    return text_in(values, 'content_type') or ('image/png' if text_in(values, 'type') == 'image' else '')


def _id(values: JsonObject) -> str:
    return text_in(dict_in(values, 'file'), 'id') or text_in(values, 'id')
