"""How long a server itself has written, in the places where some tell it."""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.stream.reported_time import time_in


@pytest.mark.parametrize(('body', 'seconds'), [
    ({'timings': {'predicted_n': 5, 'predicted_ms': 250}}, 0.25), ({'time_info': {'completion_time': 0.5}}, 0.5),
    ({'usage': {'completion_time': 0.5}}, 0.5), ({'x_groq': {'usage': {'completion_time': 0.5}}}, 0.5),
    ({}, None), ({'timings': None}, None), ({'usage': 'x'}, None),
    *(({'timings': {'predicted_ms': value}}, None) for value in (0, -1, 'x', True, 10 ** 400, float('inf'), float('nan'))),
])
def test_seconds_of_writing(body: dict[str, Any], seconds: float | None) -> None:
    told = time_in(body)
    assert (told.writing_seconds if told else None) == (None if seconds is None else pytest.approx(seconds))
