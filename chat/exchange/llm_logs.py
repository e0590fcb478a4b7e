"""The log of the command line tool `llm` (`logs.db`): rows of its tables, read by `chat.store.foreign`, become chats."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chat.conversation import Chat, Lane, Part, Reply, ReplyStatus, Turn, Usage
from chat.exchange.fields import Unreadable, Values, cleaned, count_in, derived_id, model_id, text_in, time_in
from chat.exchange.files import NO_FILES, Incoming

PARAMETERS = {'temperature', 'top_p', 'max_tokens', 'reasoning_effort'}


def chat_from(values: Values, left_out: Counter[str], files: Incoming = NO_FILES) -> Chat:
    """From `{conversation: row, responses: [rows, oldest first]}`. Raises Unreadable."""
    conversation, responses = values['conversation'], values['responses']
    if not responses:
        raise Unreadable('is empty')
    source = text_in(conversation, 'id')
    times = [time for one in responses if (time := time_in(one, 'datetime_utc'))]
    last = responses[-1]
    system = next((text for one in responses if (text := text_in(one, 'system'))), '')
    chat = Chat(id=derived_id('llm', source), title=text_in(conversation, 'name'), created_at=min(times, default=0.0),
                updated_at=max(times, default=0.0), lanes=[Lane(model=_model(last), system_prompt=system, parameters=_parameters(last))])
    parent: str | None = None
    for number, response in enumerate(responses):
        turn = _turn(chat, response, parent, f'llm {source}', text_in(response, 'id') or str(number))
        chat.turns[turn.id] = turn
        parent = turn.id
        left_out['attached files'] += response.get('attachments') or 0
    chat.current_turn_id = parent
    return chat


def _turn(chat: Chat, response: Values, parent: str | None, source: str, name: str) -> Turn:
    began = time_in(response, 'datetime_utc') or chat.created_at
    prompt = '\n\n'.join(text for text in [*response.get('fragments', []), text_in(response, 'prompt')] if isinstance(text, str) and text)
    turn = Turn(chat_id=chat.id, id=derived_id(source, 'turn', name), parent_id=parent, prompt=prompt or '[empty]', created_at=began)
    milliseconds = count_in(response, 'duration_ms')
    usage = Usage(input_tokens=count_in(response, 'input_tokens'), output_tokens=count_in(response, 'output_tokens'))
    reply = Reply(
        turn_id=turn.id, id=derived_id(source, 'reply', name), lane=0, model=_model(response), status=ReplyStatus.DONE, usage=usage,
        parts=list(_parts(response)), created_at=began, finished_at=began + (milliseconds or 0) / 1000,
        request={'model': _model(response), 'system_prompt': text_in(response, 'system'), 'parameters': _parameters(response),
                 'history': []})
    turn.replies[0] = [reply]
    return turn


def _parts(response: Values) -> Iterator[Part]:
    if thought := text_in(response, 'reasoning'):
        yield Part(kind='thinking', pieces=[thought])
    for index, call in enumerate(response.get('tool_calls', [])):
        detail = {'index': index, 'id': text_in(call, 'tool_call_id'), 'name': text_in(call, 'name')}
        yield Part(kind='tool_call', pieces=[text_in(call, 'arguments')], detail=detail)
    if text := text_in(response, 'response'):
        yield Part(kind='text', pieces=[text])


def _model(response: Values) -> str:
    return model_id(text_in(response, 'model'), 'llm')


def _parameters(response: Values) -> dict[str, Any]:
    try:
        options = json.loads(text_in(response, 'options_json') or '{}')
    except ValueError:
        return {}
    return {name: value for name, value in cleaned(options).items() if name in PARAMETERS} if isinstance(options, dict) else {}
