"""What was measured of a reply, and how it is said: every page, export and statistic takes its figures from here.

Times are seconds, money is US dollars. `ui/parts/figures.js` says the same of replies that are still being written.
"""
from __future__ import annotations

from math import floor
from typing import NamedTuple

from chat.conversation.reply import Reply
from chat.conversation.tools.rounds import waited_for_tools

BYTES_PER_TOKEN = 3.7
"""Average of English prose and code over common tokenizers; numbers derived from it are marked with `~`."""
SHORTEST_MEASURED = 0.05
"""Seconds; a speed measured over less than this means nothing: the answer came in one piece."""


class Estimate(NamedTuple):
    number: float
    is_exact: bool
    """Made of what the provider counted."""


def first_token_seconds(reply: Reply) -> float | None:
    """From the request to the first token."""
    return None if reply.first_token_at is None else max(0.0, reply.first_token_at - reply.created_at)


def total_seconds(reply: Reply) -> float | None:
    """From the request to the end."""
    return None if reply.finished_at is None else max(0.0, reply.finished_at - reply.created_at)


def tokens_of(reply: Reply) -> Estimate:
    """How many tokens this reply wrote, thoughts included; what an earlier version had written is not counted again."""
    if reply.usage.output_tokens is not None:
        return Estimate(reply.usage.output_tokens, is_exact=True)
    length = len(reply.text[reply.continued_from:].encode('utf-8', 'replace')) + len(reply.thinking.encode('utf-8', 'replace'))
    return Estimate(rounded(length / BYTES_PER_TOKEN), is_exact=False)


def speed_of(reply: Reply) -> Estimate | None:
    """Tokens a second: over the time that the server says it has written, else from the first one to the end, without that of tools."""
    if reply.first_token_at is None or reply.finished_at is None:
        return None
    seconds = reply.usage.writing_seconds or reply.finished_at - reply.first_token_at - waited_for_tools(reply.parts)
    number, is_exact = tokens_of(reply)
    return Estimate(number / seconds, is_exact) if number and seconds >= SHORTEST_MEASURED else None


def counted_speed_of(reply: Reply) -> float | None:
    """For statistics, which use no estimates."""
    speed = speed_of(reply)
    return speed.number if speed and speed.is_exact else None


def rounded(number: float) -> int:
    """Halves go up, as in the browser."""
    return floor(number + 0.5)


def count_words(number: float) -> str:
    """With thousands separated: `1,234`."""
    return f'{rounded(number):,}'


def duration_words(seconds: float) -> str:
    """`0.42 s`, `3.1 s`, `42 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds < 1:
        return f'{max(seconds, 0):.2f} s'
    if seconds < 10:
        return f'{seconds:.1f} s'
    if (whole := rounded(seconds)) < 60:
        return f'{whole} s'
    if whole < 3600:
        return f'{whole // 60} min {whole % 60} s'
    return f'{whole // 3600} h {whole % 3600 // 60} min'


def token_words(tokens: Estimate) -> str:
    """`1 token`, `~1,234 tokens`; empty without any."""
    if not tokens.number:
        return ''
    return f'{"" if tokens.is_exact else "~"}{count_words(tokens.number)} {"token" if tokens.number == 1 else "tokens"}'


def speed_words(speed: Estimate | None) -> str:
    """`43 tokens/s`, `~4.3 tokens/s`; empty when it cannot be said."""
    if speed is None:
        return ''
    number = f'{speed.number:.1f}' if speed.number < 10 else count_words(speed.number)
    return f'{"" if speed.is_exact else "~"}{number} tokens/s'


def money_words(dollars: float) -> str:
    """`$1.25`, `$0`; below a dime with four digits, so that small change does not look like nothing: `$0.0021`, `<$0.0001`."""
    if dollars == 0:
        return '$0'
    if 0 < dollars < 0.0001:
        return '<$0.0001'
    return f'${dollars:.4f}' if dollars < 0.1 else f'${dollars:,.2f}'


def cost_words(dollars: float | None) -> str:
    """The cost of an answer: empty when unknown, `free` when it cost nothing."""
    return '' if dollars is None else 'free' if dollars == 0 else money_words(dollars)
