"""A conversation as Chat Completions have it, as messages of ours."""
from __future__ import annotations

from typing import Any

from chat.api.passing import MOST_MESSAGES, MOST_TOOLS, parameters_of, picture_from, tool_from
from chat.api.refusals import ApiRefusal
from chat.conversation import Attachment, Called, Message, Tool
from chat.conversation.json_object import JsonObject, object_from, text_from
from chat.conversation.parameters import JSON_MODE, Parameters
from chat.services import Services

ROLES = {'system': 'system', 'developer': 'system', 'user': 'user', 'assistant': 'assistant', 'tool': 'tool', 'function': 'tool'}
PASSED_ON = (
    'frequency_penalty', 'presence_penalty', 'logit_bias', 'top_k', 'min_p', 'parallel_tool_calls', 'verbosity', 'chat_template_kwargs')
"""Fields without a meaning here that go on as they are to endpoints that speak the same."""
REFUSED = {'n': 1, 'logprobs': False, 'audio': None, 'modalities': ['text'], 'functions': None}
"""What is not passed on, with the only value that means nothing."""


async def messages_from(services: Services, written: Any) -> list[Message]:
    """Raises ApiRefusal."""
    if not isinstance(written, list) or not written or len(written) > MOST_MESSAGES:
        raise ApiRefusal(400, f'“messages” is a list of 1 to {MOST_MESSAGES:,} messages.', 'invalid')
    names: dict[str, str] = {}
    return [await _message(services, object_from(one), names) for one in written]


async def _message(services: Services, one: JsonObject, names: dict[str, str]) -> Message:
    role = ROLES.get(text_from(one.get('role')))
    if role is None:
        raise ApiRefusal(400, 'A message has a “role” that is not known.', 'invalid')
    content, pictures = await content_from(services, one.get('content'))
    calls = tuple(map(_call, one['tool_calls'])) if role == 'assistant' and isinstance(one.get('tool_calls'), list) else ()
    names.update({call.id: call.name for call in calls})
    call_id = text_from(one.get('tool_call_id'))
    thought = one.get('reasoning_content') or one.get('reasoning')
    return Message(role=role, content=content, attachments=pictures, calls=calls, call_id=call_id,  # type: ignore[arg-type]
                   call_name=names.get(call_id, ''), thought=text_from(thought) if calls else '')


async def content_from(services: Services, content: Any) -> tuple[str, tuple[Attachment, ...]]:
    """Text, and the pictures beside it. Raises ApiRefusal."""
    if content is None or isinstance(content, str):
        return content or '', ()
    texts: list[str] = []
    pictures: list[Attachment] = []
    for part in map(object_from, content if isinstance(content, list) else [content]):
        kind, link = part.get('type'), part.get('image_url')
        if kind in {'text', 'input_text', 'output_text', 'refusal'}:
            texts.append(text_from(part.get('text') or part.get('refusal')))
        elif kind in {'image_url', 'input_image'}:
            pictures.append(await picture_from(services, link.get('url') if isinstance(link, dict) else link))
        else:
            raise ApiRefusal(400, 'A message holds a part that is neither text nor a picture.', 'invalid')
    return '\n\n'.join(filter(None, texts)), tuple(pictures)


def _call(written: Any) -> Called:
    function = object_from(object_from(written).get('function'))
    return Called(id=text_from(object_from(written).get('id')), name=text_from(function.get('name')),
                  arguments=text_from(function.get('arguments')))


def tools_from(written: Any) -> list[Tool]:
    """Raises ApiRefusal."""
    if not written:
        return []
    if not isinstance(written, list) or len(written) > MOST_TOOLS:
        raise ApiRefusal(400, f'“tools” is a list of at most {MOST_TOOLS} tools.', 'invalid')
    found = []
    for one in map(object_from, written):
        if one.get('type') != 'function':
            raise ApiRefusal(400, 'Only tools of the type “function” are passed on.', 'invalid')
        told = object_from(one.get('function')) or one
        found.append(tool_from(told.get('name'), told.get('description'), told.get('parameters')))
    return found


def parameters_from(services: Services, model: str, body: JsonObject) -> Parameters:
    """Raises ApiRefusal."""
    for name, nothing in REFUSED.items():
        if body.get(name) not in (None, nothing):
            raise ApiRefusal(400, f'“{name}” is not passed on.', 'invalid')
    endpoint = next((one for one in services.providers.endpoints if one.name == model.partition('/')[0]), None)
    more = {name: body[name] for name in PASSED_ON if name in body} if endpoint and endpoint.api == 'openai-chat' else {}
    stop = body.get('stop')
    return parameters_of({
        'temperature': body.get('temperature'), 'top_p': body.get('top_p'), 'stop': [stop] if isinstance(stop, str) else stop,
        'max_tokens': body.get('max_completion_tokens') or body.get('max_tokens'), 'seed': body.get('seed'),
        'reasoning_effort': body.get('reasoning_effort'), 'tool_choice': choice_from(body.get('tool_choice')),
        'output_format': format_from(body.get('response_format')), 'more': more or None})


def choice_from(choice: Any) -> str | None:
    if isinstance(choice, dict):
        return text_from(object_from(choice.get('function')).get('name') or choice.get('name')) or None
    return choice if isinstance(choice, str) else None


def format_from(form: Any) -> str | JsonObject | None:
    """Of `response_format`, or of the `format` of Responses."""
    told = object_from(form)
    if told.get('type') == 'json_object':
        return JSON_MODE
    return object_from(told.get('schema') or object_from(told.get('json_schema')).get('schema')) or None
