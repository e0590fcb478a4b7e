"""Who may import whom: an arrow of the design means "may import", nothing points back."""
from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BELOW_ENGINE = {'store', 'providers', 'catalog', 'settings', 'analysis', 'exchange', 'conversation'}
MAY_IMPORT: dict[str, set[str]] = {
    'app': {'main'},
    'main': {'commands', 'api', *BELOW_ENGINE},
    'commands': {'services', 'api', 'ui', 'engine', *BELOW_ENGINE},
    'ui': {'services', 'engine', *BELOW_ENGINE},
    'api': {'services', 'engine', *BELOW_ENGINE},
    'services': {'engine', *BELOW_ENGINE},
    'engine': BELOW_ENGINE,
    'store': {'conversation'},
    'providers': {'catalog', 'settings', 'conversation'},
    'catalog': {'settings', 'conversation'},
    'settings': {'conversation'},
    'analysis': {'conversation'},
    'exchange': {'analysis', 'conversation'},
    'conversation': set(),
}
OWNERS: dict[str, set[str]] = {
    'nicegui': {'commands', 'ui', 'api'},
    'fastapi': {'commands', 'ui', 'api'},
    'starlette': {'commands', 'ui', 'api'},
    'openai': {'providers'},
    'anthropic': {'providers'},
    'httpx2': {'providers'},
    'sqlite_utils': {'store'},
    'sqlite3': {'store'},
    'genai_prices': {'catalog'},
    'tomlkit': {'settings'},
}
SOURCES = [path for path in [ROOT / 'app.py', *sorted((ROOT / 'chat').rglob('*.py'))] if path.exists()]


def layer_of(path: Path) -> str:
    """'app', or the file or folder right below chat/; '' for chat/__init__.py."""
    parts = path.relative_to(ROOT).with_suffix('').parts
    return parts[0] if len(parts) == 1 else parts[1].removeprefix('__init__')


def imports_of(source: str, package: str) -> Iterator[str]:
    """Every module that is imported anywhere in this source, in full: also `from .. import store` and imports for types only."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split('.')[:len(package.split('.')) - node.level + 1] if node.level else []
            module = '.'.join([*parents, *([node.module] if node.module else [])])
            yield from (f'{module}.{alias.name}' for alias in node.names)


def wrong_imports(layer: str, modules: Iterator[str]) -> list[str]:
    wrong = []
    for module in modules:
        top, _, rest = module.partition('.')
        target = rest.partition('.')[0] if top == 'chat' else top
        is_ours = top in {'chat', 'app'}
        if is_ours and target not in MAY_IMPORT[layer] | {layer}:
            wrong.append(f'{layer} must not import {module}')
        elif not is_ours and layer not in OWNERS.get(top, {layer}):
            wrong.append(f'only {" and ".join(sorted(OWNERS[top]))} may import {module}')
    return wrong


def complaints(path: Path) -> Iterator[str]:
    layer = layer_of(path)
    package = '.'.join(path.relative_to(ROOT).parent.parts)
    modules = list(imports_of(path.read_text(encoding='utf-8'), package))
    if layer in MAY_IMPORT:
        yield from wrong_imports(layer, iter(modules))
    elif modules:
        yield f'{path.name} belongs to no layer that the design knows'


def test_files_import_only_from_layers_below() -> None:
    assert len(SOURCES) > 200
    assert [f'{path.relative_to(ROOT)}: {told}' for path in SOURCES for told in complaints(path)] == []


def test_conversation_needs_the_standard_library_only() -> None:
    files = list((ROOT / 'chat' / 'conversation').glob('*.py'))
    modules = {module for path in files for module in imports_of(path.read_text(encoding='utf-8'), 'chat.conversation')}
    outside = {module for module in modules if not module.startswith('chat.conversation')}
    assert files
    assert {module.partition('.')[0] for module in outside} <= sys.stdlib_module_names | {'__future__'}


@pytest.mark.parametrize(('layer', 'source'), [
    ('engine', 'from chat.ui import shell'),
    ('engine', 'from ..ui import shell'),
    ('engine', 'from chat import api'),
    ('store', 'def f():\n    import chat.engine.engine'),
    ('store', 'from ..providers.provider import Request'),
    ('conversation', 'import nicegui'),
    ('ui', 'from openai import AsyncOpenAI'),
    ('engine', 'import sqlite_utils'),
    ('providers', 'import app'),
    ('services', 'from chat.ui import shell'),
])
def test_an_arrow_that_points_back_is_found(layer: str, source: str) -> None:
    assert len(wrong_imports(layer, imports_of(source, f'chat.{layer}'))) == 1


@pytest.mark.parametrize(('layer', 'source'), [
    ('engine', 'from ..conversation import Chat'),
    ('engine', 'from .answering import answer'),
    ('providers', 'from chat import catalog'),
    ('commands', 'from chat.ui.shell import Shell'),
    ('app', 'from chat.main import main'),
    ('store', 'import sqlite_utils.db'),
])
def test_an_arrow_that_points_down_is_fine(layer: str, source: str) -> None:
    assert wrong_imports(layer, imports_of(source, f'chat.{layer}')) == []
