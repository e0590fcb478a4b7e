"""Importing a large ChatGPT export into the running app: `python -m benchmarks.subjects.importing [--chats 10000]`.

The export is made up, the same each time. While it comes in, a timer in the app's own event loop measures how late it fires.
"""
from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.table import Row, render
from chat.conversation import Lane
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.transfer.import_state import Import, ImportState
from chat.engine.transfer.importing import Imports
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store

START = 1_700_000_000.0
TICK = 0.005
"""Seconds."""
SYLLABLES = ('ka', 'lo', 'mi', 'ten', 'ra', 'sho', 'vel', 'un', 'pri', 'da')


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument('--chats', type=int, default=10_000)
    chats = parser.parse_args().chats
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'export.json'
        messages = write_export(path, chats)
        print(f'{chats:,} conversations, {messages:,} messages, {path.stat().st_size / 1e6:,.0f} MB\n')
        print(render([row async for row in measure(Path(folder), path, chats)]))


async def measure(folder: Path, path: Path, chats: int) -> Any:
    store = Store(folder / 'chats.db')
    store.open()
    providers = Providers(Settings.load(folder, None, {}))
    engine = Engine(store, providers)
    await engine.start()
    imports = Imports(engine, Attachments(AttachmentFiles(folder), engine))
    lateness: list[float] = []
    watch = asyncio.create_task(_watch(lateness))
    talk = asyncio.create_task(_talk(engine))
    other = Path(shutil.copy(path, folder / 'again.json'))  # an import deletes its file
    one, reading, seconds = await _import(imports, path)
    assert one.taken == chats, one.report()
    again, _, repeated = await _import(imports, other)
    assert (again.taken, again.present, again.grown_count) == (0, chats, 0), again.report()
    watch.cancel()
    talk.cancel()
    late = sorted(lateness)
    yield Row(measure='reading the file (another process)', unit='s', polylogue=reading)
    yield Row(measure='everything imported and searchable', unit='s', polylogue=seconds, at_most=60)
    yield Row(measure='the same file again, nothing doubled', unit='s', polylogue=repeated)
    yield Row(measure='event loop late, p99', unit='ms', polylogue=late[len(late) * 99 // 100] * 1000, at_most=50)
    yield Row(measure='event loop late, worst', unit='ms', polylogue=late[-1] * 1000, at_most=250)
    await engine.close()
    await providers.close()
    await store.close()


async def _import(imports: Imports, path: Path) -> tuple[Import, float, float]:
    """The import, the seconds until its file was read, and until everything was done."""
    started, reading = time.perf_counter(), 0.0
    one = imports.begin(path, 'conversations.json')
    while not one.state.is_final:
        await asyncio.sleep(0.05)
        reading = time.perf_counter() - started if one.state is ImportState.READING else reading
    return one, reading, time.perf_counter() - started


async def _watch(lateness: list[float]) -> None:
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        lateness.append(time.perf_counter() - due)


async def _talk(engine: Engine) -> None:
    """A scripted chat that streams meanwhile, so that the disk has other work, too."""
    chat = engine.new([Lane(model='demo/slow')])
    while True:
        engine.send(chat, 'Go on.')
        while engine.is_running(chat.id):
            await asyncio.sleep(0.1)


def write_export(path: Path, chats: int) -> int:
    """How many messages there are."""
    chance = random.Random(7)
    words = [''.join(chance.choices(SYLLABLES, k=chance.randint(1, 5))) for _ in range(20_000)]
    count = 0
    with path.open('w', encoding='utf-8') as file:
        for number in range(chats):
            conversation = _conversation(chance, words, number)
            count += len(conversation['mapping']) - 1
            file.write(('[' if number == 0 else ',\n') + json.dumps(conversation, ensure_ascii=False))
        file.write(']')
    return count


def _conversation(chance: random.Random, words: list[str], number: int) -> dict[str, Any]:
    began = START + number * 3600.0
    mapping: dict[str, Any] = {'root': {'id': 'root', 'message': None, 'parent': None, 'children': []}}
    parent = 'root'
    for message_id, role, length in _messages(chance, number):
        text = ' '.join(chance.choices(words, k=length))
        mapping[parent]['children'].append(message_id)
        mapping[message_id] = {'id': message_id, 'parent': parent, 'children': [], 'message': {
            'id': message_id, 'author': {'role': role, 'name': None, 'metadata': {}}, 'create_time': began + len(mapping) * 10,
            'update_time': None, 'content': {'content_type': 'text', 'parts': [text]}, 'status': 'finished_successfully', 'end_turn': True,
            'weight': 1.0,
            'metadata': {'model_slug': 'gpt-4o'} if role == 'assistant' else {}, 'recipient': 'all'}}
        parent = message_id if chance.random() > 0.05 or role == 'user' else parent
    return {'title': ' '.join(chance.choices(words, k=4)), 'create_time': began, 'update_time': began + 600, 'mapping': mapping,
            'current_node': parent, 'conversation_id': f'conversation-{number}', 'default_model_slug': 'gpt-4o', 'is_archived': False}


def _messages(chance: random.Random, number: int) -> Iterator[tuple[str, str, int]]:
    for turn in range(chance.choice((2, 5, 10, 23))):
        yield f'{number}-{turn}-you', 'user', chance.randint(5, 60)
        yield f'{number}-{turn}-model', 'assistant', chance.randint(30, 300)


if __name__ == '__main__':
    asyncio.run(main())
