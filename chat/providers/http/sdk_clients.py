"""What the clients of both SDKs have in common: nothing of the environment reaches a host that it was not meant for."""
from __future__ import annotations

from typing import TYPE_CHECKING

from chat.settings import Endpoint

if TYPE_CHECKING:  # each takes a second or more to load
    from anthropic import AsyncAnthropic
    from openai import AsyncOpenAI

NO_KEY = 'none'
"""Local servers want any key; an empty one makes openai raise and anthropic stumble (provider-facts 0.8)."""

SPELLED = {'authorization': 'Authorization', 'x-api-key': 'X-Api-Key', 'user-agent': 'User-Agent', 'accept': 'Accept'}
"""As the SDKs spell what they send themselves: they tell headers apart by their letters."""


def add_headers(client: AsyncOpenAI | AsyncAnthropic, endpoint: Endpoint) -> None:
    """The user's own headers win over what the SDK would send, whatever the letters of their names are like."""
    own = {name.lower(): value for name, value in endpoint.headers}
    kept = {name: value for name, value in client._custom_headers.items() if name.lower() not in own}
    client._custom_headers = kept | {SPELLED.get(name, name): value for name, value in own.items()}


def is_own_host(host: str, domain: str) -> bool:
    """Whether the host belongs to the maker of the SDK."""
    return host == domain or host.endswith('.' + domain)
