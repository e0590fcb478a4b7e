"""Prompts that are kept to be sent again, with `{{gaps}}` to be filled in."""
from __future__ import annotations

import re
from dataclasses import replace

from chat.engine.error import EngineError
from chat.engine.library.collection import Collection
from chat.engine.one_line import one_line
from chat.store.tables.library import Prompt

GAP = re.compile(r'\{\{\s*([^{}\s][^{}\n]{0,59}?)\s*\}\}')
"""The browser has the same rule (composer/slash.js), and fills them in."""
LONGEST_TITLE = 80
LONGEST_TEXT = 200_000
"""Characters."""


def gaps_in(text: str) -> list[str]:
    """The names of the gaps, each once, in the order in which they come."""
    return list(dict.fromkeys(GAP.findall(text)))


class PromptLibrary(Collection[Prompt]):
    """All prompts."""

    noun = 'prompt'

    def name_of(self, entry: Prompt) -> str:
        return entry.title

    def renamed(self, entry: Prompt, name: str) -> Prompt:
        return replace(entry, title=name)

    def tidied(self, entry: Prompt) -> Prompt:
        title = one_line(entry.title).lstrip('/')[:LONGEST_TITLE]
        text = entry.text.strip().replace('\r\n', '\n').replace('\0', '\ufffd')
        if not title:
            raise EngineError('A prompt needs a title: it is what you look for after “/”.')
        if not text:
            raise EngineError('A prompt needs a text.')
        if len(text) > LONGEST_TEXT:
            raise EngineError(f'A prompt has at most {LONGEST_TEXT:,} characters.')
        return replace(entry, title=title, text=text)
