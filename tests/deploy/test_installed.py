"""The package: what is in it, and that it works where it was installed, without the checkout. Nothing is fetched from anywhere."""
from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_app import ROOT, RunningApp
from tests.waiting import PATIENCE

SOURCES = ('chat', 'polylogue.py', 'pyproject.toml', 'requirements.txt', 'README.md', 'LICENSE')


@pytest.fixture(scope='module')
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the checkout."""
    source, target = tmp_path_factory.mktemp('source'), tmp_path_factory.mktemp('wheel')
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns('__pycache__'))
        else:
            shutil.copy(ROOT / name, source / name)
    pip('wheel', str(source), '--no-deps', '--no-build-isolation', '--no-index', '--wheel-dir', str(target))
    [found] = target.glob('polylogue_chat-*.whl')
    return found


def pip(*arguments: str) -> None:
    command = [sys.executable, '-m', 'pip', '--quiet', '--disable-pip-version-check', *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr


def test_it_holds_all_of_the_app_and_no_module_that_would_be_in_the_way_of_others(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        [metadata] = [archive.read(name).decode() for name in names if name.endswith('/METADATA')]
    parts = {path.relative_to(ROOT).as_posix() for path in (ROOT / 'chat').rglob('*') if path.is_file() and '__pycache__' not in path.parts}
    assert sorted(parts - names) == []
    assert {name.split('/')[0] for name in names if '.dist-info/' not in name} == {'chat', 'polylogue.py'}
    assert not [name for name in names if name.endswith('.pyc')]
    assert 'Name: polylogue-chat\n' in metadata
    pinned = [line for line in (ROOT / 'requirements.txt').read_text().splitlines() if line and not line.startswith('#')]
    assert metadata.count('Requires-Dist: ') == len(pinned)


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Iterator[RunningApp]:
    """In an environment of its own, which finds what it stands on where the tests do."""
    place = tmp_path / 'environment'
    venv.create(place, with_pip=False)
    [packages] = place.glob('lib/python*/site-packages')
    (packages / 'tested.pth').write_text(f'{sysconfig.get_path("purelib")}\n')
    pip('--python', str(place / 'bin' / 'python'), 'install', '--no-deps', '--no-index', str(wheel))
    app = RunningApp(tmp_path / 'data', config='# nothing')
    app.command, app.folder = [str(place / 'bin' / 'polylogue')], tmp_path
    yield app
    app.close()


def test_the_command_opens_the_page_with_models_of_your_own(installed: RunningApp, tmp_path: Path) -> None:
    (tmp_path / 'mine.py').write_text("from polylogue import model\n\n\n@model('echo')\nasync def echo(messages):\n    yield 'Hi'\n")
    installed.arguments = ('mine.py',)
    installed.start()
    with urllib.request.urlopen(f'{installed.url}/new', timeout=PATIENCE) as answer:
        page = answer.read().decode()
    assert 'mine/echo' in page
    [script] = set(re.findall(r'"(/_nicegui/[^"]*/after_paint[^"]*\.js)"', page))
    with urllib.request.urlopen(installed.url + script, timeout=PATIENCE) as answer:
        assert answer.status == 200
    helped = subprocess.run([*installed.command, '--help'], cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
    assert helped.stdout.startswith('usage: polylogue ')
    assert 'app.py' not in helped.stdout
    assert installed.interrupt() == 0


def test_the_version_of_the_builder_is_that_of_the_tests() -> None:
    project = tomllib.loads((ROOT / 'pyproject.toml').read_text(encoding='utf-8'))
    [builder] = project['build-system']['requires']
    assert builder in (ROOT / 'requirements-dev.txt').read_text().splitlines()
