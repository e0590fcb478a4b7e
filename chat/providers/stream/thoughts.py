"""Thoughts told apart from the answer by the marks around them, where a server passes these on instead of reading them.

Pieces may be cut anywhere: what comes out depends on the text alone. A mark in code, in quotation marks or in the middle of a sentence is
talked about, not meant. Whatever is no mark comes out again.
"""
from __future__ import annotations

from chat.providers.stream.harmony import Harmony
from chat.providers.stream.talked_about import is_talked_about
from chat.providers.stream.thought_marks import CANDIDATE, ThoughtMark, begun_at, has_sign, mark_of
from chat.providers.stream.thought_words import MOST_HELD, Piece, ThoughtWords

FAR = 2000
"""Characters behind a mark that are looked at to judge it."""
NAMED = frozenset({'<|channel>', '<unused94>'})
"""Openings with the name of a channel behind them."""
STRUCK = '</s>'
"""The end of a sequence for Llama and Mistral, and of struck text in HTML."""


class ThoughtSplitter:
    """The marks: which of them are meant, and what that means for the words."""

    def __init__(self, *, is_told_apart: bool = False) -> None:
        """`is_told_apart`: the server has a field for thoughts, and so a mark in the text is mostly text."""
        self.is_told_apart = is_told_apart
        self._words = ThoughtWords()
        self._harmony = Harmony(self._words)
        self._held = ''
        """From a mark on that can't be judged yet, or has only begun."""
        self._ends: list[str] = []
        """Marks that are the end of all, if nothing but blanks follows."""
        self._is_marked = False
        self._depth = 0
        """Openings within what is perhaps a thought, that closings belong to."""
        self._depth_row = 0
        self._struck = 0

    @property
    def is_waiting(self) -> bool:
        """Whether something is held back."""
        return bool(self._held or self._ends or self._words.word)

    def passes(self, piece: str) -> bool:
        """Whether this piece is answer and nothing else; asked of every piece, and told by `pass_on` then."""
        return self._words.state == 'text' and not (self._held or self._ends or self._is_marked or has_sign(piece))

    def pass_on(self, piece: str) -> None:
        self._words.lines.add(piece)

    def take(self, piece: str, *, is_marked: bool = False) -> list[Piece]:
        """`is_marked`: the server says that this piece is a thought (Gemini), with or without marks of the model's own."""
        if is_marked != self._is_marked:
            self._turn(is_marked=is_marked)
        self._held += piece
        self._run(is_all=False)
        return self._words.drained()

    def flush(self) -> list[Piece]:
        """What was held back: something else follows, that is no text."""
        self._run(is_all=True)
        self._put_back_ends()
        self._words.put_back_word()
        return self._words.drained()

    def finish(self) -> list[Piece]:
        """The same at the end of all."""
        self._run(is_all=True)
        self._words.put_back_word()
        if self._words.state == 'harmony':
            self._harmony.finish()
        self._words.finish(is_silent=bool(self._ends))
        self._ends.clear()
        return self._words.drained()

    def _run(self, *, is_all: bool) -> None:
        text, self._held = self._held, ''
        at = 0
        for found in CANDIDATE.finditer(text):
            mark = mark_of(found[0])
            if mark is None:
                continue
            self._take_plain(text[at:found.start()])
            at = found.start()
            rest = text[found.end():found.end() + FAR]
            is_meant = self._meet(mark, found[0], rest, is_all=is_all or len(rest) == FAR)
            if is_meant is None:
                self._held = text[at:]
                return
            if is_meant:
                at = found.end()
        end = len(text) if is_all else max(at, begun_at(text))
        self._take_plain(text[at:end])
        self._held = text[end:]

    def _take_plain(self, text: str) -> None:
        if not text:
            return
        if self._ends and not text.strip():
            self._hold_end(text)
            return
        self._put_back_ends()
        if self._words.state == 'harmony':
            self._harmony.take(text)
        else:
            self._words.take(text)

    def _hold_end(self, text: str) -> None:
        self._ends[:] = [''.join((*self._ends, text))]
        if len(self._ends[0]) > MOST_HELD:
            self._put_back_ends()

    def _put_back_ends(self) -> None:
        if ends := ''.join(self._ends):
            self._ends.clear()
            self._words.take(ends)

    def _turn(self, *, is_marked: bool) -> None:
        """The server says that a thought begins, or has ended."""
        if not (self._held and '</thought>'.startswith(self._held)):  # the mark may be cut in two there
            self._run(is_all=True)
        self._put_back_ends()
        self._is_marked = is_marked
        if is_marked:
            self._words.begin_thought('</thought>')
        elif self._words.state == 'thought':
            self._words.end_thought()

    # -- marks

    def _meet(self, mark: ThoughtMark, written: str, rest: str, *, is_all: bool) -> bool | None:
        """Whether the mark is meant, and then what it means is done. None: it takes more text to say."""
        if self._words.state == 'harmony':
            return self._harmony.meet(mark, written, rest, is_all=is_all)
        if self._ends and mark.kind not in {'end', 'start', 'channel'}:
            self._put_back_ends()
        if self._words.word:
            self._words.end_word()
        match mark.kind:
            case 'end':
                return self._meet_end(mark, written, rest, is_all=is_all)
            case 'open':
                return self._meet_opening(mark, rest, is_all=is_all)
            case 'close':
                return self._meet_closing(mark, rest, is_all=is_all)
            case 'solution':
                return self._words.state == 'start' and self._words.is_after
            case 'struck':
                self._struck += 1
                return False
            case _:
                return self._meet_harmony(mark, written)

    def _meet_end(self, mark: ThoughtMark, written: str, rest: str, *, is_all: bool) -> bool | None:
        if mark.text == STRUCK and self._struck:
            self._struck -= 1
            return False
        is_talk = is_talked_about(self._words.lines, rest, is_all=is_all, is_last=True)
        if is_talk is False:
            self._hold_end(written)
        return None if is_talk is None else not is_talk

    def _meet_opening(self, mark: ThoughtMark, rest: str, *, is_all: bool) -> bool | None:
        words = self._words
        if words.state == 'start':
            if self.is_told_apart and (is_empty := _begins(rest.lstrip(), mark.partner, is_all=is_all)) is not True:
                return is_empty
            words.begin_thought(mark.partner, has_name=mark.text in NAMED)
            self._depth = 0
            return True
        if words.state == 'thought' and words.is_new:
            return True
        is_talk = is_talked_about(words.lines, rest, is_all=is_all)
        if is_talk is False:
            if words.state == 'thought' and self._depth_row != words.lines.row:
                self._depth = 0
            self._depth, self._depth_row = self._depth + 1, words.lines.row
        return None if is_talk is None else False

    def _meet_closing(self, mark: ThoughtMark, rest: str, *, is_all: bool) -> bool | None:
        words = self._words
        if words.state == 'start':
            return self._meet_closing_at_start(rest, is_all=is_all)
        if words.state == 'text' and (self.is_told_apart or words.is_after):
            return False
        is_opened = words.state == 'thought'
        is_talk = is_talked_about(words.lines, rest, is_all=is_all, is_sure=is_opened)
        if is_talk is not False:
            return None if is_talk is None else False
        is_partner = not is_opened or mark.text == words.partner or self._is_alone(rest, is_all=is_all)
        if not is_partner:
            return is_partner
        if self._depth and (not is_opened or self._depth_row == words.lines.row):
            self._depth -= 1
            return False
        self._depth = 0
        words.end_thought(was_text=not is_opened)
        return True

    def _is_alone(self, rest: str, *, is_all: bool) -> bool | None:
        """Whether a mark has a line of its own: then it may close what another one has opened."""
        behind = rest.lstrip(' \t')
        if self._words.lines.line.strip():
            return False
        return behind[0] in '\r\n' if behind else True if is_all else None

    def _meet_closing_at_start(self, rest: str, *, is_all: bool) -> bool | None:
        """Left over from a thought that the server has taken out; or the first word of an answer about it."""
        behind = rest.lstrip(' \t')
        if not behind and not is_all:
            return None
        if rest[:1] in {' ', '\t'} and behind[:1].islower():
            return False
        self._words.end_thought()
        return True

    def _meet_harmony(self, mark: ThoughtMark, written: str) -> bool:
        """Its messages begin an answer, or follow the end of the first one, whose own beginning was in the prompt."""
        words = self._words
        if mark.kind == 'constrain' or not (words.state == 'start' or self._ends):
            return False
        self._ends.clear()
        words.end_thought(was_text=words.state == 'text' and not (self.is_told_apart or words.is_after))
        words.state = 'harmony'
        self._harmony.begin(mark, written)
        return True


def _begins(text: str, word: str, *, is_all: bool) -> bool | None:
    """None: perhaps, if more comes."""
    if text.lower().startswith(word):
        return True
    return None if word.startswith(text.lower()) and not is_all else False
