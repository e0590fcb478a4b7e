"""A chat as other programs write it into their exports; each takes what is special about it."""
from __future__ import annotations

from typing import Any


def deepseek(**messages: Any) -> dict[str, Any]:
    """Each message names its parent first."""
    mapping: dict[str, Any] = {'root': {'id': 'root', 'parent': None, 'children': ['1'], 'message': None}}
    for key, (parent, message) in messages.items():
        told = {'files': [], 'model': 'deepseek-reasoner', 'inserted_at': f'2026-05-01T10:00:0{len(mapping)}.000000+08:00'} | message
        mapping[key] = {'id': key, 'parent': parent, 'children': [], 'message': told}
    return {'id': 'd1', 'title': 'Tea', 'inserted_at': '2026-05-01T10:00:00.000000+08:00', 'updated_at': '2026-05-01T11:00:00.000000+08:00',
            'mapping': mapping}


def said(kind: str, content: str, **more: Any) -> dict[str, Any]:
    return {'type': kind, 'content': content} | more


def grok(*responses: dict[str, Any]) -> dict[str, Any]:
    told = {'id': 'g1', 'title': 'Boats', 'create_time': '2026-05-01T10:00:00.000000Z', 'modify_time': '2026-05-01T10:02:00Z',
            'starred': True}
    return {'conversation': told, 'responses': [{'response': one, 'share_link': None} for one in responses]}


def stamp(milliseconds: int) -> dict[str, Any]:
    return {'$date': {'$numberLong': str(milliseconds)}}


def asked(title: str, time: str, answer: str = '', **more: Any) -> dict[str, Any]:
    record = {'header': 'Gemini Apps', 'title': title, 'titleUrl': 'https://gemini.google.com/app', 'time': time,
              'products': ['Gemini Apps']}
    return record | ({'safeHtmlItem': [{'html': answer}]} if answer else {}) | more


def libre(**more: Any) -> dict[str, Any]:
    question = {'messageId': 'm1', 'parentMessageId': '00000000-0000-0000-0000-000000000000', 'isCreatedByUser': True, 'sender': 'User',
                'text': 'Fuel?', 'createdAt': '2024-04-09T14:32:05.230Z',
                'files': [{'file_id': 'f', 'filename': 'car.jpg', 'type': 'image/jpeg'}]}
    first = {'messageId': 'm2', 'parentMessageId': 'm1', 'isCreatedByUser': False, 'text': 'Eight.', 'model': 'gpt-4o',
             'endpoint': 'openAI', 'createdAt': '2024-04-09T14:32:06Z'}
    second = {'messageId': 'm3', 'parentMessageId': 'm1', 'isCreatedByUser': False, 'text': '', 'model': 'claude-x',
              'endpoint': 'anthropic', 'createdAt': '2024-04-09T14:32:09Z', 'unfinished': True, 'content': [
                  {'type': 'think', 'think': 'Diesel.'}, {'type': 'text', 'text': {'value': 'Ten,'}},
                  {'type': 'tool_call', 'tool_call': {'id': 't', 'name': 'search', 'args': '{}', 'output': '10', 'type': 'tool_call'}},
                  {'type': 'text', 'text': 'or more.'}, {'type': 'hologram'}]}
    return {'conversationId': 'c1', 'title': 'Car', 'endpoint': 'openAI', 'options': {'model': 'gpt-4o', 'promptPrefix': 'Be brief',
            'temperature': 1, 'top_p': 9}, 'messages': [question, first, second]} | more


def lines(*messages: dict[str, Any], key: str = 'c') -> list[dict[str, Any]]:
    session = {'type': 'session', 'harness': 'llama.app', 'id': key, 'name': f'Chat {key}', 'lastModified': 1783620763176, 'currNode': ''}
    return [session, *({'type': 'message', 'message': one | {'convId': key, 'type': 'text'}} for one in messages)]


ROOT = {'id': 'r', 'role': 'system', 'content': 'Be kind', 'timestamp': 1783619815000, 'parent': None}


QUESTION = {'id': 'u', 'role': 'user', 'content': 'Hi', 'timestamp': 1783619815561, 'parent': 'r', 'extra': [
    {'type': 'textFile', 'name': 'a.txt', 'content': 'Text'},
    {'type': 'imageFile', 'name': 'b.png', 'base64Url': 'data:image/png;base64,aGk='}]}


ANSWER = {'id': 'a', 'role': 'assistant', 'content': 'Hello.', 'timestamp': 1783619816561, 'parent': 'u', 'model': 'qwen/3',
          'reasoningContent': 'Greet.', 'timings': {'prompt_n': 5, 'predicted_n': 7},
          'toolCalls': [{'id': 'k', 'type': 'function', 'function': {'name': 'wave', 'arguments': '{}'}}]}
