"""Values as other programs write them."""
from __future__ import annotations

from typing import Any

import pytest

from chat.exchange.fields import time_in


@pytest.mark.parametrize(('value', 'time'), [
    (1700000000, 1700000000.0), (1700000000123, 1700000000.123), ('2023-11-14T22:13:20Z', 1700000000.0), (1700000000123456789,
        1700000000.123),
    ('2023-11-14T22:13:20.123456+00:00', 1700000000.123), ('soon', None), (None, None), (-5, None), (True, None), (float('nan'), None)])
def test_times_are_understood_in_every_unit(value: Any, time: float | None) -> None:
    found = time_in({'at': value}, 'at')
    assert found == (None if time is None else pytest.approx(time, abs=0.001))
