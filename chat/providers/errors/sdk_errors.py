"""The exceptions of the SDKs, without loading an SDK that no endpoint needs: anthropic takes more than a second to load."""
from __future__ import annotations

import sys
from typing import Any

import httpx2
import openai


def sdk_errors() -> tuple[type[Exception], ...]:
    """What the SDKs let out. anthropic leaks httpx2 errors in mid-stream, a key that is no ASCII is a UnicodeError (provider-facts 0)."""
    return (openai.OpenAIError, *_of_anthropic('AnthropicError'), httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, UnicodeError)


def status_errors() -> tuple[type[Any], ...]:
    """An answer with an HTTP status of 400 or more; they have `status_code` and `response`."""
    return (openai.APIStatusError, *_of_anthropic('APIStatusError'))


def connection_errors() -> tuple[type[Any], ...]:
    """No whole answer; the cause is an error of httpx2."""
    return (openai.APIConnectionError, *_of_anthropic('APIConnectionError'))


def timeout_errors() -> tuple[type[Any], ...]:
    return (openai.APITimeoutError, *_of_anthropic('APITimeoutError'))


def _of_anthropic(name: str) -> tuple[type[Any], ...]:
    """While a thread still loads the module it has no exceptions yet."""
    error = getattr(sys.modules.get('anthropic'), name, None)
    return (error,) if error else ()
