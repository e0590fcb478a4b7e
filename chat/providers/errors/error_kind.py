"""Of which kind an error is: by its status, its codes, its words. In every spelling seen in the wild."""
from __future__ import annotations

import re
from typing import Any

from chat.providers.errors.error_bodies import codes_of
from chat.providers.provider import ErrorKind

LONGEST_DETAIL = 2000
"""Characters of a message that are searched."""
KIND_OF_STATUS = {
    400: ErrorKind.BAD_REQUEST, 401: ErrorKind.BAD_KEY, 402: ErrorKind.NO_CREDIT, 403: ErrorKind.FORBIDDEN, 404: ErrorKind.UNKNOWN_MODEL,
    408: ErrorKind.TIMED_OUT, 409: ErrorKind.SERVER_ERROR, 413: ErrorKind.TOO_LONG, 422: ErrorKind.BAD_REQUEST, 425: ErrorKind.OVERLOADED,
    429: ErrorKind.RATE_LIMIT, 498: ErrorKind.OVERLOADED, 503: ErrorKind.OVERLOADED, 504: ErrorKind.TIMED_OUT, 529: ErrorKind.OVERLOADED,
}
WORDS_OF_KIND = {
    ErrorKind.NO_CREDIT:
        'insufficient_quota insufficient_user_quota insufficient_balance insufficient_credits insufficient_funds billing '
        'billing_hard_limit_reached exceeded_current_quota payment_required arrearage credits_exhausted budget_exceeded quota_exhausted',
    ErrorKind.BAD_KEY:
        'invalid_api_key api_key_invalid incorrect_api_key no_api_key missing_api_key authentication unauthenticated unauthorized '
        'invalid_authentication no_db_connection invalid_token token_expired invalid_credentials unrecognized_client',
    ErrorKind.FORBIDDEN: 'permission permission_denied forbidden access_denied model_not_open model_access_denied',
    ErrorKind.TOO_LONG: 'context_length_exceeded request_too_large exceed_context_size context_window_exceeded string_above_max_length',
    ErrorKind.UNKNOWN_MODEL:
        'model_not_found not_found model_not_exist model_does_not_exist unknown_model invalid_model deployment_not_found',
    ErrorKind.REFUSED:
        'content_filter content_policy_violation invalid_prompt data_inspection_failed moderation content_moderation '
        'responsible_ai_policy_violation safety prohibited_content sensitive_content',
    ErrorKind.RATE_LIMIT:
        'rate_limit rate_limit_exceeded rate_limited rate_limit_reached resource_exhausted too_many_requests throttling throttled '
        'quota_exceeded usage_limit_reached limit_requests limit_burst_rate',
    ErrorKind.OVERLOADED:
        'overloaded unavailable service_unavailable engine_overloaded server_overloaded provider_overloaded provider_unavailable '
        'model_not_ready server_busy',
    ErrorKind.TIMED_OUT: 'timeout deadline_exceeded request_timeout gateway_timeout model_timeout api_timeout',
    ErrorKind.SERVER_ERROR: 'api server internal_server internal internal_failure model_stream api_connection bad_gateway',
    ErrorKind.BAD_REQUEST: 'invalid_request invalid_argument bad_request validation invalid_parameter unprocessable_entity',
}
"""`code`, `type`, `status` or `reason` of an error; compared without capitals, signs and "Error" or "Exception" at their end."""
KIND_OF_MINIMAX = {
    1001: ErrorKind.TIMED_OUT, 1002: ErrorKind.RATE_LIMIT, 1004: ErrorKind.BAD_KEY, 1008: ErrorKind.NO_CREDIT, 1026: ErrorKind.REFUSED,
    1027: ErrorKind.REFUSED, 1039: ErrorKind.RATE_LIMIT, 1041: ErrorKind.RATE_LIMIT, 2013: ErrorKind.BAD_REQUEST, 2049: ErrorKind.BAD_KEY,
}
"""`base_resp.status_code`."""
KIND_OF_TEXT = (
    (re.compile(r'credit balance|insufficient.{0,10} (quota|balance|credits?|funds)|exceeded your current quota, please check your plan|'
                r'requires? more credits|payment required|out of (credits?|funds)|balance is (too low|insufficient|not enough)|'
                r'no credits? left|not enough (balance|credits?)|余额不足|欠费|额度不足|额度已用尽', re.I), ErrorKind.NO_CREDIT),
    (re.compile(r'context (length|window|size)|maximum context|prompt is too long|too many (input )?tokens|input is too long|'
                r'exceeds? the (available|maximum) (context|number of tokens)', re.I), ErrorKind.TOO_LONG),
    (re.compile(r'api key not valid|(invalid|incorrect|missing|expired|no) (x-)?api[ -]?key|not authori[sz]ed|unauthori[sz]ed|login fail|'
                r'authentication (failed|failure|error)|invalid (access |auth\w* )?token|invalid credentials|令牌|鉴权失败', re.I),
        ErrorKind.BAD_KEY),
    (re.compile(r'model\b.{0,80}\b(not found|does not exist|not exist|unknown|not supported|invalid)|'
                r'(unknown|invalid|no such) model|not a valid model', re.I), ErrorKind.UNKNOWN_MODEL),
    (re.compile(r'rate.?limit|too many requests|requests? per (second|minute|day)|限流|请求过于频繁', re.I), ErrorKind.RATE_LIMIT),
    (re.compile(r'\boverloaded\b|(at|over) capacity|too busy|server is busy|no (available|healthy) (workers?|instances?|channels?)|'
                r'worker limit reached', re.I), ErrorKind.OVERLOADED),
    (re.compile(r'content (policy|filter|moderation)|(content|input|output|prompt)\b.{0,40}\b(not allowed|inappropriate|sensitive)', re.I),
        ErrorKind.REFUSED),
)
"""For servers that only say it in words; looked at when the status alone says no more than "bad request" or "not found"."""
REFUSING = frozenset({ErrorKind.BAD_REQUEST, ErrorKind.RATE_LIMIT})
FINAL = frozenset({ErrorKind.NO_CREDIT, ErrorKind.BAD_KEY})
"""What no waiting cures, whatever the status says: asking again would be in vain."""
WAITING = frozenset({ErrorKind.OVERLOADED, ErrorKind.TIMED_OUT})
VAGUE = frozenset({ErrorKind.BAD_REQUEST, ErrorKind.RATE_LIMIT, ErrorKind.SERVER_ERROR, ErrorKind.FORBIDDEN, None})


def kind_of(status: int | None, body: Any, detail: str, *, has_wait: bool = False) -> ErrorKind | None:
    """None: nothing in it says what is wrong. `has_wait`: the server says when to ask again, so it is no matter of money."""
    codes = [_plain(code) for code in codes_of(body)]
    by_word = next((kind for code in codes if (kind := _kind_of_word(code)) and kind is not ErrorKind.BAD_REQUEST), None)
    by_status = KIND_OF_STATUS.get(status or 0, (ErrorKind.SERVER_ERROR if status >= 500 else ErrorKind.BAD_REQUEST) if status else None)
    if by_status in VAGUE and (by_number := _kind_of_minimax(body)):
        return by_number
    if by_status in WAITING:
        return by_word if by_word in FINAL else by_text if (by_text := _kind_of_text(detail)) in FINAL else by_status
    if by_status in VAGUE and by_word in VAGUE and not (has_wait and by_word is ErrorKind.RATE_LIMIT):
        by_text = _kind_of_text(detail)
        if by_text and not (by_status is ErrorKind.RATE_LIMIT and by_text is not ErrorKind.NO_CREDIT):
            return by_text
    # Ollama calls everything an api_error, also what it will never accept
    if by_status in VAGUE and by_word and not (by_word is ErrorKind.SERVER_ERROR and by_status in REFUSING):
        return by_word
    return by_status or by_word or (ErrorKind.BAD_REQUEST if any(map(_kind_of_word, codes)) else None)


def stated_status(body: Any) -> int | None:
    """An HTTP status that stands in the body."""
    return next((int(code) for code in codes_of(body) if re.fullmatch(r'[45]\d\d', code)), None)


def _kind_of_text(detail: str) -> ErrorKind | None:
    return next((kind for pattern, kind in KIND_OF_TEXT if pattern.search(detail[:LONGEST_DETAIL])), None)


def _plain(word: str) -> str:
    """RateLimitError, rate_limit_error and rate-limit are the same word."""
    return re.sub(r'[^a-z0-9]', '', re.sub(r'(?:error|exception)\b', '', word.lower().rpartition('#')[2].replace('_', '')))


_KIND_OF_WORD = {_plain(word): kind for kind, words in WORDS_OF_KIND.items() for word in words.split()}


def _kind_of_word(code: str) -> ErrorKind | None:
    return _KIND_OF_WORD.get(code) or (ErrorKind.RATE_LIMIT if code.startswith('throttling') else None)


def _kind_of_minimax(body: Any) -> ErrorKind | None:
    base_resp = body.get('base_resp') if isinstance(body, dict) else None
    code = base_resp.get('status_code') if isinstance(base_resp, dict) else None
    return KIND_OF_MINIMAX.get(code) if isinstance(code, int) else None
