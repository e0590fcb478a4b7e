"""A Python file of the user's, with functions that are marked."""
from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from chat.settings import SettingsError

ERRORS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, NameError, OSError, RuntimeError, SyntaxError,
    SystemExit, TypeError, ValueError,
)
"""What a user's file may raise by mistake, told in one sentence."""
_loaded: dict[Path, ModuleType] = {}


class ModelsFileError(SettingsError):
    """One sentence about what is wrong with the file."""


def functions_in(path: Path, mark: str, *, anew: bool = False) -> list[Callable[..., Any]]:
    """Those with this mark; the file is run once for all marks, or `anew`. Raises ModelsFileError."""
    if anew or path not in _loaded:
        _loaded[path] = _run(path)
    return [value for value in vars(_loaded[path]).values() if callable(value) and mark in getattr(value, '__dict__', {})]


def line_of(error: BaseException, path: Path) -> str:
    """`, line 7,` if it came from the file."""
    if isinstance(error, SyntaxError):
        return f', line {error.lineno},'
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path]
    return f', line {lines[-1]},' if lines else ''


def _run(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f'polylogue_models_{path.stem}', path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ModelsFileError(f'{path} is not a readable Python file.')
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except ERRORS as error:
        raise ModelsFileError(f'{path.name}{line_of(error, path)} does not load: {type(error).__name__}: {error}.') from None
    return module
