"""What of a growing reply is written each second: only what is new, so that the bytes written grow with the text and not with its square.

Now and then, when the text has doubled, the whole row is written; in between there are pieces. A piece belongs to the whole row it was
counted from (by `base`, that row's `saved_at`), and only those of the newest one count.
"""
from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat.conversation import Reply
from chat.conversation.text import clean_text
from chat.store.json_text import dumped, loaded
from chat.store.rows import Row, Values, reply_row

log = logging.getLogger(__name__)

WHOLE_BELOW = 16_000
"""Characters: shorter replies are written whole, which costs a page or two."""
GROWTH = 2


@dataclass(kw_only=True, slots=True)
class Written:
    """How far a reply is on its way to the disk."""

    base: float
    size: int
    """Characters of all parts, in the newest whole row."""
    kinds: tuple[str, ...]
    """Of the parts; a text may turn out to have been a thought."""
    length: int
    """Characters of the last part, with the newest piece."""
    pieces: int = 0


class Checkpoints:
    def __init__(self) -> None:
        self._written: dict[str, Written] = {}

    def row(self, reply: Reply, chat_id: str, now: float) -> Row:
        """The whole reply, or what has been added to its last part."""
        written = self._written.get(reply.id)
        lengths = [len(part.text) for part in reply.parts]
        if written is None or reply.status.is_final or _kinds(reply) != written.kinds or not _is_growing(written, lengths):
            return self._whole(reply, chat_id, now, lengths)
        text = reply.parts[-1].text[written.length:]
        written.length, written.pieces = lengths[-1], written.pieces + 1
        name = f'{reply.id}:{written.base}:{written.pieces}'
        return Row(table='reply_pieces', id=name, chat_id=chat_id, turn_id=reply.turn_id, values={
            'id': name, 'reply_id': reply.id, 'chat_id': chat_id, 'turn_id': reply.turn_id, 'base': written.base, 'number': written.pieces,
            'part': len(written.kinds) - 1, 'text': clean_text(text), 'saved_at': now})

    def _whole(self, reply: Reply, chat_id: str, now: float, lengths: list[int]) -> Row:
        if reply.status.is_final:
            self._written.pop(reply.id, None)
        else:
            self._written[reply.id] = Written(base=now, size=sum(lengths), kinds=_kinds(reply), length=lengths[-1] if lengths else 0)
        return reply_row(reply, chat_id, now)


def _kinds(reply: Reply) -> tuple[str, ...]:
    """With how calls of tools stand: a change of that is written with the whole row."""
    return tuple(f'{part.kind} {part.detail.get("state", "")}' if part.kind == 'tool_call' else part.kind for part in reply.parts)


def _is_growing(written: Written, lengths: list[int]) -> bool:
    return WHOLE_BELOW <= sum(lengths) < GROWTH * written.size and lengths[-1] >= written.length


def with_pieces(reply: Values, pieces: Iterable[Values]) -> Values:
    """The row of a reply as it was when the newest of its pieces was written."""
    own = sorted((one for one in pieces if one['base'] == reply['saved_at']), key=lambda one: int(one['number']))
    if not own:
        return reply
    try:
        return reply | _laid_on(reply, own) | {'saved_at': own[-1]['saved_at']}
    except (ValueError, LookupError, TypeError) as error:
        log.error('Pieces of the reply %s do not fit it and are left out: %r', reply.get('id'), error)
        return reply


def _laid_on(reply: Values, pieces: Sequence[Values]) -> Values:
    text, parts = reply['text'] or '', loaded(reply['parts'], [])
    for piece in pieces:
        part = parts[piece['part']]
        if part['kind'] == 'text':
            text += piece['text']
            part['length'] += len(piece['text'])
        else:
            part['text'] += piece['text']
    return {'text': text, 'parts': dumped(parts)}
