"""kill -9 while many replies stream, again and again on the same data folder."""
from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.subjects.crashes import Crashes, loss_of

FAR_TOO_MUCH = 5_000
"""Milliseconds; the benchmark demands less, of a machine that does nothing else."""


def test_what_a_crash_leaves_is_the_beginning_of_what_was_sent(browser: Browser, tmp_path: Path) -> None:
    outcome = Crashes(browser, tmp_path, seed=3, chats=2, lanes=3).run(2)
    assert (outcome.loops, outcome.compared) == (2, 6 + 12)
    assert outcome.faults == []
    assert outcome.longest_loss < FAR_TOO_MUCH


def test_a_loss_is_told_in_time() -> None:
    sent = [(1.0, 'one '), (2.0, 'two '), (3.0, 'three ')]
    assert loss_of('one two three ', sent, 3.5) == 0
    assert loss_of('one two thr', sent, 3.5) == 500
    assert loss_of('', sent, 3.5) == 2500
    assert loss_of('one two ', sent, 2.5) == 0, 'what came after the crash is not lost'
