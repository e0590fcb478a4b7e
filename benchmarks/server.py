"""The processes that are measured: how they are started and stopped, what they use."""
from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
STOP_SECONDS = 10


@dataclass(kw_only=True, slots=True, frozen=True)
class Server:
    """A started process whose first line of output was its URL."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    @property
    def data(self) -> Path:
        """The folder its log lies in: for the app, its data folder."""
        return self.log.parent

    @staticmethod
    def start(*command: str, log: Path) -> Server:
        """Raises RuntimeError with the process's log if it says no URL."""
        with log.open('w') as stderr:
            process = subprocess.Popen([sys.executable, *command], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=stderr,
                                       env={**_environment_without_keys(), 'PYTHONUNBUFFERED': '1'})
        assert process.stdout is not None
        deadline = threading.Timer(START_SECONDS, process.kill)
        deadline.start()
        line = process.stdout.readline()
        deadline.cancel()
        url = next((word for word in line.split() if word.startswith('http://')), '')
        if not url:
            process.kill()
            raise RuntimeError(f'{" ".join(command)} did not start: {line}{log.read_text()}')
        threading.Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would block the process
        return Server(url=url.rstrip('/'), process=process, log=log)

    def cpu_seconds(self) -> float:
        times = psutil.Process(self.process.pid).cpu_times()
        return times.user + times.system

    def resident_megabytes(self) -> float:
        return psutil.Process(self.process.pid).memory_info().rss / 1e6

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _environment_without_keys() -> dict[str, str]:
    """The benchmarks talk to their own upstream only; and started by a test, NiceGUI would believe that it is being tested."""
    return {name: value for name, value in os.environ.items()
            if not name.endswith(('_API_KEY', '_BASE_URL', '_PROXY', '_proxy')) and not name.startswith(('PYTEST_', 'NICEGUI_'))}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])
