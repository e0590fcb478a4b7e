"""The piece of a message in which something was found, on one line, with what was found marked."""
from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

BEFORE = 50
"""Characters shown before the first find."""
LENGTH = 180
"""Characters of a snippet, about."""
MOST_FINDS = 1000
"""Of a word, among which the best one is looked for."""


class _Folding(dict[int, str]):
    """Letters without their accents, one for one, so that positions stay (as the index folds them)."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize('NFD', chr(code))
        folded = self[code] = parts[0] if all(map(unicodedata.combining, parts[1:])) else chr(code)
        return folded


FOLDING = _Folding()


class Pattern:
    """A word or phrase as the index understands it: letters and digits count, what stands between them does not."""

    def __init__(self, text: str, is_start: bool, *, is_unspaced: bool = False, ending: str = '') -> None:
        """`is_unspaced`: it may stand anywhere. `ending`: the signs of C++ or C#, which count although they are no letters."""
        tokens = re.findall(r'[^\W_]+', text.translate(FOLDING))
        start = '' if is_unspaced else r'(?<![^\W_])'
        end = re.escape(ending) if is_start or is_unspaced or ending else r'(?![^\W_])'
        self._expression = re.compile(start + (r'[\W_]+'.join(tokens) or re.escape(text)) + end, re.IGNORECASE)

    def find(self, folded: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in self._expression.finditer(folded))


def cut_out(text: str, patterns: Iterable[Pattern]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Where most of the words stand together: snippet, and start and end of each find in it."""
    patterns = list(patterns)
    start = max(0, _best_offset(text if text.isascii() else text.translate(FOLDING), patterns) - BEFORE)
    if start:
        start = text.find(' ', start, start + BEFORE // 2) + 1 or start
    piece = text[start:start + LENGTH * 2]
    line = ' '.join(_printable(' '.join(piece.split())).split())
    snippet = ('… ' if start else '') + line[:LENGTH]
    if start + len(piece) < len(text) or len(line) > LENGTH:
        snippet = snippet.rstrip() + ' …'
    folded = snippet.translate(FOLDING)
    return snippet, tuple(_merged(sorted(find for pattern in patterns for find in pattern.find(folded))))


def _best_offset(folded: str, patterns: list[Pattern]) -> int:
    """The find after which most other words follow within the length of a snippet, and next to it if several of them stand there."""
    if len(patterns) == 1:
        return next(patterns[0].find(folded), (0, 0))[0]
    finds = sorted((at, word) for word, pattern in enumerate(patterns) for at, _ in islice(pattern.find(folded), MOST_FINDS))
    best, first, most, last, near = 0, 0, 0, 0, Counter[int]()
    for offset, word in finds:
        while last < len(finds) and finds[last][0] < offset + LENGTH - BEFORE:
            near[finds[last][1]] += 1
            last += 1
        if len(near) > most:
            best, first, most = offset, offset, len(near)
        elif len(near) == most and offset < first + LENGTH - BEFORE:
            best = offset
        near[word] -= 1
        near += Counter()  # without those of which none is left
    return best


def _printable(text: str) -> str:
    return text if text.isprintable() else ''.join(c if c.isprintable() else ' ' for c in text)


def _merged(finds: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for start, end in finds:
        if held and start <= held[1]:
            held = held[0], max(held[1], end)
        else:
            if held:
                yield held
            held = start, end
    if held:
        yield held
