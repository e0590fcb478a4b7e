"""A long text is looked at in steps, so that others have their turn in between; what comes behind it waits for its own."""
from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from chat.conversation import Delta
from chat.providers.stream.writing import Writing

STEP = 2048
"""Characters: to find out what hostile ones are takes some milliseconds."""


class Steps:
    """Takes what a `Writing` takes: the beginning at once, the rest by `go_on`."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._left: deque[Callable[[], None]] = deque()

    @property
    def are_left(self) -> bool:
        return bool(self._left)

    def go_on(self) -> None:
        """The next one."""
        self._left.popleft()()

    def add_text(self, text: str, *, is_thought: bool = False) -> None:
        if len(text) <= STEP and not self._left:  # as nearly all are
            self._writing.add_text(text, is_thought=is_thought)
        else:
            self._begin(text, partial(self._writing.add_text, is_thought=is_thought))

    def add_thinking(self, text: str) -> None:
        self._begin(text, self._writing.add_thinking)

    def add_tool_call(self, *, index: int, id: str, name: str, arguments: str, is_foreign: bool) -> None:
        self._do(partial(self._writing.add_tool_call, index=index, id=id, name=name, arguments=arguments, is_foreign=is_foreign))

    def begin_paragraph(self) -> None:
        self._do(self._writing.begin_paragraph)

    def put(self, delta: Delta) -> None:
        self._do(partial(self._writing.put, delta))

    def _begin(self, text: str, take: Callable[[str], None]) -> None:
        self._do(partial(take, text[:STEP]))
        self._left += [partial(take, text[start:start + STEP]) for start in range(STEP, len(text), STEP)]

    def _do(self, step: Callable[[], None]) -> None:
        if self._left:
            self._left.append(step)
        else:
            step()
