"""The mark of functions that models may call, for `--models FILE.py`; `engine/tools/python_source.py` runs them."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload

Function = TypeVar('Function', bound=Callable[..., Any])
MARK = 'polylogue_tool'


@overload
def tool(function: Function, /) -> Function: ...
@overload
def tool(*, name: str = '', read_only: bool = False) -> Callable[[Function], Function]: ...
def tool(function: Any = None, /, *, name: str = '', read_only: bool = False) -> Any:
    """Offer a function to models: its typed arguments are the schema, its docstring the description.

    `read_only`: it changes nothing, so it runs without asking.
    """
    def mark(function: Function) -> Function:
        function.__dict__[MARK] = {'name': name or function.__name__, 'read_only': read_only}
        return function
    return mark(function) if function else mark
