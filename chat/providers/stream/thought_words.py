"""The words between the marks: what of them is thought, what answer, and which white space belongs to neither."""
from __future__ import annotations

import re
from typing import Literal, NamedTuple

from chat.providers.stream.code_lines import CodeLines

SPOKEN = re.compile(r'analysis(?=(?:We|The|User|I|Need|Let|Simple|Just|Provide|Answer|Should|This|So)\b)')
"""gpt-oss without its special tokens: "analysisWe need to greet.assistantfinalHello!"."""
SPOKEN_BEGIN = 'analysis'
SPOKEN_END = 'assistantfinal'
LONGEST_SPOKEN = 20
PARAGRAPH = '\n\n'
"""Between two thoughts."""
CHANNEL_NAME = 'thought\n'
"""What Gemma and MedGemma write behind their mark."""
MOST_HELD = 2000
"""Characters of white space, or of marks at an end, that are held back: more of them are words."""
State = Literal['start', 'thought', 'text', 'harmony']


class Piece(NamedTuple):
    """`kind`: what `text` is. "turn" has none: all text since the beginning was a thought. "call" begins the call of the tool `text`,
    "arguments" go on with it."""

    kind: Literal['text', 'thinking', 'turn', 'call', 'arguments']
    text: str = ''


class ThoughtWords:
    """Takes plain text, is told where thoughts begin and end, gives pieces."""

    def __init__(self) -> None:
        self.state: State = 'start'
        self.lines = CodeLines()
        """Of this thought, or of the answer."""
        self.partner = ''
        """The mark that closes this thought."""
        self.is_new = True
        """Whether the thought has no word yet."""
        self._is_first = True
        self.is_after = False
        """Whether a thought has ended: the white space before the answer belongs to neither."""
        self.word = ''
        """What has come of a word that is perhaps no part of the thought, or tells that it is one."""
        self._has_name = False
        self._blanks: list[str] = []
        """White space that is dropped if a mark follows."""
        self._out: list[Piece] = []

    def drained(self) -> list[Piece]:
        out, self._out = self._out, []
        return out

    def begin_thought(self, partner: str, *, has_name: bool = False) -> None:
        """`has_name`: the first word is the name of the channel."""
        self.state, self.partner, self._has_name = 'thought', partner, has_name
        self.is_new = True
        self.lines = CodeLines()
        self._blanks.clear()

    def end_thought(self, *, was_text: bool = False) -> None:
        """`was_text`: what came till now was taken for the answer."""
        if was_text:
            self._out.append(Piece('turn'))
            self._is_first = False
        self.state, self.is_after = 'start', True
        self.lines = CodeLines()
        self._blanks.clear()

    def end_word(self) -> None:
        """A mark follows."""
        if self.state == 'thought' and self._has_name and self.word.strip() == CHANNEL_NAME.strip():
            self.word = ''
        self.put_back_word()

    def put_back_word(self) -> None:
        word, self.word = self.word, ''
        if word and self.state == 'start':
            self._answer(word)
        elif word:
            self._think(word)

    def finish(self, *, is_silent: bool) -> None:
        """Nothing follows. `is_silent`: a mark ended it, so white space is no answer either."""
        if self.state == 'start' and not self.is_after and not is_silent:
            self.say('text', ''.join(self._blanks))
        self._blanks.clear()

    def take(self, text: str) -> None:
        if self.state == 'text':
            self.say('text', text)
        elif self.state == 'thought':
            self._hear_thought(text)
        else:
            self._start(text)

    def say(self, kind: Literal['text', 'thinking', 'arguments'], text: str) -> None:
        if text:
            self._out.append(Piece(kind, text))
            self.lines.add(text)

    def call(self, name: str) -> None:
        self._out.append(Piece('call', name))

    def leave_harmony(self, text: str) -> None:
        """It was no message after all."""
        self.state, self.is_after = 'text', True
        self.say('text', text.lstrip())

    def _start(self, text: str) -> None:
        if not (self.word or text.strip()):
            self._hold_before(text)
        elif self.is_after:
            self._answer(text)
        else:
            self._hear_first_word(text)

    def _hold_before(self, blanks: str) -> None:
        """White space before an answer; of that behind a thought only the end matters."""
        self._blanks[:] = [''.join((*self._blanks, blanks))]
        if len(self._blanks[0]) > MOST_HELD and self.is_after:
            self._blanks[0] = self._blanks[0][-MOST_HELD:]
        elif len(self._blanks[0]) > MOST_HELD:
            self._answer('')

    def _hear_first_word(self, text: str) -> None:
        if not self.word:
            self._blanks.append(text[:len(text) - len(text.lstrip())])
            text = text.lstrip()
        self.word += text
        if spoken := SPOKEN.match(self.word):
            thought, self.word = self.word[spoken.end():], ''
            self.begin_thought(SPOKEN_END)
            self._hear_thought(thought)
        elif not (SPOKEN_BEGIN.startswith(self.word[:len(SPOKEN_BEGIN)]) and len(self.word) < LONGEST_SPOKEN):
            self.put_back_word()

    def _answer(self, text: str) -> None:
        """The first words of the answer. Behind a thought, only the indentation of its first line is left of the white space."""
        words = text.lstrip()
        blanks = ''.join((*self._blanks, text[:len(text) - len(words)]))
        if self.is_after:
            blanks = blanks.rpartition('\n')[2] if '\n' in blanks else ''
        self._blanks.clear()
        self.state = 'text'
        self.say('text', blanks + words)

    def _hear_thought(self, text: str) -> None:
        if self.partner == SPOKEN_END:
            self._hear_spoken(text)
        elif self._has_name:
            self.word += text if self.word else text.lstrip()
            if not CHANNEL_NAME.startswith(self.word):
                text, self.word, self._has_name = self.word.removeprefix(CHANNEL_NAME), '', False
                self._think(text)
        else:
            self._think(text)

    def _hear_spoken(self, text: str) -> None:
        self.word += text
        thought, is_over, rest = self.word.partition(SPOKEN_END)
        if is_over:
            self.word = ''
            self._think(thought)
            self.end_thought()
            return self.take(rest)
        size = next((size for size in range(len(SPOKEN_END) - 1, 0, -1) if thought.endswith(SPOKEN_END[:size])), 0)
        self.word = thought[len(thought) - size:]
        return self._think(thought[:len(thought) - size])

    def _think(self, text: str) -> None:
        """White space at the beginning and at the end of a thought is dropped."""
        if self.is_new:
            text = text.lstrip()
            self.is_new = not text
            if text and not self._is_first:
                self._blanks.append(PARAGRAPH)
        core = text.rstrip()
        if core:
            self._out.append(Piece('thinking', ''.join((*self._blanks, core))))
            self._blanks.clear()
            self._is_first = False
        if core != text:
            self._blanks[:] = [''.join((*self._blanks, text[len(core):]))]
            if len(self._blanks[0]) > MOST_HELD:
                self._out.append(Piece('thinking', self._blanks.pop()))
        self.lines.add(text)
