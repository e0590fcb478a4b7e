"""What has been understood of one answer so far, whatever protocol it came in."""
from __future__ import annotations

import json
import reprlib
from collections import deque
from contextlib import suppress
from typing import Any

from chat.conversation import Delta, Usage, Verbatim
from chat.conversation.json_object import JsonObject
from chat.providers.errors.error_bodies import has_words, is_error
from chat.providers.errors.failures import ErrorContext, error_of_body, error_of_words
from chat.providers.event_stream import Event
from chat.providers.json_values import parse_json, values_in
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.stream.content import Content
from chat.providers.stream.embedded import laden
from chat.providers.stream.fields import entries
from chat.providers.text_repair import repaired

LONGEST_REASON = 100
"""Characters."""
END = '[DONE]'
"""What OpenAI's chat completions end with, and many others with them."""
OVER = object()
"""Stands for it among values."""
SIGNS_OF_LIFE = frozenset({
    '', 'ping', 'pong', 'keepalive', 'keep-alive', 'keep_alive', 'heartbeat', 'connected', 'ok', 'null', 'undefined'})
"""Data that is not JSON and contains nothing."""
LONGEST_UNREAD = 200
"""Characters of an unreadable event that are shown."""
OF_ANOTHER_TYPE = (TypeError, ValueError, AttributeError, KeyError, IndexError, RecursionError)
"""What reading a field raises that is not what the protocol says."""
REFUSALS = frozenset({'content_filter', 'refusal', 'safety', 'SAFETY', 'PROHIBITED_CONTENT', 'sensitive'})


class Answer(Content):
    """Takes events, gives deltas."""

    protocol = ''
    """Its name, for what goes back as it came."""

    def __init__(self, context: ErrorContext) -> None:
        super().__init__()
        self.context = context
        self.finish_reason: str | None = None
        self.is_reason_weak = False
        """Whether it came with content in one event: some servers say "stop" in each of them."""
        self.was_reason_wrong = False
        """Whether content came after a finish reason, so that it was not the end."""
        self._contents_at_reason = 0
        self.usage: Usage | None = None
        self.is_over = False
        """The server said that nothing follows."""
        self.events = 0
        self._values: deque[tuple[str, Any]] = deque()
        """Of an event with several, that have not been looked at; the name of the event with each."""
        self.unread = ''
        """The beginning of the first event that could not be read, and may have held content."""
        self._unread_after_end = ''
        self._contents_before = 0
        self._aside: JsonObject | None = None
        """The first event that is not part of the protocol but contains words: they are shown if no answer comes."""
        self._foreign: JsonObject | None = None
        """The last event of another protocol, or of none, that no content has followed: it may tell why there is no end."""

    @property
    def is_reason_doubtful(self) -> bool:
        """Whether more may come, despite the finish reason."""
        return self.contents > self._contents_at_reason or (self.is_reason_weak and self.was_reason_wrong)

    @property
    def has_values(self) -> bool:
        """Whether the last event has more to be looked at."""
        return bool(self._values)

    def take_value(self) -> None:
        """Look at the next of it. Raises as `take` does."""
        name, value = self._values.popleft()
        if value is OVER:
            self.is_over = True
        else:
            self._take_value(name, value)

    def take(self, event: Event) -> None:
        """Read one event, or the beginning of one with several values. What cannot be read is remembered. Raises ProviderError for
        what the server calls an error."""
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
        self._take_value(event.name, laden(body, event.freight) if event.freight else body)

    def _take_several(self, event: Event) -> None:
        """Several values in one event are as many events."""
        values, rest = values_in(event.data)
        if event.name == 'error' and not values:
            raise error_of_body(rest, self.context)
        self._values += [(event.name, laden(value, event.freight) if event.freight else value) for value in values]
        if rest.startswith(END):
            self._values.append(('', OVER))
        else:
            self._note_unread(rest)

    def _take_value(self, name: str, body: Any) -> None:
        self.events += 1
        self.bounds.begin_event()
        self._contents_before = self.contents
        if name == 'error' or not isinstance(body, dict):
            self._take_strange(name, body)
            return
        if is_error(body):
            with suppress(ProviderError, *OF_ANOTHER_TYPE):
                self.take_body(body)  # for the text that may stand beside it; what is wrong is told by the whole body
            raise error_of_body(body, self.context)
        try:
            self.take_body(body)
        except OF_ANOTHER_TYPE:
            self._note_unread(reprlib.repr(body))
        if not self.has_content and self._aside is None and has_words(body):
            self._aside = body
        if not self.is_own(body):
            self._foreign = body
        elif self.contents > self._contents_before:
            self._foreign = None

    def is_own(self, body: JsonObject) -> bool:
        """Whether this is an event of the protocol, and not of another one."""
        return True

    def take_body(self, body: JsonObject) -> None:
        """One event of the protocol."""

    def take_whole(self, body: JsonObject) -> bool:
        """A whole answer in one piece. False: it is not of this protocol."""
        return False

    def add_usage(self, usage: Usage | None) -> None:
        if usage:
            self.usage = self.usage.merged(usage) if self.usage else usage

    def set_reason(self, reason: str) -> None:
        """Why the model has stopped. What comes after it still counts."""
        self.finish_reason = reason[:LONGEST_REASON]
        self.is_reason_weak = self.contents > self._contents_before
        self._contents_at_reason = self.contents

    def ending(self) -> list[Delta]:
        """The last deltas. Raises ProviderError if the answer is incomplete; call drain() first, so that nothing is lost."""
        has_come = self.has_content or self.has_unshown
        reason = self.finish_reason or ('stop' if self.is_over and has_come else None)
        if reason in REFUSALS and not self.has_content:
            raise self.context.error(ErrorKind.REFUSED)
        if not has_come and (words := self._aside or self.unread):
            raise error_of_words(words, self.context)
        if self.unread:
            raise self.context.error(ErrorKind.DAMAGED, self.unread)
        if reason is None:
            raise self._cut_off(has_come=has_come)
        others = () if has_come else self._others
        return [*(Delta(unshown=name) for name in others),
                Delta(finish_reason=repaired(reason), usage=self.usage, verbatim=self._verbatim())]

    def sent(self) -> Any:
        """All that has come in this round, as the protocol wants it back; None if its words will do."""

    def _verbatim(self) -> Verbatim | None:
        content = self.sent() if self.has_calls else None
        model = f'{self.context.endpoint}/{self.context.model}'
        return Verbatim(protocol=self.protocol, model=model, content=content) if content else None

    def _cut_off(self, *, has_come: bool) -> ProviderError:
        """A server of another kind has spoken all the time, or its last words say why it stopped, or it has simply stopped."""
        if self._foreign is None:
            return self.context.error(ErrorKind.CUT_OFF)
        if has_words(self._foreign):
            return error_of_body(self._foreign, self.context)
        told = json.dumps(self._foreign, ensure_ascii=False)[:LONGEST_UNREAD]
        return self.context.error(ErrorKind.CUT_OFF if has_come else ErrorKind.BAD_ANSWER, told)

    def _take_strange(self, name: str, body: Any) -> None:
        if name == 'error':
            raise error_of_body(body, self.context)
        if isinstance(body, str) and 'error' in body.lower() and not self.has_content:
            raise error_of_body(body, self.context)
        if isinstance(body, list):
            self._values.extendleft(('', entry) for entry in reversed(entries(body)) if isinstance(entry, dict))
            if strange := next((entry for entry in body if entry and not isinstance(entry, dict)), None):
                self._note_unread(reprlib.repr(strange))
        elif isinstance(body, str):
            self._note_unread(body)

    def note_content(self, piece: str) -> None:
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
