"""Programs that nobody here wrote, installed with npm at a pinned version."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.waiting import PATIENCE


def install(package: str, version: str, folder: Path, program: Path) -> None:
    """Into this folder, unless its program is there."""
    if program.exists():
        return
    npm = shutil.which('npm')
    assert npm, 'these tests need Node.js with npm'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'package.json').write_text('{"private": true}')
    command = [npm, 'install', '--no-audit', '--no-fund', '--ignore-scripts', f'{package}@{version}']
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=5 * PATIENCE, check=False)
    assert done.returncode == 0, f'npm could not install {package}: {done.stderr[-500:]}'
