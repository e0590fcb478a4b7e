"""What every subject is given: the upstream, the bare page, the app on a fresh data folder, one browser."""
from __future__ import annotations

import json
import shutil
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import SWITCHES, executable
from benchmarks.server import Server, free_port

MODEL = 'bench/m'


class Bench:
    """Use as a context: leaving it ends every process and removes every file."""

    def __enter__(self) -> Bench:
        self.folder = Path(tempfile.mkdtemp(prefix='polylogue-bench-'))
        self._playwright = sync_playwright().start()
        self.browser: Browser = self._playwright.chromium.launch(executable_path=executable(), args=SWITCHES)
        self.browser_version = f'Chromium {self.browser.version}'
        self.upstream = Server.start('-m', 'benchmarks.upstream', log=self.folder / 'upstream.log')
        self._runs = 0
        return self

    def __exit__(self, *_: object) -> None:
        self.upstream.stop()
        self.browser.close()
        self._playwright.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def bare(self) -> Iterator[Server]:
        server = Server.start('-m', 'benchmarks.bare', self.upstream.url, log=self.folder / 'bare.log')
        try:
            yield server
        finally:
            server.stop()

    @contextmanager
    def polylogue(self, seed: Callable[[Path], None] | None = None, probe: Path | None = None, tools: str = '') -> Iterator[Server]:
        """The app; `seed` fills its data folder before it starts, `probe` is the file for the lateness of its event loop, `tools` the
        text of a Python file with tools, `bench_tools.py`."""
        data = Path(tempfile.mkdtemp(dir=self.folder))
        endpoint = {'name': 'bench', 'api': 'openai-chat', 'base_url': f'{self.upstream.url}/v1', 'api_key': 'none'}
        lines = [f'{name} = "{value}"' for name, value in endpoint.items()]
        (data / 'config.toml').write_text('\n'.join(['access = "open"', '[[endpoints]]', *lines, 'models = ["m"]\n']))
        if seed:
            seed(data)
        command = ['-m', 'benchmarks.app_with_probe', str(probe)] if probe else ['app.py']
        if tools:
            (data / 'bench_tools.py').write_text(tools)
            command += ['--models', str(data / 'bench_tools.py')]
        server = Server.start(*command, '--data', str(data), '--port', str(free_port()), '--no-browser', log=data / 'app.log')
        try:
            yield server
        finally:
            server.stop()

    def order(self, **wanted: Any) -> tuple[str, str]:
        """A prompt that asks the upstream for this, and the name of its run."""
        self._runs += 1
        run = f'r{self._runs}'
        return json.dumps({'run': run, **wanted}), run

    def ask_upstream(self, path: str) -> Any:
        """`sent/<run>`, `waiting/<gate>`, `open/<gate>`."""
        with urllib.request.urlopen(f'{self.upstream.url}/{path}') as response:
            return json.load(response)
