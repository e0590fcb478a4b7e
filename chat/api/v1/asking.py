"""What programs ask of the engine: one prompt, in a new chat or in one that is there, to one model or to several."""
from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from chat.api.refusals import ApiRefusal, Body, invalid, not_found
from chat.api.tokens.tokens import Bill, Caller
from chat.conversation import Chat, Lane, Reply, Turn
from chat.conversation.lane import MOST_LANES
from chat.conversation.parameters import KINDS
from chat.engine.error import EngineError
from chat.engine.files.file_check import AttachmentError
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.services import Services

LONGEST_MESSAGE = 1_000_000
"""Characters."""
MOST_FILES = 20
Id = Annotated[str, Field(max_length=64)]
ModelName = Annotated[str, Field(min_length=1, max_length=300)]


class SentFile(Body):
    """A small file in the request itself; larger ones go to `POST /api/v1/files` first."""

    name: Annotated[str, Field(max_length=300)]
    data: Annotated[str, Field(max_length=1_400_000, description='Base64')]


class AskBody(Body):
    """One prompt."""

    message: Annotated[str, Field(max_length=LONGEST_MESSAGE)]
    conversation_id: Id | None = Field(None, description='Goes on with this chat; without, a new one begins.')
    provider: Annotated[str, Field(max_length=100)] | None = Field(None, description='The endpoint, where `model` does not name it.')
    model: ModelName | None = Field(None, description='`endpoint/model`. May be left out in a chat that is there.')
    system: Annotated[str, Field(max_length=LONGEST_MESSAGE)] | None = None
    parameters: dict[str, Any] | None = Field(None, description='temperature, top_p, max_tokens, reasoning_effort, stop, seed …')
    files: Annotated[list[Id | SentFile], Field(max_length=MOST_FILES)] = Field(
        default_factory=list, description='Ids of uploaded files, or small files themselves.')
    title: Annotated[str, Field(max_length=200)] | None = Field(None, description='Of a new chat; without, its prompt gives it one.')
    temporary: bool = Field(False, description='A new chat is never written to disk.')


class CompareBody(Body):
    """One prompt to several models, side by side."""

    message: Annotated[str, Field(max_length=LONGEST_MESSAGE)]
    models: Annotated[list[ModelName], Field(min_length=1, max_length=MOST_LANES)]
    stream: bool = False
    system: Annotated[str, Field(max_length=LONGEST_MESSAGE)] | None = None
    parameters: dict[str, Any] | None = None
    files: Annotated[list[Id | SentFile], Field(max_length=MOST_FILES)] = Field(default_factory=list)
    title: Annotated[str, Field(max_length=200)] | None = None
    temporary: bool = False


@dataclass(kw_only=True, slots=True, frozen=True)
class Asked:
    chat: Chat
    turn: Turn
    replies: list[Reply]


async def ask(services: Services, caller: Caller, question: AskBody) -> Asked:
    """The request to the model is on its way when this returns; nothing was written yet. Raises ApiRefusal, StoreError."""
    if question.conversation_id is None:
        if question.model is None:
            raise invalid('“model” is missing; a new chat needs one.')
        lane = Lane(model=chosen_model(services, question.model, question.provider), **_set_up(question))
        chat = services.engine.new([lane], temporary=question.temporary)
    else:
        chat = await open_chat(services, question.conversation_id)
        _change_lane(services, chat, question)
    return await _send(services, caller, chat, question)


async def ask_many(services: Services, caller: Caller, question: CompareBody) -> Asked:
    """As `ask`, in a new chat with a lane for each model."""
    chosen = [Lane(model=chosen_model(services, model), **_set_up(question)) for model in question.models]
    return await _send(services, caller, services.engine.new(chosen, temporary=question.temporary), question)


async def open_chat(services: Services, chat_id: str) -> Chat:
    """Raises ApiRefusal, also for a comparison whose names are hidden: whoever could read it would know them; and StoreError."""
    chat = await services.engine.open(chat_id)
    if chat is None or chat_id in services.engine.listing.hidden:
        raise not_found('chat')
    if blind.is_blind(chat):
        raise ApiRefusal(409, blind.BEFORE_REVEAL, 'blind')
    return chat


def chosen_model(services: Services, model: str, provider: str | None = None) -> str:
    """The full name. Raises ApiRefusal for an endpoint that is not here."""
    known = services.providers
    full = f'{provider}/{model}' if provider and not model.startswith(f'{provider}/') else model
    if '/' in full and known.get(full):
        return full
    found = [one.id for one in known.models if one.id.partition('/')[2] == model] if provider is None else []
    if len(found) == 1:
        return found[0]
    why = 'Several endpoints have a model of this name' if found else 'There is no such model here'
    raise ApiRefusal(404, f'{why}; name it endpoint/model, as GET /api/v1/models lists them.', 'unknown_model')


async def _send(services: Services, caller: Caller, chat: Chat, question: AskBody | CompareBody) -> Asked:
    caller.check_budget()
    leave = caller.enter()
    try:
        ids = [await _file_id(services, one, is_temporary=chat.temporary) for one in question.files]
        if refusal := services.attachments.misfit(chat.lanes, ids):
            raise ApiRefusal(400, refusal, 'misfit')
        turn = services.engine.send(chat, question.message, attachments=services.attachments.chosen(ids))
    except EngineError as error:
        leave()
        raise ApiRefusal(409 if services.engine.is_running(chat.id) else 422, str(error), 'refused') from None
    except BaseException:
        leave()
        raise
    services.attachments.let_go(ids)
    if question.title and len(chat.turns) == 1:
        chat.title = question.title
        services.engine.save(chat)
    replies = [versions[-1] for versions in turn.replies.values()]
    Bill(caller, chat, replies, leave)
    return Asked(chat=chat, turn=turn, replies=replies)


async def _file_id(services: Services, file: str | SentFile, *, is_temporary: bool) -> str:
    if isinstance(file, str):
        return file
    try:
        data = base64.b64decode(file.data, validate=True)
        return (await services.attachments.take_in(file.name, data, is_temporary=is_temporary)).id
    except (AttachmentError, binascii.Error) as error:
        what = str(error) if isinstance(error, AttachmentError) else 'A file is no base64.'
        raise ApiRefusal(415, what, 'file') from None


def _set_up(question: AskBody | CompareBody) -> dict[str, Any]:
    return {'system_prompt': (question.system or '').replace('\0', '\ufffd'), 'parameters': checked(question.parameters)}


def checked(parameters: dict[str, Any] | None) -> dict[str, Any]:
    """Raises ApiRefusal."""
    try:
        return lanes.checked_parameters(parameters or {})
    except (EngineError, TypeError, ValueError):
        raise invalid(f'One of the “parameters” is unknown, or has a value that nobody takes; known are {", ".join(KINDS)}.') from None


def _change_lane(services: Services, chat: Chat, question: AskBody) -> None:
    """Of a chat with one lane; those of a comparison stay as they are."""
    if not (question.model or question.system is not None or question.parameters is not None):
        return
    if len(chat.lanes) != 1:
        raise invalid('This chat is a comparison: its models answer as they are set up; leave out model, system and parameters.')
    lane = chat.lanes[0]
    if question.model:
        lanes.replace(services.engine, chat, lane.number, chosen_model(services, question.model, question.provider))
    if question.system is not None or question.parameters is not None:
        parameters = lane.parameters if question.parameters is None else checked(question.parameters)
        system = lane.system_prompt if question.system is None else question.system
        lanes.instruct(services.engine, chat, lane.number, system_prompt=system, parameters=parameters, is_streamed=lane.is_streamed)
