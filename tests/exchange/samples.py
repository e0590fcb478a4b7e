from __future__ import annotations

import base64
from typing import Any

from chat.conversation import Delta

PICTURE = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')
"""A PNG of one dot."""


def _message(name: str, role: str, parent: str | None, content: Any, **more: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(content, str):
        content = {'content_type': 'text', 'parts': [content]}
    at = 1_700_000_000.0 + len(name)
    message = {'id': name, 'author': {'role': role, 'name': None, 'metadata': {}}, 'create_time': at, 'content': content,
               'recipient': 'all',
               'status': 'finished_successfully', 'weight': 1.0, 'metadata': {}} | more
    return name, {'id': name, 'message': message, 'parent': parent, 'children': []}


def chatgpt() -> dict[str, Any]:
    """A tree: two answers to the first prompt, two prompts after the first answer; the second answer used a tool and thought."""
    thoughts = {'content_type': 'thoughts', 'thoughts': [{'summary': 'Looking up', 'content': 'Night is dark.'}]}
    instructions = {'content_type': 'user_editable_context', 'user_profile': 'I am a painter.', 'user_instructions': 'Be brief.'}
    hidden = {'is_visually_hidden_from_conversation': True}
    mapping = dict([
        ('root', {'id': 'root', 'message': None, 'parent': None, 'children': ['system']}),
        _message('system', 'system', 'root', ''),
        _message('custom', 'user', 'system', instructions, metadata=hidden),
        _message('why', 'user', 'custom', 'Why is the sky blue?'),
        _message('scattering', 'assistant', 'why', 'Because of scattering.', metadata={'model_slug': 'gpt-4o'}),
        _message('just-is', 'assistant', 'why', 'It just is.', metadata={'model_slug': 'gpt-4o'}),
        _message('mars', 'user', 'scattering', 'And on Mars?'),
        _message('night', 'user', 'scattering', 'And at night?'),
        _message('night-thought', 'assistant', 'night', thoughts),
        _message('night-recap', 'assistant', 'night-thought', {'content_type': 'reasoning_recap', 'content': 'Thought for 5s'}),
        _message('night-call', 'assistant', 'night-recap', {'content_type': 'code', 'language': 'unknown', 'text': 'import sky'},
                 recipient='python'),
        _message('night-result', 'tool', 'night-call', {'content_type': 'execution_output', 'text': 'black'}),
        _message('night-answer', 'assistant', 'night-result', 'It is dark.', metadata={'model_slug': 'o3'}),
    ])
    return {'title': 'Sky', 'create_time': 1_700_000_000.5, 'update_time': 1_700_000_100.0, 'mapping': mapping,
            'current_node': 'night-answer',
            'conversation_id': 'sky', 'default_model_slug': 'gpt-4o', 'is_archived': True}


def chatgpt_with_pictures() -> dict[str, Any]:
    picture = {'content_type': 'image_asset_pointer', 'asset_pointer': 'file-service://file-AbC1', 'width': 2, 'height': 3}
    mapping = dict([
        _message('what', 'user', None, {'content_type': 'multimodal_text', 'parts': [picture, 'What is this?']},
                 metadata={'attachments': [{'name': 'a.pdf', 'mimeType': 'application/pdf'}, {'name': 'b.png', 'mimeType': 'image/png'}]}),
        _message('strange', 'assistant', 'what', {'content_type': 'hologram'}),
        _message('cat', 'assistant', 'strange', 'A cat, see \ue200cite\ue202turn0search0\ue201.'),
    ])
    return {'title': None, 'create_time': 1_700_000_000, 'mapping': mapping, 'current_node': 'cat', 'id': 'pictures'}


def claude() -> dict[str, Any]:
    return {
        'uuid': 'c1', 'name': 'Notes', 'created_at': '2025-01-01T10:00:00.123456Z', 'updated_at': '2025-01-01T10:01:00Z',
        'account': {'uuid': 'me'},
        'chat_messages': [
            {'uuid': 'm1', 'sender': 'human', 'text': '', 'content': [{'type': 'text', 'text': 'Sum this up'}],
             'created_at': '2025-01-01T10:00:00Z', 'parent_message_uuid': '00000000-0000-4000-8000-000000000000',
             'attachments': [{'file_name': 'notes.txt', 'file_size': 10, 'file_type': 'txt', 'extracted_content': 'Many notes'}],
             'files': [{'file_name': 'cat.png'}]},
            {'uuid': 'm2', 'sender': 'assistant', 'text': '', 'created_at': '2025-01-01T10:00:10Z', 'parent_message_uuid': 'm1',
             'attachments': [],
             'files': [], 'content': [
                 {'type': 'thinking', 'thinking': 'Let me see.', 'start_timestamp': '2025-01-01T10:00:01Z',
                  'stop_timestamp': '2025-01-01T10:00:03Z'},
                 {'type': 'text', 'text': 'Here it is.', 'citations': []}, {'type': 'tool_use', 'id': 't', 'name': 'search',
                     'input': {'q': 'x'}},
                 {'type': 'tool_result', 'tool_use_id': 't', 'content': [{'type': 'text', 'text': 'found'}]}, {'type': 'token_budget'},
                 {'type': 'text', 'text': 'Done.'}]},
        ],
    }


def open_webui() -> dict[str, Any]:
    """Two models, two prompts; the second prompt hangs below the second model's answer."""
    thought = ('<details type="reasoning" done="true" duration="4">\n<summary>Thought for 4 seconds</summary>\n'
               '&gt; Is a &lt; b?\n&gt; Yes.\n</details>\n')
    models = ['llama3:8b', 'gpt-4o']
    messages = {
        'u1': {'id': 'u1', 'parentId': None, 'childrenIds': ['a1', 'a2'], 'role': 'user', 'content': 'Hello', 'timestamp': 1700000000,
               'models': models},
        'a1': {'id': 'a1', 'parentId': 'u1', 'childrenIds': [], 'role': 'assistant', 'content': 'Hi from llama', 'model': 'llama3:8b',
               'modelIdx': 0, 'timestamp': 1700000001, 'done': True},
        'a2': {'id': 'a2', 'parentId': 'u1', 'childrenIds': ['u2'], 'role': 'assistant', 'content': 'Hi from gpt', 'model': 'gpt-4o',
               'modelIdx': 1, 'timestamp': 1700000002, 'done': True},
        'u2': {'id': 'u2', 'parentId': 'a2', 'childrenIds': ['a3', 'a4'], 'role': 'user', 'content': 'Go on', 'timestamp': 1700000010,
               'models': models},
        'a3': {'id': 'a3', 'parentId': 'u2', 'childrenIds': [], 'role': 'assistant', 'content': f'{thought}More llama',
               'model': 'llama3:8b',
               'modelIdx': 0, 'timestamp': 1700000011, 'done': True, 'usage': {'prompt_eval_count': 11, 'eval_count': 22}},
        'a4': {'id': 'a4', 'parentId': 'u2', 'childrenIds': [], 'role': 'assistant', 'content': 'More gpt', 'model': 'gpt-4o',
               'modelIdx': 1, 'timestamp': 1700000012, 'done': True},
    }
    inner = {'title': 'Greeting', 'models': models, 'params': {'system': 'Be kind'}, 'history': {'messages': messages, 'currentId': 'a4'},
             'messages': []}
    return {'id': 'w1', 'user_id': 'me', 'title': 'Greeting', 'chat': inner, 'created_at': 1700000000, 'updated_at': 1700000020,
            'archived': False,
            'pinned': False, 'meta': {'tags': ['fun']}, 'folder_id': None}


def llm() -> dict[str, Any]:
    responses = [
        {'id': 'r1', 'model': 'gpt-4o-mini', 'prompt': 'One?', 'system': 'Count', 'response': '1',
         'options_json': '{"temperature": 0.5, "seed": 1}',
         'duration_ms': 1500, 'datetime_utc': '2024-05-01T10:00:00.000000+00:00', 'input_tokens': 3, 'output_tokens': 1,
         'fragments': ['A fragment'], 'tool_calls': [],
         'attachments': [{'path': '/home/me/cat.png', 'content': None}, {'url': 'https://x.example/dog.png', 'content': None}]},
        {'id': 'r2', 'model': 'gpt-4o-mini', 'prompt': 'Two?', 'system': None, 'response': '2', 'options_json': '{"temperature": 0.5}',
         'duration_ms': 900, 'datetime_utc': '2024-05-01T10:01:00.000000+00:00', 'input_tokens': None, 'output_tokens': None},
    ]
    return {'conversation': {'id': 'x1', 'name': 'Counting', 'model': 'gpt-4o-mini'}, 'responses': responses, 'name': 'Counting'}


def ending(text: str) -> list[Delta]:
    return [Delta(text=text), Delta(finish_reason='stop')]
