"""A server with the parts of the page, once for all these tests, and a fresh browser tab for each."""
from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.waiting import PATIENCE_MS, until

expect.set_options(timeout=PATIENCE_MS)
ROOT = Path(__file__).parents[3]
WATCH_LONG_TASKS = "window.long = []; new PerformanceObserver((list) => long.push(...list.getEntries())).observe({type: 'longtask'})"


@dataclass(kw_only=True, slots=True)
class Server:
    url: str
    folder: Path


@dataclass(kw_only=True, slots=True)
class Tab:
    """A browser tab, and what the server has heard from it."""

    page: Page
    url: str

    async def open(self, path: str = '/new') -> Page:
        await self.page.goto(self.url + path)
        await expect(self.page.locator('nav[aria-label=Chats]')).to_be_attached()
        await self.page.wait_for_function('window.did_handshake')
        return self.page

    async def log(self, kind: str) -> list[Any]:
        """What the server has noted of this kind since the page was opened."""
        entries = await (await self.page.request.get(self.url + '/log')).json()
        return [entry for entry in entries if entry[0] == kind]

    async def wait_for_log(self, kind: str, count: int = 1) -> list[Any]:
        async def has_come() -> bool:
            return len(await self.log(kind)) >= count
        await until(has_come)
        return await self.log(kind)

    async def call(self, part: str, method: str, *arguments: Any) -> None:
        """Let the server call a method of a part of this page."""
        answer = await self.page.request.post(f'{self.url}/do/{part}/{method}', data=list(arguments))
        assert answer.ok, await answer.text()


@pytest.fixture(scope='session')
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp('parts')
    command = [sys.executable, '-m', 'tests.browser.parts.page', str(port), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env={'PATH': os.defpath}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any('ready' in line for line in process.stdout), 'the page has not started'
        yield Server(url=f'http://127.0.0.1:{port}', folder=folder)
        process.terminate()


@pytest_asyncio.fixture(scope='module', loop_scope='module')
async def browser() -> AsyncIterator[Browser]:
    """One browser a module: starting it takes longer than most of these tests."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=os.environ.get('CHROMIUM'), args=['--no-sandbox', '--disable-gpu', '--disable-background-networking'])
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope='module')
async def tab(server: Server, browser: Browser) -> AsyncIterator[Tab]:
    page = await browser.new_page(viewport={'width': 1100, 'height': 760})
    page.set_default_timeout(PATIENCE_MS)
    failures: list[str] = []
    page.on('pageerror', lambda error: failures.append(str(error)))
    yield Tab(page=page, url=server.url)
    await page.close()
    assert not failures, failures
