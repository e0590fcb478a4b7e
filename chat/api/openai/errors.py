"""Errors as OpenAI's clients know them."""
from __future__ import annotations

from chat.api.refusals import ApiRefusal
from chat.conversation.json_object import JsonObject

TYPES = {400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'invalid_request_error',
         413: 'invalid_request_error', 422: 'invalid_request_error', 429: 'rate_limit_error'}
CODES = {'no_token': 'invalid_api_key', 'unknown_model': 'model_not_found', 'too_long': 'context_length_exceeded',
         'rate_limit': 'rate_limit_exceeded', 'budget': 'insufficient_quota'}


def openai_error(refusal: ApiRefusal) -> JsonObject:
    return {'error': {'message': refusal.sentence, 'type': TYPES.get(refusal.status, 'server_error'), 'param': None,
                      'code': CODES.get(refusal.kind, refusal.kind)}}
