"""How much memory a worker may take: a malicious file must not bring down the whole machine."""
from __future__ import annotations

import resource
from contextlib import suppress


def limit_memory(most: int) -> None:
    """For the process that calls it, from now on; bytes of address space."""
    with suppress(ValueError, OSError):  # macOS knows no such limit and says so in this way
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
