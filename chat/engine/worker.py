"""Starts the processes that read and write files for us: without our secrets, and behind everything else that wants the processor.

A worker takes apart what strangers have made (PDFs, exports of other programs). Whatever comes over it finds no key in its environment.
"""
from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
if sys.platform == 'win32':
    BEHIND_OTHERS = subprocess.BELOW_NORMAL_PRIORITY_CLASS
else:
    BEHIND_OTHERS = 0
LINE_LIMIT = 64 * 1024
"""Bytes of one line on the worker's stdout, unless it is said otherwise."""
NICENESS = 10
LOWEST = 19
NEEDED = frozenset({
    'PATH', 'HOME', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH',
    'PYTHONHOME', 'PYTHONPATH', 'PYTHONUTF8', 'PYTHONDONTWRITEBYTECODE',
    'SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'PATHEXT', 'COMSPEC', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA',
})
"""What an interpreter may need to start; everything else stays here."""


async def start_worker(module: str, *arguments: str, line_limit: int = LINE_LIMIT) -> asyncio.subprocess.Process:
    """Run `python -m module arguments` with pipes for stdin and stdout. Raises OSError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, '-m', module, *arguments, cwd=ROOT, env=bare(os.environ),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=line_limit,
        creationflags=BEHIND_OTHERS)
    _stand_back(process.pid)
    return process


def bare(environ: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that holds no secret."""
    return {name: value for name, value in environ.items() if name in NEEDED or name.startswith('LC_')}


def _stand_back(pid: int) -> None:
    """From outside and at once: loading the worker's own modules must not delay a stream either."""
    if sys.platform == 'win32':
        return  # it was started so
    with suppress(ProcessLookupError):  # it has ended already
        os.setpriority(os.PRIO_PROCESS, pid, min(LOWEST, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS))
