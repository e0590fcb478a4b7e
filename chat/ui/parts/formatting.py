"""The small print below a reply, and how it ended; the numbers in words are those of `conversation/measures.py`."""
from __future__ import annotations

from chat.conversation import CUT_OFF_REASONS, Reply, ReplyStatus, measures
from chat.conversation.tools.rounds import TOOL_LIMIT
from chat.engine.answer_format import format_words
from chat.exchange.measures import unshown_words

cost, count, duration = measures.cost_words, measures.count_words, measures.duration_words


def small_print(reply: Reply, name: str) -> list[str]:
    """What stands below an ended reply: model, time to first token, speed, tokens, cost; what is not known is left out."""
    first = measures.first_token_seconds(reply)
    words = [
        name, '' if first is None else f'first token {duration(first)}', measures.speed_words(measures.speed_of(reply)),
        measures.token_words(measures.tokens_of(reply)), cost(reply.cost)]
    return [word for word in words if word]


def ending(reply: Reply) -> str:
    """A quiet sentence about an end that was not the model's, and about what cannot be shown; empty after an ordinary end or an error
    (which has its own place)."""
    if reply.is_running:
        return ''
    problems = reply.request.tool_problems if reply.request else ()
    return ' · '.join(filter(None, (_ending(reply), format_words(reply), unshown_words(reply), *problems)))


def _ending(reply: Reply) -> str:
    if reply.status is ReplyStatus.STOPPED:
        return 'Stopped'
    if reply.status is ReplyStatus.INTERRUPTED:
        return 'Interrupted when the app ended'
    if reply.is_edited:
        return 'Edited by you'
    if reply.status is ReplyStatus.DONE and reply.finish_reason in CUT_OFF_REASONS:
        return 'Cut off at the length limit'
    if reply.finish_reason == TOOL_LIMIT:
        return 'Paused: the limit of rounds with tools is reached'
    said = [one.kind for one in reply.parts if one.kind != 'text' or one.text.strip()]
    if reply.status is ReplyStatus.DONE and not {*said} - {'thinking', 'sources'}:
        return 'Thought, but did not answer' if reply.thinking.strip() else 'Ended without a word'
    return ''
