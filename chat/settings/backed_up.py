"""The settings file in a backup: without anything secret, and put back without letting a stranger's file run programs or send keys."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from chat.conversation.json_object import JsonObject
from chat.settings.address_secrets import HIDDEN, KEY_NAME, KEY_SHAPE, SHORTEST_KEY
from chat.settings.error import SettingsError
from chat.settings.mcp_servers import TABLE
from chat.settings.portable import bare_url, carried_entry

ENDPOINTS, PREFERENCES = 'endpoints', 'ui'
SECRET = {ENDPOINTS: ('api_key', 'headers'), TABLE: ('env', 'headers')}
"""What is left out of each entry."""
PLACES = {ENDPOINTS: ('api', 'base_url'), TABLE: ('command', 'args', 'url')}
"""Where an entry leads: secrets are filled in again only if all of it is as it was."""


@dataclass(kw_only=True, slots=True)
class RestoredSettings:
    text: str
    left_out: list[str] = field(default_factory=list)
    """In words: what was not taken, because it would run a program, send a variable or open the door."""


def without_secrets(text: str) -> str:
    """Raises SettingsError if it is not TOML. Comments go, too: an old key may stand in one."""
    values = _read(text, 'config.toml')
    plain = {name: _bare_value(name, value) for name, value in values.items() if not _names_secret(name, value)}
    return tomlkit.dumps(plain)


def restored(backup: str, present: str, *, trusts: bool) -> RestoredSettings:
    """The settings to go on with. `trusts`: all of the backup is taken. Raises SettingsError if the backup's are not TOML."""
    wanted = _read(backup, 'The config.toml of the backup')
    try:
        here = _read(present, 'config.toml')
    except SettingsError:  # it is kept aside, and nothing of it can be filled in
        here = {}
    found = RestoredSettings(text='')
    values = dict(wanted if trusts else here)
    if not trusts:
        others = {name for name in wanted.keys() - {ENDPOINTS, TABLE, PREFERENCES} if wanted[name] != here.get(name)}
        found.left_out += [f'“{name}”' for name in sorted(others)]
    values |= {PREFERENCES: wanted[PREFERENCES]} if isinstance(wanted.get(PREFERENCES), dict) else {}
    values[ENDPOINTS] = list(_endpoints(wanted, here, found, trusts=trusts))
    values[TABLE] = dict(_servers(wanted, here, found, trusts=trusts))
    found.text = tomlkit.dumps({name: value for name, value in values.items() if value not in ([], {})})
    return found


def _endpoints(wanted: JsonObject, here: JsonObject, found: RestoredSettings, *, trusts: bool) -> Iterator[JsonObject]:
    known = {str(entry.get('name')): entry for entry in _entries(here)}
    for entry in _entries(wanted):
        name = str(entry.get('name'))
        same = known.get(name, {})
        if _leads_to_same(entry, same, ENDPOINTS):
            yield entry | same
        elif trusts:
            yield entry
        else:
            yield carried_entry(entry) | {key: entry[key] for key in SECRET[ENDPOINTS] if key in entry}
            if 'api_key_env' in entry and 'api_key_env' not in carried_entry(entry):
                found.left_out.append(f'the variable {entry["api_key_env"]} of the endpoint “{name}”')


def _servers(wanted: JsonObject, here: JsonObject, found: RestoredSettings, *, trusts: bool) -> Iterator[tuple[str, JsonObject]]:
    known = _table(here)
    for name, server in _table(wanted).items():
        if _leads_to_same(server, known.get(name, {}), TABLE):
            yield name, server | known[name]
        elif trusts or 'command' not in server:
            yield name, server
        else:
            found.left_out.append(f'the program “{server["command"]}” of the MCP server “{name}”')


def _leads_to_same(entry: JsonObject, same: JsonObject, table: str) -> bool:
    return bool(same) and all(_bare_value(key, entry.get(key)) == _bare_value(key, same.get(key)) for key in PLACES[table])


def _read(text: str, what: str) -> JsonObject:
    try:
        return dict(tomlkit.parse(text).unwrap())
    except TOMLKitError:
        raise SettingsError(f'{what} is not TOML.') from None


def _entries(values: JsonObject) -> list[JsonObject]:
    entries = values.get(ENDPOINTS)
    return [dict(entry) for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []


def _table(values: JsonObject) -> dict[str, JsonObject]:
    table = values.get(TABLE)
    return {str(name): dict(one) for name, one in table.items() if isinstance(one, Mapping)} if isinstance(table, Mapping) else {}


def _bare_value(name: str, value: Any) -> Any:
    """The same without its secrets, however deep they lie."""
    if isinstance(value, Mapping):
        secret = (*SECRET[ENDPOINTS], *SECRET[TABLE])
        return {key: _bare_value(key, one) for key, one in value.items() if key not in secret and not _names_secret(key, one)}
    if isinstance(value, list):
        return [_bare_value(name, one) for one in value]
    if not isinstance(value, str):
        return value
    return KEY_SHAPE.sub(HIDDEN, bare_url(value) if '://' in value else value)


def _names_secret(name: str, value: Any) -> bool:
    """By its name; short words such as `auth = "basic"` are none."""
    return isinstance(value, str) and len(value) >= SHORTEST_KEY and bool(KEY_NAME.fullmatch(name)) and not value.startswith('keyring:')
