"""Where models can be asked: what the user may write about an endpoint, and which ones the environment alone brings."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import inet_aton
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from chat.settings.address_secrets import secrets_of, shown_url
from chat.settings.error import SettingsError
from chat.settings.system_keyring import key_from

Api = Literal['openai-chat', 'openai-responses', 'anthropic', 'scripted']
Origin = Literal['environment', 'file', 'found', 'built-in']
API_NAMES: dict[Api, str] = {
    'openai-chat': 'OpenAI-compatible (Chat Completions)',
    'openai-responses': 'OpenAI (Responses)',
    'anthropic': 'Anthropic (Messages)',
}
"""What the kinds of API that can be chosen are called on the page."""
NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9._-]{0,63}')
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
OWN_HEADERS = frozenset({
    'host', 'content-length', 'content-type', 'transfer-encoding', 'connection', 'accept-encoding', 'upgrade', 'te', 'expect'})
"""Those that the connection itself needs."""
PRICES = (
    'free', 'anthropic', 'aws', 'azure', 'cerebras', 'cohere', 'deepseek', 'fireworks', 'google', 'groq', 'mistral', 'moonshotai', 'openai',
    'openrouter', 'perplexity', 'together', 'x-ai')
"""Nothing, and services as genai-prices names them."""
RESERVED_NAMES = frozenset({'demo'})
OPENAI_URL = 'https://api.openai.com/v1'
ANTHROPIC_URL = 'https://api.anthropic.com'
OWN_DOMAINS = ('.local', '.lan', '.home', '.internal', '.home.arpa')
"""Ends of names that only one's own network knows."""
PASTED_PATHS = ('/chat/completions', '/completions', '/responses', '/v1/messages', '/messages', '/models')
"""Ends of addresses that people paste; the SDKs add them themselves (provider-facts 1.1)."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Endpoint:
    """Somewhere models can be asked, and how it is spoken to."""

    name: str
    api: Api
    base_url: str = field(default='', repr=False)
    """For asking only; whoever tells or shows it takes `shown_url`."""
    api_key: str = field(default='', repr=False)
    models: tuple[str, ...] = ()
    """Names given by the user; empty: ask the endpoint."""
    concurrency: int | None = None
    """How many replies it writes at once; None: no limit."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """(name, value), sent with every request; the values are secrets, as keys are."""
    prices: str = ''
    """The price list that counts, one of PRICES; empty: that of the address, or what the endpoint tells."""
    origin: Origin = 'file'

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may read: the key, what is secret in the address, and the values of headers, also without the word before them."""
        values = [value for _, value in self.headers]
        return tuple(filter(None, [self.api_key, *values, *(value.split()[-1] for value in values), *secrets_of(self.base_url)]))

    @property
    def shown_url(self) -> str:
        """The address without what is secret in it."""
        return shown_url(self.base_url)

    @property
    def host(self) -> str:
        return host_of(self.base_url)

    @property
    def port(self) -> int | None:
        try:
            return urlsplit(self.base_url).port
        except ValueError:
            return None

    @property
    def is_local(self) -> bool:
        """Whether it is this machine."""
        return is_this_machine(self.host)

    @property
    def is_near(self) -> bool:
        """Whether it is this machine or one in the same house, where a model server has a queue of its own and no gateway before it."""
        return is_this_machine(self.host) or is_in_own_network(self.host)


@dataclass(kw_only=True, slots=True, frozen=True)
class KnownService:
    """A service that appears as soon as its key is in the environment."""

    name: str
    key: str
    api: Api
    base_url: str
    url_variable: str = ''


KNOWN_SERVICES = (
    KnownService(name='openai', key='OPENAI_API_KEY', api='openai-responses', base_url=OPENAI_URL, url_variable='OPENAI_BASE_URL'),
    KnownService(name='anthropic', key='ANTHROPIC_API_KEY', api='anthropic', base_url=ANTHROPIC_URL, url_variable='ANTHROPIC_BASE_URL'),
    KnownService(name='gemini', key='GEMINI_API_KEY', api='openai-chat', base_url='https://generativelanguage.googleapis.com/v1beta/openai'),
    KnownService(name='mistral', key='MISTRAL_API_KEY', api='openai-chat', base_url='https://api.mistral.ai/v1'),
    KnownService(name='openrouter', key='OPENROUTER_API_KEY', api='openai-chat', base_url='https://openrouter.ai/api/v1'),
    KnownService(name='groq', key='GROQ_API_KEY', api='openai-chat', base_url='https://api.groq.com/openai/v1'),
    KnownService(name='deepseek', key='DEEPSEEK_API_KEY', api='openai-chat', base_url='https://api.deepseek.com'),
    KnownService(name='xai', key='XAI_API_KEY', api='openai-chat', base_url='https://api.x.ai/v1'),
)


def endpoint_from(entry: Mapping[str, Any], environ: Mapping[str, str]) -> Endpoint:
    """One [[endpoints]] table, checked. Raises SettingsError that never repeats a key."""
    name, api, url = (str(entry.get(key, '')).strip() for key in ('name', 'api', 'base_url'))
    if not NAME.fullmatch(name):
        raise SettingsError('“name” must be letters, digits, “.”, “_” or “-”, without a slash.')
    if name in RESERVED_NAMES:
        raise SettingsError(f'The name “{name}” belongs to the built-in models: choose another one.')
    if api not in get_args(Api) or api == 'scripted':
        raise SettingsError('“api” must be "openai-chat", "openai-responses" or "anthropic".')
    models, concurrency = entry.get('models', ()), entry.get('concurrency')
    if not isinstance(models, (list, tuple)) or not all(isinstance(model, str) for model in models):
        raise SettingsError('“models” must be a list of names.')
    if concurrency is not None and (isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1):
        raise SettingsError('“concurrency” must be a whole number from 1.')
    prices = str(entry.get('prices', '')).strip()
    if prices and prices not in PRICES:
        raise SettingsError(f'“prices” must be one of {", ".join(PRICES)}.')
    variable = str(entry.get('api_key_env', '')).strip()
    key = key_from(str(entry.get('api_key', '')).strip()) or (environ.get(variable, '').strip() if variable else '')
    return Endpoint(
        name=name, api=cast(Api, api), base_url=clean_url(url, api), api_key=key, origin='file',
        models=tuple(str(model) for model in models), concurrency=int(concurrency) if concurrency else None,
        headers=headers_of(entry.get('headers', {})), prices=prices,
    )


def headers_of(entry: Any) -> tuple[tuple[str, str], ...]:
    """A table of headers, checked. Raises SettingsError that never repeats a value."""
    if not isinstance(entry, Mapping) or not all(isinstance(value, str) for value in entry.values()):
        raise SettingsError('“headers” must be a table of texts, such as { x-team = "research" }.')
    headers = [(str(name).strip(), str(value).strip()) for name, value in entry.items()]
    for name, value in headers:
        if not HEADER_NAME.fullmatch(name):
            raise SettingsError('A name in “headers” may have letters, digits and “-” only.')
        if name.lower() in OWN_HEADERS:
            raise SettingsError(f'The header “{name}” is set by Polylogue: remove it from “headers”.')
        if not value or not value.isascii() or not value.isprintable():
            raise SettingsError(f'The value of the header “{name}” must be ASCII characters on one line.')
    if len({name.lower() for name, _ in headers}) < len(headers):
        raise SettingsError('A header appears twice in “headers”.')
    return tuple(headers)


def endpoints_of(environ: Mapping[str, str]) -> list[Endpoint]:
    """The services whose keys are in the environment. A wrong address there is left for "Test connection" to tell."""
    endpoints = []
    for service in KNOWN_SERVICES:
        key = environ.get(service.key, '').strip()
        url = environ.get(service.url_variable, '').strip() if service.url_variable else ''
        if not key and not url:
            continue
        address = (_clean_path(url) if url else '') or service.base_url
        is_foreign = service.name == 'openai' and not f'.{host_of(address)}'.endswith('.openai.com')
        api: Api = 'openai-chat' if is_foreign else service.api
        address = address.removesuffix('/v1') if api == 'anthropic' else address
        endpoints.append(Endpoint(name=service.name, api=api, base_url=address, api_key=key, origin='environment'))
    return endpoints


def host_of(url: str) -> str:
    """The host of an address, "" if it is none."""
    try:
        return urlsplit(url).hostname or ''
    except ValueError:
        return ''


def is_this_machine(host: str) -> bool:
    """Servers print 0.0.0.0 and :: as their address when they listen everywhere; whoever connects to it reaches this machine."""
    if host == 'localhost' or host.endswith('.localhost'):
        return True
    address = _address(host)
    return bool(address and (address.is_loopback or address.is_unspecified))


def is_in_own_network(host: str) -> bool:
    address = _address(host)
    if address:
        return address.is_private or address.is_link_local
    return bool(host) and ('.' not in host or host.endswith(OWN_DOMAINS))


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
        return getattr(address, 'ipv4_mapped', None) or address
    except ValueError:
        return _short_address(host)


def _short_address(host: str) -> IPv4Address | None:
    """127.1 and 0 are addresses, too, to everything that connects."""
    try:
        return IPv4Address(inet_aton(host))
    except (OSError, UnicodeError):
        return None


def clean_url(url: str, api: str) -> str:
    """The base address as the SDKs want it, or SettingsError. Empty: the maker's own."""
    if not url and api in {'openai-responses', 'anthropic'}:
        return OPENAI_URL if api == 'openai-responses' else ANTHROPIC_URL
    try:
        parts = urlsplit(url)
        is_valid = parts.scheme in {'http', 'https'} and bool(parts.hostname) and (parts.port or 1) > 0 and not re.search(r'\s', url)
    except ValueError:
        is_valid = False
    if not is_valid:
        raise SettingsError('Enter an address such as "http://127.0.0.1:11434/v1".')
    if parts.query or parts.fragment or url.endswith(('?', '#')):
        raise SettingsError('“base_url” must end before “?” and “#”: a key goes into “api_key”, or into “headers”.')
    url = _clean_path(url)
    return url.removesuffix('/v1') if api == 'anthropic' else url


def _clean_path(url: str) -> str:
    url = url.rstrip('/')
    for path in PASTED_PATHS:
        url = url.removesuffix(path)
    return url.rstrip('/')
