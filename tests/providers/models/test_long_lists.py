"""Lists of models that are far too long, or say what no model is: as much is taken as can be picked from, and nobody else waits."""
from __future__ import annotations

import math
from typing import Any

import pytest

from chat.catalog import LONGEST_LABEL
from chat.conversation import Model
from chat.providers.connection_test import ConnectionTest
from chat.providers.http.connections import Connections
from chat.providers.limits import MODELS
from chat.providers.models.model_list import models_of
from chat.settings import Endpoint
from tests.costs.turns import FAR_TOO_LONG, watched
from tests.model_server import ModelServer, sending_json
from tests.providers.asking import provider_for
from tests.waiting import in_time

ENDPOINT = Endpoint(name='far', api='openai-chat', base_url='https://models.example/v1', api_key='')
SHORT: list[dict[str, Any]] = [{'id': f'model-{number}'} for number in range(200_000)]
FULL: list[dict[str, Any]] = [
    {'id': f'model-{number}', 'pricing': {'prompt': '0.1'}, 'meta': {'n_ctx': 1}, 'tags': [[], []]} for number in range(60_000)]


@pytest.mark.parametrize('body', [{'object': 'list', 'data': SHORT}, {'data': FULL, 'object': 'list'}, SHORT, {'models': FULL}],
                         ids=['short', 'full', 'bare', 'models'])
async def test_of_a_list_without_an_end_the_beginning_is_offered(far: ModelServer, connections: Connections, body: Any) -> None:
    far.list_answer = sending_json(body)
    provider = provider_for(far, connections)
    with watched() as watch:
        models = await in_time(provider.models())
    assert watch.longest < FAR_TOO_LONG
    assert [model.id for model in models] == [f'local/model-{number}' for number in range(MODELS)]


async def test_the_test_of_a_connection_says_that_there_are_more(far: ModelServer, connections: Connections) -> None:
    far.list_answer = sending_json({'data': SHORT[:3000]})
    sentence = await ConnectionTest(endpoint=provider_for(far, connections).endpoint, make=lambda _: provider_for(far, connections)).run()
    assert sentence == 'local works: it offers 2,000 models or more; name those that you miss in its settings.'


def told(**fields: Any) -> Model:
    [model] = models_of([{'id': 'some-model', **fields}], ENDPOINT)
    return model


@pytest.mark.parametrize('window', [0, -1, True, 2**70, 1e9, '8192', math.inf, None, [], {}])
def test_a_window_that_is_none(window: Any) -> None:
    assert told(context_length=window) == told()


@pytest.mark.parametrize('price', ['-1', 'nan', 'inf', '1e400', 1e300, 10**400, 'free', [], {}, None])
def test_a_price_that_is_none(price: Any) -> None:
    assert told(pricing={'prompt': price, 'completion': price}) == told()


def test_names_have_an_end() -> None:
    assert len(told(display_name='x' * 1_000_000).label) == LONGEST_LABEL
    assert models_of([{'id': 'x' * 1_000_000}], ENDPOINT) == []

