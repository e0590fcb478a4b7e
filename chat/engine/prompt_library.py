"""Prompts that are kept to be sent again, with `{{gaps}}` to be filled in."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chat.engine.engine import EngineError
from chat.store.library import Library, Prompt

GAP = re.compile(r'\{\{\s*([^{}\n]{1,60}?)\s*\}\}')
"""The browser has the same rule (composer/slash.js)."""
LONGEST_TITLE = 80
LONGEST_TEXT = 200_000
"""Characters."""


def gaps_in(text: str) -> list[str]:
    """The names of the gaps, each once, in the order in which they come."""
    return list(dict.fromkeys(GAP.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with these values; a gap without one stays as it is. What is filled in is not looked at again."""
    return GAP.sub(lambda gap: values.get(gap[1], gap[0]), text)


class PromptLibrary:
    """All prompts, in memory."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._prompts: dict[str, Prompt] = {}
        self.watchers: set[Callable[[], None]] = set()

    def fill(self, prompts: Sequence[Prompt]) -> None:
        self._prompts = {prompt.id: prompt for prompt in prompts} | self._prompts

    @property
    def all(self) -> list[Prompt]:
        """By title."""
        return sorted(self._prompts.values(), key=lambda prompt: prompt.title.casefold())

    def get(self, prompt_id: str) -> Prompt | None:
        return self._prompts.get(prompt_id)

    def save(self, prompt: Prompt) -> Prompt:
        """New or changed. Raises EngineError if title or text is missing, or another has the title."""
        prompt = _tidied(prompt)
        if any(other.title.casefold() == prompt.title.casefold() and other.id != prompt.id for other in self._prompts.values()):
            raise EngineError(f'There is a prompt called “{prompt.title}” already.')
        self._prompts[prompt.id] = prompt
        self._library.save(prompt)
        self._tell()
        return prompt

    def delete(self, prompt_id: str) -> None:
        if prompt := self._prompts.pop(prompt_id, None):
            self._library.delete(prompt)
            self._tell()

    def _tell(self) -> None:
        for watcher in tuple(self.watchers):
            watcher()


def _tidied(prompt: Prompt) -> Prompt:
    title = ' '.join(prompt.title.split()).lstrip('/')[:LONGEST_TITLE]
    text = prompt.text.strip().replace('\r\n', '\n').replace('\0', '\ufffd')
    if not title:
        raise EngineError('A prompt needs a title: it is what you look for after “/”.')
    if not text:
        raise EngineError('A prompt needs a text.')
    if len(text) > LONGEST_TEXT:
        raise EngineError(f'A prompt has at most {LONGEST_TEXT:,} characters.')
    return replace(prompt, title=title, text=text)
