"""Errors as Anthropic's clients know them."""
from __future__ import annotations

from chat.api.refusals import ApiRefusal
from chat.conversation.json_object import JsonObject

TYPES = {400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error',
         413: 'request_too_large', 422: 'invalid_request_error', 429: 'rate_limit_error', 503: 'overloaded_error', 504: 'timeout_error'}


def anthropic_error(refusal: ApiRefusal) -> JsonObject:
    return {'type': 'error', 'error': {'type': TYPES.get(refusal.status, 'api_error'), 'message': refusal.sentence}}
