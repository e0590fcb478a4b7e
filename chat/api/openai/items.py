"""A conversation as OpenAI's Responses have it, in items, as messages of ours."""
from __future__ import annotations

from typing import Any

from chat.api.openai.conversation import choice_from, content_from, format_from
from chat.api.passing import MOST_MESSAGES, parameters_of
from chat.api.refusals import ApiRefusal
from chat.conversation import Called, Message
from chat.conversation.json_object import JsonObject, object_from, text_from
from chat.conversation.parameters import Parameters
from chat.services import Services

ROLES = {'system': 'system', 'developer': 'system', 'user': 'user', 'assistant': 'assistant'}
NOT_KEPT = 'Answers are not kept here for “previous_response_id”; send the whole conversation as “input”.'


async def messages_from_items(services: Services, body: JsonObject) -> list[Message]:
    """Raises ApiRefusal."""
    if body.get('previous_response_id') or body.get('conversation'):
        raise ApiRefusal(400, NOT_KEPT, 'invalid')
    written: Any = body.get('input')
    items = [{'role': 'user', 'content': written}] if isinstance(written, str) else written
    if not isinstance(items, list) or not items or len(items) > MOST_MESSAGES:
        raise ApiRefusal(400, f'“input” is a text, or a list of 1 to {MOST_MESSAGES:,} items.', 'invalid')
    told = text_from(body.get('instructions'))
    found = [Message(role='system', content=told)] if told else []
    names: dict[str, str] = {}
    for item in map(object_from, items):
        if item.get('type') == 'function_call':
            _add_call(found, item, names)
        elif (message := await _message_from(services, item, names)) is not None:
            found.append(message)
    return found


async def _message_from(services: Services, item: JsonObject, names: dict[str, str]) -> Message | None:
    kind = item.get('type', 'message')
    if kind == 'reasoning':
        return None  # what the model needs of it is remembered with the call
    if kind == 'function_call_output':
        content, pictures = await content_from(services, item.get('output'))
        call_id = text_from(item.get('call_id'))
        return Message(role='tool', content=content, attachments=pictures, call_id=call_id, call_name=names.get(call_id, ''))
    role = ROLES.get(text_from(item.get('role')))
    if kind != 'message' or role is None:
        raise ApiRefusal(400, '“input” holds an item that is not passed on.', 'invalid')
    content, pictures = await content_from(services, item.get('content'))
    return Message(role=role, content=content, attachments=pictures)  # type: ignore[arg-type]


def _add_call(found: list[Message], item: JsonObject, names: dict[str, str]) -> None:
    """To what the assistant has said before it."""
    call = Called(id=text_from(item.get('call_id')), name=text_from(item.get('name')), arguments=text_from(item.get('arguments')))
    names[call.id] = call.name
    last = found[-1] if found and found[-1].role == 'assistant' else Message(role='assistant', content='')
    if found and found[-1].role == 'assistant':
        found.pop()
    found.append(Message(role='assistant', content=last.content, calls=(*last.calls, call)))


def parameters_of_response(body: JsonObject) -> Parameters:
    """Raises ApiRefusal."""
    return parameters_of({
        'temperature': body.get('temperature'), 'top_p': body.get('top_p'), 'max_tokens': body.get('max_output_tokens'),
        'reasoning_effort': object_from(body.get('reasoning')).get('effort'), 'tool_choice': choice_from(body.get('tool_choice')),
        'output_format': format_from(object_from(body.get('text')).get('format'))})
