"""What is known about models without asking anybody: context windows, prices and parameters. Prices come with the package genai-prices."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from genai_prices import Usage as PricedUsage
from genai_prices import calc_price

from chat.conversation import Model, Usage
from chat.conversation.json_object import JsonObject
from chat.settings import host_of

PRICE_LISTS = {
    'openai.com': 'openai', 'anthropic.com': 'anthropic', 'googleapis.com': 'google', 'mistral.ai': 'mistral',
    'deepseek.com': 'deepseek', 'groq.com': 'groq', 'x.ai': 'x-ai', 'openrouter.ai': 'openrouter',
}
"""Domain of the service -> its name in genai-prices."""
FREE = 'free'
"""The name of a price list in which everything costs nothing."""
DEFAULT_PARAMETERS = frozenset({'temperature', 'top_p', 'max_tokens', 'stop'})
OPENAI_THINKER = re.compile(r'(o\d|gpt-5|gpt-6|gpt-oss|codex)')
"""OpenAI's thinking models refuse temperature and top_p."""
THINKER = re.compile(r'gemini-(2\.5|[3-9])|magistral|deepseek-r|reasoner|qwen3|gpt-oss|grok-[3-9]|thinking|glm-[4-9]|kimi-k2',
    re.IGNORECASE)
CLAUDE_THINKER = re.compile(r'claude-(opus|sonnet|haiku|fable|mythos)-([4-9])(-(\d))?')
CLAUDE_WITHOUT_SAMPLING = re.compile(r'claude-\w+-5|claude-opus-4-[78]')
"""Newest Claude models answer 400 to temperature and top_p (provider-facts 0.7)."""
CLAUDE_ALWAYS_THINKING = re.compile(r'claude-(opus|fable|mythos)-5')
"""Models that think in any case; they must be asked to show it (provider-facts 2)."""
IMAGE_READERS = re.compile(r'gpt-4o|gpt-4\.1|gpt-5|\bo[134]\b|claude|gemini|pixtral|llava|vision|-vl\b|gemma-?3|qwen.*vl', re.IGNORECASE)

TEXT_ONLY = re.compile(
    r'gpt-3\.5|gpt-4(-\d{4}|-32k)?$|\bo[13]-mini|o1-preview|gpt-oss|deepseek-(chat|reasoner|coder|r1|v3)|codestral|mixtral|mistral-7b|'
    r'open-mi|command-r', re.IGNORECASE)
"""Models that are known to refuse pictures; of all others nobody knows unless their endpoint tells."""

LONGEST_LABEL = 200
"""Characters."""
MOST_TOKENS = 10**9
"""Of a window: larger ones are mistaken, and too large for JSON at some point."""
MOST_DOLLARS = 1e6
"""For a million tokens: a list that asks for more is mistaken."""


def describe(model_id: str, where: str = '', prices: str = '') -> Model:
    """What is known of `endpoint/model`. `where` is the endpoint's base address, or "scripted" for models that cost nothing.

    `prices` is the price list that counts there, by its name in genai-prices or "free"; "": that of the address, if it has one.
    """
    name = model_id.partition('/')[2]
    window, input_price, output_price = _list_entry(_bare(name, prices), _prices_at(where, prices))
    return Model(
        id=model_id, context_window=window, input_price=input_price, output_price=output_price,
        parameters=_parameters(_bare(name), where),
        sees_images=False if TEXT_ONLY.search(name) else True if IMAGE_READERS.search(name) else None,
    )


def cost_of(model: Model, usage: Usage, where: str = '', prices: str = '') -> float | None:
    """Dollars for what was used; what the provider said itself wins. None: not known, also if a half of the count is missing.

    `where` and `prices` as for `describe`; where no list has the model, the prices count that its endpoint tells.
    """
    if usage.cost is not None:
        return usage.cost
    if model.is_free:
        return 0.0
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    by_list = _listed_cost(_bare(model.id.partition('/')[2], prices), usage, _prices_at(where, prices))
    if by_list is not None or model.input_price is None or model.output_price is None:
        return by_list
    return (usage.input_tokens * model.input_price + usage.output_tokens * model.output_price) / 1e6


def _listed_cost(name: str, usage: Usage, prices: str | None) -> float | None:
    if prices is None:
        return None
    counts = PricedUsage(
        input_tokens=usage.input_tokens, output_tokens=usage.output_tokens,
        cache_read_tokens=min(usage.cache_read_tokens or 0, usage.input_tokens or 0) or None,
        cache_write_tokens=usage.cache_write_tokens or None,
    )
    try:
        return float(calc_price(counts, name, provider_id=prices).total_price)
    except (LookupError, ValueError):
        return None


def described_by_list(model: Model, entry: JsonObject) -> Model:
    """The model with what the endpoint's own list says of it (fields of OpenRouter, Mistral, Groq, vLLM, LiteLLM, llama.cpp, Anthropic)."""
    windows = (w for w in _windows(entry) if isinstance(w, int) and not isinstance(w, bool) and 0 < w <= MOST_TOKENS)
    window = next(windows, model.context_window)
    pricing = entry.get('pricing') if isinstance(entry.get('pricing'), dict) else {}
    return replace(
        model, context_window=window, label=_label(model, entry),
        sees_images=_sees_images(entry, model.sees_images),
        input_price=_per_million((pricing or {}).get('prompt'), model.input_price),
        output_price=_per_million((pricing or {}).get('completion'), model.output_price),
    )


def _windows(entry: JsonObject) -> Iterator[Any]:
    """The one that holds comes first: llama.cpp gives each of its slots less than the model was trained for."""
    meta = entry.get('meta')
    if isinstance(meta, dict):
        yield meta.get('n_ctx')
    for key in ('context_length', 'context_window', 'max_context_length', 'max_model_len', 'max_input_tokens'):
        yield entry.get(key)
    if isinstance(meta, dict):
        yield meta.get('n_ctx_train')


def _label(model: Model, entry: JsonObject) -> str:
    """As the list says it; llama.cpp without an alias and transformers name a model by its file or folder."""
    name = model.id.partition('/')[2]
    if isinstance(label := entry.get('display_name'), str):
        return label[:LONGEST_LABEL]
    if re.match(r'(/|~/|\.{1,2}/|[A-Za-z]:[\\/])', name) and (last := re.split(r'[\\/]', name.rstrip('/\\'))[-1]):
        return last.removesuffix('.gguf')
    return model.label


def _sees_images(entry: JsonObject, known: bool | None) -> bool | None:
    """As OpenRouter, Mistral, LiteLLM and LM Studio tell it."""
    architecture, capabilities = entry.get('architecture'), entry.get('capabilities')
    modes = architecture.get('input_modalities') if isinstance(architecture, dict) else None
    if isinstance(modes, list):
        return 'image' in modes
    vision = capabilities.get('vision') if isinstance(capabilities, dict) else None
    told = (vision, entry.get('supports_vision'), entry.get('type') == 'vlm' or None)
    return next((value for value in told if isinstance(value, bool)), known)


def _per_million(price: Any, known: float | None) -> float | None:
    try:
        dollars = float(price) * 1e6
    except (TypeError, ValueError, OverflowError):
        return known
    return dollars if 0 <= dollars < MOST_DOLLARS else known


def _bare(name: str, prices: str = '') -> str:
    """Without what Google puts before it, and gateways do (`openai/gpt-4o`)."""
    return name.removeprefix('models/').removeprefix(f'{prices}/' if prices else '')


def _prices_at(where: str, prices: str) -> str | None:
    return FREE if where == 'scripted' else prices or _price_list(where)


def _price_list(where: str) -> str | None:
    host = host_of(where)
    return next((prices for domain, prices in PRICE_LISTS.items() if host == domain or host.endswith('.' + domain)), None)


@lru_cache(maxsize=4096)
def _list_entry(name: str, prices: str | None) -> tuple[int | None, float | None, float | None]:
    """Context window and dollars per million tokens in and out. The price is asked for 1,000 tokens: that is below every tier."""
    if prices is None:
        return None, None, None
    if prices == FREE:
        return None, 0.0, 0.0
    try:
        price = calc_price(PricedUsage(input_tokens=1000, output_tokens=1000), name, provider_id=prices)
    except (LookupError, ValueError):
        return None, None, None
    return price.model.context_window, float(price.input_price * Decimal(1000)), float(price.output_price * Decimal(1000))


def _parameters(name: str, where: str) -> frozenset[str]:
    prices = _price_list(where)
    if where == 'scripted':
        return frozenset()
    if prices == 'openai':
        thinks = OPENAI_THINKER.match(name) and not name.endswith('-chat-latest')
        return frozenset({'max_tokens', 'reasoning_effort'}) if thinks else DEFAULT_PARAMETERS - {'stop'}
    if name.startswith('claude'):
        found = CLAUDE_THINKER.match(name)
        effort = {'reasoning_effort'} if found else set()
        return (DEFAULT_PARAMETERS - {'temperature', 'top_p'} if CLAUDE_WITHOUT_SAMPLING.match(name) else DEFAULT_PARAMETERS) | effort
    if THINKER.search(name) or prices in {'openrouter'} or prices is None:
        return DEFAULT_PARAMETERS | {'reasoning_effort'}
    return DEFAULT_PARAMETERS
