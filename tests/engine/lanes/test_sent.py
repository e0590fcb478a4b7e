"""What was sent: made again from what a reply remembers, whatever has become of the chat since."""
from __future__ import annotations

from chat.conversation import Chat, Delta, Lane
from chat.engine.chats import branches
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.lanes import lanes
from chat.engine.lanes.sent import SentRequest, sent_request
from tests.engine.conftest import Feed
from tests.waiting import until


async def talked(engine: Engine, feed: Feed, *prompts: str) -> Chat:
    chat = engine.new([Lane(model='fed/a'), Lane(model='fed/b')])
    for prompt in prompts:
        engine.send(chat, prompt)
        for model in 'ab':
            (await feed.request(prompt, model)).put(Delta(text=f'{prompt} {model}'), Delta(finish_reason='stop'))
        await until(lambda: not engine.is_running(chat.id))
    return chat


def newest(engine: Engine, chat: Chat, lane: int = 1) -> SentRequest:
    turn = chat.path()[-1]
    reply = turn.reply(lane)
    assert reply
    sent = sent_request(engine, chat, turn, reply)
    assert sent
    return sent


def words(sent: SentRequest) -> list[str]:
    return [message.content for message in sent.messages]


async def test_a_fork_knows_what_its_answers_were_asked(engine: Engine, feed: Feed) -> None:
    chat = await talked(engine, feed, 'one', 'two')
    copy = branches.fork(engine, chat, chat.path()[-1])
    assert words(newest(engine, copy)) == words(newest(engine, chat)) == ['one', 'one b', 'two']
    assert newest(engine, copy).missing == 0


async def test_a_lane_as_a_chat_of_its_own_knows_it_too(engine: Engine, feed: Feed) -> None:
    chat = await talked(engine, feed, 'one', 'two')
    copy = branches.fork(engine, chat, chat.path()[-1], 1)
    assert words(newest(engine, copy)) == ['one', 'one b', 'two']


async def test_what_was_deleted_since_is_counted(engine: Engine, feed: Feed) -> None:
    chat = await talked(engine, feed, 'one', 'two', 'three')
    branches.delete_turn(engine, chat, chat.path()[0])
    sent = newest(engine, chat)
    assert (words(sent), sent.missing) == (['two', 'two b', 'three'], 1)


async def test_a_deletion_that_is_undone_is_known_again(engine: Engine, feed: Feed) -> None:
    chat = await talked(engine, feed, 'one', 'two')
    keeping = Keeping(engine)
    done = keeping.delete_turn(chat, chat.path()[0])
    assert await keeping.undo(done.undo)
    assert words(newest(engine, chat)) == ['one', 'one b', 'two']
    await engine.store.flush()
    engine.forget(chat.id)
    loaded = await engine.open(chat.id)
    assert loaded
    assert newest(engine, loaded).missing == 0


async def test_a_parameter_that_the_model_does_not_take_was_not_sent(engine: Engine, feed: Feed) -> None:
    engine.providers.settings.add_endpoint(name='maker', api='anthropic', base_url='http://127.0.0.1:9/', models=('claude-opus-4-8',))
    engine.providers.reload(engine.providers.settings)
    chat = await talked(engine, feed, 'one')
    lanes.instruct(engine, chat, 1, system_prompt='', parameters={'temperature': 0.7, 'max_tokens': 9})
    lanes.replace(engine, chat, 1, 'maker/claude-opus-4-8')
    reply = engine.ask_lane(chat, chat.path()[-1], chat.lanes[1])
    engine.stop(chat.id)
    await until(lambda: not reply.is_running)
    assert newest(engine, chat).parameters == {'max_tokens': 9}


async def test_a_reply_of_ones_own_was_never_asked_for(engine: Engine, feed: Feed) -> None:
    chat = await talked(engine, feed, 'one')
    turn = chat.path()[-1]
    reply = turn.reply(0)
    assert reply
    edited = branches.edit_reply(engine, chat, reply, 'My words')
    assert sent_request(engine, chat, turn, edited) is None
