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
ASKING = '''
import asyncio, os
from mcp.server.mcpserver import MCPServer, Context
from mcp.shared.exceptions import UrlElicitationRequiredError
from mcp_types import ElicitRequestURLParams, ToolAnnotations
from pydantic import BaseModel, Field

server = MCPServer('asking')
READ_ONLY = ToolAnnotations(read_only_hint=True)
opened = []

class Booking(BaseModel):
    name: str = Field(title="Your name", min_length=2)
    nights: int = Field(default=1, ge=1, le=30)
    breakfast: bool = False

@server.tool(annotations=READ_ONLY)
async def book(city: str, ctx: Context) -> str:
    result = await ctx.elicit(f"A hotel in {city}", Booking)
    return f"{result.action}: {result.data.model_dump_json() if result.action == 'accept' else 'nothing'}"

@server.tool(annotations=READ_ONLY)
async def raw(schema: dict, ctx: Context) -> str:
    try:
        result = await ctx.session.elicit_form("Raw", schema)
    except Exception as error:
        return f"refused: {error}"
    return f"{result.action}: {result.content}"

@server.tool(annotations=READ_ONLY)
async def page(url: str, ctx: Context) -> str:
    try:
        result = await ctx.session.elicit_url("Log in there.", url, "id-1")
    except Exception as error:
        return f"refused: {error}"
    return result.action

@server.tool(annotations=READ_ONLY)
async def locked() -> str:
    if opened:
        return "unlocked"
    opened.append(True)
    raise UrlElicitationRequiredError([ElicitRequestURLParams(
        message="Log in first.", url="https://example.com/login", elicitation_id="id-2")])

@server.tool(annotations=READ_ONLY)
async def die(ctx: Context) -> str:
    asking = asyncio.create_task(ctx.elicit("Before I die", Booking))
    await asyncio.sleep(0.3)
    os._exit(3)

@server.tool(annotations=READ_ONLY)
async def impatient(ctx: Context) -> str:
    try:
        async with asyncio.timeout(0.3):
            await ctx.elicit("Quick!", Booking)
    except TimeoutError:
        return "nobody answered in time"

@server.tool(annotations=READ_ONLY)
async def learn(ctx: Context) -> str:
    """Adds a tool, and takes one away."""
    server.add_tool(learnt, annotations=READ_ONLY)
    server.remove_tool("impatient")
    await ctx.session.send_tool_list_changed()
    return "I have learnt something."

def learnt(what: str) -> str:
    """Was not there before."""
    return f"learnt {what}"

if __name__ == "__main__":
    server.run("stdio")
'''
GARBAGE = 'while True: print("no JSON at all, " * 20, flush=True)\n'
EXITS = 'import sys; print("the key OWN-SECRET-VALUE is wrong", file=sys.stderr); sys.exit(2)\n'
HANGS = 'import time; time.sleep(600)\n'


def python_server(folder: Path, source: str = GOOD, *, name: str = 'test', env: tuple[tuple[str, str], ...] = ()) -> McpServer:
    path = folder / f'{name}_server.py'
    path.write_text(source)
    return McpServer(name=name, command=sys.executable, args=(str(path),), env=env)


def listing(tools: str) -> str:
    """A program that tells these tools, a Python expression, and nothing else."""
    return f'''
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked.get("method") == "initialize":
        result = {{"protocolVersion": asked["params"]["protocolVersion"], "capabilities": {{"tools": {{}}}},
                  "serverInfo": {{"name": "odd", "version": "1"}}}}
    elif asked.get("method") == "tools/list":
        result = {{"tools": {tools}}}
    else:
        continue
    print(json.dumps({{"jsonrpc": "2.0", "id": asked["id"], "result": result}}), flush=True)
'''
