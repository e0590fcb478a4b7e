"""Continue: the model goes on where it ended, and the two halves become one text."""
from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from chat.conversation import Message, Part, Reply, ToolResult, sources_in
from chat.conversation.tools.asked import end_question, open_questions
from chat.conversation.tools.rounds import UNFINISHED, last_round, messages_in, result_part, round_of, unanswered

INSTRUCTION = (
    'Your last message was cut off. Go on exactly where it ends, in the middle of the sentence or code if need be. '
    'Begin with its last words, exactly as they stand, and go on from there: {end}\n\n'
    'Do not repeat anything else, do not comment on the interruption.'
)
"""The repeated words show whether a space, a new line or nothing stands between the two halves; `Seam` drops them."""
QUOTED = 60
"""Characters."""
LONGEST_OVERLAP = 120
"""Characters. Models like to begin again with the last words they wrote; this much is compared."""
SHORTEST_OVERLAP = 8
"""Characters. A letter or two in common happens by chance."""
SHORTEST_WORDS = 3
"""Characters of whole words that would be glued to themselves ("dark andand stormy")."""
SHORTEST_LINE = 4
"""Characters of a whole line, and of a word with its markup."""
IDEOGRAM = 4
"""For how many characters one of a script without spaces counts: two of them are a word."""
MARKUP = '*_~`[('
SENTENCE_ENDS = frozenset('.!?')
LEAD = ' \n\t\r…"“'
"""What models put in front of a repetition."""


def parts_so_far(reply: Reply) -> list[Part]:
    """What a version that goes on begins with. Calls that nothing has come of are ended: they are not made again unasked."""
    parts = deepcopy([part for part in reply.parts if part.kind in {'text', 'thinking', 'picture'} or round_of(part) is not None])
    for part in open_questions(parts):
        end_question(part, 'ended')
    for call in unanswered(parts):
        call.detail['state'] = 'failed'
        parts.append(result_part(ToolResult(id=str(call.detail.get('id') or ''), name=str(call.detail.get('name') or ''), text=UNFINISHED,
                                            round=round_of(call), is_error=True)))
    return parts


def begin_with(reply: Reply, continued: Reply) -> None:
    """This version begins with what that one has written and done."""
    reply.parts, reply.continued_from, reply.sources = parts_so_far(continued), len(continued.text), sources_in(continued.parts)
    if reply.has_calls and reply.request:
        reply.begin_round(last_round(reply.parts) + 1, reply.created_at)
        reply.request = replace(reply.request, first_round=reply.round)


def last_words(reply: Reply) -> str:
    """That the continuation is joined to; none behind the use of a tool."""
    said = [part.kind for part in reply.parts[-2:] if part.kind != 'sources']
    return reply.text if not reply.has_calls or said[-1:] == ['text'] else ''


def with_what_was_done(messages: list[Message], reply: Reply, *, has_tools: bool = True) -> list[Message]:
    """And what this reply has said, called and got so far; the rest is asked for where it broke off in the midst of its words."""
    if not (has_tools and reply.has_calls):
        return messages_to_continue(messages, reply.text)
    done = [*messages_in(reply.parts)]
    if done and done[-1].role == 'assistant' and not done[-1].calls:
        done.append(Message(role='user', content=INSTRUCTION.format(end=end_of(done[-1].content))))
    return [*messages, *done]


def messages_to_continue(messages: list[Message], written: str) -> list[Message]:
    """Asks for the rest. A plain pair of messages, because the newest models refuse a prefilled answer."""
    if not written.strip():
        return messages
    return [*messages, Message(role='assistant', content=written), Message(role='user', content=INSTRUCTION.format(end=end_of(written)))]


def messages_to_correct(messages: list[Message], written: str, correction: str) -> list[Message]:
    """Asks for a better version of what was written."""
    return [*messages, Message(role='assistant', content=written), Message(role='user', content=correction)]


def end_of(written: str) -> str:
    """The last words, whole ones."""
    end = written.rstrip()[-QUOTED:]
    is_cut = len(written.rstrip()) > QUOTED
    return (end.partition(' ')[2] or end) if is_cut else end


class Seam:
    """Joins the first words of the continuation to what stands already: words that are said twice are dropped."""

    def __init__(self, written: str) -> None:
        self._tail = written[-LONGEST_OVERLAP:]
        self._is_prose = written.count('```') % 2 == 0 and written.rpartition('\n')[2].count('`') % 2 == 0
        self._held = ''
        self._is_open = bool(self._tail)

    def join(self, text: str) -> str:
        """The part of `text` that is new. Holds text back only while it may still be a repetition of the tail."""
        if not self._is_open:
            return text
        self._held += text
        if len(self._held) < len(self._tail) and self._may_repeat():
            return ''
        return self.close()

    @property
    def is_holding(self) -> bool:
        return bool(self._held)

    def restart(self) -> None:
        """What came was no continuation; it comes now."""
        self._held, self._is_open = '', bool(self._tail)

    def close(self) -> str:
        """What is still held back."""
        self._is_open = False
        held, self._held = self._held, ''
        rest = held[self._repeated(held):]
        return f' {rest}' if rest == held and self._is_prose and _is_new_sentence(self._tail, held) else rest

    def _may_repeat(self) -> bool:
        begun = (self._held, self._held.lstrip(LEAD))
        return any(self._tail[start:].startswith(words) for words in begun for start in range(len(self._tail)))

    def _repeated(self, held: str) -> int:
        """How much of it was said before. White space at the seam is kept once, from whichever half has it."""
        lead = len(held) - len(held.lstrip(LEAD))
        for tail in (self._tail, self._tail.rstrip()):
            for skipped in (0, lead):
                if overlap := _overlap(tail, held[skipped:]):
                    rest = held[skipped + overlap:]
                    return len(held) - len(rest if tail == self._tail else rest.lstrip())
        return _glued_words(self._tail, held)


def _overlap(tail: str, held: str) -> int:
    """How many of the first characters the tail ends with, if these are too many, or too much of a whole, for chance."""
    lengths = range(min(len(held), len(tail)), 0, -1)
    return next((n for n in lengths if tail.endswith(held[:n]) and _is_repetition(tail[:-n], held[:n])), 0)


def _is_repetition(before: str, said: str) -> bool:
    if not before or sum(IDEOGRAM if _is_ideogram(char) else 1 for char in said) >= SHORTEST_OVERLAP:
        return True
    if len(said.strip()) < SHORTEST_LINE:
        return False
    is_line = before.endswith('\n') and said.endswith('\n')
    return is_line or said[0] in MARKUP and said[-1].isalpha() and before[-1].isspace()  # "**very" is not said twice


def _glued_words(tail: str, held: str) -> int:
    """How many of the first characters are words that the tail ends with, with no space between the two. The last of them may be cut."""
    lengths = range(min(SHORTEST_OVERLAP, len(held), len(tail)), SHORTEST_WORDS - 1, -1)
    return next((n for n in lengths if tail.endswith(held[:n]) and _are_words(tail[-n - 1:-n], held[:n], held[n:n + 1])), 0)


def _are_words(before: str, words: str, after: str) -> bool:
    """Digits are left alone: "1, 1" may well go on with "1, 2"."""
    return words[0].isalpha() and words[-1].isalpha() and not before.isalnum() and not after.isdigit()


def _is_ideogram(char: str) -> bool:
    """Of Chinese or Japanese, which have no spaces that would tell a word from a part of one."""
    return '\u3040' <= char <= '\u30ff' or '\u3400' <= char <= '\u9fff' or '\U00020000' <= char <= '\U0003ffff'


def _is_new_sentence(tail: str, held: str) -> bool:
    """Models leave out the space before a new sentence, which begins a message for them."""
    return tail[-1:] in SENTENCE_ENDS and tail[-2:-1].islower() and held[:1].isupper() and not held[1:2].isupper()
