"""Processes of our own know no secret and stand behind everybody else; there is one place that starts them."""
from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from chat.engine.worker import ROOT, bare, start_worker

STARTS = ('subprocess_exec', 'subprocess_shell', 'Popen', 'subprocess.run', 'os.fork', 'os.system', 'posix_spawn', 'multiprocessing',
          'ProcessPoolExecutor')


async def test_a_worker_has_no_keys_and_stands_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('OPENAI_API_KEY', 'HF_TOKEN', 'SOME_PASSWORD', 'PYTHON_API_KEY', 'MY_OWN_NAME'):
        monkeypatch.setenv(name, 'sk-secret-of-the-environment')
    process = await start_worker('tests.engine.worker_report', 'one', 'two')
    told, _ = await process.communicate(b'words')
    report = json.loads(told)
    assert (report['arguments'], report['said']) == (['one', 'two'], 'words')
    assert 'sk-secret-of-the-environment' not in told.decode()
    assert report['environ']['PATH'] == os.environ['PATH']
    assert report['niceness'] == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


def test_what_an_interpreter_needs_is_handed_on_and_nothing_else() -> None:
    needed = {'PATH': '/bin', 'HOME': '/home/a', 'LANG': 'de_DE.UTF-8', 'LC_ALL': 'C.UTF-8', 'TMPDIR': '/t', 'LD_LIBRARY_PATH': '/l'}
    assert bare(needed | {'AWS_SECRET_ACCESS_KEY': 'a', 'DATABASE_URL': 'b', 'HTTPS_PROXY': 'http://me:pw@p'}) == needed


def test_there_is_one_place_that_starts_processes() -> None:
    sources = [ROOT / 'app.py', *(ROOT / 'chat').rglob('*.py')]
    starting = [path.relative_to(ROOT) for path in sources if any(word in path.read_text(encoding='utf-8') for word in STARTS)]
    own, of_others = Path('chat/engine/worker.py'), Path('chat/providers/mcp/stdio.py')  # MCP servers: programs that the user has named
    assert sorted(starting) == [own, of_others]
