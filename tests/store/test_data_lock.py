"""One program at a time on a database; also after the one before it was killed."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chat.store.data_lock import InUse, hold_lock, is_held, lock_path
from tests.running_app import ROOT
from tests.waiting import PATIENCE

HOLDER = """
import sys
from pathlib import Path
from chat.store.data_lock import hold_lock

lock = hold_lock(Path(sys.argv[1]))
print('held', flush=True)
sys.stdin.read()
"""


def test_it_is_held_by_one_and_free_after_that(tmp_path: Path) -> None:
    database = tmp_path / 'chats.db'
    assert not is_held(database)
    assert not lock_path(database).exists(), 'asking leaves no file'
    lock = hold_lock(database)
    assert is_held(database)
    with pytest.raises(InUse, match='another copy'):
        hold_lock(database)
    lock.release()
    assert not is_held(database)
    assert lock_path(database).stat().st_mode & 0o077 == 0


def test_the_lock_of_a_program_that_was_killed_is_free(tmp_path: Path) -> None:
    database = tmp_path / 'chats.db'
    with subprocess.Popen([sys.executable, '-c', HOLDER, str(database)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b'held\n'
        assert is_held(database)
        holder.kill()
        holder.wait(PATIENCE)
    assert not is_held(database)


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match='No such file'):
        hold_lock(tmp_path / 'missing' / 'chats.db')
