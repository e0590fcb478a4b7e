"""Messages as Chat Completions has them: calls beside the words of the assistant, what came of each in a message of its own."""
from __future__ import annotations

import hashlib
import re

from chat.conversation import Attachment, Message
from chat.conversation.json_object import JsonObject
from chat.providers.http.attachments import ReadAttachment, pictures_of, prompt_of
from chat.providers.http.sdk_clients import is_own_host
from chat.providers.protocols.verbatim import fitting
from chat.providers.provider import Request
from chat.providers.stream.fields import dicts, table
from chat.settings import Endpoint

MISTRAL_ID = re.compile(r'[A-Za-z0-9]{9}')
UNSIGNED = {'google': {'thought_signature': 'skip_thought_signature_validator'}}
"""Beside the first of some calls that Gemini has not made itself: https://ai.google.dev/gemini-api/docs/thought-signatures"""


def messages_of(request: Request, endpoint: Endpoint, read: ReadAttachment | None) -> list[JsonObject]:
    """Pictures that tools have given follow as if the user had sent them: a `tool` takes only text."""
    found: list[JsonObject] = []
    shown: list[Attachment] = []
    newest = max((at for at, one in enumerate(request.messages) if one.role == 'user'), default=0)
    for at, message in enumerate(request.messages):
        if message.role == 'tool':
            found.append(_result(message, endpoint))
            shown += (one for one in message.attachments if one.is_picture)
            continue
        if shown:
            found.append(_message(Message(role='user', content='(Pictures that the tools have given.)', attachments=tuple(shown)), read))
            shown = []
        found.append(_calling(message, request, endpoint, is_current=at > newest) if message.calls else _message(message, read))
    if shown:
        found.append(_message(Message(role='user', content='(Pictures that the tools have given.)', attachments=tuple(shown)), read))
    return found


def _message(message: Message, read: ReadAttachment | None) -> JsonObject:
    pictures, missing = pictures_of(message, read)
    text = prompt_of(message, missing)
    if not pictures:
        return {'role': message.role, 'content': text}
    parts: list[JsonObject] = [{'type': 'image_url', 'image_url': {'url': picture.url}} for picture in pictures]
    return {'role': message.role, 'content': [*parts, {'type': 'text', 'text': text}] if text else parts}


def _calling(message: Message, request: Request, endpoint: Endpoint, *, is_current: bool) -> JsonObject:
    """`is_current`: no prompt has come since. Thoughts of earlier prompts are not told again; some servers refuse them."""
    sent = table(fitting(message, 'openai-chat', f'{endpoint.name}/{request.model}'))
    calls = [{'id': _id(call.id, endpoint), 'type': 'function', 'function': {'name': call.name, 'arguments': call.json}}
             for call in message.calls]
    beside = dicts(sent.get('calls') or [])
    if len(beside) == len(calls):
        calls = [call | extra for call, extra in zip(calls, beside, strict=True)]
    if is_own_host(endpoint.host, 'googleapis.com') and not any('extra_content' in call for call in calls):
        calls[0]['extra_content'] = UNSIGNED
    fields = table(sent.get('fields')) if is_current else {}
    return {'role': 'assistant', 'content': prompt_of(message) or None, 'tool_calls': calls} | fields


def _result(message: Message, endpoint: Endpoint) -> JsonObject:
    return {'role': 'tool', 'tool_call_id': _id(message.call_id, endpoint), 'content': prompt_of(message)}


def _id(id: str, endpoint: Endpoint) -> str:
    """Mistral takes ids of nine letters or digits only; a call may have been made by another model."""
    if not is_own_host(endpoint.host, 'mistral.ai') or MISTRAL_ID.fullmatch(id):
        return id
    return hashlib.sha256(id.encode('utf-8', 'replace')).hexdigest()[:9]
