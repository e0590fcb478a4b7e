"""How often a growing reply is drawn."""
from __future__ import annotations

import pytest

from chat.ui.transcript.frame_rate import FrameRate

TOKEN = 0.001
"""Seconds between two tokens."""


def drawn(frames: FrameRate, growing: int, early: float = 0.0, seconds: float = 2.0) -> list[float]:
    """When a reply of 1,000 tokens a second is drawn; `early`: so much too soon the timers ring, as those of an event loop may."""
    times: list[float] = []
    due: float | None = None
    for tick in range(int(seconds / TOKEN)):
        now = 100 + tick * TOKEN
        if due is not None and now >= due - early:
            moment = max(now - TOKEN, due - early)
            frames.mark(moment)
            times.append(moment)
            due = None
        if due is None:
            due = now + frames.wait(now, growing)
    return times


@pytest.mark.parametrize(('growing', 'times'), [(1, 20), (4, 20), (6, 13), (8, 10), (12, 10), (100, 10)])
@pytest.mark.parametrize('early', [0.0, 1e-9, 0.0009])
def test_growing_text_is_drawn_in_a_beat(growing: int, times: int, early: float) -> None:
    moments = drawn(FrameRate('page'), growing, early, seconds=10)
    assert len(moments) == pytest.approx(10 * times, rel=0.05)
    gaps = [later - sooner for sooner, later in zip(moments[2:], moments[3:], strict=False)]
    assert min(gaps) > 0.9 / times - 0.003


def test_what_comes_after_a_silence_is_drawn_at_once() -> None:
    frames = FrameRate('page')
    assert frames.wait(100, 1) == 0
    frames.mark(100)
    assert 0.0239 < frames.wait(100.001, 1) <= 0.0741  # at least half an interval after the last one
    assert frames.wait(101, 1) == 0


def test_the_views_of_a_page_are_drawn_together_and_those_of_others_at_another_time() -> None:
    def moment(page: str, last: float) -> float:
        frames = FrameRate(page)
        frames.mark(last)
        return (last + 0.01 + frames.wait(last + 0.01, 1)) % 0.05

    together = moment('a page', 100.0)
    assert moment('a page', 100.013) == pytest.approx(together, abs=1e-6)
    assert len({round(moment(f'page {number}', 100.0), 4) for number in range(20)}) > 5
