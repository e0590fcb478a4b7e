"""The field in which a server tells thoughts: some leave the model's own marks at its ends."""
from __future__ import annotations

from chat.providers.stream.thought_marks import CANDIDATE, begun_at, has_sign, mark_of
from chat.providers.stream.thought_words import MOST_HELD


class ThoughtField:
    """Takes what the field says, piece by piece, and gives the thought."""

    def __init__(self) -> None:
        self._held = ''
        self._ends: list[str] = []
        """Marks that are dropped if no word follows."""
        self._is_new = True
        self._is_opened = False

    def take(self, piece: str) -> str:
        if not (self._is_new or self._held or self._ends or has_sign(piece)):
            return piece
        text, self._held = self._held + piece, ''
        words: list[str] = []
        at = 0
        for found in CANDIDATE.finditer(text):
            mark = mark_of(found[0])
            if mark is None or mark.kind not in {'open', 'close', 'end'}:
                continue
            words += self._words(text[at:found.start()])
            at = found.start()
            if mark.kind != 'open':
                words += self._hold_end(found[0])
            elif self._is_new:
                self._is_opened = True
            else:
                continue
            at = found.end()
        end = max(at, begun_at(text))
        words += self._words(text[at:end])
        self._held = text[end:]
        return ''.join(words)

    def finish(self) -> str:
        """What was held back. Another thought may begin after it."""
        held, self._held = self._held, ''
        rest = ''.join(self._words(held)) if held else ''
        self._ends.clear()
        self._is_new, self._is_opened = True, False
        return rest

    def _hold_end(self, text: str) -> list[str]:
        self._ends[:] = [''.join((*self._ends, text))]
        return [self._ends.pop()] if len(self._ends[0]) > MOST_HELD else []

    def _words(self, text: str) -> list[str]:
        if self._is_new and self._is_opened:
            text = text.lstrip()
        if not text:
            return []
        if self._ends and not text.strip():
            return self._hold_end(text)
        words, self._ends = [*self._ends, text], []
        self._is_new = self._is_new and not text.strip()
        return words
