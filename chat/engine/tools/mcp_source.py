"""An MCP server as a source of tools: started on first use, started again when it has died."""
from __future__ import annotations

import asyncio
import base64
import binascii
import importlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from chat.conversation import SentPicture, Tool
from chat.conversation.json_object import JsonObject, object_from, text_from
from chat.conversation.text import clean_text
from chat.conversation.tools.question import Ask
from chat.conversation.watchers import Watchers
from chat.engine.tools.ask_user import apart
from chat.engine.tools.outcome import Outcome, ToolError
from chat.engine.tools.source import SourceState
from chat.providers.mcp.failure import McpFailure
from chat.settings.mcp_servers import McpServer

LONGEST_DESCRIPTION = 8_000
LONGEST_SCHEMA = 100_000
"""Characters of JSON; a tool with a longer one is told without."""
LONGEST_NAME = 256
"""Characters of a tool's own name."""
MOST_TOOLS = 500
LEFT_OUT = '{count} left out: without a name of their own, with one that is too long, or too many.'
LIST_SECONDS = 20.0
PATIENCE = 2.0
"""Seconds before a server that has died at once is started again."""
CUT = 'polylogue/length'
PICTURES = frozenset({'image/png', 'image/jpeg', 'image/gif', 'image/webp'})


class McpSource:
    def __init__(self, server: McpServer) -> None:
        self.server = server
        self.name = apart(server.name.replace('.', '-'))
        self.state: SourceState = 'off'
        self.problem = ''
        self.watchers: Watchers[()] = Watchers()
        self.tools: tuple[Tool, ...] = ()
        self.prompts: tuple[JsonObject, ...] = ()
        self.resources: tuple[JsonObject, ...] = ()
        self._connection: Any = None
        self._starting: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._failed_at = float('-inf')
        self._left_out = ''
        """What of its tools cannot be used, in a sentence."""

    async def ready(self) -> tuple[Tool, ...]:
        """Started if need be; all who want it at once wait for the same start. Raises ToolError."""
        if self._connection is None or not self._connection.is_alive:
            if self._starting is None or self._starting.done():
                self._starting = asyncio.create_task(self._start(), name=f'starting {self.name}')
            await asyncio.shield(self._starting)
        return self.tools

    async def call(self, name: str, arguments: JsonObject, ask: Ask | None = None) -> Outcome:
        await self.ready()
        try:
            if self._connection.calls.has_asked and self._connection.calls.is_busy:
                return outcome_of(await self._call_apart(name, arguments, ask))
            return outcome_of(await self._connection.call(name, arguments, ask))
        except McpFailure as failure:
            raise ToolError(f'{name} failed: {failure}') from None

    async def prompt(self, name: str, arguments: dict[str, str]) -> str:
        """The words of one of its prompts. Raises ToolError."""
        result = await self._asked(lambda connection: connection.get_prompt(name, arguments))
        contents = [object_from(object_from(one).get('content')) for one in _list(result.get('messages'))]
        return '\n\n'.join(filter(None, map(_words, contents)))

    async def resource(self, uri: str) -> str:
        """What it says. Raises ToolError."""
        result = await self._asked(lambda connection: connection.read_resource(uri))
        return '\n\n'.join(filter(None, (text_from(object_from(one).get('text')) for one in _list(result.get('contents')))))

    async def close(self) -> None:
        for task in (self._starting, self._renewing):
            if task:
                task.cancel()
        if self._connection:
            await self._connection.close()
        self._connection = None
        self._set('off')

    async def _asked(self, ask: Callable[[Any], Any]) -> JsonObject:
        await self.ready()
        try:
            return object_from(await ask(self._connection))
        except McpFailure as failure:
            raise ToolError(str(failure)) from None

    async def _call_apart(self, name: str, arguments: JsonObject, ask: Ask | None) -> JsonObject:
        """On a connection of its own: a server that asks does not say for which of its calls. Raises McpFailure."""
        connection = _load()(self.server)
        await connection.open()
        try:
            return object_from(await connection.call(name, arguments, ask))
        finally:
            await connection.close()

    async def _start(self) -> None:
        """Raises ToolError."""
        loop = asyncio.get_running_loop()
        if (wait := self._failed_at + PATIENCE - loop.time()) > 0:
            await asyncio.sleep(wait)
        self._set('starting')
        connect = await asyncio.to_thread(_load)  # the package takes a second: it is loaded when it is needed
        self._connection = connect(self.server, on_tools_changed=self._tools_changed)
        try:
            await self._connection.open()
            await self._take_lists_in_time()
        except Exception as error:  # noqa: BLE001 - whatever a server brings about is told in a sentence
            self._failed_at = loop.time()
            await self._connection.close()
            problem = str(error) if isinstance(error, McpFailure) else f'it failed ({type(error).__name__}).'
            self._set('failed', clean_text(problem))
            raise ToolError(self.problem) from None
        self._set('ready', self._left_out)

    async def _take_lists_in_time(self) -> None:
        """Raises McpFailure."""
        try:
            async with asyncio.timeout(LIST_SECONDS):
                await self._take_lists()
        except TimeoutError:
            raise McpFailure(f'It did not tell its tools within {LIST_SECONDS:g} seconds.') from None

    async def _take_lists(self) -> None:
        told = await self._connection.tools()
        kept = {name: one for one in reversed(told) if 0 < len(name := text_from(one.get('name'))) <= LONGEST_NAME}
        self.tools = tuple(_tool(self.name, kept[name]) for name in [*reversed(kept)][:MOST_TOOLS])
        count = len(told) - len(self.tools)
        self._left_out = LEFT_OUT.format(count=f'{count} {"tool is" if count == 1 else "tools are"}') if count else ''
        self.prompts = tuple((await self._connection.prompts())[:MOST_TOOLS])
        self.resources = tuple((await self._connection.resources())[:MOST_TOOLS])

    def _tools_changed(self) -> None:
        """It has said so, or it has ended."""
        if self._connection is None or self.state != 'ready':
            return
        if not self._connection.is_alive:
            self._set('off', 'It has ended; it is started again when it is needed.')
        elif self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(), name=f'tools of {self.name}')

    async def _renew(self) -> None:
        try:
            await self._take_lists_in_time()
            self.problem = self._left_out
        except McpFailure as failure:
            self.problem = clean_text(str(failure))
        self.watchers()

    def _set(self, state: SourceState, problem: str = '') -> None:
        self.state, self.problem = state, problem
        self.watchers()


def _load() -> Any:
    return importlib.import_module('chat.providers.mcp.connection').McpConnection


def _tool(source: str, told: JsonObject) -> Tool:
    schema = object_from(told.get('inputSchema'))
    is_fitting = schema.get('type') == 'object' and _length(schema) <= LONGEST_SCHEMA
    hints = object_from(told.get('annotations'))
    return Tool(
        name=clean_text(text_from(told.get('name'))), own_name=text_from(told.get('name')), source=source,
        description=clean_text(text_from(told.get('description'))[:LONGEST_DESCRIPTION]),
        schema={'properties': {}} | schema if is_fitting else {'type': 'object'}, is_read_only=hints.get('readOnlyHint') is True)


def _length(schema: JsonObject) -> float:
    """Characters of JSON; of one that is nested too deeply to be written, no number is enough."""
    try:
        return len(json.dumps(schema))
    except RecursionError:
        return math.inf


def outcome_of(result: JsonObject) -> Outcome:
    """Texts, pictures, and what is neither."""
    parts = [object_from(one) for one in _list(result.get('content'))]
    pictures = [one for one in parts if one.get('type') == 'image' and one.get('mimeType') in PICTURES and _is_base64(one.get('data'))]
    unshown = Counter(_name(one) for one in parts if one not in pictures and not _words(one))
    words = [text for one in parts if (text := _words(one))]
    if not words and not pictures and (structured := result.get('structuredContent')) is not None:
        words = [json.dumps(structured, ensure_ascii=False)]
    size = object_from(result.get('_meta')).get(CUT)
    return Outcome(
        text='\n\n'.join(words), is_error=result.get('isError') is True, unshown=dict(unshown),
        pictures=tuple(SentPicture(pieces=(str(one['data']).encode(),)) for one in pictures),
        message_size=size if isinstance(size, int) else None)


def _words(part: JsonObject) -> str:
    match part.get('type'):
        case 'text':
            return text_from(part.get('text'))
        case 'resource':
            return text_from(object_from(part.get('resource')).get('text'))
        case 'resource_link':
            return f'{text_from(part.get("name"))}: {text_from(part.get("uri"))}'
    return ''


def _name(part: JsonObject) -> str:
    names = {'audio': 'sound', 'image': 'picture of another kind', 'resource': 'file'}
    return names.get(text_from(part.get('type')), 'part of another kind')


def _is_base64(data: Any) -> bool:
    try:
        return isinstance(data, str) and bool(base64.b64decode(data[:64], validate=True))
    except (binascii.Error, ValueError):
        return False


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
