"""Sources that services name beside their text, each in its own shape: what can be shown of it is, all else is counted by its name."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import CitedSource as Source
from chat.conversation import Reply, ReplyStatus, sources_in
from chat.providers.http.connections import Connections
from chat.providers.protocols.cited import cited_beside, cited_in
from chat.settings import Api
from tests.model_server import ModelServer, sending_json
from tests.protocols import DONE, anthropic_delta, anthropic_event, anthropic_stream, chat_chunk, responses_event, responses_stream, sse
from tests.providers.asking import Got, ask_for, got, provider_for

BOATS = Source(title='Boats', url='https://a.example/boats')
PAPER = Source(title='paper.pdf')
NESTED = {'type': 'url_citation', 'url_citation': {'url': BOATS.url, 'title': 'Boats', 'start_index': 0, 'end_index': 5}}
FLAT = {'type': 'url_citation', 'url': BOATS.url, 'title': 'Boats', 'start_index': 0, 'end_index': 5}
FILE = {'type': 'file_citation', 'file_id': 'file-1', 'filename': 'paper.pdf', 'index': 3}
PAGE = {'type': 'page_location', 'cited_text': 'They float.', 'document_index': 0, 'document_title': 'paper.pdf', 'start_page_number': 1}
FOUND = {'type': 'web_search_result_location', 'url': BOATS.url, 'title': 'Boats', 'cited_text': 'x', 'encrypted_index': 'e'}


@pytest.mark.parametrize(('value', 'sources'), [
    (NESTED, [BOATS]), (FLAT, [BOATS]), (FILE, [PAPER]), (PAGE, [PAPER]), (FOUND, [BOATS]),
    ({'type': 'container_file_citation', 'container_id': 'c', 'file_id': 'f', 'filename': 'paper.pdf'}, [PAPER]),
    ({'type': 'file_path', 'file_id': 'file-1', 'index': 3}, [Source(title='file-1')]),
    ({'type': 'file', 'file': {'hash': '0', 'name': 'paper.pdf', 'content': [{'type': 'text', 'text': 'They float.'}]}}, [PAPER]),
    ({'type': 'char_location', 'document_index': 1, 'document_title': None, 'cited_text': 'x'}, [Source(title='Document 2')]),
    ({'type': 'search_result_location', 'source': BOATS.url, 'title': 'Boats', 'search_result_index': 0}, [BOATS]),
    ({'type': 'search_result_location', 'source': 'shelf 7', 'title': ''}, [Source(title='shelf 7')]),
    ([BOATS.url, 'https://b.example'], [Source(url=BOATS.url), Source(url='https://b.example')]),
    ([[FOUND], [PAGE]], [BOATS, PAPER]),
    ({'start': 0, 'end': 5, 'text': 'Boats', 'sources': [
        {'type': 'document', 'id': 'doc:1', 'document': {'id': 'doc:1', 'title': 'Boats', 'url': BOATS.url}}]}, [BOATS]),
    ({'refer': 'ref_1', 'title': 'Boats', 'link': BOATS.url, 'media': 'A', 'icon': 'https://a.example/i.png'}, [BOATS]),
    ({'content': '…', 'title': None, 'url': None, 'filepath': 'paper.pdf', 'chunk_id': '0'}, [PAPER]),
    ([{'web': {'uri': BOATS.url, 'title': 'Boats'}},
      {'retrievedContext': {'uri': 'gs://b/paper.pdf', 'title': 'paper.pdf'}}], [BOATS, PAPER]),
    ({'type': 'hologram', 'beam': 3}, ['hologram']), ({'start_index': 1}, ['source']), ({}, []), (None, []), (7, []), ([None, 7, {}], []),
])
def test_shapes(value: Any, sources: list[Source | str]) -> None:
    assert list(cited_in(value)) == sources


@pytest.mark.parametrize('values', [
    {'vertex_ai_grounding_metadata': [{'webSearchQueries': ['boats'], 'groundingChunks': [{'web': {'uri': BOATS.url, 'title': 'Boats'}}],
                                       'searchEntryPoint': {'renderedContent': '<b>'}, 'groundingSupports': [{'segment': {}}]}]},
    {'extra_content': {'google': {'grounding_metadata': {'grounding_chunks': [{'web': {'uri': BOATS.url, 'title': 'Boats'}}]}}}},
    {'context': {'citations': [{'title': 'Boats', 'url': BOATS.url}], 'intent': '["boats"]'}},
    {'provider_specific_fields': {'citations': [[FOUND]]}},
    {'search_info': {'search_results': [{'index': 1, 'title': 'Boats', 'url': BOATS.url}]}},
])
def test_fields_that_hold_them(values: Any) -> None:
    assert list(cited_beside(values)) == [BOATS]


@pytest.mark.parametrize('url', [
    'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'https://a.example/\u202egpj', 'https://a b.example', '//a.example',
    'https://a.example/' + 'x' * 3000])
def test_no_other_address_is_a_link(url: str) -> None:
    (source,) = cited_in({'url': url, 'title': 'Boats'})
    assert source == Source(title='Boats')


@pytest.mark.parametrize('value', [[[[[[[[[[BOATS.url]]]]]]]]], {'document': {'document': {'document': {'document': {
    'document': {'document': {'document': {'title': 'x'}}}}}}}}])
def test_what_is_too_deep_is_left(value: Any) -> None:
    assert list(cited_in(value)) == []


async def sources_of(server: ModelServer, connections: Connections, api: Api, answer: Any) -> tuple[list[Source], Got]:
    server.answer(answer)
    result = await got(provider_for(server, connections, api), ask_for(stream=not callable(answer)))
    reply: Reply = result.reply
    reply.finish(ReplyStatus.DONE, 9.0)
    return sources_in(reply.parts), result


async def test_chat_completions_name_them_in_any_piece(model_server: ModelServer, connections: Connections) -> None:
    pieces = [chat_chunk('They '), chat_chunk('float.', annotations=[NESTED]), chat_chunk(annotations=[NESTED, FILE]),
              chat_chunk(finish='stop'), sse({'choices': [], 'citations': [BOATS.url, 'https://b.example']}), DONE]
    sources, result = await sources_of(model_server, connections, 'openai-chat', pieces)
    assert sources == [BOATS, PAPER, Source(url='https://b.example')]
    assert (result.text, result.finish_reason, result.unshown) == ('They float.', 'stop', {})
    assert [part.kind for part in result.reply.parts] == ['text']


async def test_addresses_that_come_with_each_piece_are_there_once_and_break_no_mark(
        model_server: ModelServer, connections: Connections) -> None:
    found = {'citations': [BOATS.url], 'search_results': [{'title': 'Boats', 'url': BOATS.url, 'date': None}]}
    pieces = [sse({'choices': [{'delta': {'content': piece}}], **found}) for piece in ('<th', 'ink>Hm.</th', 'ink>', 'They ', 'float [1].')]
    sources, result = await sources_of(model_server, connections, 'openai-chat', [*pieces, chat_chunk(finish='stop'), DONE])
    assert (sources, result.thinking, result.text) == ([BOATS], 'Hm.', 'They float [1].')


async def test_a_whole_message_names_them(model_server: ModelServer, connections: Connections) -> None:
    body = {'choices': [{'message': {'role': 'assistant', 'content': 'They float.', 'annotations': [NESTED, {'type': 'hologram', 'x': 1}]},
                         'finish_reason': 'stop'}], 'citations': [BOATS.url]}
    sources, result = await sources_of(model_server, connections, 'openai-chat', sending_json(body))
    assert (sources, result.text, result.unshown) == ([BOATS], 'They float.', {'hologram': 1})


@pytest.mark.parametrize('place', ['event', 'part', 'item', 'response'])
async def test_responses_name_them_in_any_of_four_places(model_server: ModelServer, connections: Connections, place: str) -> None:
    part = {'type': 'output_text', 'text': 'They float.', 'annotations': [FLAT, FILE]}
    item = {'type': 'message', 'id': 'm', 'content': [part]}
    begin, end = responses_stream('They float.')[:-1], responses_stream('They float.')[-1]
    told = {
        'event': [responses_event('response.output_text.annotation.added', item_id='m', output_index=0, content_index=0,
                                  annotation_index=number, annotation=one) for number, one in enumerate((FLAT, FILE))] + [end],
        'part': [responses_event('response.content_part.done', output_index=0, content_index=0, part=part), end],
        'item': [responses_event('response.output_item.done', output_index=0, item=item), end],
        'response': [responses_event('response.completed', response={'status': 'completed', 'output': [item]})]}
    sources, result = await sources_of(model_server, connections, 'openai-responses', [*begin, *told[place]])
    assert (sources, result.text, result.unshown) == ([BOATS, PAPER], 'They float.', {})


async def test_results_of_a_search_that_come_as_an_item_are_sources(model_server: ModelServer, connections: Connections) -> None:
    results = [{'id': 1, 'title': 'Boats', 'url': BOATS.url, 'snippet': 'They float.'}]
    pieces = [responses_event('response.reasoning.search_results', results=results),
              responses_event('response.output_item.done', output_index=0, item={'type': 'search_results', 'results': results}),
              *responses_stream('They float.')]
    sources, result = await sources_of(model_server, connections, 'openai-responses', pieces)
    assert (sources, result.text, result.unshown) == ([BOATS], 'They float.', {})


async def test_citations_of_messages_are_sources(model_server: ModelServer, connections: Connections) -> None:
    begin, *rest = anthropic_stream('They float.')
    start = anthropic_event('content_block_start', index=0, content_block={'type': 'text', 'text': '', 'citations': [PAGE]})
    told = anthropic_delta('citations_delta', citation=FOUND)
    sources, result = await sources_of(model_server, connections, 'anthropic', [begin, start, told, *rest])
    assert (sources, result.text) == ([PAPER, BOATS], 'They float.')


async def test_more_than_can_be_shown_are_counted(model_server: ModelServer, connections: Connections) -> None:
    named = [f'https://a.example/{number}' for number in range(250)]
    pieces = [chat_chunk('Many.'), chat_chunk(annotations=named), chat_chunk(finish='stop'), DONE]
    sources, result = await sources_of(model_server, connections, 'openai-chat', pieces)
    assert (len(sources), result.unshown) == (200, {'source': 50})
