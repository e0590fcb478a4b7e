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
NAMED_FILE = re.compile(r'`((?:\w+/)+\w*(?:\.\w+)?)`?')
"""In the map: `engine/request.py`, `exchange/incoming/`."""
FILES = [path for path in sorted(CHAT.rglob('*')) if path.is_file() and not LEFT_OUT & set(path.parts)]
MODULES = {'.'.join(path.relative_to(ROOT).with_suffix('').parts): path for path in FILES if path.suffix == '.py'}
FLOORS = sorted(folder.name for folder in CHAT.iterdir() if folder.is_dir() and folder.name not in LEFT_OUT)

TESTED = ('engine', 'store', 'providers', 'exchange')
NOTHING_TO_DO = 'names, types and numbers only'
TOLD_ELSEWHERE = {
    'engine/access/visitor.py': NOTHING_TO_DO,
    'engine/error.py': NOTHING_TO_DO,
    'store/tables/sessions.py': 'engine/access/test_sessions.py',
    'engine/files/pdf_worker.py': 'engine/files/test_pdf_text.py',
    'engine/one_line.py': 'engine/chats/test_one_line.py',
    'engine/pastes.py': 'engine/test_expiring.py',
    'engine/running.py': 'engine/test_engine.py',
    'engine/suites/suite_cells.py': 'engine/suites/test_suite.py',
    'engine/tools/approvals.py': 'engine/tools/test_rounds.py',
    'engine/tools/asking_on.py': 'engine/tools/test_rounds.py',
    'engine/tools/outcome.py': 'engine/tools/test_rounds.py',
    'engine/tools/python_source.py': 'engine/tools/test_rounds.py',
    'engine/tools/served.py': 'engine/tools/test_rounds.py',
    'engine/tools/source.py': 'engine/tools/test_rounds.py',
    'engine/tools/tool_use.py': 'engine/tools/test_rounds.py',
    'engine/tools/toolbox.py': 'engine/tools/test_rounds.py',
    'engine/tools/mcp_servers.py': 'engine/tools/test_mcp_source.py',
    'store/tables/tools.py': 'engine/tools/test_rounds.py',
    'providers/mcp/running_calls.py': 'engine/tools/test_elicitation.py',
    'providers/mcp/connection.py': 'engine/tools/test_mcp_source.py',
    'providers/mcp/elicitation.py': 'engine/tools/test_elicitation.py',
    'providers/mcp/failure.py': NOTHING_TO_DO,
    'providers/mcp/http.py': 'engine/tools/test_mcp_source.py',
    'providers/mcp/stdio.py': 'engine/tools/test_mcp_source.py',
    'providers/protocols/chat_messages.py': 'providers/protocols/test_tool_rounds.py',
    'providers/protocols/responses_input.py': 'providers/protocols/test_tool_rounds.py',
    'providers/protocols/verbatim.py': 'providers/protocols/test_tool_rounds.py',
    'providers/python_file.py': 'providers/test_python_models.py',
    'providers/python_tools.py': 'engine/tools/test_rounds.py',
    'exchange/outgoing/anchors.py': 'exchange/outgoing/test_prose.py',
    'engine/transfer/export_worker.py': 'engine/transfer/test_exporting.py',
    'engine/transfer/import_folder.py': 'engine/transfer/test_import_ends.py',
    'engine/transfer/import_state.py': 'engine/transfer/test_importing.py',
    'engine/transfer/move_rows.py': 'engine/transfer/test_moving.py',
    'engine/transfer/move_worker.py': 'engine/transfer/test_moving.py',
    'engine/transfer/moving_in.py': 'engine/transfer/test_moving.py',
    'store/tables/library.py': 'engine/library/test_collection.py',
    'store/tables/suites.py': 'engine/suites/test_suite.py',
    'store/transfer/llm_log.py': 'engine/transfer/test_import_databases.py',
    'store/transfer/moving.py': 'engine/transfer/test_moving.py',
    'store/transfer/webui_db.py': 'engine/transfer/test_import_databases.py',
    'providers/http/attachments.py': 'providers/http/test_heavy_body.py',
    'providers/http/free_fields.py': 'providers/protocols/test_free_fields.py',
    'providers/limits.py': NOTHING_TO_DO,
    'providers/models/list_body.py': 'providers/models/test_long_lists.py',
    'providers/stream/steps.py': 'providers/stream/test_wide_events.py',
    'providers/protocols/messages_content.py': 'providers/protocols/test_tool_rounds.py',
    'providers/protocols/openai_client.py': 'providers/test_secrets.py',
    'providers/protocols/protocols.py': 'providers/test_warm_up.py',
    'providers/provider.py': NOTHING_TO_DO,
    'providers/stream/answer.py': 'providers/stream/test_streams.py',
    'providers/stream/content.py': 'providers/stream/test_streams.py',
    'providers/stream/thought_words.py': 'providers/stream/test_thoughts.py',
    'exchange/incoming/open_webui/parts.py': 'exchange/incoming/open_webui/test_open_webui.py',
    'exchange/moving.py': 'engine/transfer/test_moving.py',
    'exchange/outgoing/formulas/formulas.py': 'exchange/outgoing/formulas/test_spans.py',
    'exchange/outgoing/formulas/lines.py': 'exchange/outgoing/formulas/test_spans.py',
    'exchange/outgoing/formulas/words.py': 'exchange/outgoing/formulas/test_spans.py',
}
"""Modules without a test file of their name, and where their story stands: workers in that of their starter, rows of the database in that
of the feature. The list only gets shorter."""


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


def test_the_map_names_every_room() -> None:
    text = (ROOT / 'CONTRIBUTING.md').read_text(encoding='utf-8')
    rows = {floor: row for row in text.splitlines() for floor in FLOORS if row.startswith(f'| `chat/{floor}/`')}
    rooms = {(path.relative_to(CHAT).parts[0], room_of(path)) for path in MODULES.values() if room_of(path)}
    assert [f'{floor}/{room}' for floor, room in sorted(rooms) if f'`{room}`' not in rows.get(floor, '')] == []
    named = {name for name in NAMED_FILE.findall(text) if name.split('/')[0] in FLOORS}
    assert len(named) > 10
    assert sorted(name for name in named if not (CHAT / name).exists()) == []


def test_each_test_that_security_names_is_there() -> None:
    named = re.findall(r'`(tests/[\w/]+\.py)`', (ROOT / 'SECURITY.md').read_text(encoding='utf-8'))
    assert len(set(named)) > 12
    assert [name for name in named if not (ROOT / name).is_file()] == []


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


def test_each_module_has_a_test_file_of_its_name() -> None:
    modules = [path.relative_to(CHAT) for path in MODULES.values() if path.name != '__init__.py']
    modules = [path for path in modules if path.parts[0] in TESTED]
    assert len(modules) > 150
    without = {path.as_posix() for path in modules
               if not (ROOT / 'tests' / path.with_name(f'test_{path.name}')).is_file()}
    assert sorted(without - TOLD_ELSEWHERE.keys()) == [], 'add a test file of the same name'
    assert sorted(TOLD_ELSEWHERE.keys() - without) == [], 'take it out of the list: it has a test file'
    assert [place for place in TOLD_ELSEWHERE.values() if place != NOTHING_TO_DO and not (ROOT / 'tests' / place).is_file()] == []


def test_a_circle_is_found() -> None:
    assert circle_in({'a': {'b'}, 'b': {'c'}, 'c': {'b'}}) == ['b', 'c', 'b']
    assert circle_in({'a': {'b', 'c'}, 'b': {'c'}, 'c': set()}) == []
