"""Text as models send it, made fit for disks, sockets and screens: whole characters only."""
from __future__ import annotations

import re

SUSPECT = re.compile('[\ud800-\udfff\0]')
PAIR = re.compile('[\ud800-\udbff][\udc00-\udfff]')
SLICE = 1_000_000
"""Characters that are searched in one go: a search holds the GIL, and texts can have many megabytes."""


def repaired(text: str) -> str:
    """Surrogate pairs joined, lone halves and NUL replaced: anything that is left can be encoded as UTF-8 and stored."""
    if text.isascii() and '\0' not in text:
        return text
    if not any(SUSPECT.search(text, start, start + SLICE) for start in range(0, len(text), SLICE)):
        return text
    text = PAIR.sub(lambda pair: pair.group().encode('utf-16', 'surrogatepass').decode('utf-16'), text)
    return SUSPECT.sub('\N{REPLACEMENT CHARACTER}', text)


class Repair:
    """`repaired` for text that comes in pieces: half a character waits for its other half."""

    def __init__(self) -> None:
        self._held = ''

    def take(self, piece: str) -> str:
        if not self._held and piece.isascii() and '\0' not in piece:
            return piece
        text, self._held = self._held + piece, ''
        if text and '\ud800' <= text[-1] <= '\udbff':
            text, self._held = text[:-1], text[-1]
        return repaired(text)

    def finish(self) -> str:
        held, self._held = self._held, ''
        return repaired(held)
