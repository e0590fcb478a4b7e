"""One answer of one lane to one turn: how it grows, and how it ends."""
from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field, replace
from enum import StrEnum

from chat.conversation.delta import Delta, ReplyError, Usage
from chat.conversation.message import Attachment
from chat.conversation.part import Part, PartKind
from chat.conversation.picture import picture_detail, picture_of
from chat.conversation.request_record import RequestRecord
from chat.conversation.source import CitedSource, add_sources, sources_part
from chat.conversation.text import gap_between
from chat.conversation.tools.rounds import TOOL_LIMIT, CallIndex, calls_in, keep_verbatim, result_part, take_call


def new_id() -> str:
    """A fresh id for a chat, turn or reply; made in memory so that nothing has to wait for the database."""
    return uuid.uuid4().hex


class ReplyStatus(StrEnum):
    QUEUED = 'queued'
    WAITING = 'waiting'
    THINKING = 'thinking'
    WRITING = 'writing'
    TOOL = 'tool'
    ASKING = 'asking'
    DONE = 'done'
    STOPPED = 'stopped'
    INTERRUPTED = 'interrupted'
    FAILED = 'failed'

    @property
    def is_final(self) -> bool:
        return self in END_STATES


END_STATES = frozenset({ReplyStatus.DONE, ReplyStatus.STOPPED, ReplyStatus.INTERRUPTED, ReplyStatus.FAILED})
SEPARATING = frozenset({'tool_call', 'tool_result', 'question', 'picture'})
"""Kinds of parts after which text starts a new paragraph."""
MOST_UNSHOWN = 20
"""At most so many different kinds are counted separately."""
EDITED = 'edited'
"""The finish reason of a reply that was rewritten by the user."""
CUT_OFF_REASONS = frozenset({'length', 'max_tokens', 'max_output_tokens', 'model_length', 'model_context_window_exceeded'})
"""Finish reasons after which the model had more to say (provider-facts: OpenAI, Mistral, Anthropic spellings)."""


@dataclass(kw_only=True, slots=True)
class Reply:
    """One answer of one lane to one turn. Only the engine changes it."""

    turn_id: str
    lane: int
    model: str
    id: str = field(default_factory=new_id)
    version: int = 1
    parts: list[Part] = field(default_factory=list)
    status: ReplyStatus = ReplyStatus.WAITING
    error: ReplyError | None = None
    finish_reason: str | None = None
    usage: Usage = Usage()
    cost: float | None = None
    created_at: float = field(default_factory=time.time)
    """When it was asked for; the times below are None until they are reached."""
    first_token_at: float | None = None
    """First text, thought or use of a tool."""
    first_text_at: float | None = None
    finished_at: float | None = None
    arrivals: list[tuple[int, int, int]] = field(default_factory=list)
    """For "Replay": (milliseconds since created_at, characters of thinking, characters of text) received by then; a step is 50 ms."""
    request: RequestRecord | None = None
    """What was sent; None for the user's own words."""

    # live only, never saved
    note: str | None = None
    """What the state line says while there is nothing else to say ("trying again")."""
    trouble: str | None = None
    """What went wrong with the previous try, in a sentence, while waiting for the next one."""
    retry_at: float | None = None
    """When the next try starts, while counting down."""
    queue_position: int | None = None
    """1 = next to start, while queued at a busy endpoint."""
    last_data_at: float | None = None
    """When the provider last sent anything."""
    sources: list[CitedSource] = field(default_factory=list)
    """What was named beside the text so far; a part of it when the reply has ended."""
    turns: int = 0
    """How often text turned out, later, to be a thought: views that send only what is new have to start over then."""
    continued_from: int = 0
    """Characters of text that an earlier version had written (Continue), not counted into speed."""
    round: int = 1
    """How often the model has been asked for this reply: once more after each use of tools."""
    round_start: int = 0
    """How many parts there were when this round began."""
    settled: Usage = Usage()
    """What was used and is counted: by the rounds before."""
    used: Usage = Usage()
    """Since then."""
    _calls: CallIndex = field(default_factory=dict, init=False, repr=False, compare=False)
    """Those of this round."""
    _unshown: dict[str, Part] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_running(self) -> bool:
        return not self.status.is_final

    @property
    def text(self) -> str:
        return ''.join(part.text for part in self.parts if part.kind == 'text')

    @property
    def thinking(self) -> str:
        return '\n\n'.join(part.text for part in self.parts if part.kind == 'thinking')

    @property
    def pictures(self) -> list[Attachment]:
        """The pictures that the model has drawn and that are stored here."""
        return [picture for part in self.parts if (picture := picture_of(part))]

    @property
    def has_answer(self) -> bool:
        """Whether there is something to judge: words, or a picture."""
        return any(part.kind == 'picture' or (part.kind == 'text' and part.text.strip()) for part in self.parts)

    @property
    def is_edited(self) -> bool:
        """Whether these are the user's own words: an answer corrected by hand says nothing about its model."""
        return self.finish_reason == EDITED

    @property
    def has_failed(self) -> bool:
        """Whether it ended although nobody wanted it to, so that a retry makes sense."""
        return self.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED}

    @property
    def is_cut_off(self) -> bool:
        """Whether the model had more to say, so that "Continue" makes sense."""
        return self.has_failed or self.status is ReplyStatus.STOPPED or self.finish_reason in CUT_OFF_REASONS | {TOOL_LIMIT}

    @property
    def has_calls(self) -> bool:
        """Whether tools were called that are run here."""
        return bool(calls_in(self.parts))

    def begin_round(self, number: int, now: float) -> None:
        """The model is asked again, with what came of its calls."""
        self._close_thought(now)
        self.round, self.round_start = number, len(self.parts)
        self._calls.clear()
        self.finish_reason = None
        self.settle()

    def note_asked(self) -> None:
        """The model is asked now, in this round: "What was sent" has one more request."""
        if self.request and self.round > max(self.request.first_round, self.request.last_round):
            self.request = replace(self.request, last_round=self.round)

    def settle(self) -> None:
        """What was used so far is counted."""
        self.settled, self.used = self.usage, Usage()

    def append(self, delta: Delta, now: float) -> None:
        """Take one step of the stream. Never fails, never waits."""
        self.last_data_at, self.note = now, delta.note
        thought = said = 0
        if delta.was_thought:
            self._turn_into_thought()
        if delta.thinking:
            self.status = ReplyStatus.THINKING
            thought = self._write('thinking', delta.thinking, now, is_paragraph=delta.is_paragraph)
        if delta.text:
            self.status = ReplyStatus.WRITING
            said = self._write('text', delta.text, now, is_paragraph=delta.is_paragraph)
            if self.first_text_at is None:
                self.first_text_at = now
        if delta.tool_call:
            self.status = ReplyStatus.TOOL
            self._close_thought(now)
            take_call(self.parts, self._calls, delta.tool_call, self.round)
        if delta.tool_result:
            self._close_thought(now)
            self.parts.append(result_part(delta.tool_result))
        if delta.question:
            self._close_thought(now)
            self.parts.append(delta.question)
        if delta.verbatim:
            keep_verbatim(calls_in(self.parts, self.round), delta.verbatim)
        if delta.picture or delta.picture_link:
            self._take_picture(delta, now)
        for _ in range(add_sources(self.sources, delta.sources)):
            self._count_unshown('source', now)
        if delta.unshown:
            self._count_unshown(delta.unshown, now)
        if delta.usage:
            self.used = self.used.merged(delta.usage)
            self.usage = self.settled.plus(self.used)
        if delta.finish_reason:
            self.finish_reason = delta.finish_reason
        if self.first_token_at is None and delta.has_content:
            self.first_token_at = now
        if thought or said:
            self._note_arrival(thought, said, now)

    def finish(self, status: ReplyStatus, now: float, error: ReplyError | None = None) -> None:
        """Reach the one end state. A second call is a defect and says so."""
        if self.status.is_final:
            raise RuntimeError(f'reply {self.id} has already ended as {self.status}')
        self._close_thought(now)
        self.parts += [sources_part(self.sources)] if self.sources else []
        self.status, self.error, self.finished_at = status, error, now
        self.note = self.trouble = self.retry_at = self.queue_position = None

    def _write(self, kind: PartKind, piece: str, now: float, *, is_paragraph: bool) -> int:
        """How many characters were written, with the empty line before a paragraph."""
        if not is_paragraph and self.parts and self.parts[-1].kind == kind:
            self.parts[-1].pieces.append(piece)
            return len(piece)
        if is_paragraph or (kind == 'text' and self._is_interrupted()):
            piece = f'{gap_between(self._words_before(kind), piece)}{piece}'
        self._part(kind, now).pieces.append(piece)
        return len(piece)

    def _turn_into_thought(self) -> None:
        """The last text of this try was a thought: only its end is marked, because its start mark was part of the prompt."""
        newest = reversed(list(enumerate(self.parts))[self.round_start:])
        index, part = next(((index, part) for index, part in newest if part.kind == 'text'), (0, None))
        if part is None:
            return
        kept = max(0, self.continued_from - sum(len(one.text) for one in self.parts[:index] if one.kind == 'text'))
        before, thought = part.text[:kept], part.text[kept:]
        began = self.first_text_at or self.created_at
        self.parts[index:index + 1] = [
            *([Part(kind='text', pieces=[before])] if before else []),
            Part(kind='thinking', pieces=[thought.strip()], detail={'started_at': began})]
        self.status, self.first_text_at = ReplyStatus.THINKING, None
        self.turns += 1
        self._move_arrivals(len(thought))

    def _move_arrivals(self, count: int) -> None:
        """The last `count` characters of text were thoughts all along."""
        rest = (self.arrivals[-1][2] if self.arrivals else 0) - count
        for number, (at, thought, said) in enumerate(self.arrivals):
            moved = max(0, said - rest)
            self.arrivals[number] = (at, thought + moved, said - moved)

    def _is_interrupted(self) -> bool:
        """Whether a tool was used since the last text."""
        for part in reversed(self.parts):
            if part.kind == 'text' or part.kind in SEPARATING:
                return part.kind != 'text'
        return False

    def _words_before(self, kind: PartKind) -> str:
        """The last words of this kind; '' if there are none, or for a thought in a part of its own."""
        for part in reversed(self.parts):
            if part.kind == kind and part.pieces:
                return part.pieces[-1]
            if kind == 'thinking':
                break
        return ''

    def _part(self, kind: PartKind, now: float) -> Part:
        if self.parts and self.parts[-1].kind == kind:
            return self.parts[-1]
        self._close_thought(now)
        part = Part(kind=kind)
        if kind == 'thinking':
            part.detail['started_at'] = now
        self.parts.append(part)
        return part

    def _close_thought(self, now: float) -> None:
        last = self.parts[-1] if self.parts else None
        if last and last.kind == 'thinking' and last.seconds is None:
            last.seconds = now - last.detail.pop('started_at', now)

    def _take_picture(self, delta: Delta, now: float) -> None:
        self.status = ReplyStatus.WRITING
        self._close_thought(now)
        detail = picture_detail(delta.picture, delta.picture_size) if delta.picture else {'url': delta.picture_link}
        self.parts.append(Part(kind='picture', detail=detail))

    def _count_unshown(self, name: str, now: float) -> None:
        if not self._unshown:
            self._unshown = {part.detail['name']: part for part in self.parts if part.kind == 'unshown'}  # of what is continued
        name = name if len(self._unshown) < MOST_UNSHOWN else 'other parts'
        part = self._unshown.get(name)
        if part is None:
            self._close_thought(now)
            part = self._unshown[name] = Part(kind='unshown', detail={'name': name, 'count': 0})
            self.parts.append(part)
        part.detail['count'] += 1

    def _note_arrival(self, thought: int, said: int, now: float) -> None:
        elapsed = int((now - self.created_at) * 1000)
        last = self.arrivals[-1] if self.arrivals else (0, 0, 0)
        step = (elapsed, last[1] + thought, last[2] + said)
        if self.arrivals and elapsed // 50 == last[0] // 50:
            self.arrivals[-1] = step
        else:
            self.arrivals.append(step)
