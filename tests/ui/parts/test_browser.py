"""Python's way into the scripts of the page."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from nicegui import Client
from nicegui.testing import user_simulation

from chat.ui.parts import browser
from tests.test_layers import ROOT

UI = ROOT / 'chat' / 'ui'
SCRIPT = re.compile(r"run_javascript|js_handler|<script|add_head_html\(f?'<(?!link)|=> |getElement\(|document\.|window\.")
"""What JavaScript in a string of Python looks like."""
CALL = re.compile(r"browser\.call\([^']*'([^':]+):(\w+)'")
EVIL = '</script><b onclick="x">\u2028'


def test_no_other_file_of_the_page_holds_javascript() -> None:
    own = Path(browser.__file__)
    found = [f'{path.relative_to(UI)}: {line.strip()}' for path in sorted(UI.rglob('*.py')) if path != own
             for line in path.read_text(encoding='utf-8').splitlines() if SCRIPT.search(line)]
    assert found == []


def test_every_function_that_is_called_is_there() -> None:
    calls = {call for path in UI.rglob('*.py') for call in CALL.findall(path.read_text(encoding='utf-8'))}
    assert len(calls) > 4
    assert [(file, name) for file, name in sorted(calls)
            if not re.search(rf'^export (async )?(function|const) {name}\b', (UI / file).read_text(encoding='utf-8'), re.MULTILINE)] == []


async def test_arguments_arrive_as_they_are_whatever_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts: list[str] = []
    monkeypatch.setattr(Client, 'run_javascript', lambda self, code: scripts.append(code))
    async with user_simulation(root=lambda: None) as user:
        await user.open('/')
        assert user.client
        browser.call(user.client, 'parts/focus.js:focusOn', EVIL, 7, None, True)
    told = re.fullmatch(r'import\("polylogue/parts/focus\.js"\)\.then\(\(module\) => module\.focusOn\(\.\.\.(.*)\)\)', scripts[0])
    assert told
    assert json.loads(told[1]) == [EVIL, 7, None, True]


async def test_what_is_handed_over_cannot_break_out_of_the_head(tmp_path: Path) -> None:
    script = tmp_path / 'first.js'
    script.write_text('console.info("first");')

    def root() -> None:
        browser.hand_over('words', [EVIL])
        browser.run_at_once(script, theme=EVIL, dense=True, wide=False)
        browser.run_early('sidebar/listing/first_list.js')

    async with user_simulation(root=root) as user:
        await user.open('/')
        assert user.client
        head = user.client.head_html
    value = re.search(r'<script type="application/json" data-for="words">(.*?)</script>', head)
    assert value
    assert json.loads(value[1]) == [EVIL]
    assert re.search(r'<script data-theme="[^"<>]*" data-dense>console\.info\("first"\);</script>', head)
    assert re.search(r'<script type="module" src="/_nicegui/[^"]*/sidebar/listing/first_list\.js"></script>', head)
