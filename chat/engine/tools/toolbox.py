"""All tools that there are, by where they come from."""
from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from chat.conversation import Tool
from chat.conversation.tools.question import Ask
from chat.conversation.watchers import Watchers
from chat.engine.tools.outcome import Outcome, ToolError
from chat.engine.tools.source import Source

NOT_IN_NAMES = re.compile(r'[^A-Za-z0-9_-]')
LONGEST_NAME = 64
"""Characters: what OpenAI and Anthropic take."""
MOST_TOOLS = 128
"""That one request offers; services refuse more."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Offer:
    """What a request can offer of what was chosen."""

    tools: tuple[Tool, ...] = ()
    problems: tuple[str, ...] = ()
    """Why something that was chosen is not among them, in sentences."""


@dataclass(kw_only=True, slots=True)
class Toolbox:
    sources: list[Source] = field(default_factory=list)
    watchers: Watchers[()] = field(default_factory=lambda: Watchers[()]())
    """Told when sources, their states or their tools are others."""

    def add(self, source: Source) -> None:
        self.sources.append(source)
        source.watchers.add(self.watchers)
        self.watchers()

    def remove(self, source: Source) -> None:
        self.sources.remove(source)
        source.watchers.discard(self.watchers)
        self.watchers()

    def source(self, name: str) -> Source | None:
        return next((source for source in self.sources if source.name == name), None)

    async def offer(self, chosen: Iterable[str]) -> Offer:
        """The tools behind these keys (`source` for all of it, `source/tool` for one), under names that are told apart. Sources are
        started if need be, all at once."""
        wanted = list(dict.fromkeys(chosen))
        names = list(dict.fromkeys(key.partition('/')[0] for key in wanted))
        found = await asyncio.gather(*(self._ready(name) for name in names))
        problems = [one for one in found if isinstance(one, str)]
        tools = [tool for one in found if not isinstance(one, str) for tool in one if tool.source in wanted or tool.key in wanted]
        missing = [key for key in wanted if '/' in key and not any(key == tool.key for tool in tools)]
        problems += [f'There is no tool “{key}” any more.' for key in missing if not _is_of(key, names, found)]
        if len(tools) > MOST_TOOLS:
            problems.append(f'Only the first {MOST_TOOLS} of {len(tools)} tools are offered.')
        return Offer(tools=tuple(named_apart(tools[:MOST_TOOLS])), problems=tuple(problems))

    async def call(self, tool: Tool, arguments: dict[str, object], ask: Ask | None = None) -> Outcome:
        """Raises ToolError."""
        source = self.source(tool.source)
        if source is None:
            raise ToolError(f'{tool.source} is gone.')
        return await source.call(tool.own_name or tool.name, arguments, ask)

    async def close(self) -> None:
        await asyncio.gather(*(source.close() for source in self.sources))

    async def _ready(self, name: str) -> Sequence[Tool] | str:
        source = self.source(name)
        if source is None:
            return f'There are no tools called “{name}” here any more.'
        try:
            return await source.ready()
        except ToolError as error:
            return f'{name}: {error}'


def _is_of(key: str, names: Sequence[str], found: Sequence[Sequence[Tool] | str]) -> bool:
    """Whether its source has a problem of its own, which is told."""
    return isinstance(found[names.index(key.partition('/')[0])], str)


def named_apart(tools: Sequence[Tool]) -> Iterable[Tool]:
    """Those of one name get that of their source before it; what no service takes in a name is replaced."""
    names = Counter(_cleaned(tool.name) for tool in tools)
    taken: set[str] = set()
    for tool in tools:
        name = _cleaned(tool.name)
        if names[name] > 1:
            name = _cleaned(f'{tool.source}_{tool.name}')
        number, unique = 2, name
        while unique in taken:
            unique, number = f'{name[:LONGEST_NAME - 4]}_{number}', number + 1
        taken.add(unique)
        yield replace(tool, name=unique)


def _cleaned(name: str) -> str:
    return NOT_IN_NAMES.sub('_', name)[:LONGEST_NAME] or 'tool'
