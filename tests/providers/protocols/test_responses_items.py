"""Items of the Responses API that are no text: calls, results and kinds that are not known."""
from __future__ import annotations

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer
from tests.providers.protocols.responses import Item, added, asked, call, done, event, text


async def test_tools_of_other_kinds_have_names_arguments_and_results(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(
        model_server, connections,
        event('custom_tool_call_input.delta', item_id='c', output_index=0, delta='ls'),
        done({'type': 'custom_tool_call', 'id': 'c', 'call_id': 'x', 'name': 'shell', 'input': 'ls -l'}),
        done({'type': 'web_search_call', 'id': 'w', 'status': 'completed', 'action': {'type': 'search', 'query': 'tea'}}, 1),
        event('code_interpreter_call_code.done', item_id='k', output_index=2, code='print(1)'),
        done({'type': 'code_interpreter_call', 'id': 'k', 'code': 'print(1)', 'outputs': [{'type': 'logs', 'logs': '1'}]}, 2),
        done({'type': 'mcp_call', 'id': 'p', 'name': 'roll', 'arguments': '{"n": 6}', 'output': '4'}, 3), text('So.', at=4))
    assert result.tools == [
        ('shell', 'ls -l'), ('web_search', '{"action": {"type": "search", "query": "tea"}}'), ('code_interpreter', 'print(1)'),
        ('code_interpreter', '[{"logs": "1"}]'), ('roll', '{"n": 6}'), ('roll', '4')]
    assert (result.text, result.unshown) == ('So.', {})


async def test_a_call_that_was_only_announced_is_no_other_one(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(model_server, connections, added(call('', id='5')), output=[call(id='8'), call('{}', id='9', name='put')])
    assert result.tools == [('get', '{"x": 1}'), ('put', '{}')]


async def test_parts_that_are_not_known_are_named_and_counted(model_server: ModelServer, connections: Connections) -> None:
    items: list[Item] = [
        {'type': 'message', 'id': 'm', 'content': [{'type': 'output_text', 'text': 'See.'}, {'type': 'hologram', 'data': 'AAAA'}]},
        {'type': 'film', 'id': 'f', 'data': 'AAAA'}, {'type': 'film', 'id': 'g', 'data': 'AAAA'}]
    result = await asked(model_server, connections, *(done(item, at) for at, item in enumerate(items)), output=items)
    assert (result.text, result.unshown, result.finish_reason) == ('See.', {'hologram': 1, 'film': 2}, 'stop')


async def test_an_answer_of_unknown_events_alone_names_them(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(model_server, connections, event('teleport.delta', delta='no'), event('teleport.delta', delta='no'))
    assert (result.text, result.unshown, result.error) == ('', {'teleport.delta': 1}, None)
