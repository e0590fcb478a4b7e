"""What every provider looks like from outside: a request goes in, deltas come out, errors are named."""
from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from chat.conversation import Delta, Message, Model, Tool
from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import Parameters
from chat.conversation.text import clean_text, plain_text


@dataclass(kw_only=True, slots=True, frozen=True)
class Request:
    """One question to one model, in the provider's own naming (`model` without the endpoint)."""

    model: str
    messages: tuple[Message, ...]
    parameters: Parameters = field(default_factory=dict)
    """As in `Lane.parameters`; a provider sends only what this model takes."""
    tools: tuple[Tool, ...] = ()
    """What the model may call."""
    stream: bool = True
    """False: it is shown in one piece. Providers stream all the same where they can, so that Stop frees the server at once."""


class ErrorKind(StrEnum):
    BAD_KEY = 'bad_key'
    FORBIDDEN = 'forbidden'
    UNKNOWN_MODEL = 'unknown_model'
    NO_CREDIT = 'no_credit'
    TOO_LONG = 'too_long'
    RATE_LIMIT = 'rate_limit'
    OVERLOADED = 'overloaded'
    SERVER_ERROR = 'server_error'
    UNREACHABLE = 'unreachable'
    UNTRUSTED = 'untrusted'
    """No safe connection: a certificate that is not trusted here, or a port that does not speak TLS."""
    TIMED_OUT = 'timed_out'
    CUT_OFF = 'cut_off'
    REFUSED = 'refused'
    BAD_REQUEST = 'bad_request'
    BAD_ANSWER = 'bad_answer'
    """Something answered, but not with a stream of this protocol."""
    TOO_MUCH = 'too_much'
    """More than is accepted of one answer."""
    DAMAGED = 'damaged'
    """Something in the middle of the answer could not be read."""


RETRYABLE = frozenset({ErrorKind.RATE_LIMIT, ErrorKind.OVERLOADED, ErrorKind.SERVER_ERROR, ErrorKind.UNREACHABLE, ErrorKind.TIMED_OUT})


class ProviderError(Exception):
    """The one exception that leaves a provider. `message` is one sentence for the user, free of keys, that says what to do."""

    def __init__(self, kind: ErrorKind, message: str, *, retry_after: float | None = None, is_in_answer: bool = False) -> None:
        self.message = plain_text(clean_text(message))
        super().__init__(self.message)
        self.kind = kind
        self.retry_after = retry_after
        """Seconds the server asked us to wait."""
        self.is_in_answer = is_in_answer
        """Whether the server had accepted the request (status 200) before it reported this. The cost of such an answer is unknown."""

    @property
    def is_retryable(self) -> bool:
        """Whether the same request may be sent again automatically (the engine does so only before the first token)."""
        return self.kind in RETRYABLE and not self.is_in_answer


class Provider(Protocol):
    """One endpoint that speaks one protocol."""

    name: str
    """The first half of its models' ids."""
    concurrency: int | None
    """How many replies it writes at once; None: no limit."""

    has_own_queue: bool
    """Whether a request may wait inside the server without a byte for as long as it writes others: no clock runs until it answers."""

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Yield deltas until the model has finished. Cancelling the consumer or closing the generator closes the HTTP response.

        Raises ProviderError for everything that goes wrong, at any point of the stream; an end of the bytes without a
        finish reason is `ErrorKind.CUT_OFF`.
        """

    def preview(self, request: Request) -> JsonObject:
        """The request body as it would be sent, without keys."""

    async def models(self) -> list[Model]:
        """Ask the endpoint for its models (up to a few seconds). Raises ProviderError."""

    async def close(self) -> None:
        """Close connections."""
