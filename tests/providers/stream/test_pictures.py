"""Pictures in answers, in every place and dress in which protocols and gateways put them, each once; and events of megabytes."""
from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from chat.conversation import Delta
from chat.engine.files.sent_pictures import read
from chat.providers.event_stream import EventReader
from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.files import gif, large_png, png
from tests.model_server import ModelServer, sending, sending_json
from tests.protocols import DONE, anthropic_end, anthropic_event, anthropic_start, chat_chunk, responses_event, responses_stream, sse
from tests.providers.asking import Got, ask_for, got, provider_for

CODE = base64.b64encode(png()).decode()
DATA = f'data:image/png;base64,{CODE}'
LINK = 'https://example.org/cup.png'
CASE = Path(__file__).parent.parent / 'cases' / 'chat-images.sse'
LARGE = large_png(3_000_000)
LARGE_CODE = base64.b64encode(LARGE).decode()


def pictures(result: Got) -> list[bytes | str]:
    """Contents, or addresses."""
    return [read(delta.sent_picture)[0] if delta.sent_picture else delta.picture_link
            for delta in result.deltas if delta.sent_picture or delta.picture_link]


async def asked(server: ModelServer, connections: Connections, *events: bytes, api: Api = 'openai-chat') -> Got:
    server.answer(events)
    return await got(provider_for(server, connections, api))


async def test_words_and_a_picture(model_server: ModelServer, connections: Connections) -> None:
    result = await asked(model_server, connections, CASE.read_bytes())
    assert (result.text, len(pictures(result)), result.finish_reason, result.error) == ('Here is the cup: ', 1, 'stop', None)


@pytest.mark.parametrize('delta', [
    {'images': [{'type': 'image_url', 'image_url': {'url': DATA}, 'index': 0}]}, {'images': [DATA]}, {'image': {'b64_json': CODE}},
    {'images': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': CODE}}]},
    {'content': [{'type': 'image_url', 'image_url': {'url': DATA}}]}, {'content': [{'type': 'image_url', 'image_url': DATA}]},
    {'content': [{'type': 'output_image', 'b64_json': CODE}]}, {'content': [{'type': 'image', 'data': CODE, 'mimeType': 'image/png'}]},
    {'content': [{'type': 'image', 'inlineData': {'mimeType': 'image/png', 'data': CODE}}]},
], ids=lambda delta: json.dumps(delta).replace(CODE, '…')[:80])
async def test_chat_completions_have_them_in_many_places(
    model_server: ModelServer, connections: Connections, delta: dict[str, Any],
) -> None:
    result = await asked(model_server, connections, chat_chunk(**delta), chat_chunk(finish='stop'), DONE)
    assert (pictures(result), result.unshown, result.error) == ([png()], {}, None)


async def test_a_picture_that_is_told_again_is_there_once(model_server: ModelServer, connections: Connections) -> None:
    images = [{'image_url': {'url': DATA}}]
    whole = sse({'choices': [{'message': {'role': 'assistant', 'content': 'See', 'images': images}, 'finish_reason': 'stop'}]})
    result = await asked(model_server, connections, chat_chunk('See'), chat_chunk(images=images), chat_chunk(images=images), whole, DONE)
    assert (result.text, pictures(result)) == ('See', [png()])


async def test_a_whole_answer_has_its_pictures(model_server: ModelServer, connections: Connections) -> None:
    message = {'content': None, 'images': [{'image_url': {'url': DATA}}, {'image_url': {'url': LINK}}]}
    model_server.answer(sending_json({'choices': [{'message': message, 'finish_reason': 'stop'}]}))
    assert pictures(await got(provider_for(model_server, connections), ask_for(stream=False))) == [png(), LINK]


async def test_addresses_on_the_web_are_links_and_others_are_counted(model_server: ModelServer, connections: Connections) -> None:
    urls = [LINK, LINK, 'ftp://example.org/a.png', 'javascript:alert(1)', '/cup.png', 'https://example.org/a b', {'file_id': 'x'}, None]
    result = await asked(
        model_server, connections, *(chat_chunk(images=[{'image_url': {'url': url}}]) for url in urls), chat_chunk(finish='stop'), DONE)
    assert (pictures(result), result.unshown) == ([LINK], {'picture': 6})


async def test_responses_draw(model_server: ModelServer, connections: Connections) -> None:
    item = {'type': 'image_generation_call', 'id': 'ig', 'status': 'completed', 'result': CODE, 'output_format': 'png'}
    partial = responses_event('response.image_generation_call.partial_image', item_id='ig', output_index=0, partial_image_b64=CODE)
    added = responses_event('response.output_item.added', item={**item, 'status': 'in_progress', 'result': None}, output_index=0)
    done = responses_event('response.output_item.done', item=item, output_index=0)
    for events in ([added, partial, done], []):
        stream = [*events, *responses_stream('See.', output=[item])]
        result = await asked(model_server, connections, *stream, api='openai-responses')
        assert (result.text, pictures(result), result.unshown, result.tools) == ('See.', [png()], {}, [])


async def test_code_that_was_run_draws(model_server: ModelServer, connections: Connections) -> None:
    item = {'type': 'code_interpreter_call', 'id': 'c', 'code': 'plot()', 'outputs': [
        {'type': 'logs', 'logs': 'ok'}, {'type': 'image', 'url': DATA}]}
    result = await asked(model_server, connections, *responses_stream(output=[item]), api='openai-responses')
    assert (result.tools, pictures(result)) == ([('code_interpreter', 'plot()'), ('code_interpreter', '[{"logs": "ok"}]')], [png()])


async def test_blocks_and_results_of_tools_draw(model_server: ModelServer, connections: Connections) -> None:
    image = {'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': CODE}}
    other = {'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/gif', 'data': base64.b64encode(gif()).decode()}}
    call = {'type': 'mcp_tool_use', 'id': 'a', 'name': 'plot', 'input': {}}
    told = {'type': 'mcp_tool_result', 'tool_use_id': 'a', 'content': [{'type': 'text', 'text': 'done'}, other]}
    result = await asked(
        model_server, connections, anthropic_start(),
        *(anthropic_event('content_block_start', index=at, content_block=block) for at, block in enumerate((image, call, told))),
        *anthropic_end(), api='anthropic')
    assert (pictures(result), result.tools) == ([png(), gif()], [('plot', ''), ('plot', 'done')])


@pytest.mark.parametrize('size', [5_000, 16_384, 65_536, 5_000_000])
@pytest.mark.parametrize('escape', [None, (b'/', b'\\/'), (b'+', b'\\u002B')], ids=['plain', 'as PHP', 'as .NET'])
async def test_a_large_picture_comes_whole(
    model_server: ModelServer, connections: Connections, size: int, escape: tuple[bytes, bytes] | None,
) -> None:
    code = LARGE_CODE.encode().replace(*escape) if escape else LARGE_CODE.encode()
    event = chat_chunk('Before ', images=[{'image_url': {'url': 'data:image/png;base64,@@'}}]).replace(b'@@', code)
    stream = b''.join([event, chat_chunk('and after.'), chat_chunk(finish='stop'), DONE])
    model_server.answer(sending([stream[at:at + size] for at in range(0, len(stream), size)]))
    result = await got(provider_for(model_server, connections))
    assert (result.text, pictures(result), result.error) == ('Before and after.', [LARGE], None)


async def test_a_large_document_is_read_too(model_server: ModelServer, connections: Connections) -> None:
    message = {'content': 'See' * 200_000, 'images': [{'image_url': {'url': f'data:image/png;base64,{LARGE_CODE}'}}]}
    model_server.answer(sending_json({'choices': [{'message': message, 'finish_reason': 'stop'}]}))
    result = await got(provider_for(model_server, connections), ask_for(stream=False))
    assert (len(result.text), pictures(result)) == (600_000, [LARGE])


def test_megabytes_of_base64_are_not_read_with_their_event() -> None:
    """Joining and parsing them would hold up every other stream."""
    line = sse({'choices': [{'delta': {'images': [{'image_url': {'url': f'data:image/png;base64,{LARGE_CODE}'}}]}}]})
    reader = EventReader()
    events = [event for at in range(0, len(line), 16_384) for event in reader.feed(line[at:at + 16_384])]
    assert len(events) == 1
    assert len(events[0].data) < 100_000
    assert sum(len(piece) for run in events[0].freight for piece in run) > 3_900_000


@pytest.mark.parametrize('field', ['content', 'reasoning_content'])
async def test_a_long_text_without_a_quotation_mark_is_text(model_server: ModelServer, connections: Connections, field: str) -> None:
    text = 'word/' * 150_000
    result = await asked(model_server, connections, chat_chunk(**{field: text}), chat_chunk(finish='stop'), DONE)
    assert text in {result.text, result.thinking}


async def test_arguments_of_megabytes_are_arguments(model_server: ModelServer, connections: Connections) -> None:
    given = {'url': 'x' * 600_000}
    start = anthropic_event('content_block_start', index=0, content_block={'type': 'tool_use', 'id': 'a', 'name': 'put', 'input': given})
    result = await asked(model_server, connections, anthropic_start(), start, *anthropic_end(), api='anthropic')
    assert result.tools == [('put', json.dumps(given))]


def test_a_picture_in_a_step_is_content() -> None:
    assert Delta(picture_link=LINK).has_content
