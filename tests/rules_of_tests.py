"""Rules for the tests themselves: they wait for states, with the limits of `tests/waiting.py`, and know only what is public."""
from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.test_layers import ROOT

TESTS = ROOT / 'tests'
KNOW_OTHERS = {
    'ui/elements.py': 'what NiceGUI keeps to itself and its own test client does not tell',
}
TAKE_THEIR_TIME = {
    'waiting.py': 'looks again and again',
    'costs/turns.py': 'measures how long the loop is taken',
    'model_server.py': 'speaks as slowly as a model',
    'dictation.py': 'speaks as slowly as a model',
    'browser/rendering_page.py': 'speaks as slowly as a model',
}
OWN_LIMITS = {'close': 'how long the store tries is what its test is about'}
WAITS = {('timeout', 1), ('wait', 1), ('join', 1), ('wait_for', 2), ('wait_until', 2)}
"""With so many arguments, of which the last is the limit."""


def complaints(path: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if path not in KNOW_OTHERS and (name := private_name_of_another(node)):
            yield f'{path}:{getattr(node, "lineno", 0)} {name} is private'
        if isinstance(node, ast.Call):
            if path not in TAKE_THEIR_TIME and is_sleep(node):
                yield f'{path}:{node.lineno} waits for a time'
            if has_own_limit(node):
                yield f'{path}:{node.lineno} has a limit of its own'


def private_name_of_another(node: ast.AST) -> str:
    """Also of a module, and in the text that `monkeypatch.setattr` takes."""
    if isinstance(node, ast.Attribute) and is_private(node.attr):
        is_own = isinstance(node.value, ast.Name) and node.value.id in {'self', 'cls'}
        return '' if is_own else node.attr
    if isinstance(node, ast.ImportFrom):
        return next((alias.name for alias in node.names if is_private(alias.name)), '')
    if isinstance(node, ast.Call) and called(node) in {'setattr', 'getattr', 'delattr', 'hasattr'}:
        texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        return next((text for text in texts if is_private(text.rpartition('.')[2])), '')
    return ''


def is_private(name: str) -> bool:
    return name.startswith('_') and not name.startswith('__')


def is_sleep(call: ast.Call) -> bool:
    """`sleep(0)` gives others a turn, and takes no time."""
    return called(call) == 'wait_for_timeout' or called(call) == 'sleep' and not (call.args and is_number(call.args[0], most=0))


def has_own_limit(call: ast.Call) -> bool:
    """A number where `PATIENCE` belongs."""
    named = any(keyword.arg == 'timeout' and is_number(keyword.value) for keyword in call.keywords)
    is_last = (called(call), len(call.args)) in WAITS and is_number(call.args[-1])
    return (named or is_last) and called(call) not in OWN_LIMITS


def is_number(node: ast.expr, *, most: float = float('inf')) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value <= most


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ''
