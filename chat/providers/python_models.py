"""Models written in Python, for `--models FILE.py`.

A file looks like this:

    from polylogue import model

    @model('echo')
    async def echo(messages):
        yield 'You said: '
        yield messages[-1].content

Each function becomes a model named by the file and the name: `my_models/echo` for my_models.py. It
yields text (or `Delta`s, for thoughts and usage); `messages` are `Message`s, oldest first.
It may take a second argument, the whole `Request`.
"""
from __future__ import annotations

import inspect
import re
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, TypeVar

from chat.conversation import Delta, Model
from chat.providers.provider import ErrorKind, Provider, ProviderError, Request
from chat.providers.python_file import ERRORS, ModelsFileError, functions_in, line_of
from chat.providers.python_tools import MARK as TOOL
from chat.providers.scripted import Script, ScriptedProvider, Step
from chat.settings import NAME, RESERVED_NAMES

Reply = TypeVar('Reply', bound=Callable[..., Any])
MODELS = 'polylogue_models'


def model(name: str, *, label: str = '') -> Callable[[Reply], Reply]:
    """Register an async generator function as a model of this name."""
    def register(function: Reply) -> Reply:
        function.__dict__.setdefault(MODELS, []).append((name, label))
        return function
    return register


def load_models_file(path: Path) -> list[Provider]:
    """The provider of this file's models; none if it has only tools. Raises ModelsFileError."""
    marked = functions_in(path, MODELS, anew=True)
    functions = {name: (function, label) for function in marked for name, label in function.__dict__[MODELS]}
    if not functions and not functions_in(path, TOOL):
        raise ModelsFileError(
            f"{path.name} defines no models and no tools: put @model('name') above an async function that yields text, or @tool above one "
            'that models may call.')
    if not functions:
        return []
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
            yield _error(path, function, f'{type(error).__name__}{line_of(error, path)}: {error}')
        finally:
            await steps.aclose()
    return script


def _error(path: Path, function: Callable[..., Any], reason: str) -> ProviderError:
    return ProviderError(ErrorKind.BAD_ANSWER, f'{function.__name__} in {path.name} failed, fix it and retry – {reason[:300]}.')
