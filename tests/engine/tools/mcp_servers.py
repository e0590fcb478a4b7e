"""MCP servers as processes of their own: one made with the `mcp` package, and some that misbehave."""
from __future__ import annotations

import sys
from pathlib import Path

from chat.settings.mcp_servers import McpServer

GOOD = '''
import asyncio, base64, os, sys
from mcp.server.mcpserver import MCPServer, Context, Image
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations, AudioContent

server = MCPServer('test')
READ_ONLY = ToolAnnotations(read_only_hint=True)

@server.tool(annotations=READ_ONLY)
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b

@server.tool()
def write(path: str) -> str:
    """Writes a file."""
    return f"wrote {path}"

@server.tool(annotations=READ_ONLY)
def environment() -> str:
    """What it was given."""
    return " ".join(sorted(os.environ)) + " " + os.environ.get("OWN_SECRET", "")

@server.tool(annotations=READ_ONLY)
def crash() -> str:
    os._exit(3)

@server.tool(annotations=READ_ONLY)
def fail() -> str:
    raise ToolError("oh no")

@server.tool(annotations=READ_ONLY)
def huge(size: int) -> str:
    return "x" * size

@server.tool(annotations=READ_ONLY)
async def sleep(path: str) -> str:
    open(path + ".begun", "w").close()
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        open(path, "w").write("cancelled")
        raise

@server.tool(annotations=READ_ONLY)
def sound() -> list:
    return ["listen", AudioContent(type="audio", data="UklGRg==", mime_type="audio/wav")]

@server.tool(annotations=READ_ONLY)
def picture() -> Image:
    data = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    return Image(data=base64.b64decode(data), format="png")

@server.prompt()
def greet(name: str) -> str:
    """A greeting."""
    return f"Greet {name} kindly."

@server.resource("notes://first")
def notes() -> str:
    return "The first note."

if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[1]))
    else:
        server.run("stdio")
'''
GARBAGE = 'while True: print("no JSON at all, " * 20, flush=True)\n'
EXITS = 'import sys; print("the key OWN-SECRET-VALUE is wrong", file=sys.stderr); sys.exit(2)\n'
HANGS = 'import time; time.sleep(600)\n'


def python_server(folder: Path, source: str = GOOD, *, name: str = 'test', env: tuple[tuple[str, str], ...] = ()) -> McpServer:
    path = folder / f'{name}_server.py'
    path.write_text(source)
    return McpServer(name=name, command=sys.executable, args=(str(path),), env=env)
