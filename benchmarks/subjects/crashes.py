"""kill -9 in the midst of everything: chats and lanes stream, the app is killed at some moment and started again, and each text on disk is
compared with what the upstream had sent. It has to be a beginning of that, and not much shorter.

`python -m benchmarks.subjects.crashes --loops 20 --seed 7` runs it alone, for as long as somebody likes.
"""
from __future__ import annotations

import argparse
import json
import random
import sqlite3
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.bench import Bench
from benchmarks.browser import SWITCHES, Screen, executable, opened
from benchmarks.server import Server, free_port
from benchmarks.table import Row

LOOPS, CHATS, LANES, SEED = 10, 3, 3, 20
MOST_LOST_MS = 1500
"""A second until the next checkpoint, and what a busy disk takes to write it."""
PIECES = ('word ', 'ünïcode ', '数え上げる ', '\U0001f9ea ', '**bold** ', '\n\n', '`code`\n', '"quoted" \\ ')
RATES = (20, 60, 200)
"""Pieces a second, lane by lane; the last lane sends long ones, whose checkpoints hold only what is new."""
LONG = 20
PATIENCE = 60
ENDS_AFTER = (30, 100_000)
"""Pieces, chat by chat: some replies have ended when the app is killed."""


class Recorder:
    """The upstream: whatever it sends is noted with the moment at which it went out."""

    def __init__(self) -> None:
        self.sent: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
        """(prompt, model) -> pieces."""
        self.ended: set[tuple[str, str]] = set()
        """Those that were sent to their end."""
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the library's name
                request = json.loads(self.rfile.read(int(self.headers['content-length'])))
                self.send_response(200)
                self.send_header('content-type', 'text/event-stream')
                self.end_headers()
                try:
                    recorder.answer(request, self)
                except ConnectionError:
                    return  # the app was killed

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
                """Nothing to tell."""

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_port}'

    def answer(self, request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        content = request['messages'][-1]['content']
        name = (content if isinstance(content, str) else content[0]['text'], request['model'])
        lane = int(request['model'].removeprefix('m'))
        chooser = random.Random(str(name))
        for number in range(ENDS_AFTER[0] if name[0].endswith('chat 0') else ENDS_AFTER[1]):
            piece = f'{number}:{chooser.choice(PIECES)}' * (LONG if lane == len(RATES) - 1 else 1)
            write(handler, {'delta': {'content': piece}})
            self.sent[name].append((time.time(), piece))
            time.sleep(1 / RATES[lane % len(RATES)])
        write(handler, {'delta': {}, 'finish_reason': 'stop'})
        handler.wfile.write(b'data: [DONE]\n\n')
        self.ended.add(name)

    @contextmanager
    def running(self) -> Iterator[Recorder]:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        yield self
        self.server.shutdown()
        self.server.server_close()


def write(handler: BaseHTTPRequestHandler, choice: dict[str, Any]) -> None:
    choices = [{'index': 0, 'finish_reason': None, **choice}]
    event = {'id': 'c', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': choices}
    handler.wfile.write(b'data: ' + json.dumps(event).encode() + b'\n\n')
    handler.wfile.flush()


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What all crashes together have left."""

    loops: int = 0
    compared: int = 0
    """Texts, each once after each crash."""
    longest_loss: float = 0.0
    """Milliseconds between the first piece that is not on disk and the crash."""
    faults: list[str] = field(default_factory=list)
    """Texts that are no beginning of what was sent, ends that are not there, and what SQLite finds wrong."""


class Crashes:
    """One data folder and one browser for all of them. The same seed gives the same moments."""

    def __init__(self, browser: Browser, folder: Path, *, seed: int = SEED, chats: int = CHATS, lanes: int = LANES) -> None:
        self.browser = browser
        self.folder = folder
        self.chats = chats
        self.lanes = lanes
        self.outcome = Outcome()
        self._random = random.Random(seed)
        self._crashed_at: dict[tuple[str, str], float] = {}
        """When the app was killed that had asked for this."""

    def run(self, loops: int) -> Outcome:
        with Recorder().running() as upstream:
            lines = ['access = "open"', '[[endpoints]]']
            lines += ['name = "bench"', 'api = "openai-chat"', f'base_url = "{upstream.url}/v1"', 'api_key = "none"']
            models = f'models = {json.dumps([f"m{lane}" for lane in range(self.lanes)])}'
            (self.folder / 'config.toml').write_text('\n'.join([*lines, models, '[ui]', 'find_local_servers = false', '']))
            server = self._start()
            for loop in range(loops):
                self._crash(server, upstream, loop)
                server = self._start()
                self._compare(upstream)
                self.outcome.loops += 1
            server.stop()
        return self.outcome

    def _start(self) -> Server:
        return Server.start('app.py', '--data', str(self.folder), '--port', str(free_port()), '--no-browser', log=self.folder / 'app.log')

    def _crash(self, server: Server, upstream: Recorder, loop: int) -> None:
        names = [(f'loop {loop} chat {chat}', f'm{lane}') for chat in range(self.chats) for lane in range(self.lanes)]
        address = '/compare?models=' + ','.join(f'bench/m{lane}' for lane in range(self.lanes))
        with opened(self.browser, f'{server.url}{address}') as screen:
            for chat in range(self.chats):
                ask(screen, f'loop {loop} chat {chat}', address if chat else '')
            wait_for(lambda: all(upstream.sent[name] for name in names))
            time.sleep(self._random.uniform(0, 3))  # any moment between and in the midst of checkpoints
            server.process.kill()
            killed_at = time.time()
            server.process.wait()
        self._crashed_at |= dict.fromkeys(names, killed_at)

    def _compare(self, upstream: Recorder) -> None:
        """All texts of all crashes so far: what was whole once has to stay so."""
        with closing(sqlite3.connect(f'file:{self.folder / "chats.db"}?mode=ro', uri=True)) as db:
            found = db.execute('PRAGMA integrity_check').fetchall()
            rows = db.execute('SELECT turns.prompt, replies.model, replies.text, replies.status FROM replies '
                              'JOIN turns ON turns.id = replies.turn_id').fetchall()
        self.outcome.faults += [f'integrity: {line}' for (line,) in found if line != 'ok']
        stored = {(prompt, model.removeprefix('bench/')): (text, status) for prompt, model, text, status in rows}
        if len(stored) < len(rows):
            self.outcome.faults.append(f'{len(rows) - len(stored)} replies stand there twice')
        for name, killed_at in self._crashed_at.items():
            text, status = stored.get(name, ('', 'missing'))
            self._judge(name, text, status, upstream.sent[name], killed_at, has_ended=name in upstream.ended)

    def _judge(self, name: tuple[str, str], text: str, status: str, sent: list[tuple[float, str]], killed_at: float, *,
               has_ended: bool) -> None:
        whole = ''.join(piece for _, piece in sent)
        self.outcome.compared += 1
        if not whole.startswith(text):
            self.outcome.faults.append(f'{name}: {text[-80:]!r} is not what was sent')
        if status == 'done' and not (has_ended and text == whole):
            self.outcome.faults.append(f'{name}: called done, {len(text)} of {len(whole)} characters')
        if status not in {'done', 'interrupted', 'missing'}:
            self.outcome.faults.append(f'{name}: {status} after the start')
        self.outcome.longest_loss = max(self.outcome.longest_loss, loss_of(text, sent, killed_at))


def loss_of(text: str, sent: list[tuple[float, str]], killed_at: float) -> float:
    """Milliseconds from the first piece that is not in the text to the crash."""
    length = 0
    for at, piece in sent:
        length += len(piece)
        if length > len(text):
            return max(0.0, 1000 * (killed_at - at))
    return 0.0


def ask(screen: Screen, prompt: str, address: str) -> None:
    """In a new comparison; the first one is open already."""
    if address:
        screen.follow(address)
        screen.page.wait_for_function("location.pathname === '/compare' && !document.querySelector('article')")
    screen.send(prompt)
    screen.page.wait_for_function("location.pathname.startsWith('/chat/') && document.querySelector('article')")


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError('not all requests have reached the upstream')
        time.sleep(0.02)


def measure(bench: Bench) -> Iterator[Row]:
    folder = Path(tempfile.mkdtemp(dir=bench.folder))
    yield from rows_of(Crashes(bench.browser, folder).run(LOOPS))


def rows_of(outcome: Outcome) -> Iterator[Row]:
    title = f'{outcome.loops} times kill -9 while {CHATS} x {LANES} replies stream, {outcome.compared} texts compared'
    yield Row(measure=f'{title}: not as they were sent', unit='', polylogue=len(outcome.faults), at_most=0)
    yield Row(measure='the same: longest loss', unit='ms', polylogue=outcome.longest_loss, at_most=MOST_LOST_MS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--loops', type=int, default=LOOPS)
    parser.add_argument('--seed', type=int, default=SEED)
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=executable(), args=SWITCHES)
        outcome = Crashes(browser, Path(folder), seed=options.seed).run(options.loops)
        browser.close()
    for row in rows_of(outcome):
        print(f'{row.measure}: {row.shown(row.polylogue)}')
    print(*outcome.faults, sep='\n')
    return 1 if outcome.faults or outcome.longest_loss > MOST_LOST_MS else 0


if __name__ == '__main__':
    raise SystemExit(main())
