"""Numbers for people: durations, tokens, speeds and costs in words, and the small print below a reply."""
from __future__ import annotations

from chat.conversation import CUT_OFF_REASONS, Reply, ReplyStatus
from chat.exchange.measures import unshown_words

BYTES_PER_TOKEN = 3.7
"""English prose and code over common tokenizers; numbers that come from it wear a `~`. `transcript/state.js` uses the same."""
SHORTEST_MEASURED = 0.05
"""Seconds; a speed over less than this says nothing."""


def duration(seconds: float) -> str:
    """`0.42 s`, `3.1 s`, `42 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds < 1:
        return f'{max(seconds, 0):.2f} s'
    if seconds < 10:
        return f'{seconds:.1f} s'
    if (whole := round(seconds)) < 60:
        return f'{whole} s'
    if whole < 3600:
        return f'{whole // 60} min {whole % 60} s'
    return f'{whole // 3600} h {whole % 3600 // 60} min'


def count(number: int) -> str:
    """With thousands separated: `1,234`."""
    return f'{number:,}'


def cost(dollars: float | None) -> str:
    """`$0.0021`, `$1.25`, `<$0.0001`; empty when not known, `free` when nothing."""
    if dollars is None:
        return ''
    if dollars == 0:
        return 'free'
    if dollars < 0.0001:
        return '<$0.0001'
    return f'${dollars:.4f}' if dollars < 0.1 else f'${dollars:,.2f}'


def tokens(reply: Reply) -> tuple[int, bool]:
    """How many tokens this reply wrote, and whether that is the provider's own count."""
    if reply.usage.output_tokens is not None:
        return reply.usage.output_tokens, True
    length = len(reply.text[reply.continued_from:].encode('utf-8', 'replace')) + len(reply.thinking.encode('utf-8', 'replace'))
    return round(length / BYTES_PER_TOKEN), False


def speed(reply: Reply) -> str:
    """`43 tokens/s` from the first token to the end; empty when that cannot be said."""
    if reply.first_token_at is None or reply.finished_at is None:
        return ''
    seconds = reply.finished_at - reply.first_token_at
    number, is_exact = tokens(reply)
    if seconds < SHORTEST_MEASURED or not number:
        return ''
    rate = number / seconds
    return f'{"" if is_exact else "~"}{f"{rate:.1f}" if rate < 10 else count(round(rate))} tokens/s'


def small_print(reply: Reply, name: str) -> list[str]:
    """What stands below an ended reply: model, time to first token, speed, tokens, cost; what is not known is left out."""
    number, is_exact = tokens(reply)
    words = [
        name,
        f'first token {duration(reply.first_token_at - reply.created_at)}' if reply.first_token_at is not None else '',
        speed(reply),
        f'{"" if is_exact else "~"}{count(number)} {"token" if number == 1 else "tokens"}' if number else '',
        cost(reply.cost),
    ]
    return [word for word in words if word]


def ending(reply: Reply) -> str:
    """A quiet sentence about an end that was not the model's, and about what cannot be shown; empty after an ordinary end or an error
    (which has its own place)."""
    return ' · '.join(filter(None, (_ending(reply), '' if reply.is_running else unshown_words(reply))))


def _ending(reply: Reply) -> str:
    if reply.status is ReplyStatus.STOPPED:
        return 'Stopped'
    if reply.status is ReplyStatus.INTERRUPTED:
        return 'Interrupted when the app ended'
    if reply.is_edited:
        return 'Edited by you'
    if reply.status is ReplyStatus.DONE and reply.finish_reason in CUT_OFF_REASONS:
        return 'Cut off at the length limit'
    if reply.status is ReplyStatus.DONE and all(one.kind == 'thinking' for one in reply.parts if one.kind != 'text' or one.text.strip()):
        return 'Ended without a word'
    return ''
