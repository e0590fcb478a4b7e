"""What a model has sent, on its way to become deltas: texts, thoughts, uses of tools, pictures, and what cannot be shown."""
from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from chat.conversation import CitedSource, Delta, ToolResult
from chat.providers.limits import LONGEST_NAME
from chat.providers.stream.bounds import Bounds
from chat.providers.stream.pictures import pictures_in, same_picture
from chat.providers.stream.steps import Steps
from chat.providers.stream.writing import Writing
from chat.providers.text_repair import repaired

NOTES = ((b'openrouter processing', 'queued at the provider'), (b'keep-alive', 'queued at the provider'),
    (b'queue', 'queued at the provider'))
MOST_OTHERS = 5
LONGEST_OTHER = 40
"""Characters of the name of what can't be shown."""


class Content:
    """Counts what comes and names what cannot be shown; its words are those of a `Writing`."""

    def __init__(self) -> None:
        self.has_unshown = False
        self.has_calls = False
        """Whether the model waits for what comes of a call."""
        self.contents = 0
        """How many pieces of content have come, also those that are still held back."""
        self.bounds = Bounds()
        self._writing = Writing(self.bounds)
        self._steps = Steps(self._writing)
        self._counted: set[Hashable] = set()
        self._sources: dict[CitedSource, None] = {}
        self._fresh: list[CitedSource] = []
        """Those of them that no delta has told."""
        self._others: dict[str, None] = {}
        """Names of fields and events that are not known here: they are told if nothing else has come."""

    @property
    def has_content(self) -> bool:
        """Whether the model has said or done something."""
        return self._writing.has_content or self._steps.are_left

    @property
    def is_behind(self) -> bool:
        """Whether more has come than was looked at."""
        return self._steps.are_left

    def go_on(self) -> None:
        """Look at some of it."""
        self._steps.go_on()

    def add_text(self, piece: str, *, is_thought: bool = False) -> None:
        """Content as the model wrote it; thoughts between marks of its own are told apart."""
        self.bounds.add_text(piece)
        self.note_content(piece)
        self._steps.add_text(piece, is_thought=is_thought)

    def add_thinking(self, piece: str) -> None:
        """What the server itself calls a thought."""
        self.bounds.add_text(piece)
        self.note_content(piece)
        self._steps.add_thinking(piece)

    def add_tool_call(self, *, index: int, id: str, name: str, arguments: str, is_foreign: bool = False) -> None:
        """`is_foreign`: the provider runs it itself."""
        if id or name or arguments:
            self.note_content(f'{name}{arguments}')
            self.has_calls = self.has_calls or not is_foreign
            self._steps.add_tool_call(index=index, id=id, name=name, arguments=arguments, is_foreign=is_foreign)

    def add_tool_result(self, *, id: str, name: str, text: str) -> None:
        self.bounds.add_stretch()
        self.bounds.add_text(text)
        self.note_content(text)
        result = ToolResult(id=repaired(id[:LONGEST_NAME]), name=repaired(name[:LONGEST_NAME]), text=repaired(text))
        self._steps.put(Delta(tool_result=result))

    def add_pictures(self, value: Any, key: Hashable) -> None:
        """Those that stand in there, each once; where none can be found, one counts that cannot be shown."""
        found = list(pictures_in(value))
        for one in found:
            if self.is_new(one if isinstance(one, str) else same_picture(one)):
                self.note_content('picture')
                self._steps.put(Delta(picture_link=one) if isinstance(one, str) else Delta(sent_picture=one))
        if not found:
            self.add_unshown('picture', key)

    def add_cited(self, found: Iterable[CitedSource | str]) -> None:
        """What the text is said to be taken from, and the kinds of what is no source that is known. It stands beside the words, wherever
        they are, and may come with each piece of them."""
        for place, one in enumerate(found):
            if isinstance(one, str):
                self.add_unshown(one, ('cited', one, place))
            elif one not in self._sources:
                self.bounds.add_stretch()
                self._sources[one] = None
                self._fresh.append(one)

    def add_unshown(self, name: str, key: Hashable) -> None:
        """Something that can't be shown; each `key` counts once, however many events it comes in."""
        if self.is_new(key):
            self.note_content(name)
            self.has_unshown = True
            self._steps.put(Delta(unshown=_short(name)))

    def is_new(self, key: Hashable) -> bool:
        """Whether this is the first time that one asks."""
        if key in self._counted:
            return False
        self.bounds.add_stretch()
        self._counted.add(key)
        return True

    def note_other(self, name: str) -> None:
        """Something that is not known, and may be nothing."""
        if len(self._others) < MOST_OTHERS:
            self._others[_short(name)] = None

    def begin_paragraph(self) -> None:
        """The words that follow do not go on with those before."""
        self.bounds.add_stretch()
        self._steps.begin_paragraph()

    def add_note(self, comment: bytes) -> None:
        """A comment of the server: a sign of life, said once a read."""
        lower = comment.lower()
        self._writing.put_note(next((text for mark, text in NOTES if mark in lower), 'the provider is still there'))

    def drain(self) -> list[Delta]:
        """The deltas that have come together since the last call."""
        ready = self._writing.drain()
        if self._fresh:
            ready.append(Delta(sources=tuple(self._fresh)))
            self._fresh.clear()
        return ready

    def close_text(self) -> None:
        """Let go of what was held back; nothing follows."""
        while self.is_behind:
            self.go_on()
        self._writing.close()

    def note_content(self, piece: str) -> None:
        """Something of the model has come."""
        self.contents += bool(piece)


def _short(name: str) -> str:
    """As a word among others."""
    return repaired(' '.join(name.split())[:LONGEST_OTHER]) or 'something without a name'
