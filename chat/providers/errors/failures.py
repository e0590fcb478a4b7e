"""What went wrong, told in one sentence: HTTP errors and errors inside a stream become ProviderError."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chat.providers.errors.error_bodies import detail_of, is_mere_talk, readable_body
from chat.providers.errors.error_kind import kind_of, stated_status
from chat.providers.errors.error_wait import retry_after, wait_words
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.text_repair import repaired

LONGEST_DETAIL = 300
SHORTEST_DETAIL = 20
"""Characters: "400." and "litellm." end no sentence."""
FOR_THE_OWNER = re.compile(r'\.?\s*\b(Received Model Group=|Available Model Group Fallbacks=|LiteLLM Retried:).*', re.DOTALL)
"""What LiteLLM adds for its administrator."""
SHORTEST_SECRET = 4
"""Characters; shorter ones stand in words."""
LONGEST_WORDS = 4_000
"""Characters of what a server says that are looked at."""
KEY_SHAPE = re.compile(r'\b(?:sk|gsk|xai|pk|AIza|key)[-_][\w-]{12,}|\bAIza[\w-]{20,}|Bearer\s+\S{8,}')
WANTS_TLS = re.compile(rb'HTTP request (was )?(sent )?to (an )?HTTPS (server|port)', re.IGNORECASE)
"""As Go and nginx say it."""
WITH_WAIT = frozenset({ErrorKind.RATE_LIMIT, ErrorKind.OVERLOADED, ErrorKind.SERVER_ERROR})
"""Where it helps to know when to ask again."""


@dataclass(kw_only=True, slots=True, frozen=True)
class ErrorContext:
    """Who was asked for what: for the sentence, and for taking the key out of it."""

    endpoint: str
    url: str
    """As it may be shown."""
    model: str = ''
    api_key: str = field(default='', repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What is taken out of the words of a server beside the key."""

    def error(self, kind: ErrorKind, said: str = '', *, why: str = '', retry_after: float | None = None,
              is_in_answer: bool = False) -> ProviderError:
        """The sentence for this kind, with what the server `said`, or with our own words for what happened."""
        sentences = SENTENCES if self.model else SENTENCES | LIST_SENTENCES
        sentence = sentences[kind] if self.api_key or kind is not ErrorKind.BAD_KEY else NO_KEY_SENTENCE
        if why := self.scrubbed(why):
            sentence = f'{sentence.rstrip(".")} ({why}).'
        if said := self.scrubbed(said):
            sentence = f'{sentence.rstrip(".")} – it said: “{said.rstrip(".")}”.'
        return self.error_with(kind, sentence, retry_after=retry_after, is_in_answer=is_in_answer)

    def error_with(self, kind: ErrorKind, sentence: str, *, retry_after: float | None = None, is_in_answer: bool = False) -> ProviderError:
        """`sentence` may hold {endpoint}, {url}, {model} and {pause}."""
        values = {'endpoint': self.endpoint, 'url': self.scrubbed(self.url), 'model': self.model, 'pause': wait_words(retry_after)}
        # not format(): the words of a server may hold braces of their own
        sentence = re.sub(r'\{(endpoint|url|model|pause)\}', lambda name: values[name[1]], sentence)
        return ProviderError(kind, sentence, retry_after=retry_after, is_in_answer=is_in_answer)

    def misfit(self, what: str) -> ProviderError:
        """It sent what no server of this kind sends."""
        url = self.scrubbed(self.url)
        return ProviderError(ErrorKind.BAD_ANSWER, f'{self.endpoint} at {url} sent {what}: check the address and the kind of API.')

    def excess(self, what: str) -> ProviderError:
        """It sent more than is taken of one answer."""
        sentence = f'{{endpoint}} sent {what} for “{{model}}”: the answer was cut off there, what came before is kept.'
        return self.error_with(ErrorKind.TOO_MUCH, sentence, is_in_answer=True)

    def scrubbed(self, text: str) -> str:
        """Without keys and markup, in one line of limited length. Some servers echo the key in their error."""
        text = text[:LONGEST_WORDS]
        for secret in sorted({self.api_key, *self.secrets}, key=len, reverse=True):
            if len(secret) >= SHORTEST_SECRET:
                text = text.replace(secret, '…')
        text = KEY_SHAPE.sub('…', text)
        text = re.sub(r'://[^/@\s]+@', '://…@', text)
        if re.match(r'\s*<(!doctype|html|\?xml)', text, re.IGNORECASE):
            title = re.search(r'<title[^>]*>(.*?)</title>', text, re.IGNORECASE | re.DOTALL)
            text = title.group(1) if title else ''
        text = ' '.join(repaired(FOR_THE_OWNER.sub('', text)).split())
        return text if len(text) <= LONGEST_DETAIL else _shortened(text)


def _shortened(text: str) -> str:
    """The first sentence, if it fits: what follows in such a long text is advice for others, or a copy of the request."""
    ends = (end.end() for end in re.finditer(r'[.!?](?=\s)', text[:LONGEST_DETAIL]) if end.end() >= SHORTEST_DETAIL)
    end = next(ends, 0)
    return text[:end] if end else text[:LONGEST_DETAIL].rstrip() + '…'


SENTENCES = {
    ErrorKind.BAD_KEY: '{endpoint} does not accept the key: put a valid one for {endpoint} into the settings.',
    ErrorKind.FORBIDDEN: '{endpoint} does not let this key use “{model}”: choose another model or ask for access.',
    ErrorKind.UNKNOWN_MODEL: '{endpoint} does not know “{model}” at {url}: choose another model or check the address in the settings.',
    ErrorKind.NO_CREDIT: 'The account at {endpoint} has no credit left: top it up there, then retry.',
    ErrorKind.TOO_LONG: 'The conversation is too long for “{model}”: shorten it, start a new chat or choose a model with a larger context.',
    ErrorKind.RATE_LIMIT: '{endpoint} limits how often “{model}” may be asked: wait {pause}, then retry.',
    ErrorKind.OVERLOADED: '{endpoint} is too busy for “{model}” right now: retry in {pause}.',
    ErrorKind.SERVER_ERROR: '{endpoint} had an error of its own while answering with “{model}”: retry in {pause}.',
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
    ErrorKind.RATE_LIMIT: '{endpoint} limits how often it may be asked: try again in {pause}.',
    ErrorKind.OVERLOADED: '{endpoint} is too busy, or still loading a model: try again in {pause}.',
    ErrorKind.SERVER_ERROR: '{endpoint} had an error of its own: look into its log, or try again.',
    ErrorKind.TIMED_OUT: '{endpoint} at {url} took too long to answer: check that it is well, and try again.',
    ErrorKind.CUT_OFF: '{endpoint} broke off in the middle of its list of models: try again.',
    ErrorKind.REFUSED: '{endpoint} at {url} refuses to list its models: check the key and the kind of API.',
    ErrorKind.BAD_REQUEST: '{endpoint} does not list its models when asked at {url}: check the address, the kind of API and the key.',
    ErrorKind.BAD_ANSWER: '{endpoint} at {url} answered, but not with a list of models: check the address and the kind of API.',
}
"""Where no prompt was sent, the models were only asked for."""
NO_KEY_SENTENCE = '{endpoint} wants a key: put one for {endpoint} into the settings.'


def error_of_values(values: Mapping[str, Any], content: bytes, context: ErrorContext) -> ProviderError:
    """The server refuses what the user has set for this chat: say which, and let the server say why."""
    told = ' and '.join(f'{name.replace("_", " ")} = {_shown(value)}' for name, value in values.items())
    sentence = f'{context.endpoint} does not accept {told} for “{context.model}”: change it in the settings of this chat'
    detail = detail_of(readable_body(content))
    said = f' – it said: “{context.scrubbed(detail).rstrip(".")}”' if detail else ''
    return ProviderError(ErrorKind.BAD_REQUEST, f'{sentence}{said}.')


def _shown(value: Any) -> str:
    return ', '.join(f'“{one}”' for one in value) if isinstance(value, list) else str(value)


def error_of_response(status: int, content: bytes, headers: Mapping[str, str], context: ErrorContext) -> ProviderError:
    """The error of a response with an error status, whatever its body looks like."""
    if 300 <= status < 400:
        return context.error(ErrorKind.BAD_ANSWER, why=f'moved to {headers.get("location", "another address")}')
    if status == 400 and WANTS_TLS.search(content):
        return context.error_with(
            ErrorKind.UNTRUSTED, '{endpoint} at {url} wants encryption: write https:// in place of http:// in its address.')
    return error_of_body(readable_body(content), context, status=status, headers=headers)


def error_of_body(
        body: Any, context: ErrorContext, *, status: int | None = None, headers: Mapping[str, str] | None = None) -> ProviderError:
    """The error in a body: of a response, or inside an answer that had begun (then without a status)."""
    detail = detail_of(body)[:LONGEST_WORDS]
    stated = status if status and status >= 400 else stated_status(body)
    wait = retry_after(headers or {}, body, detail)
    usual = ErrorKind.BAD_ANSWER if status is None and is_mere_talk(body) else ErrorKind.SERVER_ERROR
    kind = kind_of(stated, body, detail, has_wait=wait is not None) or usual
    why = f'HTTP {status}' if status and status >= 400 and not detail else ''
    return context.error(kind, detail, why=why, retry_after=wait if kind in WITH_WAIT else None, is_in_answer=status is None)


def error_of_words(body: Any, context: ErrorContext) -> ProviderError:
    """What came in place of an answer, with status 200: an error that is not marked as one, or something else that has words of its own."""
    error = error_of_body(body, context)
    is_told = stated_status(body) or kind_of(None, body, detail_of(body))
    return error if is_told else context.error(ErrorKind.BAD_ANSWER, detail_of(body), is_in_answer=True)
