"""Starts app.py with a sampler of how late its event loop is. First argument: the file for the samples; the others go to app.py.

Each line of the file: wall-clock time (epoch seconds), how many milliseconds later than asked for the loop came back, and how many of CPU
time the whole process has used since it left.
"""
from __future__ import annotations

import asyncio
import runpy
import sys
import time
from pathlib import Path

from nicegui import app

STEP = 0.01
"""Seconds between two samples."""
BATCH = 100
"""Samples written at a time, so that the probe itself costs nothing to speak of."""


async def sample(file: Path) -> None:
    lines: list[str] = []
    while True:
        started, busy = time.perf_counter(), time.process_time()
        await asyncio.sleep(STEP)
        late, busy = time.perf_counter() - started - STEP, time.process_time() - busy
        lines.append(f'{time.time():.3f} {1000 * late:.2f} {1000 * busy:.2f}\n')
        if len(lines) >= BATCH:
            with file.open('a') as out:
                out.writelines(lines)
            lines.clear()


def main() -> None:
    file = Path(sys.argv.pop(1))
    sys.argv[0] = str(Path(__file__).parent.parent / 'app.py')
    tasks: list[asyncio.Task[None]] = []
    app.on_startup(lambda: tasks.append(asyncio.create_task(sample(file))))
    runpy.run_path(sys.argv[0], run_name='__main__')


if __name__ == '__main__':
    main()
