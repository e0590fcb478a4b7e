"""How long to wait before the next try: read from headers, bodies and words."""
from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import pytest

from chat.providers.errors.error_wait import retry_after, wait_words
from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, sending_json
from tests.providers.asking import got, provider_for
from tests.providers.streams import every_api, said


@pytest.mark.parametrize(('detail', 'seconds'), [
    ('Limit reached, try again in 12s', 12), ('Please retry in 13.5s.', 13.5), ('Please wait 12 seconds.', 12),
    ('slow down, in 12 s', 12), ('Try again in 1m2s', 62), ('Try again in 2 minutes and 5 seconds', 125), ('Retry-After: 30', 30),
    ('retry after 30 seconds', 30),
    ('Rate limit resets in 3 hours', 10800), ('Please try again in 20ms.', 0.02), ('请在12秒后重试', 12),
    ('available again in about 1h5m', 3900),
    ('60 requests per minute', None), ('in 12 tokens', None), ('', None),
])
def test_the_wait_is_read_from_words(detail: str, seconds: float | None) -> None:
    assert retry_after({}, None, detail) == seconds


@pytest.mark.parametrize(('body', 'seconds'), [
    ({'error': {'retry_after': 7}}, 7), ({'error': {'retryAfter': '7.5'}}, 7.5), ({'error': {'retry_after_ms': 1500}}, 1.5),
    ({'error': {'metadata': {'headers': {'Retry-After': '9'}}}}, 9), ({'error': {'details': [{'retryDelay': '13s'}]}}, 13),
    ({'error': {'resets_in_seconds': 40}}, 40), ({'retry_after': True}, None), ({'retry_after': 'soon'}, None),
])
def test_the_wait_is_read_from_the_body(body: Any, seconds: float | None) -> None:
    assert retry_after({}, body) == seconds


def test_the_wait_is_read_from_the_time_at_which_the_limit_ends() -> None:
    headers = {'X-RateLimit-Reset': str(int((time.time() + 30) * 1000)), 'X-RateLimit-Limit': '20'}
    assert retry_after({}, {'error': {'metadata': {'headers': headers}}}) == pytest.approx(30, abs=20)


@pytest.mark.parametrize(('seconds', 'words'), [
    (None, 'a moment'), (0.3, 'a moment'), (11.2, '12 s'), (300, '5 minutes'), (7200, '2 hours')])
def test_the_wait_is_told_in_words(seconds: float | None, words: str) -> None:
    assert wait_words(seconds) == words


@every_api
@pytest.mark.parametrize(('headers', 'body', 'seconds'), [
    ({'retry_after': '7'}, said('x'), 7.0), ({'retry_after_ms': '1500', 'retry_after': '9'}, said('x'), 1.5), ({}, said('x'), None),
    ({}, [{'error': {'code': 429, 'message': 'x', 'details': [{'@type': 'RetryInfo', 'retryDelay': '13s'}]}}], 13.0),
    ({}, said('Please try again in 7.66s.'), 7.66), ({}, said('Please try again in 20ms.'), 0.02), ({}, said('Try again in 1m2s'), 62.0),
    ({'retry_after': 'soon'}, said('x'), None),
])
async def test_the_wait_is_read(
    model_server: ModelServer, connections: Connections, api: Api, headers: dict[str, str], body: Any, seconds: float | None,
) -> None:
    model_server.answer(sending_json(body, 429, **headers))
    error = (await got(provider_for(model_server, connections, api))).error
    assert error
    assert error.retry_after == seconds


def test_the_wait_may_be_a_date() -> None:
    assert retry_after({'retry-after': formatdate(time.time() + 60, usegmt=True)}) == pytest.approx(60, abs=30)
    assert retry_after({'retry-after': formatdate(time.time() - 60, usegmt=True)}) == 0
