"""What a server streams in each protocol."""
from __future__ import annotations

from typing import Any

import pytest

from chat.settings import Api
from tests.protocols import ENDING_EVENTS, STREAMS
from tests.providers.asking import APIS

KIND = {'openai-chat': 'chat', 'openai-responses': 'responses', 'anthropic': 'anthropic'}
every_api = pytest.mark.parametrize('api', APIS)


def stream_of(api: Api, *pieces: str, thinking: str = '') -> list[bytes]:
    return STREAMS[KIND[api]](*pieces, thinking=thinking)


def unfinished(api: Api, *pieces: str) -> list[bytes]:
    return stream_of(api, *pieces)[:-ENDING_EVENTS[KIND[api]]]


def said(message: str, **more: Any) -> dict[str, Any]:
    return {'error': {'message': message, **more}}
