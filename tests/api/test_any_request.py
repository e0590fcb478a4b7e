"""Whatever a program sends: no request that the description allows, or nearly allows, makes the app fail."""
from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.api.served import served
from tests.waiting import in_time

LEFT_OUT = 'stream|/chat$|compare'
"""They wait for a model."""


async def test_no_request_makes_the_app_fail(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        description = tmp_path / 'openapi.json'
        description.write_bytes((await house.client.get('/api/docs/openapi.json')).content)
        header = house.token('ask', 'read', 'export', streams=200)['authorization']
        program = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name('schemathesis')), 'run', str(description), '--url', house.url, '-H',
            f'Authorization: {header}',
            '--checks', 'not_a_server_error', '--phases', 'fuzzing', '--max-examples', '3', '--seed', '1',
            '--exclude-path-regex', LEFT_OUT, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        told, _ = await in_time(program.communicate())
    assert program.returncode == 0, told.decode()[-3000:]
