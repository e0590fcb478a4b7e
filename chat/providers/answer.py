"""What has been understood of one answer so far, whatever protocol it came in."""
from __future__ import annotations

from typing import Any

from chat.conversation import Delta, ToolCall, Usage
from chat.providers.event_stream import Event, parse_json
from chat.providers.failures import Place, error_of_body
from chat.providers.provider import ErrorKind
from chat.providers.text_repair import Repair, ThoughtSplitter, repaired

NOTES = ((b'openrouter processing', 'queued at the provider'), (b'keep-alive', 'queued at the provider'),
    (b'queue', 'queued at the provider'))
REFUSALS = frozenset({'content_filter', 'refusal', 'safety', 'SAFETY', 'PROHIBITED_CONTENT', 'sensitive'})


class Answer:
    """Takes events, gives deltas. All text of one read from the socket becomes one delta: the screen draws slower than that anyway."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.finish_reason: str | None = None
        self.usage: Usage | None = None
        self.is_over = False
        """The server said that nothing follows."""
        self.has_content = False
        self.has_thought = False
        self.bad_events = 0
        self.events = 0
        self._ready: list[Delta] = []
        self._kind = ''
        self._pieces: list[str] = []
        self._repairs = {'text': Repair(), 'thinking': Repair(), 'tool': Repair()}
        self._splitter = ThoughtSplitter()

    def take(self, event: Event) -> None:
        """Understand one event. One that cannot be read is skipped and counted. Raises ProviderError for what the server calls an error."""
        if event.name == ':':
            self.add_note(event.data)
            return
        if event.data == b'[DONE]':
            self.is_over = True
            return
        try:
            body = parse_json(event.data)
        except ValueError:
            if event.name == 'error':
                raise error_of_body(event.data.decode('utf-8', 'replace'), self.place) from None
            self.bad_events += 1
            return
        self.events += 1
        if event.name == 'error' or not isinstance(body, dict):
            self._take_strange(event.name, body)
            return
        try:
            self.take_body(body)
        except (TypeError, ValueError, AttributeError, KeyError, IndexError):
            # a field of another type than the protocol says
            self.bad_events += 1

    def take_body(self, body: dict[str, Any]) -> None:
        """One event of the protocol."""

    def take_whole(self, body: dict[str, Any]) -> bool:
        """A whole answer in one piece. False: it is none of this protocol."""
        return False

    def add_text(self, piece: str, *, is_thought: bool = False) -> None:
        """Content as the model wrote it; thoughts in tags at its start are told apart."""
        splitter = self._splitter
        if splitter.is_decided and not is_thought:
            self._add('text', piece)
            return
        for is_inside, part in splitter.take(piece, is_marked=is_thought):
            self._add('thinking' if is_inside else 'text', part)

    def add_thinking(self, piece: str) -> None:
        if not self.has_content:
            # The server tells thoughts apart itself, so a tag in the text is just text.
            self._splitter.is_decided = True
        self._add('thinking', piece)

    def add_tool_call(self, *, index: int, id: str, name: str, arguments: str) -> None:
        self._flush()
        self.has_content = True
        call = ToolCall(index=index, id=repaired(id), name=repaired(name), arguments=self._repairs['tool'].take(arguments))
        self._ready.append(Delta(tool_call=call))

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

    def drain(self) -> list[Delta]:
        """The deltas that have come together since the last call."""
        self._flush()
        ready, self._ready = self._ready, []
        return ready

    def ending(self) -> list[Delta]:
        """The last deltas. Raises ProviderError if this is no proper end; call drain() first, so that nothing is lost."""
        if self.finish_reason in REFUSALS and not self.has_content:
            raise self.place.error(ErrorKind.REFUSED)
        if self.finish_reason is None:
            if self.has_content or not self.bad_events:
                raise self.place.error(ErrorKind.CUT_OFF)
            raise self.place.error(ErrorKind.BAD_ANSWER)
        return [Delta(finish_reason=repaired(self.finish_reason), usage=self.usage)]

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
        if isinstance(body, list) and any(isinstance(entry, dict) and 'error' in entry for entry in body):
            raise error_of_body(body, self.place)
        if isinstance(body, str) and 'error' in body.lower() and not self.has_content:
            raise error_of_body(body, self.place)
        self.bad_events += 1

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
        self._ready.append(Delta(text=text) if self._kind == 'text' else Delta(thinking=text))


def count(value: Any) -> int | None:
    """A number of tokens, if it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def table(value: Any) -> dict[str, Any]:
    """The value if it is a table, else an empty one: servers send null where tables belong."""
    return value if isinstance(value, dict) else {}


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ''


def is_error(body: dict[str, Any]) -> bool:
    """Servers put errors into streams and pages in many shapes, nearly all of them with one of these marks."""
    return bool(body.get('error')) or body.get('object') == 'error' or body.get('type') == 'error'

