"""The input of OpenAI's Responses: messages, calls and what came of them, each an item."""
from __future__ import annotations

from collections.abc import Iterator

from chat.conversation import Called, Message
from chat.conversation.json_object import JsonObject
from chat.providers.http.attachments import ReadAttachment, pictures_of, prompt_of
from chat.providers.protocols.verbatim import called_in, fitting
from chat.providers.provider import Request

Item = JsonObject


def input_of(request: Request, endpoint: str, read: ReadAttachment | None) -> list[Item]:
    """Without the system prompts."""
    items: list[Item] = []
    for message in request.messages:
        if message.role == 'tool':
            items.append(_result(message, read))
        elif message.calls:
            items += _calling(message, f'{endpoint}/{request.model}')
        elif message.role != 'system':
            items.append(_item(message, read))
    return items


def _item(message: Message, read: ReadAttachment | None) -> Item:
    text, pictures = _parts(message, read)
    item = {'type': 'message', 'role': message.role}  # llama.cpp tells items apart by their type, which OpenAI lets be left out
    if not pictures:
        return {**item, 'content': text}
    return {**item, 'content': [*pictures, {'type': 'input_text', 'text': text}] if text else pictures}


def _calling(message: Message, model: str) -> Iterator[Item]:
    """As it came, for the model that wrote it: what it thought is encrypted."""
    sent = fitting(message, 'openai-responses', model)
    if isinstance(sent, list) and called_in(sent, 'call_id') == [call.id for call in message.calls]:
        yield from sent
        return
    if message.content.strip():
        yield {'type': 'message', 'role': 'assistant', 'content': prompt_of(message)}
    yield from map(_call, message.calls)


def _call(call: Called) -> Item:
    return {'type': 'function_call', 'call_id': call.id, 'name': call.name, 'arguments': call.json}


def _result(message: Message, read: ReadAttachment | None) -> Item:
    text, pictures = _parts(message, read)
    output = [{'type': 'input_text', 'text': text}, *pictures] if pictures else text
    return {'type': 'function_call_output', 'call_id': message.call_id, 'output': output}


def _parts(message: Message, read: ReadAttachment | None) -> tuple[str, list[Item]]:
    pictures, missing = pictures_of(message, read)
    return prompt_of(message, missing), [{'type': 'input_image', 'detail': 'auto', 'image_url': picture.url} for picture in pictures]
