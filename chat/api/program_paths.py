"""Which addresses are for programs: the door and what stands behind it read the same list."""
from __future__ import annotations

from starlette.types import Scope

CHECKED_THERE = ('/api/v1/', '/v1/', '/healthz', '/metrics')
"""How the addresses begin at which only tokens count, never a cookie: the application of the programs asks for them itself."""
PREFIXES = (*CHECKED_THERE, '/api/docs')
"""How all addresses begin that its application has."""


def is_checked_there(scope: Scope) -> bool:
    """Whether the door leaves this request to the application of the programs."""
    return scope['type'] == 'http' and scope['path'].startswith(CHECKED_THERE)


def is_for_programs(scope: Scope) -> bool:
    return scope['type'] == 'http' and scope['path'].startswith(PREFIXES)
