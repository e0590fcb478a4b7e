"""Tells the browser at once which modules the page needs. Left alone it finds them one level of imports after the other."""
from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nicegui import __version__, ui
from nicegui.dependencies import esm_modules, libraries

IMPORTED = re.compile(r'^(?:import|export)\b[^"]*"([^"]+)";', re.MULTILINE)
ROOT = f'/_nicegui/{__version__}'


def preload() -> None:
    """For the elements that have been built for this page so far."""
    paths = {element.component.path for element in ui.context.client.elements.values() if element.component}
    urls = dict.fromkeys(url for path in sorted(paths) for url in _urls_below(path))
    ui.add_head_html(''.join(f'<link rel="modulepreload" href="{url}">' for url in urls))


@cache
def _urls_below(path: Path) -> tuple[str, ...]:
    """Addresses of what this file imports, and what that imports. Files do not change while the program runs."""
    found: dict[Path, str] = {}
    _collect(path, '', found)
    return tuple(found.values())


def _collect(path: Path, folder: str, found: dict[Path, str]) -> None:
    for name in IMPORTED.findall(path.read_text(encoding='utf-8')):
        for imported, url in _resolved(path, folder, name):
            if imported not in found:
                found[imported] = url
                _collect(imported, url.rpartition('/')[0], found)


def _resolved(path: Path, folder: str, name: str) -> Iterator[tuple[Path, str]]:
    """As the import map of the page does it."""
    if name.startswith(('./', '../')):
        yield (path.parent / name).resolve(), posixpath.normpath(f'{folder}/{name}')
    package, _, rest = name.partition('/')
    for key, module in esm_modules.items():
        if rest and module.name == package:
            yield module.path / rest, f'{ROOT}/esm/{key}/{rest}'
    for key, library in libraries.items():
        if library.name == name:
            yield library.path, f'{ROOT}/libraries/{key}'
