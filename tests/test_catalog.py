"""Prices, context windows and parameters without a network."""
from __future__ import annotations

from typing import Any

import pytest
from genai_prices.data import providers

from chat.catalog import cost_of, describe, described_by_list
from chat.conversation import Usage
from chat.settings import PRICES

OPENAI, ANTHROPIC, GEMINI = 'https://api.openai.com/v1', 'https://api.anthropic.com', 'https://generativelanguage.googleapis.com/v1beta/openai'


def test_a_known_model_has_window_and_prices() -> None:
    model = describe('openai/gpt-4o', OPENAI)
    assert model.context_window == 128_000
    assert model.input_price == pytest.approx(2.5)
    assert model.output_price == pytest.approx(10)


def test_an_unknown_model_is_described_all_the_same() -> None:
    model = describe('openai/gpt-of-tomorrow', OPENAI)
    assert (model.context_window, model.input_price, model.name) == (None, None, 'gpt-of-tomorrow')


def cost(model: str, usage: Usage, where: str = '', prices: str = '') -> float | None:
    return cost_of(describe(model, where, prices), usage, where, prices)


@pytest.mark.parametrize(('where', 'prices'), [('scripted', ''), ('http://127.0.0.1:8000/v1', 'free'), (OPENAI, 'free')])
def test_what_is_known_to_be_free_costs_nothing(where: str, prices: str) -> None:
    assert describe('local/gpt-4o', where, prices).is_free
    assert cost('local/gpt-4o', Usage(input_tokens=9, output_tokens=9), where, prices) == 0
    assert cost('local/gpt-4o', Usage(cost=0.5), where, prices) == 0.5


def test_the_cost_is_counted() -> None:
    usage = Usage(input_tokens=1_000_000, output_tokens=100_000)
    assert cost('openai/gpt-4o', usage, OPENAI) == pytest.approx(3.5)
    assert cost('gate/openai/gpt-4o', usage, 'http://127.0.0.1:4000/v1', 'openai') == pytest.approx(3.5)
    cheaper = cost('openai/gpt-4o', Usage(input_tokens=1_000_000, output_tokens=100_000, cache_read_tokens=1_000_000), OPENAI)
    assert cheaper is not None
    assert cheaper < 3.5


def test_prices_that_only_the_endpoint_tells_count() -> None:
    model = described_by_list(describe('gate/house-model', 'http://gate.example/v1'), {'pricing': {'prompt': '1e-6', 'completion': 2e-6}})
    assert cost_of(model, Usage(input_tokens=1000, output_tokens=1000), 'http://gate.example/v1') == pytest.approx(0.003)


def test_what_the_provider_says_wins() -> None:
    assert cost('openrouter/x', Usage(cost=0.125), 'https://openrouter.ai/api/v1') == 0.125


@pytest.mark.parametrize(('model', 'usage', 'where'), [
    ('x/y', Usage(input_tokens=1, output_tokens=1), 'https://unknown.example/v1'), ('openai/gpt-4o', Usage(input_tokens=1), OPENAI),
    ('openai/gpt-of-tomorrow', Usage(input_tokens=1, output_tokens=1), OPENAI), ('openai/gpt-4o', Usage(input_tokens=1, output_tokens=1), 'http://[bad'),
    ('here/y', Usage(input_tokens=1, output_tokens=1), 'http://127.0.0.1:8000/v1'),
])
def test_an_unknown_cost_is_none(model: str, usage: Usage, where: str) -> None:
    assert cost(model, usage, where) is None


def test_the_price_lists_that_can_be_chosen_are_there() -> None:
    assert set(PRICES) - {'free'} <= {provider.id for provider in providers}


@pytest.mark.parametrize(('model', 'where', 'takes', 'refuses'), [
    ('openai/gpt-5.5', OPENAI, 'reasoning_effort', 'temperature'), ('openai/gpt-4o', OPENAI, 'temperature', 'reasoning_effort'),
    ('anthropic/claude-opus-5-5', ANTHROPIC, 'reasoning_effort', 'temperature'),
    ('anthropic/claude-3-haiku', ANTHROPIC, 'temperature', 'reasoning_effort'),
    ('gemini/models/gemini-2.5-pro', GEMINI, 'reasoning_effort', 'nothing'),
])
def test_parameters_differ(model: str, where: str, takes: str, refuses: str) -> None:
    parameters = describe(model, where).parameters
    assert takes in parameters
    assert refuses not in parameters


def test_the_list_of_the_endpoint_knows_better() -> None:
    entry = {'id': 'm', 'context_length': 5, 'display_name': 'M', 'pricing': {'prompt': '0.000001', 'completion': '-1'}}
    model = described_by_list(describe('openrouter/m', 'https://openrouter.ai/api/v1'), entry)
    assert (model.context_window, model.name, model.input_price, model.output_price) == (5, 'M', 1.0, None)
    assert described_by_list(model, {'context_length': None, 'pricing': None, 'meta': {'n_ctx_train': 7}}).context_window == 7


def test_the_window_of_a_slot_comes_before_what_the_model_was_trained_for() -> None:
    entry = {'id': 'm', 'meta': {'n_ctx_train': 4096, 'n_ctx': 1024}}
    assert described_by_list(describe('local/m'), entry).context_window == 1024


@pytest.mark.parametrize(('name', 'label'), [
    ('/home/me/models/Qwen3-8B-Q4.gguf', 'Qwen3-8B-Q4'), ('./models/tiny/', 'tiny'), ('C:\\models\\a.gguf', 'a'), ('~/m.gguf', 'm'),
    ('openai/gpt-4o', 'openai/gpt-4o'), ('qwen3:8b', 'qwen3:8b'), ('/', '/')])
def test_a_model_that_is_named_by_its_file_is_called_as_the_file(name: str, label: str) -> None:
    assert described_by_list(describe(f'local/{name}'), {'id': name}).name == label


@pytest.mark.parametrize(('name', 'sees'), [
    ('gpt-3.5-turbo', False), ('gpt-4', False), ('gpt-4o', True), ('o3-mini', False), ('o3', True), ('claude-opus-4-5', True),
    ('deepseek-chat', False), ('something-new', None)])
def test_who_sees_pictures(name: str, sees: bool | None) -> None:
    assert describe(f'e/{name}').sees_images is sees


@pytest.mark.parametrize(('entry', 'sees'), [
    ({'architecture': {'input_modalities': ['text']}}, False), ({'architecture': {'input_modalities': ['text', 'image']}}, True),
    ({'capabilities': {'vision': False}}, False), ({'supports_vision': True}, True), ({'type': 'vlm'}, True), ({'type': 'llm'}, None),
    ({'architecture': 'x', 'capabilities': 3}, None)])
def test_the_list_tells_who_sees_pictures(entry: dict[str, Any], sees: bool | None) -> None:
    assert described_by_list(describe('e/m'), entry).sees_images is sees
