"""What an MCP server asks while its tool runs is a form in the chat of that call. The server is a real process."""
from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.conversation import Chat, Lane, Part, Reply, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.asked import open_questions, question_of
from chat.conversation.tools.question import Answers, Question, QuestionError
from chat.engine.engine import Engine
from chat.engine.tools.mcp_source import McpSource
from chat.providers.mcp.elicitation import question_from
from chat.providers.mcp.failure import McpFailure
from chat.providers.mcp.running_calls import MOST_AT_ONCE, RunningCalls
from chat.settings.preferences import TOOL_SECONDS
from tests.engine.conftest import Feed
from tests.engine.tools.conftest import CALLED, DONE, asked, call, chat_with, next_round, results, states
from tests.engine.tools.mcp_servers import ASKING, python_server
from tests.waiting import until


@pytest.fixture
async def served(engine: Engine, tmp_path: Path) -> AsyncIterator[McpSource]:
    source = McpSource(python_server(tmp_path, ASKING, name='hotel'))
    engine.tools.toolbox.add(source)
    await source.ready()
    yield source
    await source.close()


async def question_in(reply: Reply) -> Question:
    await until(lambda: bool(open_questions(reply.parts)) and reply.status is ReplyStatus.ASKING)
    question = question_of(open_questions(reply.parts)[0])
    assert question
    return question


async def calling(engine: Engine, feed: Feed, name: str, arguments: JsonObject) -> tuple[Chat, Reply]:
    chat = chat_with(engine, 'hotel')
    reply, _ = await asked(engine, feed, chat, call(name, json.dumps(arguments)))
    return chat, reply


async def result_of(feed: Feed, reply: Reply) -> str:
    (await next_round(feed)).put(DONE)
    await until(lambda: not reply.is_running)
    return results(reply)[-1]


def questions(reply: Reply) -> list[Part]:
    return [part for part in reply.parts if part.kind == 'question']


async def test_the_user_fills_in_its_form_and_the_tool_goes_on_without_losing_its_time(
        engine: Engine, feed: Feed, served: McpSource) -> None:
    TOOL_SECONDS.keep(engine.providers.settings, 20)
    chat, reply = await calling(engine, feed, 'book', {'city': 'Rome'})
    question = await question_in(reply)
    assert (question.asker, question.message, engine.replies.is_asking(chat.id)) == ('hotel', 'A hotel in Rome', True)
    assert [(field.label, field.kind, field.is_required, field.usual, field.least) for field in question.fields] == [
        ('Your name', 'text', True, None, 2), ('Nights', 'integer', False, 1, 1), ('Breakfast', 'confirm', False, False, None)]
    engine.tools.answer_question(reply, {'name': 'Ada', 'nights': '3', 'breakfast': True})
    told = await result_of(feed, reply)
    assert told.startswith('accept: {"name":"Ada","nights":3,"breakfast":true}')
    assert [part.detail['state'] for part in questions(reply)] == ['answered']


async def test_a_form_that_is_skipped_is_declined(engine: Engine, feed: Feed, served: McpSource) -> None:
    _, reply = await calling(engine, feed, 'book', {'city': 'Rome'})
    await question_in(reply)
    engine.tools.answer_question(reply, None)
    assert (await result_of(feed, reply)).startswith('decline: nothing')


async def test_stop_takes_the_form_back_and_the_server_lives_on(engine: Engine, feed: Feed, served: McpSource) -> None:
    chat, reply = await calling(engine, feed, 'book', {'city': 'Rome'})
    await question_in(reply)
    engine.stop(chat.id)
    await until(lambda: not reply.is_running)
    assert (reply.status, [part.detail['state'] for part in questions(reply)]) == ('stopped', ['ended'])
    _, again = await calling(engine, feed, 'book', {'city': 'Oslo'})
    assert (await question_in(again)).message == 'A hotel in Oslo'
    engine.tools.answer_question(again, None)
    await result_of(feed, again)


@pytest.mark.parametrize(('name', 'state', 'told'), [('impatient', 'done', 'nobody answered in time'), ('die', 'failed', 'failed')])
async def test_a_server_that_waits_no_longer_takes_its_form_with_it(
        engine: Engine, feed: Feed, served: McpSource, name: str, state: str, told: str) -> None:
    _, reply = await calling(engine, feed, name, {})
    await question_in(reply)
    assert told in await result_of(feed, reply)
    assert ([part.detail['state'] for part in questions(reply)], states(reply)) == (['ended'], [state])


async def test_two_chats_are_asked_at_once_each_what_its_own_call_wants_to_know(engine: Engine, feed: Feed, served: McpSource) -> None:
    _, first = await calling(engine, feed, 'book', {'city': 'Rome'})
    await question_in(first)
    _, second = await calling(engine, feed, 'book', {'city': 'Oslo'})
    assert (await question_in(second)).message == 'A hotel in Oslo'
    engine.tools.answer_question(second, {'name': 'Bo'})
    assert '"name":"Bo"' in await result_of(feed, second)
    assert open_questions(first.parts)
    engine.tools.answer_question(first, {'name': 'Ada'})
    assert '"name":"Ada"' in await result_of(feed, first)


async def test_whose_question_it_is_must_be_known(served: McpSource) -> None:
    async def ask(question: Question) -> Answers | None:
        return {}

    calls = RunningCalls('hotel')
    assert await calls.answer({'message': 'Hello?'}) == {'action': 'cancel'}
    async with calls.running(None):
        assert await calls.answer({'message': 'Hello?'}) == {'action': 'decline'}
        async with calls.running(ask):
            assert await calls.answer({'message': 'Hello?'}) == {'action': 'accept', 'content': {}}
    assert await served.call('book', {'city': 'Rome'}) is not None


async def test_a_server_that_asks_without_end_is_told_so() -> None:
    async def ask(question: Question) -> Answers | None:
        return None

    calls = RunningCalls('hotel')
    async with calls.running(ask):
        for _ in range(20):
            await calls.answer({'message': 'Hello?'})
        with pytest.raises(McpFailure, match=f'{MOST_AT_ONCE} questions at once, and 20 in all'):
            await calls.answer({'message': 'Hello?'})


async def test_a_page_is_opened_only_by_the_user_and_named_in_full(engine: Engine, feed: Feed, served: McpSource) -> None:
    _, reply = await calling(engine, feed, 'page', {'url': 'https://example.com/login?x=1'})
    assert (await question_in(reply)).address == 'https://example.com/login?x=1'
    engine.tools.answer_question(reply, {})
    assert (await result_of(feed, reply)).startswith('accept')


async def test_a_tool_that_wants_a_page_opened_first_is_called_again_after_it(engine: Engine, feed: Feed, served: McpSource) -> None:
    _, reply = await calling(engine, feed, 'locked', {})
    assert (await question_in(reply)).message == 'Log in first.'
    engine.tools.answer_question(reply, {})
    assert (await result_of(feed, reply)).startswith('unlocked')


@pytest.mark.parametrize('url', ['javascript:alert(1)', 'file:///etc/passwd', 'https://', 'https://bank.example@evil.example/', 'http://[',
                                 f'https://a.example/{"x" * 2_000}', 'https://a.example/\u202e'])
def test_an_address_that_deceives_is_not_shown(url: str) -> None:
    with pytest.raises(QuestionError):
        question_from({'mode': 'url', 'message': 'Open', 'url': url}, 'hotel')


CHOICES: JsonObject = {'type': 'object', 'required': ['size'], 'properties': {
    'size': {'type': 'string', 'oneOf': [{'const': 's', 'title': 'Small'}, {'const': 'l', 'title': 'Large'}], 'default': 's'},
    'old': {'type': 'string', 'enum': ['a', 'b'], 'enumNames': ['First']},
    'many': {'type': 'array', 'items': {'anyOf': [{'const': 'x', 'title': 'X'}, {'const': 'y', 'title': 'Y'}]}, 'maxItems': 1},
    'mail': {'anyOf': [{'type': 'string', 'format': 'email'}, {'type': 'null'}], 'title': 'Mail'}}}


def test_every_kind_of_field_that_the_protocol_knows_becomes_one_of_the_form() -> None:
    question = question_from({'message': 'Pick', 'requestedSchema': CHOICES}, 'hotel')
    size, old, many, mail = question.fields
    assert [option.words for field in (size, old, many) for option in field.options] == ['Small', 'Large', 'First', 'b', 'X', 'Y']
    assert [(field.kind, field.is_required, field.usual, field.most, field.format) for field in question.fields] == [
        ('choice', True, 's', None, ''), ('choice', False, None, None, ''), ('choices', False, None, 1, ''),
        ('text', False, None, None, 'email')]
    assert question.answers_from({'size': 'l', 'many': ['x']}) == {'size': 'l', 'many': ['x']}


def field(**schema: object) -> JsonObject:
    return {'type': 'object', 'properties': {'a': schema}}


@pytest.mark.parametrize(('schema', 'told'), [
    (field(type='object', properties={}), 'of a kind that no form can show'), (field(type=['string']), 'of a kind that no form can show'),
    (field(type='string', enum=[str(n) for n in range(10_000)]), 'at most 100 choices; this one has 10,000.'),
    (field(type='string', title='x' * 1_000_000), 'a field has at most 1,000 characters; here it has 1,000,000.'),
    (field(type='string', description='x' * 1_000_000), 'a hint has at most 1,000 characters'),
    (field(type='string', default='x' * 1_000_000), 'what is filled in has at most'),
    (field(type='array', items={'type': 'string'}), '“a” has no choices.'), (field(enum=[1, {}]), '“a” has no choices.'),
    ({'type': 'object', 'properties': {str(n): {'type': 'string'} for n in range(21)}}, 'at most 20 fields; this one has 21.'),
    ({'type': 'object', 'properties': {'x' * 2_000: {'type': 'string'}}}, 'at most 1,000 characters'),
])
def test_a_form_that_cannot_be_shown_is_refused_in_a_sentence(schema: JsonObject, told: str) -> None:
    with pytest.raises(QuestionError, match=told.replace('?', r'\?')):
        question_from({'message': 'Hello', 'requestedSchema': schema}, 'hotel')


@pytest.mark.parametrize('schema', [None, [], 7, {'properties': []}, {'properties': {}}])
def test_a_schema_that_is_none_has_no_fields(schema: object) -> None:
    assert question_from({'message': 'Go on?', 'requestedSchema': schema}, 'hotel').fields == ()
    with pytest.raises(QuestionError, match='neither words nor fields'):
        question_from({'message': ' ', 'requestedSchema': schema}, 'hotel')


async def test_the_server_reads_why_its_form_was_refused(engine: Engine, feed: Feed, served: McpSource) -> None:
    _, reply = await calling(engine, feed, 'raw', {'schema': field(type='string', enum=[str(n) for n in range(101)])})
    assert 'refused: “a” has at most 100 choices; this one has 101.' in await result_of(feed, reply)
    assert questions(reply) == []


async def test_in_a_suite_a_server_is_declined(engine: Engine, feed: Feed, served: McpSource) -> None:
    lane = Lane(model='fed/m', tools=('hotel',))
    chat = engine.new([lane])
    turn = engine.send(chat, 'Do it')
    (await feed.request('Do it')).put(DONE)
    await until(lambda: not turn.replies[0][0].is_running)
    request, provider = engine.tools.request(chat, turn, lane, turn.replies[0][0]), engine.providers.get('fed/m')
    rounds = engine.tools.rounds_in_suite(lane, request)
    assert rounds
    assert provider
    reply = Reply(turn_id='t', lane=0, model='fed/m')
    engine.ask(reply, provider, request, rounds=rounds)
    (await feed.request('Do it')).put(call('book', '{"city": "Rome"}'), CALLED)
    assert (await result_of(feed, reply)).startswith('decline: nothing')
    assert questions(reply) == []


async def test_a_server_that_has_learnt_something_tells_its_new_tools(engine: Engine, feed: Feed, served: McpSource) -> None:
    """Also in the middle of a chat: the next reply is offered them, and what is gone is offered no more."""
    told: list[object] = []
    engine.tools.toolbox.watchers.add(lambda: told.append(served.tools))
    _, reply = await calling(engine, feed, 'learn', {})
    await until(lambda: 'learnt' in {tool.name for tool in served.tools})
    assert 'impatient' not in {tool.name for tool in served.tools}
    await until(lambda: bool(told))
    assert (await result_of(feed, reply)).startswith('I have learnt something.')
    chat = chat_with(engine, 'hotel')
    turn = engine.send(chat, 'Do it')
    stream = await feed.request('Do it')
    offered = {tool.name for tool in stream.request.tools}
    assert ('learnt' in offered, 'impatient' in offered) == (True, False)
    stream.put(call('learnt', '{"what": "chess"}'), CALLED)
    assert (await result_of(feed, turn.replies[0][0])).startswith('learnt chess')
