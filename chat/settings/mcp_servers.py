"""MCP servers of the settings file, named as in Claude Desktop: `[mcpServers.NAME]` with `command`, `args`, `env`, or `url`, `headers`."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from chat.conversation.json_object import JsonObject
from chat.settings.error import SettingsError

TABLE = 'mcpServers'
PROGRAMS_FROM_PAGE = 'mcp_programs_from_page'
"""What has to stand in the file before the page may add programs. No preference: the page must not be able to set it."""
NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9_.-]{0,39}')
LONGEST_PASTE = 100_000
MOST_PASTED = 50


@dataclass(kw_only=True, slots=True, frozen=True)
class McpServer:
    """A program that is started here, or a server that is reached over HTTP. `env` and `headers` may hold secrets."""

    name: str
    command: str = ''
    args: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    url: str = ''
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown anywhere."""
        values = [value for _, value in (*self.env, *self.headers)]
        return tuple(sorted({one for value in values for one in (value, value.removeprefix('Bearer ').strip()) if len(one) >= 4},
                            key=len, reverse=True))

    @property
    def place(self) -> str:
        """What is run or reached, without secrets; a token may stand in an address or an argument, too."""
        if self.url:
            parts = urlsplit(self.url)
            return f'{parts.scheme}://{parts.hostname or ""}{f":{parts.port}" if parts.port else ""}{parts.path}'
        return self.command

    def to_values(self) -> JsonObject:
        """As it stands in the file."""
        values = {'command': self.command, 'args': list(self.args), 'env': dict(self.env), 'url': self.url, 'headers': dict(self.headers)}
        return {name: value for name, value in values.items() if value}


def server_from(name: str, values: Any) -> McpServer:
    """Raises SettingsError."""
    if not NAME.fullmatch(name):
        raise SettingsError(f'“{name[:60]}” is no name of an MCP server: use letters, digits, “.”, “_” and “-”.')
    if not isinstance(values, Mapping):
        raise SettingsError(f'The MCP server “{name}” needs a “command” or a “url”.')
    command, url = _text(name, values, 'command'), _text(name, values, 'url')
    if bool(command) == bool(url):
        raise SettingsError(f'The MCP server “{name}” needs either a “command” or a “url”.')
    if url and (urlsplit(url).scheme not in {'http', 'https'} or not urlsplit(url).hostname):
        raise SettingsError(f'The address of the MCP server “{name}” must begin with http:// or https://.')
    args = values.get('args', [])
    if not isinstance(args, list) or not all(isinstance(one, str | int | float) for one in args):
        raise SettingsError(f'“args” of the MCP server “{name}” must be a list of words.')
    return McpServer(name=name, command=command, url=url, args=tuple(map(str, args)), env=_table(name, values, 'env'),
                     headers=_table(name, values, 'headers'))


def pasted_servers(text: str) -> list[McpServer]:
    """Out of Claude Desktop's JSON: `{"mcpServers": {…}}`, or what stands in it. Raises SettingsError."""
    if len(text) > LONGEST_PASTE:
        raise SettingsError('This is too long for a list of MCP servers.')
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise SettingsError('This is no JSON: paste all of it, from the first “{” to the last “}”.') from None
    table = value.get(TABLE, value.get('servers', value)) if isinstance(value, dict) else None
    if not isinstance(table, dict) or not table:
        raise SettingsError('There is no “mcpServers” in it.')
    if len(table) > MOST_PASTED:
        raise SettingsError(f'These are more than {MOST_PASTED} servers.')
    return [server_from(str(name), values) for name, values in table.items()]


def servers_in(document: Mapping[str, Any]) -> Iterator[McpServer | SettingsError]:
    """Those of the file, and what is wrong with others."""
    table = document.get(TABLE)
    if table is None:
        return
    if not isinstance(table, Mapping):
        yield SettingsError(f'“{TABLE}” must be written as [{TABLE}.NAME] tables.')
        return
    for name, values in table.items():
        try:
            yield server_from(str(name), values.unwrap() if hasattr(values, 'unwrap') else values)
        except SettingsError as error:
            yield error


def _text(name: str, values: Mapping[str, Any], key: str) -> str:
    value = values.get(key, '')
    if not isinstance(value, str) or '\0' in value:
        raise SettingsError(f'“{key}” of the MCP server “{name}” must be a text.')
    return value.strip()


def _table(name: str, values: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    table = values.get(key, {})
    if not (isinstance(table, Mapping) and all(isinstance(one, str | int | float) and '\0' not in str(one) for one in table.values())):
        raise SettingsError(f'“{key}” of the MCP server “{name}” must be a table of words.')
    for field_name, value in table.items() if key == 'headers' else ():
        if not (str(value).isascii() and str(value).isprintable() and re.fullmatch(r'[A-Za-z0-9-]+', str(field_name))):
            raise SettingsError(f'The header “{str(field_name)[:40]}” of the MCP server “{name}” holds characters that no header has.')
    return tuple((str(one), str(value)) for one, value in table.items())
