"""What went wrong, told in one sentence: HTTP errors and errors inside a stream become ProviderError."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chat.providers.error_bodies import detail_of, readable_body, retry_after, words_of
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.text_repair import repaired

LONGEST_DETAIL = 300
SHORTEST_DETAIL = 20
"""Characters: "400." and "litellm." end no sentence."""
KEY_SHAPE = re.compile(r'\b(?:sk|gsk|xai|pk|AIza|key)[-_][\w-]{12,}|\bAIza[\w-]{20,}|Bearer\s+\S{8,}')

KIND_OF_STATUS = {
    400: ErrorKind.BAD_REQUEST, 401: ErrorKind.BAD_KEY, 402: ErrorKind.NO_CREDIT, 403: ErrorKind.FORBIDDEN, 404: ErrorKind.UNKNOWN_MODEL,
    408: ErrorKind.TIMED_OUT, 409: ErrorKind.SERVER_ERROR, 413: ErrorKind.TOO_LONG, 422: ErrorKind.BAD_REQUEST, 425: ErrorKind.OVERLOADED,
    429: ErrorKind.RATE_LIMIT, 498: ErrorKind.OVERLOADED, 503: ErrorKind.OVERLOADED, 504: ErrorKind.TIMED_OUT, 529: ErrorKind.OVERLOADED,
}
KIND_OF_WORD = {
    'insufficient_quota': ErrorKind.NO_CREDIT, 'billing_error': ErrorKind.NO_CREDIT, 'billing_hard_limit_reached': ErrorKind.NO_CREDIT,
    'no_db_connection': ErrorKind.BAD_KEY,  # LiteLLM without a database, for a key that is not its own
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
WANTS_TLS = re.compile(rb'HTTP request (was )?(sent )?to (an )?HTTPS (server|port)', re.IGNORECASE)
"""As Go and nginx say it."""
REFUSING = frozenset({ErrorKind.BAD_REQUEST, ErrorKind.RATE_LIMIT})
VAGUE = frozenset({ErrorKind.BAD_REQUEST, ErrorKind.RATE_LIMIT, ErrorKind.SERVER_ERROR, ErrorKind.FORBIDDEN, None})


@dataclass(kw_only=True, slots=True, frozen=True)
class Place:
    """Who was asked for what: for the sentence, and for taking the key out of it."""

    endpoint: str
    base_url: str
    model: str = ''
    api_key: str = ''

    def error(self, kind: ErrorKind, said: str = '', *, why: str = '', retry_after: float | None = None) -> ProviderError:
        """The sentence for this kind, with what the server `said`, or with our own words for what happened."""
        sentences = SENTENCES if self.model else SENTENCES | LIST_SENTENCES
        sentence = sentences[kind] if self.api_key or kind is not ErrorKind.BAD_KEY else NO_KEY_SENTENCE
        if why := self.scrubbed(why):
            sentence = f'{sentence.rstrip(".")} ({why}).'
        if said := self.scrubbed(said):
            sentence = f'{sentence.rstrip(".")} – it said: “{said.rstrip(".")}”.'
        return self.told(kind, sentence, retry_after=retry_after)

    def told(self, kind: ErrorKind, sentence: str, *, retry_after: float | None = None) -> ProviderError:
        """`sentence` may hold {endpoint}, {url} and {model}."""
        values = {'endpoint': self.endpoint, 'url': self.scrubbed(self.base_url), 'model': self.model}
        # not format(): the words of a server may hold braces of their own
        return ProviderError(kind, re.sub(r'\{(endpoint|url|model)\}', lambda name: values[name[1]], sentence), retry_after=retry_after)

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
        return text if len(text) <= LONGEST_DETAIL else _shortened(text)


def _shortened(text: str) -> str:
    """As many whole sentences as fit; gateways add advice for their owner behind the first."""
    ends = [end.end() for end in re.finditer(r'[.!?](?=\s)', text[:LONGEST_DETAIL]) if end.end() >= SHORTEST_DETAIL]
    return text[:ends[-1]] if ends else text[:LONGEST_DETAIL].rstrip() + '…'


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
    ErrorKind.UNTRUSTED: '{endpoint} cannot be reached safely at {url}: check the address.',
    ErrorKind.TIMED_OUT: '{endpoint} took too long to answer with “{model}”: retry.',
    ErrorKind.CUT_OFF: '{endpoint} broke off before “{model}” had finished: retry, or go on from what is there.',
    ErrorKind.REFUSED: '“{model}” at {endpoint} refused to answer this: word the prompt differently or choose another model.',
    ErrorKind.BAD_REQUEST: '{endpoint} did not accept the request for “{model}”: change the parameters of this model.',
    ErrorKind.BAD_ANSWER: '{endpoint} at {url} answered, but not like a model: check the address and the kind of API.',
    ErrorKind.DAMAGED: 'A part of the answer of “{model}” could not be read, so words may be missing: retry.',
}
LIST_SENTENCES = {
    ErrorKind.FORBIDDEN: '{endpoint} does not let this key see its models: check the key and what it may do.',
    ErrorKind.UNKNOWN_MODEL: '{endpoint} has no list of models at {url}: check the address and the kind of API.',
    ErrorKind.TOO_LONG: '{endpoint} at {url} refuses to list its models: check the address and the kind of API.',
    ErrorKind.RATE_LIMIT: '{endpoint} limits how often it may be asked: try again in a moment.',
    ErrorKind.OVERLOADED: '{endpoint} is too busy, or still loading a model: try again in a moment.',
    ErrorKind.SERVER_ERROR: '{endpoint} had an error of its own: look into its log, or try again.',
    ErrorKind.TIMED_OUT: '{endpoint} at {url} took too long to answer: check that it is well, and try again.',
    ErrorKind.CUT_OFF: '{endpoint} broke off in the middle of its list of models: try again.',
    ErrorKind.REFUSED: '{endpoint} at {url} refuses to list its models: check the key and the kind of API.',
    ErrorKind.BAD_REQUEST: '{endpoint} does not list its models when asked at {url}: check the address, the kind of API and the key.',
    ErrorKind.BAD_ANSWER: '{endpoint} at {url} answered, but not with a list of models: check the address and the kind of API.',
}
"""Where no prompt was sent, the models were only asked for."""
NO_KEY_SENTENCE = '{endpoint} wants a key: put one for {endpoint} into the settings.'


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
        return place.error(ErrorKind.BAD_ANSWER, why=f'moved to {headers.get("location", "another address")}')
    if status == 400 and WANTS_TLS.search(content):
        return place.told(ErrorKind.UNTRUSTED, '{endpoint} at {url} wants encryption: write https:// in place of http:// in its address.')
    return error_of_body(readable_body(content), place, status=status, headers=headers)


def error_of_body(body: Any, place: Place, *, status: int | None = None, headers: Mapping[str, str] | None = None) -> ProviderError:
    """Name an error by its body: one of a response, or one inside of a stream (then without a status)."""
    words = list(words_of(body))
    detail = detail_of(body)
    stated = status if status and status >= 400 else next((int(word) for word in words if re.fullmatch(r'[45]\d\d', word)), None)
    kind = _kind(stated, words, detail)
    wait = retry_after(headers or {}, body, detail) if kind in {ErrorKind.RATE_LIMIT, ErrorKind.OVERLOADED,
        ErrorKind.SERVER_ERROR} else None
    why = f'HTTP {status}' if status and status >= 400 and not detail else ''
    return place.error(kind, detail, why=why, retry_after=wait)


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
