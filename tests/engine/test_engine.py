"""The engine's stories, on a real store and a provider that the test feeds by hand."""
from __future__ import annotations

import time

import pytest

from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus
from chat.engine.chats import branches
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.lanes.sent import sent_request
from chat.providers.provider import ErrorKind, ProviderError
from tests.engine.conftest import Feed
from tests.waiting import until


def a_chat(engine: Engine, *models: str) -> Chat:
    return engine.new([Lane(model=model) for model in models or ('fed/a',)])


def the_reply(chat: Chat, lane: int = 0) -> Reply:
    reply = chat.path()[-1].reply(lane)
    assert reply
    return reply


async def test_two_chats_stream_at_once_and_both_finish(engine: Engine, feed: Feed) -> None:
    one, two = a_chat(engine), a_chat(engine)
    engine.send(one, 'first')
    engine.send(two, 'second')
    assert set(engine.tasks) == {one.id, two.id}
    first, second = await feed.request('first'), await feed.request('second')
    second.put(Delta(text='B'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(two.id))
    first.put(Delta(text='A'), Delta(finish_reason='stop'))
    await until(lambda: not engine.tasks)
    assert (the_reply(one).text, the_reply(two).text) == ('A', 'B')
    assert the_reply(one).status is the_reply(two).status is ReplyStatus.DONE


async def test_stop_keeps_the_partial_text_and_closes_the_stream(engine: Engine, feed: Feed) -> None:
    chat, other = a_chat(engine), a_chat(engine)
    engine.send(chat, 'tell')
    engine.send(other, 'go on')
    stream = await feed.request('tell')
    stream.put(Delta(text='half'))
    await until(lambda: the_reply(chat).text == 'half')
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))
    assert (the_reply(chat).status, the_reply(chat).text) == (ReplyStatus.STOPPED, 'half')
    assert stream.is_closed
    assert engine.is_running(other.id)


async def test_a_stop_before_the_first_step_still_ends_the_reply(engine: Engine) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'never mind')
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))
    assert the_reply(chat).status is ReplyStatus.STOPPED


async def test_a_running_chat_takes_no_second_prompt(engine: Engine) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'one')
    with pytest.raises(EngineError, match='still being answered'):
        engine.send(chat, 'two')
    assert len(chat.turns) == 1


async def test_an_empty_prompt_is_refused(engine: Engine) -> None:
    with pytest.raises(EngineError, match='nothing to send'):
        engine.send(a_chat(engine), ' \n')


async def test_an_ended_reply_is_on_disk_with_its_end_state(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'save me')
    (await feed.request('save me')).put(Delta(text='kept'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    await engine.store.flush(5)
    loaded = await engine.store.load_chat(chat.id)
    assert loaded
    assert (the_reply(loaded).text, the_reply(loaded).status, loaded.title) == ('kept', ReplyStatus.DONE, 'save me')


async def test_a_deleted_chat_is_not_written_back_by_its_running_reply(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'doomed')
    stream = await feed.request('doomed')
    stream.put(Delta(text='x'))
    await until(lambda: the_reply(chat).text == 'x')
    await engine.delete(chat.id)
    assert stream.is_closed
    await engine.store.flush(5)
    assert await engine.open(chat.id) is None
    assert chat.id not in engine.listing.summaries
    assert [summary.id for summary in await engine.store.list_chats()] == []


async def test_a_failure_keeps_the_text_and_says_why(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'fail')
    (await feed.request('fail')).put(Delta(text='some'), ProviderError(ErrorKind.CUT_OFF, 'It was cut off.'))
    await until(lambda: not engine.is_running(chat.id))
    reply = the_reply(chat)
    assert reply.error
    assert (reply.status, reply.text, reply.error.message) == (ReplyStatus.FAILED, 'some', 'It was cut off.')


async def test_a_defect_in_a_provider_still_ends_the_reply(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'boom')
    (await feed.request('boom')).put(ValueError('secret-key'))
    await until(lambda: not engine.is_running(chat.id))
    reply = the_reply(chat)
    assert reply.error
    assert reply.status is ReplyStatus.FAILED
    assert 'ValueError' in reply.error.message
    assert 'secret' not in reply.error.message


async def test_a_rate_limit_before_the_first_token_is_tried_again_visibly(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'busy')
    (await feed.request('busy')).put(ProviderError(ErrorKind.RATE_LIMIT, 'Too many requests.', retry_after=0.05))
    await until(lambda: the_reply(chat).retry_at is not None)
    assert (the_reply(chat).note, the_reply(chat).trouble) == ('Rate limited: trying again', 'Too many requests.')
    (await feed.request('busy')).put(Delta(text='now'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert (the_reply(chat).text, the_reply(chat).status) == ('now', ReplyStatus.DONE)


async def test_the_wait_for_another_try_can_be_stopped(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'busy')
    (await feed.request('busy')).put(ProviderError(ErrorKind.RATE_LIMIT, 'Too many requests.', retry_after=60))
    await until(lambda: the_reply(chat).retry_at is not None)
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))
    assert (the_reply(chat).status, the_reply(chat).retry_at) == (ReplyStatus.STOPPED, None)


async def test_nothing_is_asked_again_after_the_first_token(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'late')
    (await feed.request('late')).put(Delta(text='a'), ProviderError(ErrorKind.OVERLOADED, 'Overloaded.', retry_after=0))
    await until(lambda: not engine.is_running(chat.id))
    assert the_reply(chat).status is ReplyStatus.FAILED
    assert feed.count == 1


async def test_regenerate_makes_a_new_version_and_keeps_the_old_one(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    turn = engine.send(chat, 'again')
    (await feed.request('again')).put(Delta(text='first'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    engine.regenerate(chat, the_reply(chat))
    (await feed.request('again')).put(Delta(text='second'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert [(r.version, r.text) for r in turn.replies[0]] == [(1, 'first'), (2, 'second')]
    branches.show_version(engine, chat, the_reply(chat), -1)
    assert the_reply(chat).text == 'first'


async def test_continue_makes_one_seamless_text(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    turn = engine.send(chat, 'count')
    (await feed.request('count')).put(Delta(text='one, two, three and'))
    await until(lambda: bool(the_reply(chat).text))
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))
    engine.continue_reply(chat, the_reply(chat))
    (await feed.request('Go on exactly where it ends')).put(Delta(text='two, three and four'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert the_reply(chat).text == 'one, two, three and four'
    assert turn.replies[0][0].text == 'one, two, three and'


async def test_a_correction_is_a_version_that_knows_the_one_before(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    turn = engine.send(chat, 'a page')
    (await feed.request('a page')).put(Delta(text='<p>'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    engine.correct(chat, the_reply(chat), 'It has no end.')
    with pytest.raises(EngineError):
        engine.correct(chat, turn.replies[0][0], 'It has no end.')
    (await feed.request('It has no end.')).put(Delta(text='<p></p>'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert [(one.version, one.text) for one in turn.replies[0]] == [(1, '<p>'), (2, '<p></p>')]
    sent = sent_request(engine, chat, turn, the_reply(chat))
    assert sent
    assert [(one.role, one.content) for one in sent.messages] == [('user', 'a page'), ('assistant', '<p>'), ('user', 'It has no end.')]
    assert sent.missing == 0


async def test_a_continuation_that_begins_with_a_thought_joins_behind_it(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'count')
    (await feed.request('count')).put(Delta(text='one, two, three and'))
    await until(lambda: bool(the_reply(chat).text))
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))
    engine.continue_reply(chat, the_reply(chat))
    (await feed.request('Go on exactly where it ends')).put(
        Delta(text='two'), Delta(text=' comes next.'), Delta(was_thought=True), Delta(text='two, three and four'),
        Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert (the_reply(chat).text, the_reply(chat).thinking) == ('one, two, three and four', 'two comes next.')


async def test_an_error_within_an_answer_is_told_at_once_with_its_wait(engine: Engine, feed: Feed) -> None:
    """Whoever has begun to answer may count it: nobody is asked twice for that."""
    chat = a_chat(engine)
    engine.send(chat, 'busy')
    begin = time.time()
    (await feed.request('busy')).put(ProviderError(ErrorKind.RATE_LIMIT, 'Wait 12 s.', retry_after=12, is_in_answer=True))
    await until(lambda: not engine.is_running(chat.id))
    error = the_reply(chat).error
    assert error
    assert (the_reply(chat).status, error.kind, feed.count) == ('failed', 'rate_limit', 1)
    assert 0 <= (error.retry_at or 0) - begin - 12 < 10
    await engine.store.flush()
    saved = await engine.store.load_chat(chat.id)
    assert saved
    assert the_reply(saved).error == error


async def test_closing_saves_running_replies_as_interrupted(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    engine.send(chat, 'long')
    stream = await feed.request('long')
    stream.put(Delta(text='so far'))
    await until(lambda: the_reply(chat).text == 'so far')
    await engine.close()
    await engine.store.flush(5)
    loaded = await engine.store.load_chat(chat.id)
    assert loaded
    assert (the_reply(loaded).status, the_reply(loaded).text) == (ReplyStatus.INTERRUPTED, 'so far')
    assert stream.is_closed


async def test_a_busy_endpoint_queues_and_says_the_place(engine: Engine, feed: Feed) -> None:
    feed.concurrency = 1
    chat = a_chat(engine, 'fed/a', 'fed/b', 'fed/c')
    engine.send(chat, 'all')
    first = await feed.request('all')
    await until(lambda: the_reply(chat, 2).status is ReplyStatus.QUEUED)
    assert (the_reply(chat, 1).queue_position, the_reply(chat, 2).queue_position) == (1, 2)
    first.put(Delta(text='a'), Delta(finish_reason='stop'))
    (await feed.request('all')).put(Delta(text='b'), Delta(finish_reason='stop'))
    (await feed.request('all')).put(Delta(text='c'), Delta(finish_reason='stop'))
    await until(lambda: not engine.tasks)
    assert [the_reply(chat, lane).text for lane in range(3)] == ['a', 'b', 'c']


async def test_a_lane_that_writes_does_not_keep_the_others_from_a_follow_up(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine, 'fed/a', 'fed/b')
    engine.send(chat, 'one')
    slow, fast = await feed.request('one', 'a'), await feed.request('one', 'b')
    fast.put(Delta(text='done'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id, 1))
    turn = engine.send(chat, 'two')
    assert list(turn.replies) == [1]
    slow.put(Delta(text='late'), Delta(finish_reason='stop'))
    (await feed.request('two')).put(Delta(text='again'), Delta(finish_reason='stop'))
    await until(lambda: not engine.tasks)


async def test_unread_marks_a_reply_that_ended_unseen(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine)
    told: list[str] = []
    engine.listing.watchers.add(told.append)
    engine.send(chat, 'unseen')
    (await feed.request('unseen')).put(Delta(text='x'), Delta(finish_reason='stop'))
    await until(lambda: not engine.is_running(chat.id))
    assert engine.listing.summaries[chat.id].unread
    assert told
    engine.mark_read(chat)
    assert not engine.listing.summaries[chat.id].unread


async def test_a_model_of_an_unknown_endpoint_fails_in_its_lane_only(engine: Engine, feed: Feed) -> None:
    chat = a_chat(engine, 'nowhere/x', 'fed/b')
    engine.send(chat, 'hi')
    (await feed.request('hi')).put(Delta(text='ok'), Delta(finish_reason='stop'))
    await until(lambda: not engine.tasks)
    error = the_reply(chat, 0).error
    assert error
    assert 'nowhere' in error.message
    assert the_reply(chat, 1).text == 'ok'
