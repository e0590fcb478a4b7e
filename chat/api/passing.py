"""What both ways of a gateway need: a model for a name, messages with their pictures, an answer that ends when nobody waits for it."""
from __future__ import annotations

import base64
import binascii
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Request

from chat.api.refusals import ApiRefusal, refusal_of
from chat.api.tokens.tokens import Caller
from chat.conversation import Attachment, Message, Reply, ReplyStatus, Tool
from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import Parameters
from chat.engine.error import EngineError
from chat.engine.files.file_check import AttachmentError
from chat.engine.files.fitting import refusal_of as misfit_of
from chat.engine.following.follower import Follower
from chat.engine.following.reading import Step
from chat.engine.lanes import lanes
from chat.services import Services

MOST_MESSAGES = 10_000
MOST_TOOLS = 500
DATA_URL = re.compile(r'data:[\w.+/-]{1,100};base64,', re.IGNORECASE)
NO_LINKS = 'Pictures are taken as data: URLs only; nothing is fetched from an address.'
Batch = list[tuple[Reply, Step]]


@dataclass(kw_only=True, slots=True)
class PassedAnswer:
    """One answer on its way to a program."""

    reply: Reply
    follower: Follower
    first: Batch
    """What came first, which is never a failure."""
    stop: Callable[[], None]
    """Nobody waits any more. Does no harm when it has ended."""
    batches: AsyncIterator[Batch]

    async def all(self) -> AsyncIterator[Batch]:
        yield self.first
        async for batch in self.batches:
            yield batch


async def begin(services: Services, caller: Caller, model: str, messages: Sequence[Message], *, tools: Sequence[Tool],
                parameters: Parameters) -> PassedAnswer:
    """Ask, and wait until something has come: a failure before that is one of the whole request. Raises ApiRefusal."""
    full = model_for(services, model)
    if refusal := misfit_of(services.providers.model(full), [one for message in messages for one in message.attachments]):
        raise ApiRefusal(400, refusal, 'misfit')
    caller.check_budget()
    leave = caller.enter()
    followers: list[Follower] = []

    def changed(reply: Reply) -> None:
        if not reply.is_running:
            caller.charge(reply)
            leave()
        for follower in followers:
            follower.reply_changed(reply)

    passing = services.gateway.ask(full, messages, tools=tools, parameters=parameters, on_change=changed)
    follower = Follower([passing.reply], grows=True)
    followers.append(follower)
    batches = follower.batches()

    def stop() -> None:
        passing.stop()
        follower.leave()
    try:
        first: Batch = await anext(batches, [])
    except BaseException:
        stop()
        raise
    refuse_if_failed(passing.reply)
    return PassedAnswer(reply=passing.reply, follower=follower, first=first, stop=stop, batches=batches)


async def body_of(request: Request) -> JsonObject:
    """Raises ApiRefusal."""
    try:
        body = orjson.loads(await request.body())
    except ValueError:
        raise ApiRefusal(400, 'The body is no JSON.', 'invalid') from None
    if not isinstance(body, dict):
        raise ApiRefusal(400, 'The body is no JSON object.', 'invalid')
    return body


async def ended(request: Request, passage: PassedAnswer) -> Reply:
    """The whole answer; it is stopped when nobody waits for it any more. Raises ApiRefusal."""
    try:
        async for batch in passage.all():
            if not batch and await request.is_disconnected():
                break
    finally:
        passage.stop()
    if passage.reply.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED}:
        raise failure_of(passage.reply)
    return passage.reply


def refuse_if_failed(reply: Reply) -> None:
    """Raises ApiRefusal for an answer of which nothing has come."""
    if reply.status in {ReplyStatus.FAILED, ReplyStatus.INTERRUPTED} and not reply.has_answer and not reply.has_calls:
        raise failure_of(reply)


def failure_of(reply: Reply) -> ApiRefusal:
    if reply.error is None:
        return ApiRefusal(503, 'Polylogue was closed before this answer was complete.', 'interrupted')
    return refusal_of(reply.error, reply.finished_at or 0.0)


def model_for(services: Services, model: str) -> str:
    """`endpoint/model`, or the name alone where only one endpoint has it. Raises ApiRefusal."""
    if '/' in model and services.providers.get(model):
        return model
    found = [one.id for one in services.providers.models if one.id.partition('/')[2] == model]
    if len(found) == 1:
        return found[0]
    raise ApiRefusal(404, 'There is no such model here; GET /v1/models lists those that there are.', 'unknown_model')


async def picture_from(services: Services, url: Any) -> Attachment:
    """Of a data: URL. Raises ApiRefusal."""
    if not isinstance(url, str) or not (head := DATA_URL.match(url)):
        raise ApiRefusal(400, NO_LINKS, 'invalid')
    return await picture_of_base64(services, url[head.end():])


async def picture_of_base64(services: Services, data: Any) -> Attachment:
    """Raises ApiRefusal."""
    try:
        content = base64.b64decode(data, validate=True)
        kept = await services.attachments.take_in('picture', content, is_temporary=True)
    except (binascii.Error, TypeError, ValueError, AttachmentError):
        raise ApiRefusal(400, 'A picture could not be read.', 'invalid') from None
    if not kept.attachment.is_picture:
        raise ApiRefusal(400, 'A picture is of a kind that models do not take.', 'invalid')
    return kept.attachment


def parameters_of(wanted: dict[str, Any]) -> Parameters:
    """Those that are given. Raises ApiRefusal."""
    try:
        return lanes.checked_parameters(wanted)
    except (EngineError, TypeError, ValueError, RecursionError):
        raise ApiRefusal(400, f'One of {", ".join(wanted)} has a value that no model takes.', 'invalid') from None


def tool_from(name: Any, description: Any, schema: Any) -> Tool:
    """Raises ApiRefusal."""
    if not isinstance(name, str) or not 0 < len(name) <= 128 or not (schema is None or isinstance(schema, dict)):
        raise ApiRefusal(400, 'A tool has no name, or its parameters are no JSON Schema.', 'invalid')
    return Tool(name=name, description=description if isinstance(description, str) else '',
                schema=schema or {'type': 'object', 'properties': {}})
