"""Messages as Anthropic wants them: blocks of content, calls and what came of them among them."""
from __future__ import annotations

import re

from chat.conversation import Message
from chat.conversation.json_object import JsonObject
from chat.providers.http.attachments import Picture, ReadAttachment, pictures_of, prompt_of
from chat.providers.protocols.verbatim import called_in, fitting
from chat.providers.provider import Request

NO_ID = re.compile(r'[^A-Za-z0-9_-]')
"""What the id of a call may not hold."""
Block = JsonObject


def messages_of(request: Request, endpoint: str, read: ReadAttachment | None) -> list[JsonObject]:
    """Without the system prompts. Results of tools in a row, and the prompt behind them, are one message: roles take turns there."""
    found: list[JsonObject] = []
    held: list[Block] = []
    for message in request.messages:
        if message.role == 'tool':
            held.append(_result(message, read))
        elif message.role != 'system':
            if held and message.role == 'user':
                found.append({'role': 'user', 'content': [*held, *_blocks(_message(message, read))]})
            else:
                found += [{'role': 'user', 'content': held}] if held else []
                found.append(_calling(message, request, endpoint) if message.calls else _message(message, read))
            held = []
    return [*found, {'role': 'user', 'content': held}] if held else found


def is_unsigned(request: Request, endpoint: str) -> bool:
    """Whether another model made the calls that are being answered: who thinks with a budget would want its own thoughts there."""
    last = next((one for one in reversed(request.messages) if one.role != 'tool'), None)
    return last is not None and bool(last.calls) and fitting(last, 'anthropic', f'{endpoint}/{request.model}') is None


def _message(message: Message, read: ReadAttachment | None) -> JsonObject:
    pictures, missing = pictures_of(message, read)
    text = prompt_of(message, missing)
    if not pictures:
        # an assistant's last words may not end in white space, and empty text is refused
        return {'role': message.role, 'content': (text.rstrip() if message.role == 'assistant' else text) or ' '}
    blocks = list(map(_picture, pictures))
    return {'role': message.role, 'content': [*blocks, {'type': 'text', 'text': text}] if text else blocks}


def _blocks(message: JsonObject) -> list[Block]:
    content = message['content']
    return content if isinstance(content, list) else [{'type': 'text', 'text': content}]


def _calling(message: Message, request: Request, endpoint: str) -> JsonObject:
    """As it came, for the model that wrote it: its thoughts are signed."""
    ids = [call.id for call in message.calls]
    sent = fitting(message, 'anthropic', f'{endpoint}/{request.model}')
    if isinstance(sent, list) and called_in(sent, 'id') == ids:
        return {'role': 'assistant', 'content': sent}
    text = prompt_of(message).rstrip()
    calls = [{'type': 'tool_use', 'id': _id(call.id), 'name': call.name, 'input': call.values} for call in message.calls]
    return {'role': 'assistant', 'content': [{'type': 'text', 'text': text}, *calls] if text else calls}


def _result(message: Message, read: ReadAttachment | None) -> Block:
    pictures, missing = pictures_of(message, read)
    text = prompt_of(message, missing)
    parts: list[Block] = [{'type': 'text', 'text': text}] if text.strip() else []
    block: Block = {'type': 'tool_result', 'tool_use_id': _id(message.call_id), 'content': [*parts, *map(_picture, pictures)]}
    return block | {'is_error': True} if message.is_error else block


def _picture(picture: Picture) -> Block:
    return {'type': 'image', 'source': {'type': 'base64', 'media_type': picture.media_type, 'data': picture.base64}}


def _id(id: str) -> str:
    return NO_ID.sub('_', id) or 'call'
