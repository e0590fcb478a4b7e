"""What an answer has cost, as services and gateways tell it: in the usage, or in a header."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chat.conversation import Usage

NAMES = ('cost', 'total_cost', 'estimated_cost')
"""OpenRouter, LiteLLM; DeepInfra."""
TICKS = 'cost_in_usd_ticks'
TICKS_OF_A_DOLLAR = 1e10
"""xAI: https://docs.x.ai/developers/cost-tracking"""
HEADER = 'x-litellm-response-cost'
MOST = 10_000.0
"""Dollars: no answer costs more, and a server that says so must not use up a budget."""


def cost_in(usage: Mapping[str, Any]) -> float | None:
    """Dollars, or None if nothing is told that can be one answer's cost."""
    for name in NAMES:
        told = usage.get(name)
        if isinstance(told, Mapping):  # Perplexity tells its parts and the sum
            told = told.get('total_cost')
        if (cost := _dollars(told)) is not None:
            return cost
    ticks = usage.get(TICKS)
    return _dollars(ticks / TICKS_OF_A_DOLLAR) if isinstance(ticks, (int, float)) and not isinstance(ticks, bool) else None


def with_cost(usage: Usage | None, headers: Mapping[str, str]) -> Usage | None:
    """The usage with what LiteLLM tells in a header, unless it tells itself. A zero there stands for a price that it does not know."""
    if usage and usage.cost is not None:
        return usage
    cost = _dollars(headers.get(HEADER))
    return replace(usage or Usage(), cost=cost) if cost else usage


def _dollars(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        cost = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return cost if math.isfinite(cost) and 0 <= cost <= MOST else None
