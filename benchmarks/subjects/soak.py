"""A soak: chats stream in turn while the endpoint fails at random and tabs open and close (`python -m benchmarks.subjects.soak`).

Before and after, the app is left alone until it is idle, and what is there then is compared: memory, tasks, threads, open files, sockets,
tabs and chats in memory. Every reply must have reached its end, with each word that was sent to it.
"""
from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import Browser, async_playwright

from benchmarks.browser import SWITCHES, executable
from benchmarks.flaky import words_of
from benchmarks.server import ROOT, Server, free_port

CHATS = 100
AT_ONCE = 20
TURNS = 5
"""Of one chat; then another one begins."""
FATES = {'fine': 70, 'busy': 8, 'cut': 8, 'lost': 4, 'bad': 5, 'broken': 5}
"""In per cent."""
LEAVES, STOPS = 0.1, 0.05
"""How often the client goes away in the middle, and how often it stops the reply."""
TABS = 3
LONGEST_REPLY = 60.0
"""Seconds; a reply that takes longer is stuck."""
IDLE_SECONDS = 150.0
"""A tab that was closed before it was connected is remembered for a minute."""
MOST_MEGABYTES = 5.0
"""In ten minutes."""
CONFIG = """access = "open"
[[endpoints]]
name = "soak"
api = "openai-chat"
base_url = "{url}/v1"
api_key = "none"
models = ["m"]
[ui]
find_local_servers = false
"""
WARM_UP = 0.5
"""Part of the time."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Idle:
    """What is there when nothing happens."""

    megabytes: float
    counts: dict[str, int]


@dataclass(kw_only=True, slots=True)
class Soak:
    url: str
    token: str
    data: Path
    pid: int
    census: Path
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    asked: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By reply: number and fate."""
    left: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    stuck: list[int] = field(default_factory=list)
    chats: list[str] = field(default_factory=list)
    turns: Counter[str] = field(default_factory=Counter)
    number: int = 0

    async def run_for(self, seconds: float, browser: Browser) -> None:
        until = time.monotonic() + seconds
        async with httpx.AsyncClient(base_url=self.url, headers={'Authorization': f'Bearer {self.token}'}, timeout=LONGEST_REPLY) as client:
            work = [self._ask_until(client, until) for _ in range(AT_ONCE)] + [self._browse_until(browser, until) for _ in range(TABS)]
            await asyncio.gather(*work)

    async def _ask_until(self, client: httpx.AsyncClient, until: float) -> None:
        while time.monotonic() < until:
            self.number += 1
            number, [fate] = self.number, self.dice.choices(list(FATES), list(FATES.values()))
            try:
                async with asyncio.timeout(LONGEST_REPLY):
                    await self._ask(client, number, fate)
            except TimeoutError:
                self.stuck.append(number)

    async def _ask(self, client: httpx.AsyncClient, number: int, fate: str) -> None:
        chat = self.chats.pop(self.dice.randrange(len(self.chats))) if len(self.chats) >= CHATS - AT_ONCE else None
        body = {'message': json.dumps({'number': number, 'fate': fate}), 'model': 'soak/m'} | ({'conversation_id': chat} if chat else {})
        leaves, stops = self.dice.random() < LEAVES, self.dice.random() < STOPS
        async with client.stream('POST', '/api/v1/chat/stream', json=body) as response:
            response.raise_for_status()
            words, reply, chat = 0, '', chat or ''
            async for line in response.aiter_lines():
                event = json.loads(line[6:]) if line.startswith('data: ') else {}
                if 'lanes' in event:
                    reply, chat = event['lanes'][0]['reply_id'], event['conversation_id']
                    self._note(reply, chat, number, fate)
                words += 'content' in event
                if words == 10 and leaves:  # the reply runs on, so nobody asks there again
                    self.left.add(reply)
                    return
                if words == 10 and stops:
                    self.stopped.add(reply)
                    await client.post(f'/api/v1/chats/{chat}/stop')
        self._put_back(chat)

    def _note(self, reply: str, chat: str, number: int, fate: str) -> None:
        self.asked[reply] = (number, fate)
        self.turns[chat] += 1

    def _put_back(self, chat: str) -> None:
        """For the next question, one at a time."""
        if chat and self.turns[chat] < TURNS:
            self.chats.append(chat)

    async def _browse_until(self, browser: Browser, until: float) -> None:
        """Tabs that look at a chat for a while and are closed, by closing or by going elsewhere."""
        while time.monotonic() < until:
            page = await browser.new_page()
            address = self.dice.choice(['/new', '/running', '/stats', *(f'/chat/{chat}' for chat in self.chats[-10:])])
            await page.goto(self.url + address, timeout=1000 * LONGEST_REPLY * 2)
            await asyncio.sleep(self.dice.uniform(0.5, 4))
            await page.close()

    async def idle(self) -> Idle:
        """Once nothing runs and no tab is left. Raises TimeoutError."""
        async with asyncio.timeout(IDLE_SECONDS):
            while (last := self._last_census()) and (last['running'] or last['clients'] > 0):
                await asyncio.sleep(1)
            await asyncio.sleep(15)  # the store, connections that are kept open, chats that nobody looks at
        process, last = psutil.Process(self.pid), self._last_census()
        sockets = [one for one in process.net_connections('tcp') if one.status == psutil.CONN_ESTABLISHED]
        counts = {'tasks': last['tasks'], 'chats in memory': last['chats'], 'threads': process.num_threads(),
                  'open files': process.num_fds(), 'sockets': len(sockets)}
        return Idle(megabytes=process.memory_info().rss / 1e6, counts=counts)

    def _last_census(self) -> dict[str, Any]:
        lines = self.census.read_text().splitlines() if self.census.exists() else []
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {'running': 1, 'clients': 1, 'tasks': 0, 'chats': 0}
        return found

    def complaints(self, before: Idle, after: Idle, minutes: float) -> Iterator[str]:
        if self.stuck:
            yield f'{len(self.stuck)} replies were stuck: {self.stuck[:5]}'
        yield from self._wrong_replies()
        growth = (after.megabytes - before.megabytes) * 10 / minutes
        if growth > MOST_MEGABYTES:
            yield f'memory grows by {growth:.1f} MB in ten minutes'
        for name, count in after.counts.items():
            # threads of pools that are not full yet, connections that are kept open, chats that had just been answered
            most = max(before.counts[name], 2 * AT_ONCE if name == 'chats in memory' else 0) + 3
            if count > most:
                yield f'{name}: {before.counts[name]} before, {count} after'

    def _wrong_replies(self) -> Iterator[str]:
        with closing(sqlite3.connect(f'file:{self.data / "chats.db"}?mode=ro', uri=True)) as db:
            rows = {row[0]: row[1:] for row in db.execute('SELECT id, status, text FROM replies')}
        for reply, (number, fate) in self.asked.items():
            status, text = rows.get(reply, ('lost', ''))
            whole = ''.join(words_of(number))
            if reply in self.stopped:
                is_right = status in {'stopped', 'done', 'failed'} and (whole.startswith(text.rstrip()) or fate == 'broken')
            elif fate in {'fine', 'busy'}:
                is_right = status == 'done' and text == whole
            elif fate in {'bad', 'lost'}:
                is_right = status == 'failed' and text == ''
            else:
                is_right = status in {'failed', 'interrupted', 'done'} and text != ''
            if not is_right:
                yield f'reply {number} ({fate}) is {status} with {len(text)} of {len(whole)} characters'
        if unended := [status for status, _ in rows.values() if status not in {'done', 'stopped', 'interrupted', 'failed'}]:
            yield f'{len(unended)} replies have not ended: {Counter(unended)}'


def new_token(data: Path) -> str:
    command = [sys.executable, 'app.py', 'token', 'add', 'soak', '--streams', '200', '--data', str(data)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


@asynccontextmanager
async def soaked(folder: Path) -> AsyncIterator[Soak]:
    upstream = Server.start('-m', 'benchmarks.flaky', log=folder / 'flaky.log')
    data = folder / 'data'
    data.mkdir()
    (data / 'config.toml').write_text(CONFIG.format(url=upstream.url))
    token = await asyncio.to_thread(new_token, data)
    app = Server.start('-m', 'benchmarks.app_with_census', str(folder / 'census'), '--data', str(data), '--port', str(free_port()),
                       '--no-browser', log=folder / 'app.log')
    try:
        yield Soak(url=app.url, token=token, data=data, pid=app.process.pid, census=folder / 'census')
        print((folder / 'app.log').read_text()[-3000:], end='')
    finally:
        app.stop()
        upstream.stop()


async def soak(minutes: float) -> int:
    folder = Path(tempfile.mkdtemp(prefix='polylogue-soak-'))
    try:
        async with soaked(folder) as one, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable(), args=SWITCHES)
            await one.run_for(60 * minutes * WARM_UP, browser)
            before, warm = await one.idle(), len(one.asked)
            print(f'warm after {warm} replies: {before.megabytes:.1f} MB, {before.counts}', flush=True)
            await one.run_for(60 * minutes * (1 - WARM_UP), browser)
            after = await one.idle()
            print(f'after {len(one.asked)} replies: {after.megabytes:.1f} MB, {after.counts}', flush=True)
            await browser.close()
            complaints = list(one.complaints(before, after, minutes * (1 - WARM_UP)))
            fates = Counter(fate for _, fate in one.asked.values())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f'{sum(fates.values())} replies ({dict(fates)}), {len(one.left)} left and {len(one.stopped)} stopped by the client')
    for complaint in complaints[:20]:
        print(f'WRONG: {complaint}')
    print(f'{len(complaints)} complaints')
    return 1 if complaints else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m benchmarks.subjects.soak', description=__doc__)
    parser.add_argument('--minutes', type=float, default=10.0, help='how long it streams (default: 10)')
    return asyncio.run(soak(parser.parse_args().minutes))


if __name__ == '__main__':
    raise SystemExit(main())
