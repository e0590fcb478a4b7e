"""The exceptions of the SDKs, of those that are loaded."""
from __future__ import annotations

import sys
from types import ModuleType

import anthropic
import httpx2
import openai
import pytest

from chat.providers.errors.sdk_errors import connection_errors, sdk_errors, status_errors, timeout_errors


def test_both_sdks_have_all_of_them() -> None:
    for sdk in (openai, anthropic):
        assert issubclass(sdk.APIStatusError, status_errors())
        assert issubclass(sdk.APIConnectionError, connection_errors())
        assert issubclass(sdk.APITimeoutError, timeout_errors())
        assert issubclass(sdk.APIStatusError, sdk_errors())
    assert issubclass(httpx2.ReadError, sdk_errors())
    assert not issubclass(KeyError, sdk_errors())


@pytest.mark.parametrize('state', [None, ModuleType('openai')], ids=['not loaded', 'being loaded'])
def test_an_sdk_that_is_not_there_yet_has_no_errors(monkeypatch: pytest.MonkeyPatch, state: ModuleType | None) -> None:
    if state:
        monkeypatch.setitem(sys.modules, 'openai', state)
    else:
        monkeypatch.delitem(sys.modules, 'openai')
    assert status_errors() == (anthropic.APIStatusError,)
    assert openai.OpenAIError not in sdk_errors()
    assert httpx2.HTTPError in sdk_errors()
