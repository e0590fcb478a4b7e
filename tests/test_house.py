"""House rules that no linter knows."""
from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.rules_of_tests import KNOW_OTHERS, TAKE_THEIR_TIME, TESTS
from tests.rules_of_tests import complaints as complaints_of_tests

ROOT = Path(__file__).parent.parent
FOLDERS = ('chat', 'tests', 'benchmarks')
SUFFIXES = {'.py', '.js', '.mjs', '.css'}
LEFT_OUT = {'vendor', 'node_modules', '__pycache__'}
BANNED_NAMES = {'utils', 'util', 'helpers', 'helper', 'manager', 'common', 'types', 'models', 'misc'}
MOST_LINES_OF_A_FILE = 320
MOST_LINES_OF_A_FUNCTION = 55
MOST_CHARACTERS = 140
"""Of a line, as in pyproject.toml and .prettierrc.json."""
ASSERTING = r'(raises|warns|expect(_\w+)?|wait_for(_\w+)?)$'
"""Calls that fail if what they name does not come about."""


def files() -> Iterator[Path]:
    yield from ROOT.glob('*.py')
    for folder in FOLDERS:
        yield from (p for p in sorted((ROOT / folder).rglob('*')) if p.suffix in SUFFIXES and not LEFT_OUT & set(p.parts))


def functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def complaints(path: Path, text: str) -> Iterator[str]:
    if len(lines := text.splitlines()) > MOST_LINES_OF_A_FILE:
        yield f'{len(lines)} lines: two subjects?'
    if path.suffix in {'.js', '.mjs'}:
        yield from (f'line {number} has {len(line)} characters'
                    for number, line in enumerate(lines, start=1) if len(line) > MOST_CHARACTERS)
    if path.stem in BANNED_NAMES:
        yield f'{path.stem} says nothing about its subject'
    if path.suffix == '.py':
        for function in functions(text):
            size = (function.end_lineno or 0) - function.lineno + 1
            if size > MOST_LINES_OF_A_FUNCTION:
                yield f'{function.name} has {size} lines'


def asserts_something(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Itself, where a reader sees it: a helper's name is no promise."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    names = [call.attr if isinstance(call, ast.Attribute) else call.id for call in calls if isinstance(call, ast.Attribute | ast.Name)]
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(re.match(ASSERTING, name) for name in names)


def test_files_keep_the_house_rules() -> None:
    told = {path.relative_to(ROOT).as_posix(): list(complaints(path, path.read_text(encoding='utf-8'))) for path in files()}
    assert len(told) > 500
    assert {name: found for name, found in told.items() if found} == {}


def test_every_test_asserts_something() -> None:
    tests = [(path, function) for path in files() if path.name.startswith('test_')
             for function in functions(path.read_text(encoding='utf-8')) if function.name.startswith('test_')]
    assert tests
    assert [f'{path.name}: {function.name}' for path, function in tests if not asserts_something(function)] == []


def test_no_two_classes_have_one_name() -> None:
    classes = [node.name for path in files() if path.suffix == '.py' and path.is_relative_to(ROOT / 'chat')
               for node in ast.parse(path.read_text(encoding='utf-8')).body if isinstance(node, ast.ClassDef)]
    assert sorted({name for name in classes if classes.count(name) > 1}) == []


def test_house_rules_are_noticed_when_broken() -> None:
    [idle] = functions('def test_f() -> None:\n    assert_refused(path)')
    assert not asserts_something(idle)
    long_function = 'def f() -> None:\n' + '    print()\n' * 60
    assert list(complaints(Path('chat/helpers.py'), '')) == ['helpers says nothing about its subject']
    assert list(complaints(Path('chat/a.py'), long_function)) == ['f has 61 lines']
    assert list(complaints(Path('chat/a.js'), f'a\n{"b" * 141}')) == ['line 2 has 141 characters']
    assert list(complaints(Path('chat/a.css'), 'a\n' * 321)) == ['321 lines: two subjects?']


def test_tests_wait_for_states_and_know_only_what_is_public() -> None:
    paths = [path for path in sorted(TESTS.rglob('*.py')) if 'node_modules' not in path.parts]
    assert len(paths) > 100
    found = [told for path in paths for told in complaints_of_tests(path.relative_to(TESTS).as_posix(), path.read_text(encoding='utf-8'))]
    assert found == []


def test_exceptions_are_needed() -> None:
    assert all((TESTS / path).is_file() for path in (*KNOW_OTHERS, *TAKE_THEIR_TIME))


def test_what_breaks_the_rules_is_named() -> None:
    for line in ('store._opened.db', 'from chat.engine import _remove', "monkeypatch.setattr('chat.a._b', 1)", "getattr(page, '_text')"):
        assert [told.endswith('is private') for told in complaints_of_tests('a.py', line)] == [True], line
    for line in ('time.sleep(0.1)', 'await asyncio.sleep(seconds)', 'page.wait_for_timeout(600)'):
        assert list(complaints_of_tests('a.py', line)) == ['a.py:1 waits for a time'], line
    for line in ('asyncio.timeout(5)', 'expect(box).to_be_visible(timeout=500)', 'event.wait(3)', 'wait_for(task, 2)', 'thread.join(1)'):
        assert list(complaints_of_tests('a.py', line)) == ['a.py:1 has a limit of its own'], line
    for line in ('self._own', 'await asyncio.sleep(0)', 'event.wait(PATIENCE)', 'a.__name__', "', '.join(names)", 'beat.wait(now, 1)'):
        assert list(complaints_of_tests('a.py', line)) == [], line
