"""What has been understood of one answer so far, whatever protocol it came in."""
from __future__ import annotations

from collections.abc import Hashable
from contextlib import suppress
from typing import Any

from chat.conversation import Delta, ToolCall, ToolResult, Usage
from chat.providers.errors.error_bodies import has_words, is_error
from chat.providers.errors.failures import Place, error_of_body, error_of_words
from chat.providers.event_stream import Event
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.stream.json_values import parse_json, values_in
from chat.providers.text_repair import Repair, ThoughtSplitter, repaired

NOTES = ((b'openrouter processing', 'queued at the provider'), (b'keep-alive', 'queued at the provider'),
    (b'queue', 'queued at the provider'))
END = '[DONE]'
"""What OpenAI's chat completions end with, and many others with them."""
SIGNS_OF_LIFE = frozenset({
    '', 'ping', 'pong', 'keepalive', 'keep-alive', 'keep_alive', 'heartbeat', 'connected', 'ok', 'null', 'undefined'})
"""Data that is no JSON and holds nothing."""
MOST_OTHERS = 5
LONGEST_OTHER = 40
"""Characters of the name of what can't be shown."""
LONGEST_UNREAD = 200
"""Characters that are told of what cannot be read."""
OF_ANOTHER_TYPE = (TypeError, ValueError, AttributeError, KeyError, IndexError)
"""What reading a field raises that is not what the protocol says."""
REFUSALS = frozenset({'content_filter', 'refusal', 'safety', 'SAFETY', 'PROHIBITED_CONTENT', 'sensitive'})


class Answer:
    """Takes events, gives deltas. All text of one read from the socket becomes one delta: the screen draws slower than that anyway."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.finish_reason: str | None = None
        self.is_reason_weak = False
        """Whether it came with content in one event: some servers say "stop" in each of them."""
        self.was_reason_wrong = False
        """Whether content came after a finish reason, so that it was not the end."""
        self._contents_at_reason = 0
        self.usage: Usage | None = None
        self.is_over = False
        """The server said that nothing follows."""
        self.has_content = False
        self.has_thought = False
        self.has_unshown = False
        self.contents = 0
        """How many pieces of content have come, also those that are still held back."""
        self.events = 0
        self.unread = ''
        """The beginning of the first event that could not be read, and may have held content."""
        self._unread_after_end = ''
        self._contents_before = 0
        self._aside: dict[str, Any] | None = None
        """The first event that was none of the protocol but had words: they are told if no answer comes."""
        self._ready: list[Delta] = []
        self._kind = ''
        self._is_paragraph = False
        self._has_said: set[str] = set()
        self._counted: set[Hashable] = set()
        self._others: dict[str, None] = {}
        """Names of fields and events that are not known here: they are told if nothing else has come."""
        self._pieces: list[str] = []
        self._repairs = {'text': Repair(), 'thinking': Repair(), 'tool': Repair()}
        self._splitter = ThoughtSplitter()

    @property
    def is_reason_doubtful(self) -> bool:
        """Whether more may come, for all that the finish reason says."""
        return self.contents > self._contents_at_reason or (self.is_reason_weak and self.was_reason_wrong)

    def take(self, event: Event) -> None:
        """Understand one event. What cannot be read is remembered. Raises ProviderError for what the server calls an error."""
        if event.name == ':':
            self.add_note(event.data)
            return
        if event.data == b'[DONE]':
            self.is_over = True
            return
        try:
            body = parse_json(event.data)
        except ValueError:
            self._take_several(event)
            return
        self._take_value(event.name, body)

    def _take_several(self, event: Event) -> None:
        """Several values in one event are as many events."""
        values, rest = values_in(event.data)
        if event.name == 'error' and not values:
            raise error_of_body(rest, self.place)
        for value in values:
            self._take_value(event.name, value)
        if rest.startswith(END):
            self.is_over = True
        else:
            self._note_unread(rest)

    def _take_value(self, name: str, body: Any) -> None:
        self.events += 1
        self._contents_before = self.contents
        if name == 'error' or not isinstance(body, dict):
            self._take_strange(name, body)
            return
        if is_error(body):
            with suppress(ProviderError, *OF_ANOTHER_TYPE):
                self.take_body(body)  # for the text that may stand beside it; what is wrong is told by the whole body
            raise error_of_body(body, self.place)
        try:
            self.take_body(body)
        except OF_ANOTHER_TYPE:
            self._note_unread(str(body))
        if not self.has_content and self._aside is None and has_words(body):
            self._aside = body

    def take_body(self, body: dict[str, Any]) -> None:
        """One event of the protocol."""

    def take_whole(self, body: dict[str, Any]) -> bool:
        """A whole answer in one piece. False: it is none of this protocol."""
        return False

    def add_text(self, piece: str, *, is_thought: bool = False) -> None:
        """Content as the model wrote it; thoughts in tags at its start are told apart."""
        self._note_content(piece)
        splitter = self._splitter
        if splitter.is_decided and not is_thought:
            self._add('text', piece)
            return
        for is_inside, part in splitter.take(piece, is_marked=is_thought):
            self._add('thinking' if is_inside else 'text', part)

    def add_thinking(self, piece: str) -> None:
        self._note_content(piece)
        if not self.has_content:
            # The server tells thoughts apart itself, so a tag in the text is just text.
            self._splitter.is_decided = True
        self._add('thinking', piece)

    def add_tool_call(self, *, index: int, id: str, name: str, arguments: str) -> None:
        if not (id or name or arguments):
            return
        self._flush()
        self.has_content = True
        self._note_content(f'{name}{arguments}')
        call = ToolCall(index=index, id=repaired(id), name=repaired(name), arguments=self._repairs['tool'].take(arguments))
        self._ready.append(Delta(tool_call=call))

    def add_tool_result(self, *, id: str, name: str, text: str) -> None:
        self._flush()
        self.has_content = True
        self._note_content(text)
        self._ready.append(Delta(tool_result=ToolResult(id=repaired(id), name=repaired(name), text=repaired(text))))

    def add_unshown(self, name: str, key: Hashable) -> None:
        """Something that can't be shown; each `key` counts once, however many events it comes in."""
        if self.is_new(key):
            self._flush()
            self._note_content(name)
            self.has_unshown = True
            self._ready.append(Delta(unshown=_short(name)))

    def is_new(self, key: Hashable) -> bool:
        """Whether this is the first time that one asks."""
        is_new = key not in self._counted
        self._counted.add(key)
        return is_new

    def note_other(self, name: str) -> None:
        """Something that is not known, and may be nothing."""
        if len(self._others) < MOST_OTHERS:
            self._others[_short(name)] = None

    def begin_paragraph(self) -> None:
        """The words that follow do not go on with those before."""
        self._flush()
        self._is_paragraph = True

    def add_note(self, comment: bytes) -> None:
        """A comment of the server: a sign of life, said once a read."""
        self._flush()
        lower = comment.lower()
        note = next((text for mark, text in NOTES if mark in lower), 'the provider is still there')
        if not (self._ready and self._ready[-1].note == note):
            self._ready.append(Delta(note=note))

    def add_usage(self, usage: Usage | None) -> None:
        if usage:
            self.usage = self.usage.merged(usage) if self.usage else usage

    def set_reason(self, reason: str) -> None:
        """Why the model has stopped. What comes after it still counts."""
        self.finish_reason = reason
        self.is_reason_weak = self.contents > self._contents_before
        self._contents_at_reason = self.contents

    def drain(self) -> list[Delta]:
        """The deltas that have come together since the last call."""
        self._flush()
        ready, self._ready = self._ready, []
        return ready

    def ending(self) -> list[Delta]:
        """The last deltas. Raises ProviderError if this is no proper end; call drain() first, so that nothing is lost."""
        reason = self.finish_reason or ('stop' if self.is_over and self.has_content else None)
        if reason in REFUSALS and not self.has_content:
            raise self.place.error(ErrorKind.REFUSED)
        if not (self.has_content or self.has_unshown) and (words := self._aside or self.unread):
            raise error_of_words(words, self.place)
        if self.unread:
            raise self.place.error(ErrorKind.DAMAGED, self.unread)
        if reason is None:
            raise self.place.error(ErrorKind.CUT_OFF)
        others = () if self.has_content or self.has_unshown else self._others
        return [*(Delta(unshown=name) for name in others), Delta(finish_reason=repaired(reason), usage=self.usage)]

    def close_text(self) -> None:
        """Let go of what was held back; nothing follows."""
        for is_inside, part in self._splitter.finish():
            self._add('thinking' if is_inside else 'text', part)
        for kind in ('thinking', 'text'):
            if rest := self._repairs[kind].finish():
                self._piece(kind, rest)

    def _take_strange(self, name: str, body: Any) -> None:
        if name == 'error':
            raise error_of_body(body, self.place)
        if isinstance(body, list) and any(isinstance(entry, dict) and is_error(entry) for entry in body):
            raise error_of_body(body, self.place)
        if isinstance(body, str) and 'error' in body.lower() and not self.has_content:
            raise error_of_body(body, self.place)
        if isinstance(body, list):
            for entry in body:
                if isinstance(entry, dict):
                    self._take_value('', entry)
                elif entry:
                    self._note_unread(str(entry))
        elif isinstance(body, str):
            self._note_unread(body)

    def _note_content(self, piece: str) -> None:
        if self.finish_reason is None:
            self.contents += bool(piece)
        elif piece.strip():
            self.contents += 1
            self.was_reason_wrong = True
            self.unread = self.unread or self._unread_after_end

    def _note_unread(self, text: str) -> None:
        """There may have been words in it; after the end that matters only if words come after it."""
        text = text.strip()[:LONGEST_UNREAD]
        if text.lower() in SIGNS_OF_LIFE:
            return
        if self.finish_reason is None:
            self.unread = self.unread or text
        else:
            self._unread_after_end = self._unread_after_end or text

    def _add(self, kind: str, piece: str) -> None:
        if piece := self._repairs[kind].take(piece):
            self._piece(kind, piece)

    def _piece(self, kind: str, piece: str) -> None:
        if kind != self._kind:
            self._flush()
            self._kind = kind
        self.has_content = True
        self.has_thought = self.has_thought or kind == 'thinking'
        self._pieces.append(piece)

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = ''.join(self._pieces)
        self._pieces.clear()
        is_paragraph, self._is_paragraph = self._is_paragraph and self._kind in self._has_said, False
        self._has_said.add(self._kind)
        is_text = self._kind == 'text'
        self._ready.append(Delta(text=text if is_text else '', thinking='' if is_text else text, is_paragraph=is_paragraph))


def count(value: Any) -> int | None:
    """A number of tokens, if it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _short(name: str) -> str:
    """As a word among others."""
    return repaired(' '.join(name.split())[:LONGEST_OTHER]) or 'something without a name'


def table(value: Any) -> dict[str, Any]:
    """The value if it is a table, else an empty one: servers send null where tables belong."""
    return value if isinstance(value, dict) else {}


def dicts(value: Any) -> list[dict[str, Any]]:
    """The tables in a list, if it is one."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ''
