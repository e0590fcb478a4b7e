"""Which keys of the environment may be chosen on the page, and where they go: a page is easier to deceive than a file is to write."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from chat.settings.endpoints import KNOWN_SERVICES, KnownService, clean_url
from chat.settings.error import SettingsError

KEY_NAME = re.compile(r'[A-Z][A-Z0-9_]*_(API_KEY|TOKEN)')
NO_KEY = ('“Variable with the key” takes names of keys only, such as MY_API_KEY or MY_TOKEN. '
          'Any other variable can be named in config.toml.')


def check_key(variable: str, base_url: str, api: str, environ: Mapping[str, str]) -> None:
    """Raises SettingsError for a variable that is no key by its name, and for a known service's key that would go elsewhere."""
    if not KEY_NAME.fullmatch(variable):
        raise SettingsError(NO_KEY)
    service = next((one for one in KNOWN_SERVICES if one.key == variable), None)
    url = clean_url(base_url, api)
    if service and not _belongs_to(url, service, environ):
        raise SettingsError(f'{variable} is sent to {origin_of(service.base_url)} only. To send it to {origin_of(url)}, '
                            'name both in config.toml.')


def is_sent_to(variable: str, url: str, entries: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of these endpoints of the file, or a known service, sends the key in this variable to this host already."""
    of_file = [(str(entry.get('api_key_env', '')).strip(), str(entry.get('base_url', '')), str(entry.get('api', ''))) for entry in entries]
    known = [(service.key, service.base_url, str(service.api)) for service in KNOWN_SERVICES]
    return any(name == variable and _has_origin(address, api, origin_of(url)) for name, address, api in [*of_file, *known])


def origin_of(url: str) -> str:
    """Host and port, as they are told and compared; with the scheme where nothing is encrypted."""
    try:
        parts = urlsplit(url)
    except ValueError:  # one of the environment, which nobody has checked
        return ''
    origin = re.split(r'[?#]', parts.netloc.rpartition('@')[2])[0]
    return origin if parts.scheme == 'https' else f'{parts.scheme}://{origin}'


def _has_origin(url: str, api: str, origin: str) -> bool:
    try:
        return origin_of(clean_url(url, api)) == origin
    except SettingsError:  # an entry that is told elsewhere
        return False


def _belongs_to(url: str, service: KnownService, environ: Mapping[str, str]) -> bool:
    """The service itself or a host below its own, encrypted; or where the environment says that it is."""
    parts, own = urlsplit(url), urlsplit(service.base_url).hostname
    if (chosen := environ.get(service.url_variable, '').strip()) and origin_of(chosen) == origin_of(url):
        return True
    host = parts.hostname or ''
    return parts.scheme == 'https' and (host == own or host.endswith(f'.{own}'))
