"""Models written in Python, for `--models FILE.py`.

A file looks like this:

    from chat.providers.python_models import model

    @model('echo')
    async def echo(messages):
        yield 'You said: '
        yield messages[-1].content

Each function becomes a model named by the file and the name: `my_models/echo` for my_models.py. It
yields text (or `Delta`s, for thoughts and usage); `messages` are `Message`s, oldest first.
It may take a second argument, the whole `Request`.
"""
from __future__ import annotations

import importlib.util
import inspect
import re
import sys
import traceback
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, TypeVar

from chat.conversation import Delta, Model
from chat.providers.provider import ErrorKind, Provider, ProviderError, Request
from chat.providers.scripted import Script, ScriptedProvider, Step
from chat.settings import NAME, RESERVED_NAMES, SettingsError

Reply = TypeVar('Reply', bound=Callable[..., Any])
ERRORS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, NameError, OSError, RuntimeError, SyntaxError,
    SystemExit, TypeError, ValueError,
)
"""What a user's file may raise by mistake, told in one sentence."""


def model(name: str, *, label: str = '') -> Callable[[Reply], Reply]:
    """Register an async generator function as a model of this name."""
    def register(function: Reply) -> Reply:
        function.__dict__.setdefault('polylogue_models', []).append((name, label))
        return function
    return register


class ModelsFileError(SettingsError):
    """One sentence about what is wrong with the file."""


def load_models_file(path: Path) -> list[Provider]:
    """The provider of this file's models. Raises ModelsFileError."""
    functions = {name: (function, label) for function in _functions_of(path) for name, label in function.__dict__['polylogue_models']}
    if not functions:
        raise ModelsFileError(f"{path.name} defines no models: put @model('name') above an async function that yields text.")
    for name, (function, _) in functions.items():
        if not inspect.isasyncgenfunction(function):
            raise ModelsFileError(f'{path.name}: the function of “{name}” must be an “async def” with “yield”.')
        if not NAME.fullmatch(name.replace('/', '-')):
            raise ModelsFileError(f'{path.name}: “{name}” is not a valid model name; use letters, digits, “.”, “_” and “-”.')
    endpoint = re.sub(r'[^A-Za-z0-9._-]', '-', path.stem)
    endpoint = f'{endpoint}-file' if endpoint in RESERVED_NAMES or not NAME.fullmatch(endpoint) else endpoint
    models = tuple(
        Model(id=f'{endpoint}/{name}', label=label, input_price=0.0, output_price=0.0, parameters=frozenset())
        for name, (_, label) in functions.items())
    scripts = {name: _script(path, function) for name, (function, _) in functions.items()}
    return [ScriptedProvider(endpoint, scripts, models=models, feeds=False)]


def _functions_of(path: Path) -> list[Callable[..., Any]]:
    spec = importlib.util.spec_from_file_location(f'polylogue_models_{path.stem}', path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ModelsFileError(f'{path} is not a readable Python file.')
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except ERRORS as error:
        raise ModelsFileError(f'{path.name}{_line_of(error, path)} does not load: {type(error).__name__}: {error}.') from None
    return [value for value in vars(module).values() if callable(value) and 'polylogue_models' in getattr(value, '__dict__', {})]


def _script(path: Path, function: Callable[..., Any]) -> Script:
    takes_request = len(inspect.signature(function).parameters) > 1

    async def script(request: Request) -> AsyncGenerator[Step, None]:
        steps = function(request.messages, request) if takes_request else function(request.messages)
        try:
            async for step in steps:
                if not isinstance(step, (str, Delta)):
                    yield _error(path, function, f'it yielded {type(step).__name__} instead of text')
                    return
                yield step
        except ProviderError:
            raise
        except ERRORS as error:
            yield _error(path, function, f'{type(error).__name__}{_line_of(error, path)}: {error}')
        finally:
            await steps.aclose()
    return script


def _error(path: Path, function: Callable[..., Any], reason: str) -> ProviderError:
    return ProviderError(ErrorKind.BAD_ANSWER, f'{function.__name__} in {path.name} failed, fix it and retry – {reason[:300]}.')


def _line_of(error: BaseException, path: Path) -> str:
    if isinstance(error, SyntaxError):
        return f', line {error.lineno},'
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path]
    return f', line {lines[-1]},' if lines else ''
