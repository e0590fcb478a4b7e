"""An MCP server as a process: lines of JSON through its pipes. What it writes is bounded, whatever it writes.

The transport of the `mcp` package joins all of a line anew with each piece that comes, which stops the event loop for seconds on a line of
megabytes; so this one is its own. Of a line that is too long the beginning is read, and said to be one.
"""
from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import jiter
import mcp_types
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage

from chat.conversation.json_object import JsonObject

LONGEST_LINE = 2 * 1024 * 1024
"""Bytes that are read as they are."""
HEAD = 256 * 1024
"""Bytes of a longer line that are read, and its last ones, where its id may stand."""
TAIL = 256
PIECE = 64 * 1024
MOST_GARBAGE = 200
"""Lines that are no messages."""
END_SECONDS = 0.5
"""For each step of ending the process: its input is closed, it is asked, it is killed."""
INHERITED = ('HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'TMPDIR', 'USER')
"""Variables that a server may have from us: no keys."""
CUT = 'polylogue/length'
"""In `_meta` of a result that was cut: how many bytes its message had."""
ID = re.compile(rb'"id"\s*:\s*(\d+)\s*[,}]')
Incoming = SessionMessage | Exception


class McpProcess:
    """Started by `running`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.last_words: deque[bytes] = deque(maxlen=8)
        """What it wrote to its error output."""

    @property
    def complaint(self) -> str:
        return b''.join(self.last_words).decode('utf-8', 'replace').strip()[-600:]


@asynccontextmanager
async def running(command: str, args: Sequence[str], env: Mapping[str, str]) -> AsyncIterator[
        tuple[MemoryObjectReceiveStream[Incoming], MemoryObjectSendStream[SessionMessage], McpProcess]]:
    """The streams that a session reads and writes. Raises OSError if it cannot be started."""
    own = {name: os.environ[name] for name in INHERITED if name in os.environ}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        command, *args, env=own | dict(env), stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True, limit=PIECE)
    told = McpProcess(process)
    to_session, incoming = anyio.create_memory_object_stream[Incoming](16)
    outgoing, from_session = anyio.create_memory_object_stream[SessionMessage](16)
    tasks = [asyncio.create_task(work, name=f'mcp {command}') for work in (
        _read(process, to_session), _write(process, from_session), _listen(process, told))]
    try:
        yield incoming, outgoing, told
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.shield(_end(process))
        for stream in (to_session, incoming, outgoing, from_session):
            stream.close()


async def _read(process: asyncio.subprocess.Process, to_session: MemoryObjectSendStream[Incoming]) -> None:
    assert process.stdout
    garbage = 0
    try:
        async for line in _lines(process.stdout):
            message = message_of(*line)
            if message is None:
                garbage += bool(line[0].strip())
                if garbage > MOST_GARBAGE:
                    return
            else:
                await to_session.send(SessionMessage(message))
    except (anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError):
        return
    finally:
        to_session.close()  # the session notices that nothing follows


async def _lines(stdout: asyncio.StreamReader) -> AsyncIterator[tuple[bytes, bytes, int]]:
    """Beginning, end and length of each; of short ones the beginning is all. Between two pieces others get their turn."""
    pieces: list[bytes] = []
    kept, tail, length = 0, b'', 0
    while chunk := await stdout.read(PIECE):
        first, *others = chunk.split(b'\n')
        for at, piece in enumerate([first, *others]):
            if at:
                yield b''.join(pieces), tail, length
                pieces, kept, tail, length = [], 0, b'', 0
            length += len(piece)
            tail = (tail + piece)[-TAIL:]
            if kept <= LONGEST_LINE:
                pieces.append(piece)
                kept += len(piece)
        await asyncio.sleep(0)


def message_of(head: bytes, tail: bytes, length: int) -> Any:
    """None for what is no message."""
    try:
        if length <= LONGEST_LINE:
            return mcp_types.jsonrpc_message_adapter.validate_json(head, by_name=False)
        return mcp_types.jsonrpc_message_adapter.validate_python(_begun(head[:HEAD], tail, length), by_name=False)
    except (ValueError, RecursionError):
        return None


def _begun(head: bytes, tail: bytes, length: int) -> JsonObject:
    """A message of which only the beginning was read: the texts of its result, as far as they go. Raises ValueError."""
    cut = head[:head.rfind(b'\\')] if b'\\' in head[-6:] else head
    value = jiter.from_json(cut.decode('utf-8', 'ignore').encode(), partial_mode='trailing-strings')
    found = ID.findall(tail)
    id = value.get('id', int(found[-1]) if found else None) if isinstance(value, dict) else None
    result = value.get('result') if isinstance(value, dict) else None
    if id is None or not isinstance(result, dict):
        raise ValueError('nothing of it can be told')
    content = result.get('content')
    parts = [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
    # the type may stand behind the text, where it was cut off
    texts = [{'type': 'text', 'text': one['text']} for one in parts
             if one.get('type', 'text') == 'text' and isinstance(one.get('text'), str)]
    return {'jsonrpc': '2.0', 'id': id, 'result': {'content': texts, 'isError': result.get('isError') is True, '_meta': {CUT: length}}}


async def _write(process: asyncio.subprocess.Process, from_session: MemoryObjectReceiveStream[SessionMessage]) -> None:
    assert process.stdin
    try:
        async for one in from_session:
            process.stdin.write(one.message.model_dump_json(by_alias=True, exclude_unset=True).encode('utf-8', 'replace') + b'\n')
            await process.stdin.drain()
    except (ConnectionError, anyio.ClosedResourceError):
        return


async def _listen(process: asyncio.subprocess.Process, told: McpProcess) -> None:
    """Its error output is read all the time, or it would wait for us."""
    assert process.stderr
    while words := await process.stderr.read(4096):
        told.last_words.append(words)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin:
        process.stdin.close()
    for step in (None, _ask_to_end, _kill):
        if step:
            step(process)
        with suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await process.wait()
                break
    _kill(process)  # what it has started itself
    if transport := getattr(process, '_transport', None):
        transport.close()  # nothing public does it, and it stays open for as long as a descendant holds a pipe


def _ask_to_end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == 'win32':
            process.terminate()
        else:
            os.killpg(process.pid, signal.SIGTERM)


def _kill(process: asyncio.subprocess.Process) -> None:
    """With what it has started itself, where there are groups of processes."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == 'win32':
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
