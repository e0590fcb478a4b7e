"""Why a request of a program is not carried out: one sentence, a kind for programs, a status. What was sent is never repeated in it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import Response
from pydantic import BaseModel

from chat.conversation import ReplyError

STATUS_OF_KIND = {
    'bad_key': 502, 'forbidden': 502, 'no_credit': 502, 'unknown_model': 404, 'too_long': 400, 'bad_request': 400, 'misfit': 400,
    'refused': 400, 'rate_limit': 429, 'overloaded': 503, 'timed_out': 504, 'budget': 429,
}
"""Of what a reply failed by; all others are the fault of what is behind this gateway."""


class ApiRefusal(Exception):
    """Raised anywhere on the way of a request; each way in answers it in its own form."""

    def __init__(self, status: int, sentence: str, kind: str, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.kind, self.retry_after = status, sentence, kind, retry_after

    @property
    def headers(self) -> dict[str, str]:
        waiting = {} if self.retry_after is None else {'retry-after': str(max(1, round(self.retry_after)))}
        return waiting | ({'www-authenticate': 'Bearer'} if self.status == 401 else {})


def refusal_of(error: ReplyError, now: float) -> ApiRefusal:
    """What a reply has failed by."""
    wait = None if error.retry_at is None else max(1.0, error.retry_at - now)
    return ApiRefusal(STATUS_OF_KIND.get(error.kind, 502), error.message, error.kind, retry_after=wait)


def not_found(what: str) -> ApiRefusal:
    return ApiRefusal(404, f'There is no such {what} here; it may have been deleted.', 'not_found')


def invalid(sentence: str) -> ApiRefusal:
    return ApiRefusal(422, sentence, 'invalid')


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, {'cache-control': 'no-store', **(headers or {})}, 'application/json')


class Body(BaseModel):
    """What a request may hold; all others are its kinds. What is in it beside its fields is left alone."""


def field_names() -> frozenset[str]:
    """Of everything that any request may hold: only these are repeated in an answer."""
    return frozenset(name for kind in Body.__subclasses__() for name in kind.model_fields)


def sentence_of(errors: Sequence[Any]) -> str:
    """What is wrong with a body, by the names of its fields that we know: never by what stands in it."""
    if not errors:
        return 'The request is not as it should be.'
    first, known = errors[0], field_names()
    names = [str(part) for part in first.get('loc', ()) if isinstance(part, int) or part in known]
    where = f'“{".".join(names)}”' if names else 'The request'
    if first.get('type') == 'json_invalid':
        return 'The body is no JSON.'
    if first.get('type') == 'missing':
        return f'{where} is missing.'
    limits = first.get('ctx', {}) if str(first.get('type')).endswith(('too_long', 'too_short')) else {}
    number = next((value for name, value in limits.items() if name in {'max_length', 'min_length'}), None)
    if number is not None:
        return f'{where} is too {"long" if "long" in str(first["type"]) else "short"}: the limit is {number}.'
    return f'{where} is not of the kind that is wanted here.'
