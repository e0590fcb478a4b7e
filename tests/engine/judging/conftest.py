"""What all tests of judging share."""
from __future__ import annotations

import pytest

from chat.engine.engine import Engine
from chat.engine.judging.judging import Judging


@pytest.fixture
def judging(engine: Engine) -> Judging:
    return Judging(engine)
