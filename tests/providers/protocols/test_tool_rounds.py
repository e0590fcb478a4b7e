"""A round of tools on the wire: what is offered, what is called, and how it goes back, as it came."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chat.conversation import Delta, Message, Part, Reply, Tool, ToolCall, ToolResult
from chat.conversation.tools.rounds import messages_in
from chat.providers.http.connections import Connections
from chat.providers.provider import Request
from chat.settings import Api
from tests.model_server import ModelServer, sending, sending_json, speaking
from tests.protocols import DONE, anthropic_end, anthropic_event, anthropic_start, chat_chunk, chat_usage, responses_event
from tests.providers.asking import APIS, Got, ask_for, got, provider_at, provider_for

SCHEMA = {'type': 'object', 'properties': {'city': {'type': 'string'}}, 'required': ['city']}
WEATHER = Tool(name='get_weather', description='The weather now.', schema=SCHEMA, source='mine', is_read_only=True)


def chat_calls() -> list[bytes]:
    def piece(index: int, id: str, name: str, arguments: str) -> dict[str, Any]:
        return {'index': index, 'id': id, 'type': 'function', 'function': {'name': name, 'arguments': arguments}}
    return [
        chat_chunk(reasoning_content='Two cities.'), chat_chunk('Let me look.'),
        chat_chunk(tool_calls=[piece(0, 'c1', 'get_weather', '{"city":')]),
        chat_chunk(tool_calls=[{'index': 0, 'function': {'arguments': ' "Berlin"}'}}]),
        chat_chunk(tool_calls=[piece(1, 'c2', 'get_weather', '{"city": "Rome"}')]),
        chat_chunk(finish='tool_calls'), chat_usage(), DONE]


def responses_calls() -> list[bytes]:
    summary = [{'type': 'summary_text', 'text': 'Two cities.'}]
    thought = {'type': 'reasoning', 'id': 'rs_1', 'summary': summary, 'encrypted_content': 'gAAAA=='}
    message = {'type': 'message', 'id': 'msg_1', 'role': 'assistant', 'status': 'completed',
               'content': [{'type': 'output_text', 'text': 'Let me look.', 'annotations': []}]}
    calls = [{'type': 'function_call', 'id': f'fc_{n}', 'call_id': f'c{n}', 'name': 'get_weather', 'arguments': f'{{"city": "{city}"}}',
              'status': 'completed'} for n, city in ((1, 'Berlin'), (2, 'Rome'))]
    items = [thought, message, *calls]
    ended = [responses_event('response.output_item.done', output_index=at, item=item) for at, item in enumerate(items)]
    return [*ended, responses_event('response.completed', response={'id': 'r', 'status': 'completed', 'output': items})]


def anthropic_calls() -> list[bytes]:
    def block(index: int, start: dict[str, Any], *deltas: dict[str, Any]) -> list[bytes]:
        return [anthropic_event('content_block_start', index=index, content_block=start),
                *(anthropic_event('content_block_delta', index=index, delta=delta) for delta in deltas),
                anthropic_event('content_block_stop', index=index)]

    def use(index: int, id: str, *pieces: str) -> list[bytes]:
        return block(index, {'type': 'tool_use', 'id': id, 'name': 'get_weather', 'input': {}},
                     *({'type': 'input_json_delta', 'partial_json': piece} for piece in pieces))
    return [
        anthropic_start(),
        *block(0, {'type': 'thinking', 'thinking': '', 'signature': ''}, {'type': 'thinking_delta', 'thinking': 'Two '},
               {'type': 'thinking_delta', 'thinking': 'cities.'}, {'type': 'signature_delta', 'signature': 'c2lnbmVk'}),
        *block(1, {'type': 'redacted_thinking', 'data': 'b3BhcXVl'}),
        *block(2, {'type': 'text', 'text': ''}, {'type': 'text_delta', 'text': 'Let me look.'}),
        *use(3, 'c1', '', '{"city":', ' "Berlin"}'), *use(4, 'c2', '{"city": "Rome"}'), *anthropic_end('tool_use')]


CALLS = {'openai-chat': chat_calls, 'openai-responses': responses_calls, 'anthropic': anthropic_calls}


def answered(came: Got, **detail: Any) -> Reply:
    """With what came of both calls, which are named by their ids."""
    reply = came.reply
    for part in [part for part in reply.parts if part.kind == 'tool_call']:
        part.detail |= detail
        id = part.detail['id']
        reply.append(Delta(tool_result=ToolResult(id=id, name='get_weather', text=f'It rains for {id}.', round=1)), 1.0)
    return reply


def again(reply: Reply, *more: Message, model: str = 'test-model') -> Request:
    return replace(ask_for('Where is it dry?', model=model), tools=(WEATHER,),
                   messages=(Message(role='user', content='Where is it dry?'), *messages_in(reply.parts), *more))


async def sent_back(server: ModelServer, connections: Connections, api: Api, *more: Message, model: str = 'test-model') -> dict[str, Any]:
    """The body of the second request."""
    server.answer(sending(CALLS[api]()), speaking('Rome.'))
    provider = provider_for(server, connections, api)
    came = await got(provider, replace(ask_for('Where is it dry?'), tools=(WEATHER,)))
    assert came.error is None
    assert came.tools == [('get_weather', '{"city": "Berlin"}'), ('get_weather', '{"city": "Rome"}')]
    second = await got(provider, again(answered(came), *more, model=model))
    assert second.error is None
    return server.exchanges[-1].json


@pytest.mark.parametrize('api', APIS)
async def test_tools_are_offered_with_their_schema(model_server: ModelServer, connections: Connections, api: Api) -> None:
    await got(provider_for(model_server, connections, api), replace(ask_for(), tools=(WEATHER,)))
    [offered] = model_server.exchanges[0].json['tools']
    told = offered.get('function', offered)
    assert (told['name'], told['description']) == ('get_weather', 'The weather now.')
    assert (told.get('parameters') or told.get('input_schema')) == SCHEMA


@pytest.mark.parametrize('api', APIS)
async def test_nothing_is_offered_where_no_tool_was_chosen(model_server: ModelServer, connections: Connections, api: Api) -> None:
    await got(provider_for(model_server, connections, api), ask_for())
    assert 'tools' not in model_server.exchanges[0].json


async def test_chat_completions_get_calls_results_and_thoughts_of_this_prompt(model_server: ModelServer, connections: Connections) -> None:
    messages = (await sent_back(model_server, connections, 'openai-chat'))['messages']
    assert [message['role'] for message in messages] == ['user', 'assistant', 'tool', 'tool']
    said = messages[1]
    assert (said['content'], said['reasoning_content']) == ('Let me look.', 'Two cities.')
    assert [(call['id'], call['function']) for call in said['tool_calls']] == [
        ('c1', {'name': 'get_weather', 'arguments': '{"city": "Berlin"}'}),
        ('c2', {'name': 'get_weather', 'arguments': '{"city": "Rome"}'})]
    assert messages[2] == {'role': 'tool', 'tool_call_id': 'c1', 'content': 'It rains for c1.'}


async def test_thoughts_of_earlier_prompts_are_not_told_again(model_server: ModelServer, connections: Connections) -> None:
    later = Message(role='assistant', content='Rome.'), Message(role='user', content='And tomorrow?')
    messages = (await sent_back(model_server, connections, 'openai-chat', *later))['messages']
    assert 'reasoning_content' not in messages[1]
    assert messages[-1] == {'role': 'user', 'content': 'And tomorrow?'}


async def test_responses_get_their_items_back_as_they_came(model_server: ModelServer, connections: Connections) -> None:
    items = (await sent_back(model_server, connections, 'openai-responses'))['input']
    assert [item['type'] for item in items] == [
        'message', 'reasoning', 'message', 'function_call', 'function_call', 'function_call_output', 'function_call_output']
    assert (items[1]['encrypted_content'], items[1]['id']) == ('gAAAA==', 'rs_1')
    assert items[-1] == {'type': 'function_call_output', 'call_id': 'c2', 'output': 'It rains for c2.'}


async def test_signed_and_redacted_thoughts_go_back_as_they_came(model_server: ModelServer, connections: Connections) -> None:
    messages = (await sent_back(model_server, connections, 'anthropic'))['messages']
    assert messages[1]['content'] == [
        {'type': 'thinking', 'thinking': 'Two cities.', 'signature': 'c2lnbmVk'}, {'type': 'redacted_thinking', 'data': 'b3BhcXVl'},
        {'type': 'text', 'text': 'Let me look.'},
        {'type': 'tool_use', 'id': 'c1', 'name': 'get_weather', 'input': {'city': 'Berlin'}},
        {'type': 'tool_use', 'id': 'c2', 'name': 'get_weather', 'input': {'city': 'Rome'}}]
    assert [block['tool_use_id'] for block in messages[2]['content']] == ['c1', 'c2']
    assert (messages[2]['role'], len(messages)) == ('user', 3)


async def test_results_and_the_next_prompt_are_one_message_for_anthropic(model_server: ModelServer, connections: Connections) -> None:
    messages = (await sent_back(model_server, connections, 'anthropic', Message(role='user', content='Never mind.')))['messages']
    assert [message['role'] for message in messages] == ['user', 'assistant', 'user']
    assert [block['type'] for block in messages[2]['content']] == ['tool_result', 'tool_result', 'text']


@pytest.mark.parametrize('api', APIS)
async def test_another_model_is_told_in_words_what_nobody_else_can_read(
        model_server: ModelServer, connections: Connections, api: Api) -> None:
    body = await sent_back(model_server, connections, api, model='another-model')
    assert not any(secret in str(body) for secret in ('c2lnbmVk', 'b3BhcXVl', 'gAAAA==', 'Two cities'))
    assert str(body).count('get_weather') == 3
    assert 'It rains for c1.' in str(body)


@pytest.mark.parametrize('api', APIS)
async def test_arguments_that_are_no_object_go_back_as_one(model_server: ModelServer, connections: Connections, api: Api) -> None:
    reply = Reply(turn_id='t', lane=0, model='local/test-model')
    for delta in got_of('{"city": "Ber'):
        reply.append(delta, 0.0)
    await got(provider_for(model_server, connections, api), again(reply))
    body = str(model_server.exchanges[0].json)
    assert 'INVALID_JSON' in body
    assert 'stopped before it had ended' in body


def got_of(arguments: str) -> list[Delta]:
    return [Delta(tool_call=ToolCall(index=0, id='c1', name='get_weather', arguments=arguments)), Delta(finish_reason='tool_calls')]


PICTURE = {'name': 'picture-1.png', 'media_type': 'image/png', 'size': 3, 'digest': 'a' * 64}
SHOWN = {
    'openai-chat': ("{'type': 'image_url'", 'user'), 'openai-responses': ("{'type': 'input_image'", 'function_call_output'),
    'anthropic': ("{'type': 'image'", 'user')}


@pytest.mark.parametrize('api', APIS)
async def test_a_picture_that_a_tool_has_given_goes_along(model_server: ModelServer, connections: Connections, api: Api) -> None:
    reply = Reply(turn_id='t', lane=0, model='local/test-model')
    for delta in got_of('{"city": "Rome"}'):
        reply.append(delta, 0.0)
    reply.append(Delta(tool_result=ToolResult(id='c1', name='get_weather', text='Look.', round=1)), 1.0)
    reply.parts.append(Part(kind='picture', detail=PICTURE | {'round': 1, 'call': 'c1'}))
    reply.append(Delta(text='A cloud.'), 2.0)
    provider = provider_for(model_server, connections, api, read_attachment=lambda digest: b'png')
    await got(provider, again(reply, Message(role='user', content='Which?')))
    body = model_server.exchanges[0].json
    picture, place = SHOWN[api]
    holding = [message for message in body.get('messages') or body['input'] if picture in str(message)]
    assert [message.get('role') or message['type'] for message in holding] == [place]


GEMINI = 'http://generativelanguage.googleapis.com/v1beta/openai'
SIGNED = {'google': {'thought_signature': 'c2lnbmVk'}}


@pytest.mark.parametrize(('extra', 'sent'), [
    ({'extra_content': SIGNED}, SIGNED), ({}, {'google': {'thought_signature': 'skip_thought_signature_validator'}})])
async def test_gemini_gets_its_signatures_back_and_is_told_where_there_are_none(
        model_server: ModelServer, far_connections: Connections, extra: dict[str, Any], sent: dict[str, Any]) -> None:
    call = {'id': '', 'type': 'function', 'function': {'name': 'get_weather', 'arguments': '{"city": "Rome"}'}}
    model_server.answer(sending([chat_chunk(tool_calls=[call | extra]), chat_chunk(finish='stop'), DONE]), speaking('Rome.'))
    provider = provider_at(GEMINI, far_connections)
    came = await got(provider, replace(ask_for(), tools=(WEATHER,)))
    await got(provider, again(answered(came, id='c1')))
    [back] = model_server.exchanges[-1].json['messages'][1]['tool_calls']
    assert back == {'id': 'c1', 'type': 'function', 'function': call['function'], 'extra_content': sent}


async def test_mistral_gets_ids_that_it_takes(model_server: ModelServer, far_connections: Connections) -> None:
    came = Got(deltas=got_of('{"city": "Rome"}'))
    await got(provider_at('http://api.mistral.ai/v1', far_connections), again(answered(came)))
    messages = model_server.exchanges[-1].json['messages']
    [id] = {messages[1]['tool_calls'][0]['id'], messages[2]['tool_call_id']}
    assert id.isalnum()
    assert len(id) == 9


async def test_tools_are_never_left_out_because_a_server_does_not_take_them(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer(sending_json({'error': {'message': 'test-model does not support tools'}}, 400))
    came = await got(provider_for(model_server, connections), replace(ask_for(), tools=(WEATHER,)))
    assert came.error
    assert 'does not support tools' in came.error.message
    assert len(model_server.exchanges) == 1
