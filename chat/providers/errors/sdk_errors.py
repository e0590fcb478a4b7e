"""The exceptions of the SDKs, without loading an SDK that no endpoint needs: each takes a second or more to load."""
from __future__ import annotations

import sys
from typing import Any

import httpx2

OF_OPENAI, OF_ANTHROPIC = ('openai', 'OpenAIError'), ('anthropic', 'AnthropicError')


def sdk_errors() -> tuple[type[Exception], ...]:
    """What the SDKs let out. anthropic leaks httpx2 errors in mid-stream, a key that is no ASCII is a UnicodeError (provider-facts 0)."""
    return (*_loaded(OF_OPENAI, OF_ANTHROPIC), httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, UnicodeError)


def status_errors() -> tuple[type[Any], ...]:
    """An answer with an HTTP status of 400 or more; they have `status_code` and `response`."""
    return _in_both('APIStatusError')


def connection_errors() -> tuple[type[Any], ...]:
    """No whole answer; the cause is an error of httpx2."""
    return _in_both('APIConnectionError')


def timeout_errors() -> tuple[type[Any], ...]:
    return _in_both('APITimeoutError')


def _in_both(name: str) -> tuple[type[Any], ...]:
    return _loaded((OF_OPENAI[0], name), (OF_ANTHROPIC[0], name))


def _loaded(*errors: tuple[str, str]) -> tuple[type[Any], ...]:
    """Those of the SDKs that are loaded; while a thread still loads a module it has no exceptions yet."""
    found = (getattr(sys.modules.get(module), name, None) for module, name in errors)
    return tuple(error for error in found if error)
