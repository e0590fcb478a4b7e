"""The SDK clients, made so that nothing of the environment reaches a host it was not meant for."""
from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import openai

from chat.settings import OPENAI_URL, Endpoint

if TYPE_CHECKING:  # it takes more than a second to load
    from anthropic import AsyncAnthropic

NO_KEY = 'none'
"""Local servers want any key; an empty one makes openai raise and anthropic stumble (provider-facts 0.8)."""

SPELLED = {'authorization': 'Authorization', 'x-api-key': 'X-Api-Key', 'user-agent': 'User-Agent', 'accept': 'Accept'}
"""As the SDKs spell what they send themselves: they tell headers apart by their letters."""


def openai_client(endpoint: Endpoint, http: httpx2.AsyncClient, timeout: httpx2.Timeout) -> openai.AsyncOpenAI:
    """A client for OpenAI or a server that speaks like it."""
    client = openai.AsyncOpenAI(
        api_key=endpoint.api_key or NO_KEY, base_url=endpoint.base_url or OPENAI_URL, http_client=http, timeout=timeout, max_retries=0,
    )
    client.admin_api_key = None
    if not is_own_host(endpoint.host, 'openai.com'):
        # The constructor takes OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS from the environment for any host.
        client.organization = None
        client.project = None
        client._custom_headers = {}
    add_headers(client, endpoint)
    return client


def add_headers(client: openai.AsyncOpenAI | AsyncAnthropic, endpoint: Endpoint) -> None:
    """The user's own headers win over what the SDK would send, whatever the letters of their names are like."""
    own = {name.lower(): value for name, value in endpoint.headers}
    kept = {name: value for name, value in client._custom_headers.items() if name.lower() not in own}
    client._custom_headers = kept | {SPELLED.get(name, name): value for name, value in own.items()}


def is_own_host(host: str, domain: str) -> bool:
    """Whether the host belongs to the maker of the SDK."""
    return host == domain or host.endswith('.' + domain)
