"""What llama.cpp tells about itself beside its list of models."""
from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2

from chat.providers.models.list_body import read_body

OWNER = 'llamacpp'
"""`owned_by` in its list of models."""
TIMEOUT = 5.0
"""Seconds."""
MOST_SLOTS = 1000


async def slots_of(http: httpx2.AsyncClient, base_url: str, headers: Mapping[str, str]) -> int | None:
    """How many replies it writes at once; all others wait in its queue, without a byte. None if it does not tell."""
    try:
        async with asyncio.timeout(TIMEOUT):
            response = await http.get(f'{base_url.removesuffix("/v1")}/props', headers=dict(headers))
        body: Any = await read_body(response.content)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError):
        return None
    slots = body.get('total_slots') if response.status_code == 200 and isinstance(body, dict) else None
    return slots if isinstance(slots, int) and not isinstance(slots, bool) and 0 < slots <= MOST_SLOTS else None
