"""A model asks the user in the middle of its reply, and goes on with the answer."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.asked import answers_in, open_questions
from chat.conversation.tools.question import QuestionError
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.tools.ask_user import NOBODY, SKIPPED, question_from
from chat.settings import Settings
from chat.settings.preferences import TOOL_SECONDS
from tests.engine.conftest import Feed, Stream
from tests.engine.house import running_engine
from tests.engine.tools.conftest import CALLED, DONE, asked, call, chat_with, kinds, next_round, results, states
from tests.waiting import until

ASKED: JsonObject = {'questions': [
    {'question': 'Which city?', 'choices': ['Rome', 'Oslo']}, {'question': 'Which days?', 'choices': ['Mon', 'Tue'], 'several': True},
    {'question': 'Anything else?'}]}


def asks(value: object = ASKED, id: str = 'c1') -> Delta:
    return call('ask_user', json.dumps(value), id=id)


async def is_asking(reply: Reply) -> Reply:
    await until(lambda: reply.status is ReplyStatus.ASKING and bool(open_questions(reply.parts)))
    return reply


async def ended(reply: Reply) -> Reply:
    await until(lambda: not reply.is_running)
    return reply


async def asking(engine: Engine, feed: Feed, *, value: object = ASKED) -> tuple[Chat, Reply]:
    chat = chat_with(engine, 'Polylogue')
    reply, _ = await asked(engine, feed, chat, Delta(text='Let me ask.'), asks(value))
    return chat, await is_asking(reply)


def answered_in(stream: Stream) -> list[object]:
    return [one['answer'] for one in json.loads(stream.request.messages[-1].content)['answers']]


async def test_the_answer_goes_back_and_the_same_reply_goes_on(engine: Engine, feed: Feed) -> None:
    chat, reply = await asking(engine, feed)
    assert engine.replies.is_asking(chat.id)
    engine.tools.answer_question(reply, {'q1': 'Oslo', 'q2': ['Mon', 'each second Friday'], 'q3': ' '})
    second = await next_round(feed)
    assert answered_in(second) == ['Oslo', ['Mon', 'each second Friday'], 'not answered']
    assert not engine.replies.is_asking(chat.id)
    second.put(Delta(text='It rains in Oslo.'), DONE)
    await ended(reply)
    assert (reply.status, states(reply), reply.text) == ('done', ['done'], 'Let me ask.\n\nIt rains in Oslo.')
    assert kinds(reply) == ['text', 'tool_call', 'question', 'tool_result', 'text']
    assert answers_in(reply.parts[2]) == [('Which city?', 'Oslo'), ('Which days?', 'Mon, each second Friday'), ('Anything else?', '')]


async def test_whoever_waits_for_the_user_is_given_all_the_time_it_takes(engine: Engine, feed: Feed) -> None:
    TOOL_SECONDS.keep(engine.providers.settings, 0.01)
    _, reply = await asking(engine, feed)
    other, _ = await asked(engine, feed, chat_with(engine, 'Polylogue'), asks())
    await is_asking(other)
    engine.tools.answer_question(other, {'q1': 'Rome'})
    (await next_round(feed)).put(DONE)
    await ended(other)
    engine.tools.answer_question(reply, {'q1': 'Rome'})
    (await next_round(feed)).put(DONE)
    assert (await ended(reply)).status == 'done'


async def test_skip_lets_the_model_go_on_without(engine: Engine, feed: Feed) -> None:
    _, reply = await asking(engine, feed)
    engine.tools.answer_question(reply, None)
    second = await next_round(feed)
    assert second.request.messages[-1].content == SKIPPED
    second.put(DONE)
    await ended(reply)
    assert (states(reply), reply.parts[2].detail['state']) == (['denied'], 'skipped')


async def test_stop_takes_the_question_back(engine: Engine, feed: Feed) -> None:
    chat, reply = await asking(engine, feed)
    engine.stop(chat.id)
    await ended(reply)
    assert (reply.status, states(reply), reply.parts[2].detail['state']) == ('stopped', ['failed'], 'ended')
    with pytest.raises(EngineError, match='answered already'):
        engine.tools.answer_question(reply, {'q1': 'Rome'})


async def test_the_first_answer_counts_and_what_does_not_fit_is_said(engine: Engine, feed: Feed) -> None:
    _, reply = await asking(engine, feed, value={'questions': [{'question': 'Which?', 'choices': ['a', 'b'], 'several': True}]})
    for wrong, told in (({}, 'Nothing was answered yet.'), ({'q1': 'a'}, '“Which?” needs a list of choices.'),
                        ({'q1': [['a']]}, '“Which?” needs text.'), ({'q1': ['x' * 20_001]}, 'at most 20,000 characters')):
        with pytest.raises(EngineError, match=told.replace('?', r'\?')):
            engine.tools.answer_question(reply, wrong)
    engine.tools.answer_question(reply, {'q1': ['a']})
    with pytest.raises(EngineError, match='This question was answered already.'):
        engine.tools.answer_question(reply, {'q1': ['b']})
    second = await next_round(feed)
    assert answered_in(second) == [['a']]
    second.put(DONE)
    await ended(reply)


@pytest.mark.parametrize(('value', 'told'), [
    ({'questions': []}, '“questions” is no list of questions.'),
    ({'questions': [{'question': '?'}] * 5}, 'A call has at most 4 questions; this one has 5.'),
    ({'questions': [{'question': 'Which?', 'choices': [str(n) for n in range(10_000)]}]}, 'at most 20 choices; this one has 10,000.'),
    ({'questions': [{'question': 'x' * 1_000_000}]}, 'a field has at most 1,000 characters; here it has 1,000,000.'),
    ({'questions': [{'question': 'Which?', 'choices': ['x' * 1_000_000]}]}, 'a choice has at most 300 characters'),
    ({'questions': [{'question': ' \n'}]}, 'A field of a question has no words.'),
])
def test_what_no_form_can_show_is_told_to_the_model_in_a_sentence(value: JsonObject, told: str) -> None:
    with pytest.raises(QuestionError, match=told.replace('?', r'\?')):
        question_from(value)


def test_choices_are_told_once_and_none_is_empty() -> None:
    [field] = question_from({'questions': [{'question': 'Which?', 'choices': ['a', ' a ', '', 'b\ud800']}]}).fields
    assert [option.value for option in field.options] == ['a', 'b\ufffd']


async def test_a_call_that_asks_nothing_fails_and_the_model_may_try_again(engine: Engine, feed: Feed) -> None:
    reply, _ = await asked(engine, feed, chat_with(engine, 'Polylogue'), asks({'questions': 'What?'}))
    second = await next_round(feed)
    assert 'do not fit the schema' in second.request.messages[-1].content
    second.put(asks({'questions': [{'question': ''}]}, 'c2'), CALLED)
    third = await next_round(feed)
    assert third.request.messages[-1].content == 'Nothing was asked: A field of a question has no words.'
    third.put(DONE)
    assert states(await ended(reply)) == ['failed', 'failed']


async def test_each_lane_asks_for_itself_and_the_same_question_gets_the_same_answer(engine: Engine, feed: Feed) -> None:
    chat = chat_with(engine, 'Polylogue', lanes=3)
    chat.lanes[1].model, chat.lanes[2].model = 'fed/same', 'fed/other'
    turn = engine.send(chat, 'Do it')
    other_words = {'questions': [{'question': 'Where?'}]}
    for model, value in (('m', ASKED), ('same', ASKED), ('other', other_words)):
        (await feed.request('Do it', model)).put(asks(value), CALLED)
    first, same, other = (turn.replies[lane][0] for lane in range(3))
    await is_asking(first)
    await is_asking(other)
    assert open_questions(same.parts) == []
    waiting = next(part for part in same.parts if part.kind == 'tool_call').detail
    await until(lambda: waiting.get('waits') is True)
    engine.tools.answer_question(first, {'q1': 'Rome'})
    for _ in range(2):
        (await next_round(feed)).put(DONE)
    await ended(first)
    await ended(same)
    assert results(first) == results(same) != []
    assert ('recorded' in waiting, 'waits' in waiting) == (True, False)
    assert other.status is ReplyStatus.ASKING
    engine.tools.answer_question(other, {'q1': 'Oslo'})
    (await next_round(feed)).put(DONE)
    await ended(other)


async def test_a_suite_is_told_that_nobody_is_there(engine: Engine, feed: Feed) -> None:
    reply = Reply(turn_id='t', lane=0, model='fed/m')
    lane = Lane(model='fed/m', tools=('Polylogue',))
    chat = engine.new([lane])
    turn = engine.send(chat, 'Do it')
    (await feed.request('Do it')).put(DONE)
    await ended(turn.replies[0][0])
    request = engine.tools.request(chat, turn, lane, turn.replies[0][0])
    rounds = engine.tools.rounds_in_suite(lane, request)
    provider = engine.providers.get('fed/m')
    assert rounds
    assert provider
    engine.ask(reply, provider, request, rounds=rounds)
    (await feed.request('Do it')).put(asks(), CALLED)
    second = await next_round(feed)
    assert second.request.messages[-1].content == NOBODY
    second.put(DONE)
    await ended(reply)
    assert (states(reply), open_questions(reply.parts)) == (['denied'], [])


async def test_a_restart_keeps_the_question_and_the_reply_goes_on(tmp_path: Path) -> None:
    before, after = Feed(), Feed()
    async with running_engine(Settings.load(tmp_path, None, {}), extra=[before]) as engine:
        chat, reply = await asking(engine, before)
        id = open_questions(reply.parts)[0].detail['id']
    async with running_engine(Settings.load(tmp_path, None, {}), extra=[after]) as engine:
        again = await engine.open(chat.id)
        assert again
        [reply] = again.running_replies()
        await until(lambda: engine.replies.is_asking(chat.id))
        await is_asking(reply)
        assert [part.detail['id'] for part in open_questions(reply.parts)] == [id]
        await until(lambda: answers(engine, reply, {'q1': 'Rome'}))
        second = await next_round(after)
        assert answered_in(second)[0] == 'Rome'
        second.put(Delta(text='So be it.'), DONE)
        await ended(reply)
        assert (reply.status, reply.text, len(results(reply))) == ('done', 'Let me ask.\n\nSo be it.', 1)


def answers(engine: Engine, reply: Reply, given: JsonObject) -> bool:
    """False: nobody waits yet."""
    try:
        engine.tools.answer_question(reply, given)
    except EngineError:
        return False
    return True
