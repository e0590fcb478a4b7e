"""The program itself: Python, what it stands on, the browser, the port."""
from __future__ import annotations

import platform
import re
import sys
import webbrowser
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chat.commands.checks.finding import Finding, note, ok, problem
from chat.store.rescue.health import SQLITE_VERSION

OLDEST, NEWEST = (3, 11), (3, 14)
"""Of Python, that are tested or should work."""
PINNED = re.compile(r'([A-Za-z0-9_.-]+)==([^\s;]+)')
REQUIREMENTS = Path(__file__).parents[3] / 'requirements.txt'
"""Beside app.py; not there when it was installed as a package, where pip has looked after it."""


def check_program() -> Iterator[Finding]:
    here = sys.version_info[:2]
    about = f'Python {platform.python_version()}, SQLite {SQLITE_VERSION}, {platform.system()} {platform.machine()}'
    if here < OLDEST:
        yield problem(f'{about}: this Python is too old.', 'Install 3.11 or newer.')
    elif here > NEWEST:
        yield note(f'{about}: this Python is newer than any that was tried.')
    else:
        yield ok(f'{about}.')
    yield from check_packages(REQUIREMENTS)
    yield check_browser()


def check_packages(requirements: Path) -> Iterator[Finding]:
    if not requirements.is_file():
        return
    pins = [found.groups() for line in requirements.read_text(encoding='utf-8').splitlines() if (found := PINNED.match(line)) and
            not ('sys_platform' in line and sys.platform == 'win32')]
    have = {name: _installed(name) for name, _ in pins}
    missing = [name for name, found in have.items() if found is None]
    others = [f'{name} {have[name]} (tested: {wanted})' for name, wanted in pins if have[name] not in {None, wanted}]
    if missing:
        yield problem(f'Not installed: {", ".join(missing)}.', 'Start with scripts/run, which installs what is needed.')
    if others:
        yield note(f'Other versions than those tested: {", ".join(others)}.', 'Start with scripts/run, which installs those.')
    if not missing and not others:
        yield ok(f'All {len(pins)} packages are installed as tested.')


def check_browser() -> Finding:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return note('There is no browser here that could be opened.',
                    'Open the address that the start prints; from another computer through “ssh -L 8484:127.0.0.1:8484 HOST”.')
    return ok('There is a browser.')


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
