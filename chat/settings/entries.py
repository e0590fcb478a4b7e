"""The tables [[endpoints]] of the file, as they stand there with their secrets."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.settings.address_secrets import secrets_of
from chat.settings.endpoints import clean_url
from chat.settings.key_rules import origin_of
from chat.settings.system_keyring import PREFIX


def has_secret(entry: Mapping[str, Any]) -> bool:
    is_named = str(entry.get('api_key', '')).startswith(PREFIX)
    return bool(entry.get('api_key') and not is_named or entry.get('headers') or secrets_of(str(entry.get('base_url', ''))))


def with_kept_secrets(values: JsonObject, entries: Iterable[Mapping[str, Any]]) -> JsonObject:
    """New values of an endpoint, with the key and the headers of its entry where no new ones are given.

    Not where the address leads to another host: secrets never go anywhere that they have not been given for.
    """
    entry = next((entry for entry in entries if entry.get('name') == values['name']), None)
    if entry is None or _origin(entry) != _origin(values):
        return values
    kept = ['headers', *(() if values.get('api_key') or values.get('api_key_env') else ('api_key', 'api_key_env'))]
    return {key: entry[key] for key in kept if key in entry} | values


def overwrite(entry: Any, values: Mapping[str, Any]) -> None:
    """Change what differs, so that comments beside the other lines stay."""
    for key in ('api_key', 'api_key_env', 'models', 'concurrency', 'headers', 'prices'):
        if key in entry and key not in values:
            del entry[key]
    for key, value in values.items():
        if entry.get(key) != value:
            entry[key] = value


def _origin(entry: Mapping[str, Any]) -> str:
    return origin_of(clean_url(str(entry.get('base_url', '')), str(entry.get('api', ''))))
