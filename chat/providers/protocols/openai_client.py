"""The client of OpenAI's SDK, which both of its protocols use."""
from __future__ import annotations

import httpx2
import openai

from chat.providers.http.sdk_clients import NO_KEY, add_headers, is_own_host
from chat.settings import OPENAI_URL, Endpoint


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
