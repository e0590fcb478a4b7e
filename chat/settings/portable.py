"""The settings that may go to another computer: never a key, nor anything else that is secret."""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.settings.address_secrets import HIDDEN, shown_url
from chat.settings.endpoints import KNOWN_SERVICES, endpoint_from, host_of
from chat.settings.error import SettingsError
from chat.settings.preferences import CARRIED, LANE_SETS
from chat.settings.settings import Settings

PLAIN = ('name', 'api', 'base_url', 'models', 'concurrency', 'prices')
"""What is carried of an endpoint as it is."""
MOST_ENDPOINTS = 100
LARGEST = 4_000_000
"""Characters of all settings in a file."""
KEY_OF = {service.key: host_of(service.base_url) for service in KNOWN_SERVICES}



def portable(settings: Settings) -> JsonObject:
    """`{endpoints: […], preferences: {…}}`. Of endpoints only those of the file; the environment is another one there."""
    preferences = {name: value for name in sorted(CARRIED) if (value := settings.get(name)) is not None}
    return {'endpoints': [carried_entry(entry) for entry in settings.entries()], 'preferences': preferences}


def new_endpoints(settings: Settings, carried: JsonObject) -> list[JsonObject]:
    """Those of such settings that are not here, checked and without anything that a stranger could put in to get at a key."""
    found = carried.get('endpoints')
    known = {endpoint.name for endpoint in settings.endpoints} | {str(entry.get('name')) for entry in settings.entries()}
    entries = [carried_entry(one) for one in found if isinstance(one, Mapping)] if isinstance(found, list) and _is_small(carried) else []
    return [entry for entry in entries[:MOST_ENDPOINTS] if str(entry.get('name')) not in known and _is_right(entry)]


def add_endpoints(settings: Settings, entries: Iterable[JsonObject]) -> None:
    """Raises SettingsError."""
    for entry in entries:
        settings.add_endpoint(
            name=str(entry['name']), api=str(entry['api']), base_url=str(entry.get('base_url', '')),
            api_key_env=str(entry.get('api_key_env', '')), models=tuple(entry.get('models', ())), concurrency=entry.get('concurrency'),
            prices=str(entry.get('prices', '')))


def take_preferences(settings: Settings, carried: JsonObject) -> int:
    """Those that were never chosen here, and the sets of lanes whose names are new. How many. Raises SettingsError."""
    found = carried.get('preferences')
    wanted = {name: value for name, value in found.items() if name in CARRIED and CARRIED[name].read(value) is not None} if isinstance(
        found, dict) and _is_small(carried) else {}
    new = {name: value for name, value in wanted.items() if settings.get(name) is None}
    count = len(new)
    sets = LANE_SETS.name
    if sets in wanted and sets not in new and (added := _new_sets(LANE_SETS.of(settings), wanted[sets])):
        new[sets], count = [*LANE_SETS.of(settings), *added], count + len(added)
    for name, value in new.items():
        CARRIED[name].keep(settings, _without_nothing(value))
    return count


def _without_nothing(value: Any) -> Any:
    """TOML has no word for it."""
    if isinstance(value, dict):
        return {str(name): _without_nothing(one) for name, one in value.items() if one is not None}
    return [_without_nothing(one) for one in value if one is not None] if isinstance(value, list) else value


def _new_sets(here: Iterable[Mapping[str, Any]], there: Iterable[Any]) -> list[Any]:
    names = {one.get('name') for one in here}
    return [one for one in there if isinstance(one, dict) and one.get('name') not in names]


def carried_entry(entry: Mapping[str, Any]) -> JsonObject:
    """The name of a variable is carried only where its key goes to the service that it belongs to: to no other host."""
    kept = {name: entry[name] for name in PLAIN if name in entry}
    kept['base_url'] = bare_url(str(entry.get('base_url', '')))
    variable = entry.get('api_key_env')
    is_safe = kept['base_url'].startswith('https://')
    if is_safe and isinstance(variable, str) and KEY_OF.get(variable) == host_of(kept['base_url']):
        kept['api_key_env'] = variable
    return kept


def bare_url(url: str) -> str:
    """Without a user, a password or a query; what may be a key in the path is to be filled in there."""
    return shown_url(re.split(r'[?#]', url)[0]).replace(f'{HIDDEN}@', '')


def _is_right(entry: JsonObject) -> bool:
    try:
        endpoint_from(entry, {})
    except (SettingsError, TypeError, ValueError):
        return False
    return True


def _is_small(values: JsonObject) -> bool:
    return len(json.dumps(values)) <= LARGEST
