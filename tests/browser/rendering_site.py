"""Starts the page of `rendering_page.py` and plays its model."""
from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.waiting import PATIENCE, PATIENCE_MS

SERVER = Path(__file__).with_name('rendering_page.py')


class Site:
    """The page and the model behind it."""

    def __init__(self, port: int) -> None:
        self.url = f'http://127.0.0.1:{port}'

    def play(self, *steps: dict[str, Any], is_later: bool = False) -> list[dict[str, Any]]:
        body = json.dumps(steps).encode()
        request = urllib.request.Request(f'{self.url}/play{"-later" if is_later else ""}', body, {'content-type': 'application/json'})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read()) or []

    def chat(self, *turns: tuple[str, str]) -> None:
        self.play({'do': 'chat', 'turns': turns})

    def stream(self, text: str, **options: Any) -> None:
        self.play({'do': 'stream', 'text': text, **options})


@contextlib.contextmanager
def running_site() -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    # without pytest's own variables: NiceGUI would believe that it is being tested
    environment = {'PATH': os.environ['PATH'], 'PYTHONUNBUFFERED': '1'}
    with subprocess.Popen([sys.executable, str(SERVER), str(port)], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        assert 'ready' in process.stdout.readline()
        try:
            yield Site(port)
        finally:
            process.terminate()


@contextlib.contextmanager
def watched_page(browser: Browser) -> Iterator[Page]:
    """A page in which nothing may go wrong unseen."""
    context = browser.new_context(viewport={'width': 1000, 'height': 700}, permissions=['clipboard-read', 'clipboard-write'])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    problems: list[str] = []
    page.on('pageerror', lambda error: problems.append(str(error)))
    page.on('console', lambda message: problems.append(message.text) if message.type == 'error' else None)
    try:
        yield page
    finally:
        context.close()
    assert problems == []


def open_page(page: Page, site: Site, query: str = '') -> None:
    page.goto(f'{site.url}/?{query}')
    page.wait_for_function('document.querySelector(".transcript") && window.did_handshake')
