"""How two texts differ: paragraphs side by side, words marked, code by lines.

Everything is bounded, because comparing sequences costs the product of their lengths: very long texts are aligned by fewer words,
very long paragraphs are marked by sentences or as a whole. Meant for a thread of its own all the same.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from chat.analysis.paragraphs import Paragraph, paragraphs_of

Piece = tuple[str, bool]
"""A stretch of text, and whether the other side does not have it."""
MOST_PARAGRAPHS = 400
"""On each side; what comes after is aligned in order."""
MOST_TOKENS = 1_500
"""In a paragraph; a longer one is compared by sentences."""
MOST_SENTENCES = 400
ALIKE = 0.18
"""The share of words in common from which two paragraphs are taken for versions of each other (Dice)."""
WORD = re.compile(r'\w+')
TOKEN = re.compile(r'\w+\s*|[^\w\s]\s*|\s+')
SENTENCE = re.compile(r'.+?(?:[.!?:;]\s+|\n+|\Z)', re.DOTALL)


@dataclass(kw_only=True, slots=True, frozen=True)
class Line:
    """A line of code on each side; None where there is no counterpart."""

    left: Piece | None
    right: Piece | None


@dataclass(kw_only=True, slots=True, frozen=True)
class Pair:
    """A row of the comparison. A side that is empty has no such paragraph."""

    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()
    lines: tuple[Line, ...] = ()
    """For code, in place of the other two."""

    @property
    def is_code(self) -> bool:
        return bool(self.lines)

    @property
    def is_same(self) -> bool:
        pieces = [*self.left, *self.right, *(side or ('', True) for line in self.lines for side in (line.left, line.right))]
        return not any(is_marked for _, is_marked in pieces)


def compare(left: str, right: str) -> list[Pair]:
    """The rows in reading order."""
    ours, theirs = paragraphs_of(left), paragraphs_of(right)
    return [_pair(one, other) for one, other in _aligned(ours, theirs)]


def _aligned(ours: Sequence[Paragraph], theirs: Sequence[Paragraph]) -> list[tuple[Paragraph | None, Paragraph | None]]:
    """The alignment with the most in common, in order on both sides (Needleman and Wunsch 1970, gaps are free)."""
    ours, our_rest = ours[:MOST_PARAGRAPHS], ours[MOST_PARAGRAPHS:]
    theirs, their_rest = theirs[:MOST_PARAGRAPHS], theirs[MOST_PARAGRAPHS:]
    likeness = _likeness(ours, theirs)
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i in range(len(ours) - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(len(theirs) - 1, -1, -1):
            row[j] = max(below[j], row[j + 1], likeness[i][j] + below[j + 1] if likeness[i][j] else 0.0)
    pairs: list[tuple[Paragraph | None, Paragraph | None]] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((ours[i], theirs[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((ours[i], None))
            i += 1
        else:
            pairs.append((None, theirs[j]))
            j += 1
    pairs += [(one, None) for one in ours[i:]] + [(None, other) for other in theirs[j:]]
    count = max(len(our_rest), len(their_rest))
    return pairs + [(our_rest[k] if k < len(our_rest) else None, their_rest[k] if k < len(their_rest) else None) for k in range(count)]


def _likeness(ours: Sequence[Paragraph], theirs: Sequence[Paragraph]) -> list[list[float]]:
    """Twice the words in common by all words; 0 for what is no version of the other."""
    our_words = [_words(paragraph) for paragraph in ours]
    their_words = [_words(paragraph) for paragraph in theirs]
    table = []
    for one, words in zip(ours, our_words, strict=True):
        row = []
        for other, more in zip(theirs, their_words, strict=True):
            share = 2 * len(words & more) / (len(words) + len(more) or 1) if one.is_code == other.is_code else 0.0
            row.append(1.0 + len(one.text) / 1e6 if one.text == other.text else share if share >= ALIKE else 0.0)
        table.append(row)
    return table


def _words(paragraph: Paragraph) -> frozenset[str]:
    return frozenset(WORD.findall(paragraph.text[:6_000].casefold()))


def _pair(one: Paragraph | None, other: Paragraph | None) -> Pair:
    if one and other and one.is_code != other.is_code:
        return Pair(left=((one.text, True),), right=((other.text, True),))
    if (one or other or Paragraph(text='')).is_code:
        return Pair(lines=_lines(one.text.splitlines() if one else [], other.text.splitlines() if other else []))
    if one is None or other is None:
        return Pair(left=((one.text, True),) if one else (), right=((other.text, True),) if other else ())
    left, right = _marked(one.text, other.text)
    return Pair(left=left, right=right)


def _marked(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if left == right:
        return ((left, False),), ((right, False),)
    ours, theirs = TOKEN.findall(left), TOKEN.findall(right)
    if max(len(ours), len(theirs)) > MOST_TOKENS:
        ours, theirs = SENTENCE.findall(left), SENTENCE.findall(right)
        if max(len(ours), len(theirs)) > MOST_SENTENCES:
            return ((left, True),), ((right, True),)
    matcher = SequenceMatcher(None, [token.strip() for token in ours], [token.strip() for token in theirs], autojunk=False)
    left_pieces: list[Piece] = []
    right_pieces: list[Piece] = []
    steps = matcher.get_opcodes()
    for number, (tag, i, i_end, j, j_end) in enumerate(steps):
        text = ''.join(ours[i:i_end])
        is_sign = 0 < number < len(steps) - 1 and not any(c.isalnum() for c in text)  # a comma between two changes is no common ground
        _put(left_pieces, text, tag != 'equal' or is_sign)
        _put(right_pieces, ''.join(theirs[j:j_end]), tag != 'equal' or is_sign)
    return tuple(left_pieces), tuple(right_pieces)


def _put(pieces: list[Piece], text: str, is_marked: bool) -> None:
    if text and pieces and pieces[-1][1] == is_marked:
        pieces[-1] = (pieces[-1][0] + text, is_marked)
    elif text:
        pieces.append((text, is_marked))


def _lines(ours: list[str], theirs: list[str]) -> tuple[Line, ...]:
    if max(len(ours), len(theirs)) > MOST_TOKENS:
        both = [(ours[k] if k < len(ours) else None, theirs[k] if k < len(theirs) else None) for k in range(max(len(ours), len(theirs)))]
        return tuple(_line(one, other) for one, other in both)
    matcher = SequenceMatcher(None, [line.rstrip() for line in ours], [line.rstrip() for line in theirs], autojunk=False)
    lines: list[Line] = []
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        for k in range(max(i_end - i, j_end - j)):
            lines.append(_line(ours[i + k] if i + k < i_end else None, theirs[j + k] if j + k < j_end else None))
    return tuple(lines)


def _line(one: str | None, other: str | None) -> Line:
    is_same = one is not None and other is not None and one.rstrip() == other.rstrip()
    return Line(left=None if one is None else (one, not is_same), right=None if other is None else (other, not is_same))
