"""Functions that are marked `@tool` in a Python file, for `--models FILE.py`.

    from polylogue import tool

    @tool(read_only=True)
    def get_weather(city: str, days: int = 1) -> str:
        '''The weather in a city, for some days.'''

The types of the arguments become the schema, the docstring is the description. A plain function runs in a thread of its own; an
`async def` runs in the event loop, which it must not hold up.
"""
from __future__ import annotations

import asyncio
import base64
import inspect
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pydantic
import pydantic_core

from chat.conversation import SentPicture, Tool
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.question import Ask
from chat.conversation.watchers import Watchers
from chat.engine.tools.ask_user import apart
from chat.engine.tools.outcome import Outcome, ToolError, failed
from chat.engine.tools.source import SourceState
from chat.providers.python_file import ModelsFileError, functions_in, line_of
from chat.providers.python_tools import MARK

NAME = re.compile(r'[A-Za-z_][A-Za-z0-9_-]{0,63}')
PICTURE_HEADS = (b'\x89PNG', b'\xff\xd8\xff', b'GIF8', b'RIFF')
LONGEST_REASON = 2_000


class PythonSource:
    """One file; its functions are there at once."""

    def __init__(self, path: Path) -> None:
        """Raises ModelsFileError."""
        self.name = apart(re.sub(r'[^A-Za-z0-9_-]', '-', path.stem))
        self.path = path
        self.state: SourceState = 'ready'
        self.problem = ''
        self.watchers: Watchers[()] = Watchers()
        self._functions = {str(function.__dict__[MARK]['name']): function for function in functions_in(path, MARK)}
        self._arguments = {name: _arguments_of(path, name, function) for name, function in self._functions.items()}
        self.tools = tuple(self._tool(name) for name in self._functions)

    async def ready(self) -> tuple[Tool, ...]:
        return self.tools

    async def call(self, name: str, arguments: JsonObject, ask: Ask | None = None) -> Outcome:
        function = self._functions[name]
        try:
            values = self._arguments[name].model_validate(arguments)
            given = {field: getattr(values, field) for field in type(values).model_fields}
            result = await (function(**given) if inspect.iscoroutinefunction(function) else _in_thread(function, given))
            return outcome_of(result)
        except ToolError:
            raise
        except Exception as error:  # noqa: BLE001 - a user's function may raise anything; the model and the user are told
            return failed(f'{name} failed: {type(error).__name__}{line_of(error, self.path).rstrip(",")}: {str(error)[:LONGEST_REASON]}')

    async def close(self) -> None:
        """Nothing to give back: threads that still run end with the program."""

    def _tool(self, name: str) -> Tool:
        function = self._functions[name]
        return Tool(name=name, own_name=name, source=self.name, description=inspect.getdoc(function) or '',
                    schema=_schema(self._arguments[name]), is_read_only=bool(function.__dict__[MARK]['read_only']))


def outcome_of(result: Any) -> Outcome:
    """Text as it is, the bytes of a picture as a picture, all else as JSON."""
    if isinstance(result, Outcome):
        return result
    parts = result if isinstance(result, list | tuple) and any(isinstance(one, bytes) for one in result) else [result]
    pictures = [one for one in parts if isinstance(one, bytes) and one.startswith(PICTURE_HEADS)]
    others = sum(isinstance(one, bytes) and not one.startswith(PICTURE_HEADS) for one in parts)
    words = [_words(one) for one in parts if not isinstance(one, bytes)]
    return Outcome(
        text='\n\n'.join(filter(None, words)), pictures=tuple(map(_picture, pictures)), unshown={'file': others} if others else {})


def _words(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ''
    return pydantic_core.to_json(value, fallback=str, inf_nan_mode='constants').decode('utf-8', 'replace')


def _picture(data: bytes) -> SentPicture:
    return SentPicture(pieces=(base64.b64encode(data),))


async def _in_thread(function: Callable[..., Any], given: Mapping[str, Any]) -> Any:
    """In one of its own: a function that never returns must not take a place from others, nor hold up the end of the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def tell(result: Any, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)

    def work() -> None:
        result, failure = None, None
        try:
            result = function(**given)
        except Exception as error:  # noqa: BLE001 - handed on to whoever waits
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, failure)

    threading.Thread(target=work, name=f'tool {function.__name__}', daemon=True).start()
    return await done


def _arguments_of(path: Path, name: str, function: Callable[..., Any]) -> type[pydantic.BaseModel]:
    if not NAME.fullmatch(name):
        raise ModelsFileError(f'{path.name}: “{name}” is no name of a tool; use letters, digits, “_” and “-”.')
    fields: JsonObject = {}
    for one in inspect.signature(function, eval_str=True).parameters.values():
        if one.kind in {one.VAR_POSITIONAL, one.VAR_KEYWORD, one.POSITIONAL_ONLY}:
            raise ModelsFileError(f'{path.name}: the tool “{name}” takes “{one}”, which has no name that a model could use.')
        fields[one.name] = (Any if one.annotation is one.empty else one.annotation, ... if one.default is one.empty else one.default)
    try:
        made = pydantic.create_model(name, __config__=pydantic.ConfigDict(arbitrary_types_allowed=False), **fields)
        made.model_json_schema()
    except (pydantic.errors.PydanticUserError, NameError, TypeError) as error:
        raise ModelsFileError(f'{path.name}: the arguments of the tool “{name}” make no schema: {str(error).splitlines()[0]}') from None
    return made


def _schema(arguments: type[pydantic.BaseModel]) -> JsonObject:
    schema = arguments.model_json_schema()
    schema.pop('title', None)
    for one in schema.get('properties', {}).values():
        one.pop('title', None)
    return {'type': 'object', 'properties': {}} | schema
