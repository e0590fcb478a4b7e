"""What llama.cpp tells about itself."""
from __future__ import annotations

from typing import Any

import pytest

from chat.providers.http.connections import Connections
from chat.providers.models.llama_server import slots_of
from tests.model_server import ModelServer, sending_json, status_page


@pytest.mark.parametrize(('body', 'slots'), [
    ({'total_slots': 4}, 4), ({'total_slots': 0}, None), ({'total_slots': True}, None), ({'total_slots': 10**9}, None),
    ({'total_slots': '4'}, None), ({}, None), ([], None), (None, None)])
async def test_the_number_of_its_slots_is_believed_if_it_can_be_one(
        model_server: ModelServer, connections: Connections, body: Any, slots: int | None) -> None:
    model_server.list_answer = sending_json(body)
    assert await slots_of(connections.local, model_server.v1, {'x-own': 'header'}) == slots
    assert [(one.path, one.headers['x-own']) for one in model_server.all] == [('/props', 'header')]


async def test_who_does_not_tell_or_is_not_there_is_no_trouble(model_server: ModelServer, connections: Connections) -> None:
    model_server.list_answer = status_page(404, b'{"total_slots": 4}')
    assert await slots_of(connections.local, model_server.v1, {}) is None
    model_server.list_answer = status_page(200, b'<html>')
    assert await slots_of(connections.local, model_server.v1, {}) is None
    assert await slots_of(connections.local, 'http://127.0.0.1:9/v1', {}) is None
