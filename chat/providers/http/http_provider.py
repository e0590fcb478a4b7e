"""What all providers that speak HTTP have in common: asking, reading the answer, reporting what went wrong, closing at once."""
from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import httpx2

from chat.catalog import describe
from chat.conversation import Delta, Model
from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import FREE
from chat.providers.errors.connection_failures import error_of_exception
from chat.providers.errors.error_bodies import has_words, is_error
from chat.providers.errors.failures import ErrorContext, error_of_body, error_of_values, error_of_words
from chat.providers.errors.refused_fields import RefusedFields
from chat.providers.errors.sdk_errors import sdk_errors, status_errors
from chat.providers.http.attachments import ReadAttachment, shortened
from chat.providers.http.bounded import streaming
from chat.providers.http.connections import FIRST_TIMEOUT, FOREVER, READ_TIMEOUT, Connections, timeout
from chat.providers.http.free_fields import told_apart
from chat.providers.http.heavy_body import HeavyBody, is_heavy, packed
from chat.providers.models import llama_server
from chat.providers.models.list_body import read_body
from chat.providers.models.model_list import LISTS, entries_in, models_of, name_of, price_source_of
from chat.providers.provider import ErrorKind, ProviderError, Request
from chat.providers.stream.answer import Answer
from chat.providers.stream.answer_body import AnswerBody
from chat.providers.stream.reported_cost import with_cost
from chat.settings import Endpoint

LIST_TIMEOUT = 5.0
"""Seconds for the list of models."""
FEW = 20
"""Models that are described at once."""

ABOUT_THE_KEY = frozenset({ErrorKind.BAD_KEY, ErrorKind.FORBIDDEN, ErrorKind.NO_CREDIT})
LIMITS = ('max_tokens', 'max_completion_tokens', 'max_output_tokens')
PROPER_ENDS = frozenset({'stop', 'end_turn', 'completed'})
NOT_THERE = frozenset({404, 405, 501})
UNEXPECTED = re.compile(rb'Unexpected endpoint', re.IGNORECASE)
"""LM Studio says it with status 200."""


class HttpProvider(ABC):
    """One endpoint that is asked through an SDK. The subclasses define what requests and answers look like in their protocol."""

    required: frozenset[str] = frozenset({'model', 'messages', 'input'})
    """Fields that are never left out."""

    def __init__(
        self, endpoint: Endpoint, connections: Connections, *,
        read_attachment: ReadAttachment | None = None, read_timeout: float | None = None, first_timeout: float | None = None,
    ) -> None:
        """Seconds between bytes, and before the first of them unless the server has a queue of its own."""
        self.endpoint = endpoint
        self.name = endpoint.name
        self.concurrency = endpoint.concurrency
        self.http = connections.for_endpoint(is_local=endpoint.is_local)
        self.packers = connections.packers
        self.read_attachment = read_attachment
        self.has_own_queue = endpoint.is_near
        self.read_timeout = read_timeout or READ_TIMEOUT
        self.timeout = timeout(FOREVER if self.has_own_queue else first_timeout or FIRST_TIMEOUT)
        self.refused = RefusedFields(self.required)

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """See Provider.stream."""
        context = self._context(request.model)
        response, sent = await self._ask(request, context)
        # httpx2 looks it up when the body is read: from now on silence is no queue any more
        response.request.extensions['timeout']['read'] = self.read_timeout
        body = AnswerBody(response, self.new_answer(context))
        try:
            while (deltas := await body.read()) is not None:
                for delta in deltas:
                    yield delta
            for delta in body.ending():
                yield with_true_end(replace(delta, usage=with_cost(delta.usage, response.headers)), sent)
            await body.linger()
        finally:
            # also when the consumer is cancelled or lets go: the server sees the connection close
            await response.aclose()

    def preview(self, request: Request) -> JsonObject:
        """See Provider.preview. Pictures are named, not included, and texts of megabytes only begun."""
        short = replace(request, messages=tuple(map(shortened, request.messages)))
        return self.refused.applied(request.model, self.body(short, None))

    async def models(self) -> list[Model]:
        """The models the user named, else those of the endpoint's list."""
        entries = await self._named_entries() if self.endpoint.models else await self.list_entries()
        if not self.endpoint.concurrency and any(entry.get('owned_by') == llama_server.OWNER for entry in entries):
            # what would wait there without a sign waits here, and is told its position
            self.concurrency = await llama_server.slots_of(self.http, self.endpoint.base_url, self.headers) or self.concurrency
        return await self.usable(entries)

    async def _named_entries(self) -> list[JsonObject]:
        """Those that the user named; with what a server nearby tells of them, and of whose make it is."""
        try:
            listed = await self.list_entries() if self.endpoint.is_near else []
        except ProviderError:
            listed = []  # the names are enough
        known = {name_of(entry): entry for entry in listed}
        owners = {str(entry.get('owned_by')) for entry in listed}
        usual = {'owned_by': owners.pop()} if len(owners) == 1 else {}
        return [known.get(name) or {'id': name, **usual} for name in self.endpoint.models]

    async def list_entries(self) -> list[JsonObject]:
        """The endpoint's list as it comes. Raises ProviderError; also used to test the connection."""
        context = self._context('')
        self._check_key(context)
        failure: ProviderError | None = None
        try:
            async with asyncio.timeout(LIST_TIMEOUT):
                response = await self.send_list()
                try:
                    body = await read_body(await response.aread())
                    if failure := self._failure_in(body, context):
                        raise failure
                    return entries_in(body)
                finally:
                    await response.aclose()
        except TimeoutError:
            failure = context.error(ErrorKind.UNREACHABLE, why=f'no list of models within {LIST_TIMEOUT:.0f} seconds')
        except ValueError:
            failure = context.error(ErrorKind.BAD_ANSWER)
        except sdk_errors() as error:
            failure = error_of_exception(error, context)
        raise failure

    async def usable(self, entries: list[JsonObject]) -> list[Model]:
        """Those of a list that can be talked to."""
        if len(entries) <= FEW:
            return models_of(entries, self.endpoint)
        return await asyncio.to_thread(models_of, entries, self.endpoint)

    async def speaks(self) -> bool:
        """Whether this protocol is spoken there; also if that cannot be found out.

        A request without a prompt costs nothing, and those who understand it refuse it in other words than those who do not.
        Raises ProviderError if the key is not accepted, or has no credit.
        """
        context = self._context('')
        failure: ProviderError | None = None
        try:
            async with asyncio.timeout(LIST_TIMEOUT):
                response = await self.send_nothing()
            status, content = response.status_code, response.content
        except status_errors() as error:
            status, content = error.response.status_code, error.response.content
            failure = error_of_exception(error, context)
        except sdk_errors() + (TimeoutError,):
            return True
        if failure and failure.kind in ABOUT_THE_KEY:
            raise failure
        is_about_model = re.search(rb'model', content, re.IGNORECASE)
        return not (status in NOT_THERE and not is_about_model) and not UNEXPECTED.search(content)

    @property
    def headers(self) -> dict[str, str]:
        """For what no SDK asks."""
        key = {'authorization': f'Bearer {self.endpoint.api_key}'} if self.endpoint.api_key else {}
        return key | {name.lower(): value for name, value in self.endpoint.headers}

    async def close(self) -> None:  # noqa: B027 - a protocol may hold something of its own, these do not
        """Nothing to close: the connections are shared and closed by the registry."""

    def wanted(self, request: Request) -> JsonObject:
        """The parameters that this model takes: a lane may still hold some that were set for another model."""
        takes = describe(f'{self.name}/{request.model}', price_source_of(self.endpoint)).parameters
        return {name: value for name, value in request.parameters.items() if name in takes | FREE and value not in (None, '', [])}

    def chosen(self, request: Request) -> JsonObject:
        """What of it the user has chosen, by the names that a complaint may have."""
        return told_apart(self.wanted(request))

    @abstractmethod
    def body(self, request: Request, read_attachment: ReadAttachment | None) -> JsonObject:
        """The request as this protocol wants it; always for a stream: a server that streams notices when nobody listens any more."""

    @abstractmethod
    def new_answer(self, context: ErrorContext) -> Answer:
        """A reader of this protocol."""

    @abstractmethod
    async def send(self, body: JsonObject) -> httpx2.Response:
        """Send it through the SDK and come back as soon as the headers are there."""

    @abstractmethod
    async def send_list(self) -> httpx2.Response:
        """Ask for the models through the SDK."""

    @abstractmethod
    async def send_nothing(self) -> httpx2.Response:
        """A request of this protocol without anything in it."""

    async def _ask(self, request: Request, context: ErrorContext) -> tuple[httpx2.Response, JsonObject]:
        """Send; if the server names fields that it does not take, leave them out and send once more. Also gives what was sent."""
        self._check_key(context)
        body = await self._built_body(request)
        for tries_left in (2, 1, 0):
            sent = self.refused.applied(request.model, body.light)
            try:
                with body.on_board(), streaming():
                    return await self.send(sent), sent
            except status_errors() as error:
                failure = error_of_exception(error, context)
                complaint, wanted = error.response.content, self.chosen(request)
                is_vague = error.status_code in {400, 422} and failure.kind in {ErrorKind.BAD_REQUEST, ErrorKind.UNKNOWN_MODEL}
                names = self.refused.chosen_in(sent, complaint, wanted) if is_vague else []
                if is_vague and not names and tries_left and self.refused.learn(request.model, sent, complaint, wanted):
                    continue
                if failure.kind is ErrorKind.TOO_LONG and self.refused.is_answer_too_long(complaint, wanted):
                    names = ['max_tokens']
                if names := names or (self.refused.hinted_at(complaint, wanted) if failure.kind is ErrorKind.BAD_REQUEST else []):
                    failure = error_of_values({name: wanted[name] for name in names}, complaint, context)
                break
            except sdk_errors() as error:
                failure = error_of_exception(error, context)
                break
        # outside of the except clause: the SDK's exception must not hang on ours, its text may hold the key
        raise failure

    def _check_key(self, context: ErrorContext) -> None:
        """Checked before the SDKs see it: they fail in their own ways, or send it."""
        if not (context.api_key.isascii() and context.api_key.isprintable()):
            raise context.error(ErrorKind.BAD_KEY, why='the key holds characters that no key has')

    async def _built_body(self, request: Request) -> HeavyBody:
        """At once, so that the request leaves at once; only what would hold up the event loop is made in a thread."""
        read = self.read_attachment or _read_nothing
        if not is_heavy(request.messages):
            return HeavyBody(light=self.body(request, read))
        return await asyncio.get_running_loop().run_in_executor(self.packers, lambda: packed(self.body(request, read)))

    def _failure_in(self, body: Any, context: ErrorContext) -> ProviderError | None:
        """What a server tells with status 200 in place of its list."""
        if isinstance(body, dict) and is_error(body):
            return error_of_body(body, context)
        return error_of_words(body, context) if isinstance(body, dict) and body.keys().isdisjoint(LISTS) and has_words(body) else None

    def _context(self, model: str) -> ErrorContext:
        return ErrorContext(endpoint=self.name, url=self.endpoint.shown_url, model=model, api_key=self.endpoint.api_key,
                     secrets=self.endpoint.secrets)


def with_true_end(delta: Delta, sent: JsonObject) -> Delta:
    """Many servers report a normal end when the token limit cut the answer off; the token count shows it."""
    limit = next((sent[name] for name in LIMITS if isinstance(sent.get(name), int)), None)
    written = delta.usage.output_tokens if delta.usage else None
    if limit and written and written >= limit and delta.finish_reason in PROPER_ENDS:
        return replace(delta, finish_reason='length')
    return delta


def _read_nothing(digest: str) -> bytes:
    raise FileNotFoundError(digest)
