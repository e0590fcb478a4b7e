"""A worker that wants too much comes to its end, in a process of its own."""
from __future__ import annotations

import signal
import subprocess
import sys

from tests.running_app import ROOT
from tests.waiting import PATIENCE


def ended(work: str) -> subprocess.CompletedProcess[str]:
    code = f'from chat.engine.memory_limit import limit_memory, limit_work\n{work}'
    return subprocess.run([sys.executable, '-c', code], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_process_gets_no_more_memory_than_it_may_have() -> None:
    done = ended('limit_memory(1 << 29)\ntry:\n    bytearray(1 << 30)\nexcept MemoryError:\n    print("no more")')
    assert done.stdout.strip() == 'no more', done.stderr


def test_a_process_that_works_for_ever_is_ended() -> None:
    assert ended('limit_work(1)\nwhile True: pass').returncode == -signal.SIGXCPU


def test_a_limit_that_is_there_already_is_not_raised() -> None:
    done = ended('import resource\nresource.setrlimit(resource.RLIMIT_CPU, (5, 5))\nlimit_work(60)\n'
                 'print(resource.getrlimit(resource.RLIMIT_CPU))')
    assert done.stdout.strip() == '(5, 5)', done.stderr
