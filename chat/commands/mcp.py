"""`mcp`: the running app as an MCP server over stdio, for programs that take tools: ask, compare, search and read chats."""
from __future__ import annotations

import argparse
from typing import Annotated, Any

import httpx
from mcp.server import MCPServer
from pydantic import Field

from chat.commands.command import add_data_folder
from chat.commands.error import CommandError
from chat.settings import Settings
from chat.settings.access_key import AccessKey
from chat.settings.running_note import RunningNote
from chat.store.data_lock import is_held

WORDS = 'Ask language models through Polylogue, compare their answers, and search the chats of its user.'
SECONDS = 600.0
"""How long an answer may take."""
MOST_CHATS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    """Until its stdin is closed. What it starts shows up in the page at once. Raises CommandError, SettingsError."""
    folder = Settings.load(options.data, None).data_dir
    note = RunningNote.found_in(folder)
    if note is None or not is_held(folder / 'chats.db'):
        raise CommandError(f'Polylogue is not running on {folder}: start it first, the MCP server is another way into it.')
    server_of(note.address, AccessKey.of(folder).secret).run('stdio')
    return 0


def server_of(address: str, key: str) -> MCPServer:
    """Its tools ask the HTTP API of the app at this address."""
    server = MCPServer('polylogue', instructions=WORDS)
    api = Api(address, key)

    @server.tool()
    async def ask(prompt: str, model: Annotated[str, Field(description='endpoint/model, of list_models')],
                  conversation_id: Annotated[str, Field(description='Goes on with this chat')] = '', system: str = '') -> str:
        """Ask one model. The answer begins with the id of its chat, to go on with."""
        body = {'message': prompt, 'model': model} | ({'conversation_id': conversation_id} if conversation_id else {})
        told = await api.post('/api/v1/chat', body | ({'system': system} if system else {}))
        return f'(chat {told["conversation_id"]})\n\n{told["content"]}'

    @server.tool()
    async def compare(prompt: str, models: Annotated[list[str], Field(description='endpoint/model, of list_models')]) -> str:
        """Ask several models the same; their answers one below the other."""
        told = await api.post('/api/v1/compare', {'message': prompt, 'models': models})
        lanes = [f'## {lane["model"]}\n\n{lane["content"] or lane.get("error", "(no answer)")}' for lane in told['lanes']]
        return '\n\n'.join([f'(chat {told["conversation_id"]})', *lanes])

    @server.tool()
    async def search_chats(query: str) -> str:
        """Search the titles, prompts and answers of the user's chats."""
        hits = (await api.get('/api/v1/chats/search', q=query, limit=MOST_CHATS))['hits']
        return '\n'.join(f'{hit["chat_id"]}  {hit["title"]}: {hit["snippet"]}' for hit in hits) or 'Nothing was found.'

    @server.tool()
    async def read_chat(conversation_id: str) -> str:
        """A chat with its prompts and answers."""
        chat = await api.get(f'/api/v1/chats/{conversation_id}')
        lines = [f'# {chat["title"]}']
        for turn in chat['turns']:
            lines += [f'**User:** {turn["prompt"]}', *(f'**{reply["model"]}:** {reply["content"]}' for reply in turn['replies'])]
        return '\n\n'.join(lines)

    @server.tool()
    async def list_models() -> str:
        """The models that can be asked."""
        return '\n'.join(model['id'] for model in (await api.get('/api/v1/models'))['models'])

    return server


class Api:
    """What it refuses is raised in its own words."""

    def __init__(self, address: str, key: str) -> None:
        self._options: dict[str, Any] = {'base_url': address, 'headers': {'authorization': f'Bearer {key}'}, 'timeout': SECONDS,
                                         'trust_env': False}

    async def get(self, path: str, **query: Any) -> Any:
        async with httpx.AsyncClient(**self._options) as client:
            return _told(await client.get(path, params=query))

    async def post(self, path: str, body: Any) -> Any:
        async with httpx.AsyncClient(**self._options) as client:
            return _told(await client.post(path, json=body))


def _told(answer: httpx.Response) -> Any:
    """Raises ValueError."""
    told = answer.json()
    if answer.is_error:
        raise ValueError(told.get('error', 'The app refused this.'))
    return told
