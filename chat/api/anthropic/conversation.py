"""A conversation as Anthropic's Messages have it, as messages of ours."""
from __future__ import annotations

import json
from typing import Any

from chat.api.passing import MOST_MESSAGES, MOST_TOOLS, parameters_of, picture_from, picture_of_base64, tool_from
from chat.api.refusals import ApiRefusal
from chat.conversation import Attachment, Called, Message, Tool
from chat.conversation.json_object import JsonObject, object_from, text_from
from chat.conversation.parameters import Parameters
from chat.services import Services

CHOICES = {'auto': 'auto', 'any': 'required', 'none': 'none'}
EFFORTS = ((2048, 'low'), (8192, 'medium'))
"""Thinking with at most so many tokens is this effort."""


async def messages_from(services: Services, body: JsonObject) -> list[Message]:
    """Raises ApiRefusal."""
    written = body.get('messages')
    if not isinstance(written, list) or not written or len(written) > MOST_MESSAGES:
        raise ApiRefusal(400, f'“messages” is a list of 1 to {MOST_MESSAGES:,} messages.', 'invalid')
    system = _system(body.get('system'))
    found = [Message(role='system', content=system)] if system else []
    names: dict[str, str] = {}
    for one in map(object_from, written):
        if one.get('role') not in {'user', 'assistant', 'system'}:
            raise ApiRefusal(400, 'A message has a “role” that is not known.', 'invalid')
        found += await _messages(services, one['role'], one.get('content'), names)
    return found


def _system(written: Any) -> str:
    if isinstance(written, list):
        return '\n\n'.join(filter(None, (text_from(object_from(one).get('text')) for one in written)))
    return text_from(written)


async def _messages(services: Services, role: Any, content: Any, names: dict[str, str]) -> list[Message]:
    """What came of calls is a message of its own for each, before what is said beside it."""
    blocks = [{'type': 'text', 'text': content}] if isinstance(content, str) else content
    if not isinstance(blocks, list):
        raise ApiRefusal(400, 'A message has no “content”.', 'invalid')
    results: list[Message] = []
    texts: list[str] = []
    pictures: list[Attachment] = []
    calls: list[Called] = []
    thoughts: list[str] = []
    for block in map(object_from, blocks):
        match block.get('type'):
            case 'text':
                texts.append(text_from(block.get('text')))
            case 'image':
                pictures.append(await _picture(services, block))
            case 'tool_use' if role == 'assistant':
                calls.append(_call(block, names))
            case 'tool_result' if role == 'user':
                results.append(await _result(services, block, names))
            case 'thinking' | 'redacted_thinking':
                thoughts.append(text_from(block.get('thinking')))
            case _:
                raise ApiRefusal(400, 'A message holds a block that is not passed on.', 'invalid')
    words = '\n\n'.join(filter(None, texts))
    if not (words or pictures or calls):
        return results
    thought = '\n\n'.join(filter(None, thoughts)) if calls else ''
    return [*results, Message(role=role, content=words, attachments=tuple(pictures), calls=tuple(calls), thought=thought)]


async def _picture(services: Services, block: JsonObject) -> Attachment:
    source = object_from(block.get('source'))
    if source.get('type') != 'base64':
        return await picture_from(services, source.get('url'))
    return await picture_of_base64(services, source.get('data'))


def _call(block: JsonObject, names: dict[str, str]) -> Called:
    call = Called(id=text_from(block.get('id')), name=text_from(block.get('name')),
                  arguments=json.dumps(object_from(block.get('input')), ensure_ascii=False))
    names[call.id] = call.name
    return call


async def _result(services: Services, block: JsonObject, names: dict[str, str]) -> Message:
    content, call_id = block.get('content'), text_from(block.get('tool_use_id'))
    texts: list[str] = []
    pictures: list[Attachment] = []
    for one in map(object_from, [{'type': 'text', 'text': content}] if isinstance(content, str) else content or []):
        if one.get('type') == 'image':
            pictures.append(await _picture(services, one))
        else:
            texts.append(text_from(one.get('text')))
    return Message(role='tool', content='\n\n'.join(filter(None, texts)), attachments=tuple(pictures), call_id=call_id,
                   call_name=names.get(call_id, ''), is_error=block.get('is_error') is True)


def tools_from(written: Any) -> list[Tool]:
    """Raises ApiRefusal."""
    if not written:
        return []
    if not isinstance(written, list) or len(written) > MOST_TOOLS:
        raise ApiRefusal(400, f'“tools” is a list of at most {MOST_TOOLS} tools.', 'invalid')
    if any(object_from(one).get('type', 'custom') != 'custom' for one in written):
        raise ApiRefusal(400, 'Tools that a service runs itself are not passed on.', 'invalid')
    return [tool_from(one.get('name'), one.get('description'), one.get('input_schema')) for one in map(object_from, written)]


def parameters_from(body: JsonObject) -> Parameters:
    """Raises ApiRefusal."""
    choice = object_from(body.get('tool_choice'))
    form = object_from(object_from(body.get('output_config')).get('format')).get('schema')
    return parameters_of({
        'temperature': body.get('temperature'), 'top_p': body.get('top_p'), 'max_tokens': body.get('max_tokens'),
        'stop': body.get('stop_sequences'), 'reasoning_effort': _effort(body), 'output_format': form,
        'tool_choice': text_from(choice.get('name')) or CHOICES.get(text_from(choice.get('type')))})


def _effort(body: JsonObject) -> str | None:
    thinking = object_from(body.get('thinking'))
    if effort := text_from(object_from(body.get('output_config')).get('effort')):
        return effort
    if thinking.get('type') == 'disabled':
        return 'none'
    budget = thinking.get('budget_tokens')
    if thinking.get('type') != 'enabled' or not isinstance(budget, int):
        return 'medium' if thinking.get('type') == 'adaptive' else None
    return next((effort for most, effort in EFFORTS if budget <= most), 'high')
