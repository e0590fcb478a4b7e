"""How much memory and work a worker may take: a file that is made to swallow all of it must not take the whole machine with it."""
from __future__ import annotations

import sys
from contextlib import suppress

if sys.platform != 'win32':
    import resource


def limit_memory(most: int) -> None:
    """For the process that calls it, from now on; bytes of address space. Windows knows no such limit."""
    if sys.platform != 'win32':
        with suppress(ValueError, OSError):  # macOS knows no such limit and says so in this way
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_work(seconds: int) -> None:
    """For the process that calls it: it ends by SIGXCPU after so many seconds of the processor. Those in which others work do not count.
    On Windows only its starter's time-out ends it."""
    if sys.platform != 'win32':
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds if hard == resource.RLIM_INFINITY else min(seconds, hard), hard))
