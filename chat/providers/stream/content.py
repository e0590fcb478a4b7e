"""What a model has sent, on its way to become deltas: texts, thoughts, uses of tools, pictures, and what cannot be shown."""
from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from chat.conversation import Delta, ToolCall, ToolResult
from chat.providers.stream.pictures import pictures_in, same_picture
from chat.providers.text_repair import Repair, ThoughtSplitter, repaired

NOTES = ((b'openrouter processing', 'queued at the provider'), (b'keep-alive', 'queued at the provider'),
    (b'queue', 'queued at the provider'))
MOST_OTHERS = 5
LONGEST_OTHER = 40
"""Characters of the name of what can't be shown."""


class Content:
    """All text of one read from the socket becomes one delta: the screen draws slower than that anyway."""

    def __init__(self) -> None:
        self.has_content = False
        self.has_unshown = False
        self.contents = 0
        """How many pieces of content have come, also those that are still held back."""
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

    def add_text(self, piece: str, *, is_thought: bool = False) -> None:
        """Content as the model wrote it; thoughts in tags at its start are told apart."""
        self.note_content(piece)
        splitter = self._splitter
        if splitter.is_decided and not is_thought:
            self._add('text', piece)
            return
        for is_inside, part in splitter.take(piece, is_marked=is_thought):
            self._add('thinking' if is_inside else 'text', part)

    def add_thinking(self, piece: str) -> None:
        self.note_content(piece)
        if not self.has_content:
            # The server tells thoughts apart itself, so a tag in the text is just text.
            self._splitter.is_decided = True
        self._add('thinking', piece)

    def add_tool_call(self, *, index: int, id: str, name: str, arguments: str) -> None:
        if not (id or name or arguments):
            return
        self._flush()
        self.has_content = True
        self.note_content(f'{name}{arguments}')
        call = ToolCall(index=index, id=repaired(id), name=repaired(name), arguments=self._repairs['tool'].take(arguments))
        self._ready.append(Delta(tool_call=call))

    def add_tool_result(self, *, id: str, name: str, text: str) -> None:
        self._flush()
        self.has_content = True
        self.note_content(text)
        self._ready.append(Delta(tool_result=ToolResult(id=repaired(id), name=repaired(name), text=repaired(text))))

    def add_pictures(self, value: Any, key: Hashable) -> None:
        """Those that stand in there, each once; where none can be found, one counts that cannot be shown."""
        found = list(pictures_in(value))
        for one in found:
            if self.is_new(one if isinstance(one, str) else same_picture(one)):
                self._flush()
                self.has_content = True
                self.note_content('picture')
                self._ready.append(Delta(picture_link=one) if isinstance(one, str) else Delta(sent_picture=one))
        if not found:
            self.add_unshown('picture', key)

    def add_unshown(self, name: str, key: Hashable) -> None:
        """Something that can't be shown; each `key` counts once, however many events it comes in."""
        if self.is_new(key):
            self._flush()
            self.note_content(name)
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

    def drain(self) -> list[Delta]:
        """The deltas that have come together since the last call."""
        self._flush()
        ready, self._ready = self._ready, []
        return ready

    def close_text(self) -> None:
        """Let go of what was held back; nothing follows."""
        for is_inside, part in self._splitter.finish():
            self._add('thinking' if is_inside else 'text', part)
        for kind in ('thinking', 'text'):
            if rest := self._repairs[kind].finish():
                self._piece(kind, rest)

    def note_content(self, piece: str) -> None:
        """Something of the model has come."""
        self.contents += bool(piece)

    def _add(self, kind: str, piece: str) -> None:
        if piece := self._repairs[kind].take(piece):
            self._piece(kind, piece)

    def _piece(self, kind: str, piece: str) -> None:
        if kind != self._kind:
            self._flush()
            self._kind = kind
        self.has_content = True
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


def _short(name: str) -> str:
    """As a word among others."""
    return repaired(' '.join(name.split())[:LONGEST_OTHER]) or 'something without a name'
