"""JSON in columns."""
from __future__ import annotations

import logging

import pytest

from chat.conversation import ReplyError, Usage
from chat.store.json_text import dumped, dumped_if_any, loaded


def test_values_say_themselves_at_any_depth() -> None:
    assert dumped({'é': [Usage(input_tokens=1), (2, None)]}) == '{"é":[{"input_tokens":1},[2,null]]}'
    assert dumped_if_any(ReplyError(kind='k', message='m')) == '{"kind":"k","message":"m"}'
    assert dumped_if_any(None) is dumped_if_any(()) is None


def test_what_is_no_json_is_left_out_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert loaded('{"half', []) == []
    assert 'left out' in caplog.text
    assert loaded(None, 5) == loaded('', 5) == 5
    assert loaded('[1]', None) == [1]
