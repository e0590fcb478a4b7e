"""What a lane may ask for that no list of a model's parameters tells: the form of the answer, a seed, fields of one service."""
from __future__ import annotations

from typing import Any

from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import JSON_MODE

PROTECTED = frozenset({'model', 'messages', 'input', 'instructions', 'system', 'stream', 'tools'})
"""Fields that are made of the conversation: no free field takes their place."""
CHOICES = frozenset({'auto', 'none', 'required'})
NAME = 'answer'
"""Of a schema, where a protocol wants one."""


def with_more(body: JsonObject, wanted: JsonObject) -> JsonObject:
    """The body with the fields of "More (JSON)", which are sent as they are."""
    more = wanted.get('more')
    return body | {name: value for name, value in more.items() if name not in PROTECTED} if isinstance(more, dict) else body


def told_apart(wanted: JsonObject) -> JsonObject:
    """What the user has chosen, for complaints: each free field by its own name, a schema without its words."""
    values = {name: value for name, value in wanted.items() if name != 'more'}
    if isinstance(values.get('output_format'), dict):
        values['output_format'] = 'JSON Schema'
    return with_more(values, wanted)


def chat_fields(wanted: JsonObject, *, has_tools: bool) -> JsonObject:
    """Of Chat Completions."""
    fields: JsonObject = {'seed': wanted['seed']} if 'seed' in wanted else {}
    if has_tools and (choice := wanted.get('tool_choice')):
        fields['tool_choice'] = choice if choice in CHOICES else {'type': 'function', 'function': {'name': choice}}
    if form := wanted.get('output_format'):
        fields['response_format'] = {'type': 'json_object'} if form == JSON_MODE else {
            'type': 'json_schema', 'json_schema': {'name': NAME, 'schema': form}}
    return fields


def responses_fields(wanted: JsonObject, *, has_tools: bool) -> JsonObject:
    """Of Responses, which know no seed."""
    fields: JsonObject = {}
    if has_tools and (choice := wanted.get('tool_choice')):
        fields['tool_choice'] = choice if choice in CHOICES else {'type': 'function', 'name': choice}
    if form := wanted.get('output_format'):
        told: Any = {'type': 'json_object'} if form == JSON_MODE else {'type': 'json_schema', 'name': NAME, 'schema': form, 'strict': False}
        fields['text'] = {'format': told}
    return fields


def messages_fields(wanted: JsonObject, *, has_tools: bool) -> JsonObject:
    """Of Anthropic's Messages, which know neither a seed nor a JSON mode without a schema."""
    fields: JsonObject = {}
    if has_tools and (choice := wanted.get('tool_choice')):
        kind = {'required': 'any'}.get(choice, choice)
        fields['tool_choice'] = {'type': kind} if choice in CHOICES else {'type': 'tool', 'name': choice}
    if isinstance(form := wanted.get('output_format'), dict):
        fields['output_config'] = {'format': {'type': 'json_schema', 'schema': form}}
    return fields
