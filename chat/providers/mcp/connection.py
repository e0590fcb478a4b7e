"""One running MCP server, behind plain values: what it offers, and calls of its tools."""
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, TypeVar

import httpx2
import mcp_types
from mcp import ClientSession, MCPError
from mcp.client.streamable_http import streamable_http_client
from pydantic import BaseModel, ValidationError

from chat.conversation.json_object import JsonObject, object_from
from chat.conversation.tools.question import Ask
from chat.providers.mcp import http
from chat.providers.mcp.failure import McpFailure
from chat.providers.mcp.running_calls import RunningCall, RunningCalls
from chat.providers.mcp.stdio import McpProcess, running
from chat.settings.mcp_servers import McpServer

START_SECONDS = 20.0
MOST_PAGES = 20
"""Of a list."""
MOST_PAGES_OPENED = 3
"""By the user, for one call."""
FAILURES = (MCPError, OSError, httpx2.HTTPError, ValidationError, RuntimeError, ValueError, TimeoutError)
"""What a server can bring about."""
Result = TypeVar('Result', bound=BaseModel)
Listed = JsonObject


class PagesNeeded(McpFailure):
    """A call that is refused until the user has opened some pages."""

    def __init__(self, message: str, data: object) -> None:
        super().__init__(message)
        listed = object_from(data).get('elicitations')
        self.pages = [object_from(one) for one in listed] if isinstance(listed, list) else []


class McpConnection:
    """Lives in a task of its own: what is opened there has to be closed there."""

    def __init__(self, server: McpServer, *, on_tools_changed: Callable[[], object] = lambda: None) -> None:
        self.server = server
        self.calls = RunningCalls(server.name)
        self._on_tools_changed = on_tools_changed
        self._session: ClientSession | None = None
        self._process: McpProcess | None = None
        self._started: asyncio.Future[None] | None = None
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_alive(self) -> bool:
        return bool(self._session and self._task and not self._task.done() and not self._closing.is_set())

    async def open(self) -> None:
        """Start it and shake hands. Raises McpFailure; then it is closed."""
        self._started = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(), name=f'mcp server {self.server.name}')
        try:
            async with asyncio.timeout(START_SECONDS):
                await asyncio.shield(self._started)
        except TimeoutError:
            await self.close()
            raise McpFailure(self._told(f'it did not answer within {START_SECONDS:g} seconds')) from None
        except asyncio.CancelledError:
            await self.close()
            raise

    async def close(self) -> None:
        self._closing.set()
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task], timeout=3)

    async def tools(self) -> list[Listed]:
        return await self._listed('tools', mcp_types.ListToolsRequest, mcp_types.ListToolsResult)

    async def prompts(self) -> list[Listed]:
        return await self._listed('prompts', mcp_types.ListPromptsRequest, mcp_types.ListPromptsResult)

    async def resources(self) -> list[Listed]:
        return await self._listed('resources', mcp_types.ListResourcesRequest, mcp_types.ListResourcesResult)

    async def call(self, name: str, arguments: JsonObject, ask: Ask | None = None) -> Listed:
        """The result as JSON. Cancelling tells the server. What it asks meanwhile goes to `ask`. Raises McpFailure."""
        request = mcp_types.CallToolRequest(params=mcp_types.CallToolRequestParams(name=name, arguments=arguments))
        async with self.calls.running(ask) as current:
            try:
                return await self._call(request)
            except PagesNeeded as needed:
                if not await self._are_opened(current, needed.pages):
                    raise
            return await self._call(request)

    async def _call(self, request: mcp_types.CallToolRequest) -> Listed:
        return _plain(await self._ask(lambda session: session.send_request(request, mcp_types.CallToolResult)))

    async def _are_opened(self, call: RunningCall, pages: list[JsonObject]) -> bool:
        answers = [await self.calls.put(call, page | {'mode': 'url'}) for page in pages[:MOST_PAGES_OPENED]]
        return bool(answers) and all(answer['action'] == 'accept' for answer in answers)

    async def _elicit(self, context: Any, params: BaseModel) -> mcp_types.ElicitResult | mcp_types.ErrorData:
        try:
            return mcp_types.ElicitResult.model_validate(await self.calls.answer(_plain(params)))
        except McpFailure as failure:
            return mcp_types.ErrorData(code=mcp_types.INVALID_PARAMS, message=str(failure))

    async def read_resource(self, uri: str) -> Listed:
        request = mcp_types.ReadResourceRequest(params=mcp_types.ReadResourceRequestParams(uri=uri))
        return _plain(await self._ask(lambda session: session.send_request(request, mcp_types.ReadResourceResult)))

    async def get_prompt(self, name: str, arguments: dict[str, str]) -> Listed:
        request = mcp_types.GetPromptRequest(params=mcp_types.GetPromptRequestParams(name=name, arguments=arguments))
        return _plain(await self._ask(lambda session: session.send_request(request, mcp_types.GetPromptResult)))

    async def _listed(self, kind: str, request: Any, result: type[Result]) -> list[Listed]:
        """All pages; nothing where the server has no such thing."""
        capabilities = self._session.server_capabilities if self._session else None
        if capabilities is None or getattr(capabilities, kind, None) is None:
            return []
        found: list[Listed] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            params = mcp_types.PaginatedRequestParams(cursor=cursor) if cursor else None
            page = _plain(await self._ask(partial(_send, request=request(params=params), result=result)))
            found += [one for one in page.get(kind, []) if isinstance(one, dict)]
            if not (cursor := page.get('nextCursor')):
                break
        return found

    async def _ask(self, ask: Callable[[ClientSession], Awaitable[Result]]) -> Result:
        session = self._session
        if session is None or not self.is_alive:
            raise McpFailure(self._told('it has ended'))
        try:
            return await ask(session)
        except MCPError as error:
            if error.code == mcp_types.CONNECTION_CLOSED:
                self._closing.set()  # whoever needs it next connects anew
            if error.code == mcp_types.URL_ELICITATION_REQUIRED:
                raise PagesNeeded(self._told(error.message), error.error.data) from None
            raise McpFailure(self._told(error.message)) from None
        except FAILURES as error:
            raise McpFailure(self._told(str(error) or type(error).__name__)) from None

    async def _run(self) -> None:
        assert self._started
        try:
            async with AsyncExitStack() as stack:
                read, write = await self._streams(stack)
                session = await stack.enter_async_context(ClientSession(
                    read, write, message_handler=self._take, elicitation_callback=self._elicit))
                await session.initialize()
                self._session = session
                self._started.set_result(None)
                await self._wait_for_the_end()
        except BaseExceptionGroup as group:
            self._fail(group.exceptions[0])
        except FAILURES as error:
            self._fail(error)
        finally:
            self._session = None
            self._fail(RuntimeError('it has ended'))
            self._on_tools_changed()

    async def _streams(self, stack: AsyncExitStack) -> tuple[Any, Any]:
        server = self.server
        if server.url:
            client = await asyncio.to_thread(http.client_for, server.url, server.headers)
            await stack.enter_async_context(client)
            return await stack.enter_async_context(
                streamable_http_client(server.url, http_client=client, max_sse_event_size=http.LARGEST_ANSWER))
        read, write, self._process = await stack.enter_async_context(running(server.command, server.args, dict(server.env)))
        return read, write

    async def _wait_for_the_end(self) -> None:
        if self._process is None:
            await self._closing.wait()
            return
        ended = asyncio.create_task(self._process.process.wait())
        closing = asyncio.create_task(self._closing.wait())
        try:
            await asyncio.wait([ended, closing], return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            closing.cancel()

    async def _take(self, message: Any) -> None:
        """What it says unasked."""
        if isinstance(message, mcp_types.ToolListChangedNotification):
            self._on_tools_changed()

    def _fail(self, error: BaseException) -> None:
        if self._started and not self._started.done():
            self._started.set_exception(McpFailure(self._told(_reason(error, self.server.command))))
            self._started.exception()  # whoever opened it may have given up

    def _told(self, reason: str) -> str:
        """With the last words of its error output; secrets are taken out."""
        complaint = self._process.complaint if self._process else ''
        words = f'{reason.rstrip(".")}.' + (f' It wrote: {complaint}' if complaint else '')
        for secret in self.server.secrets:
            words = words.replace(secret, '…')
        return words


async def _send(session: ClientSession, *, request: Any, result: type[Result]) -> Result:
    return await session.send_request(request, result)


def _plain(result: BaseModel) -> Listed:
    return result.model_dump(by_alias=True, mode='json', exclude_none=True)


def _reason(error: BaseException, program: str) -> str:
    """uvloop does not tell which file was not found."""
    if isinstance(error, FileNotFoundError):
        return f'the program “{program}” was not found'
    if isinstance(error, PermissionError):
        return f'the program “{program}” may not be run'
    if isinstance(error, BaseExceptionGroup):
        return _reason(error.exceptions[0], program)
    return str(error) or type(error).__name__
