"""Where a file lies: floors hold rooms, rooms of a floor form no circle, what the browser gets lies beside its Python."""
from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.test_layers import ROOT, imports_of

CHAT = ROOT / 'chat'
TREES = ('benchmarks', 'chat', 'scripts', 'tests')
LEFT_OUT = {'vendor', 'cases', 'node_modules', '__pycache__'}
MOST_FILES = 20
"""In a folder that a newcomer can take in at a glance."""
IMPORTED = re.compile(r"""(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*["'](\.{1,2}/[^"']+|polylogue/[^"']+\.m?js)["']""")
NAMED = re.compile(r"""'(\w+/[\w/]+\.js)[:']""")
"""A module of the page in Python: 'parts/focus.js:focusOn'."""
FILES = [path for path in sorted(CHAT.rglob('*')) if path.is_file() and not LEFT_OUT & set(path.parts)]
MODULES = {'.'.join(path.relative_to(ROOT).with_suffix('').parts): path for path in FILES if path.suffix == '.py'}
FLOORS = sorted(folder.name for folder in CHAT.iterdir() if folder.is_dir() and folder.name not in LEFT_OUT)


def room_of(path: Path) -> str:
    """The folder right below its floor; '' for the floor's own files. Rooms in rooms belong to the outer one."""
    parts = path.relative_to(CHAT).parts
    return parts[1] if len(parts) > 2 else ''


def imported(path: Path) -> Iterator[Path]:
    package = '.'.join(path.relative_to(ROOT).parent.parts)
    for module in imports_of(path.read_text(encoding='utf-8'), package):
        found = MODULES.get(module) or MODULES.get(module.rpartition('.')[0])
        if found and found != path:
            yield found


def circle_in(arrows: Mapping[str, set[str]]) -> list[str]:
    """A way that comes back to where it began, or an empty list."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name):], name]
        if name in done:
            return []
        for target in sorted(arrows.get(name, ())):
            if found := walk(target, [*way, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(arrows) if (found := walk(name, []))), [])


def arrows_between_rooms(floor: str) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for path in MODULES.values():
        if path.is_relative_to(CHAT / floor) and room_of(path):
            targets = {room_of(target) for target in imported(path) if target.is_relative_to(CHAT / floor)}
            arrows.setdefault(room_of(path), set()).update(targets - {'', room_of(path)})
    return arrows


def test_files_form_no_circle() -> None:
    arrows = {str(path): {str(target) for target in imported(path)} for path in MODULES.values()}
    assert [Path(name).relative_to(ROOT).as_posix() for name in circle_in(arrows)] == []


@pytest.mark.parametrize('floor', FLOORS)
def test_rooms_of_a_floor_form_no_circle(floor: str) -> None:
    assert circle_in(arrows_between_rooms(floor)) == []


def test_what_the_browser_gets_lies_in_a_room_with_python() -> None:
    lonely = [path.relative_to(ROOT).as_posix() for path in FILES if path.suffix in {'.js', '.css'} and not has_python(path.parent)]
    assert lonely == []


def has_python(folder: Path) -> bool:
    """Whether Python lies in the folder itself or, where scripts have a folder of their own, around it in the same room."""
    if any(path.name != '__init__.py' for path in folder.glob('*.py')):
        return True
    return len(folder.relative_to(CHAT).parts) > 2 and has_python(folder.parent)


def test_no_folder_is_crowded() -> None:
    files = [path.relative_to(ROOT) for tree in TREES for path in (ROOT / tree).rglob('*') if path.is_file()]
    crowd = Counter(path.parent.as_posix() for path in files if not any(part in LEFT_OUT or part[0] == '.' for part in path.parts))
    assert {folder: count for folder, count in crowd.items() if count > MOST_FILES} == {}


def test_what_a_script_imports_is_there() -> None:
    scripts = [*(path for path in FILES if path.suffix in {'.js', '.py'}), *(ROOT / 'tests' / 'js').glob('*.mjs')]
    missing = [f'{path.relative_to(ROOT).as_posix()}: {name}' for path in scripts
               for name in (NAMED if path.suffix == '.py' else IMPORTED).findall(path.read_text(encoding='utf-8'))
               if not target_of(path, name).is_file()]
    assert missing == []


def target_of(path: Path, name: str) -> Path:
    return Path(os.path.normpath(path.parent / name)) if name.startswith('.') else CHAT / 'ui' / name.removeprefix('polylogue/')


def test_a_circle_is_found() -> None:
    assert circle_in({'a': {'b'}, 'b': {'c'}, 'c': {'b'}}) == ['b', 'c', 'b']
    assert circle_in({'a': {'b', 'c'}, 'b': {'c'}, 'c': set()}) == []
