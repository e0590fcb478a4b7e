"""What is secret in the address of an endpoint: refused where it is typed, and left out wherever an address is shown or told."""
from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from chat.settings.error import SettingsError

HIDDEN = '…'
KEY_NAME = re.compile(
    r'(?:.*[-_.])?(?:key|apikey|token|secret|auth|password|passwd|pwd|pass|credentials?|signature|sig|bearer|jwt)', re.IGNORECASE)
"""What a key is called in an address, before “=” or in the part before its own."""
KEY_SHAPE = re.compile(
    r'(?:sk|pk|rk|gsk|xai|csk|pplx|nvapi|glpat|xox[a-z])[-_](?=[\w.~-]*\d)[\w.~-]{12,}|(?:hf|r8|fw|gh[a-z]|github_pat|tvly)_\w{12,}'
    r'|AIza[\w-]{20,}|AKIA\w{12,}|eyJ[\w-]{8,}\.[\w.-]+', re.IGNORECASE)
"""Keys as services make them."""
RANDOM = re.compile(
    r'(?=[^-_.]*\d)(?=[^-_.]*[a-z])[^-_.]{16,}|(?=[^-_.]*[a-z])(?=[^-_.]*[A-Z])(?=[^-_.]*\d)[^-_.]{12,}|[^-_.]{32,}'
    r'|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{20,}')
"""No word, no name and no version; it can be a key, or the number of an account."""
SHORTEST_VALUE, SHORTEST_KEY = 4, 8
USER = ('Leave the user and the password out of the address: a key goes into “API key”, '
        'a password into “Headers” as “Authorization: Basic …”.')
QUERY = 'Leave the “?” and what follows it out of the address: a key goes into “API key”, or into “Headers” if the server wants it there.'
PATH = ('Leave the key out of the address: it goes into “API key”, or into “Headers”. '
        'If the server takes it nowhere else, write this endpoint into config.toml; what is secret in an address there is never shown.')


@dataclass(kw_only=True, slots=True, frozen=True)
class _Parts:
    """An address cut as it stands, also one that is none."""

    scheme: str
    user: str
    host: str
    path: str
    rest: str
    """From "?" or "#" on."""


def shown_url(url: str) -> str:
    """The address as everybody may read it, with “…” in place of what is, or may be, secret."""
    parts = _parts_of(url)
    user = f'{HIDDEN}@' if parts.user else ''
    rest = parts.rest[:1] + HIDDEN if len(parts.rest) > 1 else parts.rest
    return f'{parts.scheme}{user}{parts.host}{_shown_path(parts.path)}{rest}'


def secrets_of(url: str) -> tuple[str, ...]:
    """The words of an address that no server may have us repeat, as they stand and as they are meant."""
    parts = _parts_of(url)
    name, _, password = parts.user.partition(':')
    values = [value.partition('=')[2] or value for value in re.split(r'[?#&;]', parts.rest)]
    found = [*values, parts.user, password or name, *(secret for _, secret, _ in _secrets_in(parts.path))]
    basic = b64encode(unquote(parts.user).encode()).decode() if parts.user else ''
    return tuple(filter(None, dict.fromkeys([*found, *map(unquote, found), basic])))


def check_typed_url(url: str) -> None:
    """Raises SettingsError that says where a secret goes; it never repeats one."""
    parts = _parts_of(url)
    if parts.user:
        raise SettingsError(USER)
    if parts.rest:
        raise SettingsError(QUERY)
    if any(is_sure for _, _, is_sure in _secrets_in(parts.path)):
        raise SettingsError(PATH)


def _parts_of(url: str) -> _Parts:
    scheme = match[0] if (match := re.match(r'[^/?#@]*:[/\\]+', url)) else ''
    authority, tail = _cut(url[len(scheme):], '[/?#]')
    user, at, host = authority.rpartition('@')
    path, rest = _cut(tail, '[?#]')
    return _Parts(scheme=scheme, user=user or at, host=host, path=path, rest=rest)


def _cut(text: str, signs: str) -> tuple[str, str]:
    found = re.search(signs, text)
    return (text[:found.start()], text[found.start():]) if found else (text, '')


def _shown_path(path: str) -> str:
    pieces, end = [], 0
    for start, secret, _ in _secrets_in(path):
        pieces += [path[end:start], HIDDEN]
        end = start + len(secret)
    return ''.join([*pieces, path[end:]])


def _secrets_in(path: str) -> Iterator[tuple[int, str, bool]]:
    """(where, what, whether it is surely a key), in order."""
    name = ''
    for match in re.finditer(r'[^/\\;=&:,]+', path):
        value, is_value = unquote(match[0]), path[match.start() - 1] == '='
        is_long = len(value) >= SHORTEST_VALUE
        is_key = bool(KEY_SHAPE.search(value)) or (is_long and bool(KEY_NAME.fullmatch(name)) and (is_value or _is_no_word(value)))
        if is_key or (is_long and is_value) or RANDOM.fullmatch(value):
            yield match.start(), match[0], is_key
        name = value


def _is_no_word(value: str) -> bool:
    """"/auth/realms" and "/token/v1" have no key in them."""
    return len(value) >= SHORTEST_KEY and bool(re.search(r'\d', value))
