"""The page's ES modules under one name: components import "polylogue/parts/icons.js", modules each other "./icons.js"."""
from __future__ import annotations

from functools import cache
from pathlib import Path

from nicegui import __version__
from nicegui.dependencies import esm_modules, register_esm

NAME = 'polylogue'
ROOT = Path(__file__).parents[1]
SUFFIXES = {'.js', '.mjs', '.css', '.woff2'}


@cache
def register_modules() -> None:
    """To be called before a page is sent. Their address changes with every file below it (browsers keep the files for ever)."""
    register_esm(NAME, ROOT, max_time=max(path.stat().st_mtime for path in ROOT.rglob('*') if path.suffix in SUFFIXES))


def address_of(module: str) -> str:
    """Where the browser finds it, as the import map of the page says."""
    register_modules()
    key = next(key for key, package in esm_modules.items() if package.name == NAME)
    return f'/_nicegui/{__version__}/esm/{key}/{module}'
