"""What went wrong, told in one sentence: HTTP errors, errors inside a stream, and broken connections become ProviderError."""
from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from chat.providers.event_stream import EventReader, parse_json
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.sdk_errors import connection_errors, status_errors, timeout_errors
from chat.providers.text_repair import repaired

LONGEST_DETAIL = 300
KEY_SHAPE = re.compile(r'\b(?:sk|gsk|xai|pk|AIza|key)[-_][\w-]{12,}|\bAIza[\w-]{20,}|Bearer\s+\S{8,}')

KIND_OF_STATUS = {
    400: ErrorKind.BAD_REQUEST, 401: ErrorKind.BAD_KEY, 402: ErrorKind.NO_CREDIT, 403: ErrorKind.FORBIDDEN, 404: ErrorKind.UNKNOWN_MODEL,
    408: ErrorKind.TIMED_OUT, 409: ErrorKind.SERVER_ERROR, 413: ErrorKind.TOO_LONG, 422: ErrorKind.BAD_REQUEST, 425: ErrorKind.OVERLOADED,
    429: ErrorKind.RATE_LIMIT, 498: ErrorKind.OVERLOADED, 503: ErrorKind.OVERLOADED, 504: ErrorKind.TIMED_OUT, 529: ErrorKind.OVERLOADED,
}
KIND_OF_WORD = {
    'insufficient_quota': ErrorKind.NO_CREDIT, 'billing_error': ErrorKind.NO_CREDIT, 'billing_hard_limit_reached': ErrorKind.NO_CREDIT,
    'invalid_api_key': ErrorKind.BAD_KEY, 'api_key_invalid': ErrorKind.BAD_KEY, 'authentication_error': ErrorKind.BAD_KEY,
    'unauthenticated': ErrorKind.BAD_KEY, 'permission_error': ErrorKind.FORBIDDEN, 'permission_denied': ErrorKind.FORBIDDEN,
    'context_length_exceeded': ErrorKind.TOO_LONG, 'request_too_large': ErrorKind.TOO_LONG, 'exceed_context_size_error': ErrorKind.TOO_LONG,
    'model_not_found': ErrorKind.UNKNOWN_MODEL, 'not_found_error': ErrorKind.UNKNOWN_MODEL, 'not_found': ErrorKind.UNKNOWN_MODEL,
    'content_filter': ErrorKind.REFUSED, 'content_policy_violation': ErrorKind.REFUSED, 'invalid_prompt': ErrorKind.REFUSED,
    'rate_limit_error': ErrorKind.RATE_LIMIT, 'rate_limit_exceeded': ErrorKind.RATE_LIMIT, 'resource_exhausted': ErrorKind.RATE_LIMIT,
    'overloaded_error': ErrorKind.OVERLOADED, 'unavailable': ErrorKind.OVERLOADED, 'unavailable_error': ErrorKind.OVERLOADED,
    'timeout_error': ErrorKind.TIMED_OUT, 'deadline_exceeded': ErrorKind.TIMED_OUT,
    'api_error': ErrorKind.SERVER_ERROR, 'server_error': ErrorKind.SERVER_ERROR, 'internal_server_error': ErrorKind.SERVER_ERROR,
    'internal': ErrorKind.SERVER_ERROR, 'invalid_request_error': ErrorKind.BAD_REQUEST, 'invalid_argument': ErrorKind.BAD_REQUEST,
}
"""`code`, `type`, `status` or `reason` of an error, lower case."""
KIND_OF_TEXT = (
    (re.compile(r'credit balance|insufficient (quota|balance|credit|funds)|exceeded your current quota, please check your plan|'
                r'requires? more credits|payment required', re.I), ErrorKind.NO_CREDIT),
    (re.compile(r'context (length|window|size)|maximum context|prompt is too long|too many (input )?tokens|input is too long|'
                r'exceeds? the (available|maximum) (context|number of tokens)', re.I), ErrorKind.TOO_LONG),
    (re.compile(r'api key not valid|(invalid|incorrect|missing) (x-)?api[ -]?key', re.I), ErrorKind.BAD_KEY),
    (re.compile(r'model\b.{0,80}\b(not found|does not exist|not exist|unknown|not supported|invalid)|'
                r'(unknown|invalid|no such) model|not a valid model', re.I), ErrorKind.UNKNOWN_MODEL),
)
"""For servers that only say it in words; looked at when the status alone says no more than "bad request" or "not found"."""
REFUSING = frozenset({ErrorKind.BAD_REQUEST, ErrorKind.RATE_LIMIT})
VAGUE = frozenset({ErrorKind.BAD_REQUEST, ErrorKind.RATE_LIMIT, ErrorKind.SERVER_ERROR, ErrorKind.FORBIDDEN, None})


@dataclass(kw_only=True, slots=True, frozen=True)
class Place:
    """Who was asked for what: for the sentence, and for taking the key out of it."""

    endpoint: str
    base_url: str
    model: str = ''
    api_key: str = ''

    def error(self, kind: ErrorKind, detail: str = '', *, retry_after: float | None = None) -> ProviderError:
        """The sentence for this kind, with what the server said."""
        detail = self.scrubbed(detail)
        sentence = SENTENCES[kind].format(endpoint=self.endpoint, url=self.scrubbed(self.base_url), model=self.model or '?')
        if detail:
            sentence = f'{sentence.rstrip(".")} – it said: “{detail.rstrip(".")}”.'
        return ProviderError(kind, sentence, retry_after=retry_after)

    def scrubbed(self, text: str) -> str:
        """Without keys and markup, in one line of bearable length. Some servers echo the key in their error."""
        if len(self.api_key) >= 4:
            text = text.replace(self.api_key, '…')
        text = KEY_SHAPE.sub('…', text)
        text = re.sub(r'://[^/@\s]+@', '://…@', text)
        if re.match(r'\s*<(!doctype|html|\?xml)', text, re.IGNORECASE):
            title = re.search(r'<title[^>]*>(.*?)</title>', text, re.IGNORECASE | re.DOTALL)
            text = title.group(1) if title else ''
        text = ' '.join(repaired(text).split())
        return text if len(text) <= LONGEST_DETAIL else text[:LONGEST_DETAIL].rstrip() + '…'


SENTENCES = {
    ErrorKind.BAD_KEY: '{endpoint} does not accept the key: put a valid one for {endpoint} into the settings.',
    ErrorKind.FORBIDDEN: '{endpoint} does not let this key use “{model}”: choose another model or ask for access.',
    ErrorKind.UNKNOWN_MODEL: '{endpoint} does not know “{model}” at {url}: choose another model or check the address in the settings.',
    ErrorKind.NO_CREDIT: 'The account at {endpoint} has no credit left: top it up there, then retry.',
    ErrorKind.TOO_LONG: 'The conversation is too long for “{model}”: shorten it, start a new chat or choose a model with a larger context.',
    ErrorKind.RATE_LIMIT: '{endpoint} limits how often “{model}” may be asked: wait a moment, then retry.',
    ErrorKind.OVERLOADED: '{endpoint} is too busy for “{model}” right now: retry in a moment.',
    ErrorKind.SERVER_ERROR: '{endpoint} had an error of its own while answering with “{model}”: retry.',
    ErrorKind.UNREACHABLE: '{endpoint} cannot be reached at {url}: check that the server runs and that the address is right.',
    ErrorKind.TIMED_OUT: '{endpoint} took too long to answer with “{model}”: retry.',
    ErrorKind.CUT_OFF: '{endpoint} broke off before “{model}” had finished: retry, or go on from what is there.',
    ErrorKind.REFUSED: '“{model}” at {endpoint} refused to answer this: word the prompt differently or choose another model.',
    ErrorKind.BAD_REQUEST: '{endpoint} did not accept the request for “{model}”: change the parameters of this model.',
    ErrorKind.BAD_ANSWER: '{endpoint} at {url} answered, but not like a model: check the address and the kind of API.',
}


def error_of_exception(error: Exception, place: Place, *, has_begun: bool = False) -> ProviderError:
    """Name what an SDK or the connection raised. `has_begun`: the answer's headers had arrived."""
    if isinstance(error, status_errors()):
        return error_of_response(error.response.status_code, error.response.content, error.response.headers, place)
    if isinstance(error, UnicodeError):
        return place.error(ErrorKind.BAD_KEY, 'the key holds characters that no key has')
    cause = error.__cause__ if isinstance(error, connection_errors()) else error
    if isinstance(cause, httpx2.PoolTimeout):
        return place.error(ErrorKind.OVERLOADED, 'all connections are in use')
    if isinstance(cause, httpx2.ConnectTimeout):
        return place.error(ErrorKind.UNREACHABLE, 'no connection within 5 seconds')
    if isinstance(cause, httpx2.TimeoutException) or isinstance(error, timeout_errors()):
        return place.error(ErrorKind.TIMED_OUT)
    if isinstance(cause, (httpx2.DecodingError, httpx2.TooManyRedirects)):
        return place.error(ErrorKind.BAD_ANSWER, str(cause))
    if isinstance(cause, httpx2.LocalProtocolError) and 'header' in str(cause).lower():
        return place.error(ErrorKind.BAD_KEY, 'the key holds characters that no key has')
    if has_begun:
        return place.error(ErrorKind.CUT_OFF)
    return place.error(ErrorKind.UNREACHABLE, str(cause) if cause else '')


def error_of_values(values: Mapping[str, Any], content: bytes, place: Place) -> ProviderError:
    """The server refuses what the user has set for this chat: say which, and let the server say why."""
    told = ' and '.join(f'{name.replace("_", " ")} = {_shown(value)}' for name, value in values.items())
    sentence = f'{place.endpoint} does not accept {told} for “{place.model}”: change it in the settings of this chat'
    detail = detail_of(readable_body(content))
    said = f' – it said: “{place.scrubbed(detail).rstrip(".")}”' if detail else ''
    return ProviderError(ErrorKind.BAD_REQUEST, f'{sentence}{said}.')


def _shown(value: Any) -> str:
    return ', '.join(f'“{one}”' for one in value) if isinstance(value, list) else str(value)


def error_of_response(status: int, content: bytes, headers: Mapping[str, str], place: Place) -> ProviderError:
    """Name an answer with an error status, whatever its body looks like."""
    if 300 <= status < 400:
        return place.error(ErrorKind.BAD_ANSWER, f'moved to {headers.get("location", "another address")}')
    return error_of_body(readable_body(content), place, status=status, headers=headers)


def readable_body(content: bytes) -> Any:
    """The JSON of an answer, also of one in the dress of an event stream (LiteLLM); of all others the text."""
    try:
        return parse_json(content)
    except ValueError:
        return _first_event(content) or content.decode('utf-8', 'replace')


def _first_event(content: bytes) -> Any:
    """What the first event with JSON says; None for what is no event stream."""
    reader = EventReader()
    for event in reader.feed(content) + reader.finish():
        if event.name != ':':
            with suppress(ValueError):
                if isinstance(body := parse_json(event.data), dict):
                    return body
    return None


def error_of_body(body: Any, place: Place, *, status: int | None = None, headers: Mapping[str, str] | None = None) -> ProviderError:
    """Name an error by its body: one of a response, or one inside of a stream (then without a status)."""
    words = list(_words(body))
    detail = detail_of(body)
    stated = status if status and status >= 400 else next((int(word) for word in words if re.fullmatch(r'[45]\d\d', word)), None)
    kind = _kind(stated, words, detail)
    wait = retry_after(headers or {}, body, detail) if kind in {ErrorKind.RATE_LIMIT, ErrorKind.OVERLOADED,
        ErrorKind.SERVER_ERROR} else None
    return place.error(kind, detail or (f'HTTP {status}' if status and status >= 400 else ''), retry_after=wait)


def _kind(status: int | None, words: list[str], detail: str) -> ErrorKind:
    by_word = next((KIND_OF_WORD[word] for word in words if word in KIND_OF_WORD and KIND_OF_WORD[word] is not ErrorKind.BAD_REQUEST), None)
    by_status = KIND_OF_STATUS.get(status or 0, (ErrorKind.SERVER_ERROR if status >= 500 else ErrorKind.BAD_REQUEST) if status else None)
    if by_status in VAGUE and by_word in VAGUE:
        by_text = next((kind for pattern, kind in KIND_OF_TEXT if pattern.search(detail)), None)
        if by_text and not (by_status is ErrorKind.RATE_LIMIT and by_text is not ErrorKind.NO_CREDIT):
            return by_text
    # Ollama calls everything an api_error, also what it will never accept
    if by_status in VAGUE and by_word and not (by_word is ErrorKind.SERVER_ERROR and by_status in REFUSING):
        return by_word
    if by_status:
        return by_status
    return by_word or (ErrorKind.BAD_REQUEST if 'invalid_request_error' in words else ErrorKind.SERVER_ERROR)


def error_tables(body: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The tables of an error that may hold its code and its words, outermost first, in every shape seen in the wild."""
    if depth > 5:
        return
    if isinstance(body, list):
        for entry in body[:3]:
            yield from error_tables(entry, depth + 1)
    elif isinstance(body, dict):
        yield body
        yield from error_tables(_wrapped(body), depth + 1)
        for key in ('error', 'message', 'detail', 'details', 'response', 'choices'):
            yield from error_tables(body.get(key), depth + 1)


def _wrapped(body: dict[str, Any]) -> Any:
    """OpenRouter and LM Studio wrap the answer of the provider behind them in here, as text."""
    meta = body.get('metadata')
    raw = meta.get('raw') if isinstance(meta, dict) else None
    try:
        return parse_json(raw.encode('utf-8', 'replace')) if isinstance(raw, str) and raw.lstrip().startswith(('{', '[')) else None
    except ValueError:
        return None


def _words(body: Any) -> Iterator[str]:
    for error in error_tables(body):
        for key in ('code', 'type', 'status', 'reason', 'error_code'):
            if isinstance(value := error.get(key), (str, int)) and not isinstance(value, bool):
                yield str(value).lower()


def detail_of(body: Any) -> str:
    """What the server says in words; the innermost message wins."""
    if isinstance(body, str):
        return body
    found = ''
    for error in error_tables(body):
        for key in ('message', 'msg', 'detail', 'error'):
            if isinstance(value := error.get(key), str) and value.strip():
                found = found if found and key == 'error' else value
                if key == 'msg' and isinstance(place := error.get('loc'), list):
                    found = f'{value}: {".".join(str(step) for step in place)}'
    raw = next((m['raw'] for e in error_tables(body) if isinstance(m := e.get('metadata'), dict) and isinstance(m.get('raw'), str)
                and _wrapped(e) is None), '')
    return raw or found


def retry_after(headers: Mapping[str, str], body: Any = None, detail: str = '') -> float | None:
    """Seconds to wait: from the headers (milliseconds, seconds, a date), Gemini's retryDelay, or the words "try again in 7.6s"."""
    for name, factor in (('retry-after-ms', 0.001), ('retry-after', 1.0)):
        value = headers.get(name, '').strip()
        if re.fullmatch(r'\d+(\.\d+)?', value):
            return float(value) * factor
        if value and factor == 1.0:
            try:
                return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
            except (TypeError, ValueError, OverflowError):
                break
    for error in error_tables(body):
        if isinstance(delay := error.get('retryDelay'), str) and re.fullmatch(r'\d+(\.\d+)?s', delay):
            return float(delay[:-1])
    found = re.search(r'(?:try again|retry) in (?:(\d+)m(?!s))?(\d+(?:\.\d+)?)\s*(ms|s)\b', detail, re.IGNORECASE)
    if found:
        return int(found[1] or 0) * 60 + float(found[2]) * (0.001 if found[3] == 'ms' else 1)
    return None
