"""Starts app.py and counts, every five seconds, what could pile up in it. First argument: the file for the counts; the others go to app.py.

Each line of the file is JSON: `tasks` of the event loop, `clients` of NiceGUI (browser tabs), `chats` in memory, `running` replies.
"""
from __future__ import annotations

import asyncio
import gc
import json
import runpy
import sys
import time
from pathlib import Path

from nicegui import Client, app

from chat.commands import start
from chat.conversation import Chat

SECONDS = 5.0
FORGET_SECONDS = 5
"""How long a closed tab is remembered, in place of two minutes: the soak has to see that it is forgotten."""


async def count(file: Path) -> None:
    while True:
        await asyncio.sleep(SECONDS)
        gc.collect()
        chats = [one for one in gc.get_objects() if isinstance(one, Chat)]
        running = sum(len(chat.running_replies()) for chat in chats)
        with file.open('a') as out:
            out.write(json.dumps({'at': time.time(), 'tasks': len(asyncio.all_tasks()), 'clients': len(Client.instances),
                                  'chats': len(chats), 'running': running}) + '\n')
        del chats


def main() -> None:
    file = Path(sys.argv.pop(1))
    sys.argv[0] = str(Path(__file__).parent.parent / 'app.py')
    start.RECONNECT_SECONDS = FORGET_SECONDS
    tasks: list[asyncio.Task[None]] = []
    app.on_startup(lambda: tasks.append(asyncio.create_task(count(file), name='census')))
    runpy.run_path(sys.argv[0], run_name='__main__')


if __name__ == '__main__':
    main()
