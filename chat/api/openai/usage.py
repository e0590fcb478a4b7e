"""What OpenAI's protocols tell at the end of an answer."""
from __future__ import annotations

from chat.conversation import CUT_OFF_REASONS, Reply
from chat.conversation.json_object import JsonObject

FILTERED = frozenset({'content_filter', 'refusal', 'safety'})


def finish_reason_of(reply: Reply) -> str:
    if reply.has_calls:
        return 'tool_calls'
    if reply.finish_reason in CUT_OFF_REASONS:
        return 'length'
    return 'content_filter' if reply.finish_reason in FILTERED else 'stop'


def usage_of(reply: Reply) -> JsonObject:
    """Of Chat Completions; 0 where nobody has counted."""
    used = reply.usage
    told, written = used.input_tokens or 0, used.output_tokens or 0
    cost = {} if reply.cost is None else {'cost': reply.cost}
    return {'prompt_tokens': told, 'completion_tokens': written, 'total_tokens': told + written,
            'prompt_tokens_details': {'cached_tokens': used.cache_read_tokens or 0},
            'completion_tokens_details': {'reasoning_tokens': used.thinking_tokens or 0}, **cost}


def responses_usage_of(reply: Reply) -> JsonObject:
    used = reply.usage
    told, written = used.input_tokens or 0, used.output_tokens or 0
    return {'input_tokens': told, 'output_tokens': written, 'total_tokens': told + written,
            'input_tokens_details': {'cached_tokens': used.cache_read_tokens or 0, 'cache_write_tokens': used.cache_write_tokens or 0},
            'output_tokens_details': {'reasoning_tokens': used.thinking_tokens or 0}}
