"""What a program may ask for at once, and in a while, is said in words and seconds."""
from __future__ import annotations

import pytest

from chat.engine.tokens.allowance import Allowance, AllowanceSpent


def test_places_come_back_once_when_they_are_left() -> None:
    allowance = Allowance(streams=2)
    leave = allowance.enter()
    allowance.enter()
    with pytest.raises(AllowanceSpent, match='2 answers being written') as refused:
        allowance.enter()
    assert refused.value.seconds > 0
    leave()
    leave()
    allowance.enter()
    with pytest.raises(AllowanceSpent):
        allowance.enter()


def test_requests_come_back_evenly() -> None:
    now = [0.0]
    allowance = Allowance(streams=1, requests=60, clock=lambda: now[0])
    for _ in range(60):
        allowance.take_request()
    with pytest.raises(AllowanceSpent, match='60 a minute. Try again in 1 second') as refused:
        allowance.take_request()
    assert refused.value.seconds == 1
    now[0] += 1.01
    allowance.take_request()
    with pytest.raises(AllowanceSpent):
        allowance.take_request()
