"""The whole app as a process of its own, as a person starts it."""
from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import psutil

from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def endpoint(base_url: str, *, name: str = 'test', key: str = 'sk-test-of-the-file', api: str = 'openai-chat') -> str:
    """An entry for config.toml."""
    return f'[[endpoints]]\nname = "{name}"\napi = "{api}"\nbase_url = "{base_url}"\napi_key = "{key}"\nmodels = ["m"]\n'


class RunningApp:
    """Starts, watches and ends `python app.py` on a data folder; can be started again on the same one."""

    def __init__(self, data: Path, *arguments: str, config: str = '', port: int | None = None,
                 environ: Mapping[str, str] | None = None, is_open: bool = True) -> None:
        self.data = data
        self.port = port or free_port()
        self.names_port = True
        self.command, self.folder = [sys.executable, 'app.py'], ROOT
        self.arguments = arguments
        self.environ = dict(environ or {})
        self.output: list[str] = []
        """What it printed, all starts together; stdout and stderr."""
        self._process: subprocess.Popen[str] | None = None
        self._has_started = threading.Event()
        self._readers: list[threading.Thread] = []
        access = 'access = "open"\n' if is_open else ''
        if config or (is_open and not (data / 'config.toml').exists()):
            data.mkdir(parents=True, exist_ok=True)
            (data / 'config.toml').write_text(f'{access}{config}\n[ui]\nfind_local_servers = false\n', encoding='utf-8')

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    @property
    def key(self) -> dict[str, str]:
        """The header that opens every door."""
        return {'Authorization': f'Bearer {(self.data / "access.key").read_text().strip()}'}

    @property
    def links(self) -> list[str]:
        """The addresses it printed."""
        return [line.strip() for line in self.output if line.startswith('http')]

    @property
    def database(self) -> Path:
        return self.data / 'chats.db'

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process, 'the app was not started'
        return self._process

    @property
    def log(self) -> str:
        return ''.join(self.output)

    def start(self) -> Self:
        """Return as soon as it has said its address."""
        self._has_started.clear()
        port = ['--port', str(self.port)] if self.names_port else []
        command = [*self.command, '--data', str(self.data), *port, '--no-browser', *self.arguments]
        environment = {'PATH': os.environ['PATH'], 'HOME': str(self.data), 'PYTHONUNBUFFERED': '1', **self.environ}
        self._process = subprocess.Popen(command, cwd=self.folder, env=environment, text=True, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE)
        streams = (self._process.stdout, self._process.stderr)
        self._readers = [threading.Thread(target=self._read, args=[stream], daemon=True) for stream in streams]
        for reader in self._readers:
            reader.start()
        assert self._has_started.wait(PATIENCE), f'the app has not started: {self.log}'
        assert self._process.poll() is None, f'the app has ended: {self.log}'
        return self

    def wait(self) -> int:
        """The exit code, when it has ended by itself."""
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code

    def interrupt(self) -> int:
        """Ctrl-C, and the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def kill(self) -> None:
        """What a power cut would do."""
        self.process.kill()
        self.wait()

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            self.kill()

    def wait_until_unwatched(self) -> None:
        """Until the last browser has hung up."""
        process = psutil.Process(self.process.pid)
        wait_until(lambda: all(c.laddr.port != self.port or c.status != psutil.CONN_ESTABLISHED for c in process.net_connections('tcp')))

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands on disk now."""
        with closing(sqlite3.connect(f'file:{self.database}?mode=ro', uri=True, timeout=PATIENCE)) as db:
            return db.execute(sql, values).fetchall()

    def _read(self, stream: Any) -> None:
        for line in stream:
            self.output.append(line)
            if line.startswith('http'):
                self._has_started.set()
        self._has_started.set()
