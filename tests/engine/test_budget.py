"""The daily budget: warned of, kept, and never asked of the database on the way to a token."""
from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path

import pytest

from chat.conversation import Chat, Delta, Lane, Model, Reply, Usage
from chat.engine.budget import Budget
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.judging import blind
from chat.engine.judging.judging import Judging
from chat.engine.lanes import sweep
from chat.providers.demo.prepared import EXAMPLES
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.settings.preferences import dollars
from chat.store.store import Store
from tests.engine.conftest import Feed
from tests.waiting import Clock, until

NOON = datetime.combine(date(2026, 3, 18), datetime.min.time()).timestamp() + 12 * 3600
PAID = 'fed/paid'


async def answered(engine: Engine, feed: Feed, cost: float | None, *, chat: Chat | None = None) -> Reply:
    """One reply that costs this much."""
    chat = chat or engine.new([Lane(model=PAID)])
    turn = engine.send(chat, 'How much?')
    stream = await feed.request('How much?')
    stream.put(Delta(text='That much.'), Delta(finish_reason='stop', usage=Usage(cost=cost)))
    reply = turn.replies[chat.lanes[0].number][0]
    await until(lambda: not engine.is_running(chat.id))
    return reply


async def test_nothing_is_refused_without_a_budget(engine: Engine, feed: Feed) -> None:
    await answered(engine, feed, 1000.0)
    assert (engine.budget.level, engine.budget.spent) == ('', 1000.0)
    assert (await answered(engine, feed, 1.0)).status == 'done'


async def test_there_is_a_warning_from_80_percent_on(engine: Engine, feed: Feed) -> None:
    await engine.budget.choose(10.0)
    levels = []
    engine.budget.watchers.add(lambda: levels.append(engine.budget.level))
    for cost in (7.9, 0.2, 1.9):
        assert (await answered(engine, feed, cost)).status == 'done'
    assert levels == ['', 'near', 'over']


async def test_above_the_budget_no_request_leaves_and_the_reply_says_what_to_do(engine: Engine, feed: Feed) -> None:
    await engine.budget.choose(1.0)
    await answered(engine, feed, 1.5)
    chat = engine.new([Lane(model=PAID)])
    reply = engine.send(chat, 'One more?').replies[0][0]
    assert reply.status == 'failed'
    assert reply.error
    assert '$1.00' in reply.error.message
    assert 'Settings' in reply.error.message
    await asyncio.sleep(0)
    assert feed.count == 1
    assert not engine.is_running(chat.id)


async def test_raising_the_budget_lets_the_reply_be_retried(engine: Engine, feed: Feed) -> None:
    await engine.budget.choose(1.0)
    await answered(engine, feed, 1.5)
    chat = engine.new([Lane(model=PAID)])
    refused = engine.send(chat, 'One more?').replies[0][0]
    await engine.budget.choose(5.0)
    again = engine.retry(chat, refused)
    (await feed.request('One more?')).put(Delta(text='Yes', finish_reason='stop'))
    await until(lambda: not again.is_running)
    assert again.status == 'done'


async def test_models_that_cost_nothing_are_never_refused(engine: Engine, feed: Feed) -> None:
    await engine.budget.choose(1.0)
    await answered(engine, feed, 1.5)
    assert engine.budget.level == 'over'
    chat = engine.new([Lane(model='demo/fast'), Lane(model=PAID)])
    turn = engine.send(chat, 'Both?')
    assert [turn.replies[lane.number][0].status for lane in chat.lanes] == ['waiting', 'failed']
    engine.stop(chat.id)
    await until(lambda: not engine.is_running(chat.id))


async def test_the_made_up_prices_of_the_demo_models_are_not_spent(engine: Engine, feed: Feed) -> None:
    await engine.budget.choose(1.0)
    await answered(engine, feed, 1.0)
    chat = engine.new([Lane(model='demo/fast')])
    turn = engine.send(chat, EXAMPLES[4].prompt)
    await until(lambda: not engine.is_running(chat.id))
    reply = turn.replies[0][0]
    assert reply.status == 'done'
    assert reply.cost
    assert engine.budget.spent == 1.0


async def test_a_model_that_is_listed_as_free_and_yet_costs_is_refused(engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.providers, 'model', lambda model_id: Model(id=model_id, input_price=0.0, output_price=0.0))
    await engine.budget.choose(1.0)
    await answered(engine, feed, 1.5)
    assert engine.budget.refusal(PAID)
    assert engine.budget.refusal('fed/other') is None


async def test_what_never_came_has_no_price(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model='demo/fast')])
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    assert engine.budget.charge(reply) is None
    reply.append(Delta(text='Hi', usage=Usage(input_tokens=1, output_tokens=1)), 1.0)
    assert engine.budget.charge(reply, chat.id)


async def test_the_check_does_not_touch_the_database(engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    await engine.budget.choose(1.0)

    async def read(*args: object) -> None:
        raise AssertionError('the database was asked')

    monkeypatch.setattr(engine.store, 'read', read)
    assert (await answered(engine, feed, 0.1)).status == 'done'


async def test_what_was_spent_is_known_after_a_restart_also_of_deleted_chats(tmp_path: Path, feed: Feed) -> None:
    store = Store(tmp_path / 'chats.db')
    store.open()
    providers = Providers(Settings.load(tmp_path, None, {}), extra=[feed])
    engine = Engine(store, providers)
    await engine.start()
    chat = engine.new([Lane(model=PAID)])
    await answered(engine, feed, 0.75, chat=chat)
    await answered(engine, feed, None)
    await answered(engine, feed, 0.5, chat=engine.new([Lane(model=PAID)], temporary=True))
    await engine.delete(chat.id)
    await engine.close()
    await store.close()
    store = Store(tmp_path / 'chats.db')
    store.open()
    budget = Budget(store, providers)
    await budget.start()
    [spending] = budget.spendings()
    await store.close()
    assert (spending.model, spending.cost, spending.replies, spending.unpriced) == (PAID, 1.25, 3, 0)


async def test_an_unknown_price_is_counted_as_such_and_refused_above_the_budget(engine: Engine) -> None:
    reply = Reply(turn_id='t', lane=0, model='nobody/x')
    reply.append(Delta(text='Hi'), NOON)
    assert engine.budget.charge(reply) is None
    assert [(one.cost, one.replies, one.unpriced) for one in engine.budget.spendings()] == [(0.0, 1, 1)]
    await engine.budget.choose(0.0)
    assert engine.budget.refusal('nobody/x')


async def test_what_waits_in_line_is_not_asked_when_the_budget_is_used_up_meanwhile(engine: Engine, feed: Feed) -> None:
    """Twelve lanes that were started close to the limit; the endpoint answers one at a time."""
    feed.concurrency = 1
    await engine.budget.choose(1.0)
    chat = engine.new([Lane(model=PAID) for _ in range(12)])
    turn = engine.send(chat, 'All of you?')
    replies = [turn.replies[lane.number][0] for lane in chat.lanes]
    (await feed.request('All of you?')).put(Delta(text='Dear.'), Delta(finish_reason='stop', usage=Usage(cost=1.5)))
    await until(lambda: not engine.is_running(chat.id))
    assert [reply.status for reply in replies] == ['done', *['failed'] * 11]
    assert {reply.error.kind for reply in replies[1:] if reply.error} == {'budget'}
    assert feed.count == 1


async def test_what_is_being_written_may_end_when_the_budget_is_used_up(engine: Engine, feed: Feed) -> None:
    await engine.budget.choose(1.0)
    chat = engine.new([Lane(model='fed/a'), Lane(model='fed/b')])
    turn = engine.send(chat, 'Both?')
    first, second = await feed.request('Both?', 'a'), await feed.request('Both?', 'b')
    second.put(Delta(text='Half of '))
    first.put(Delta(text='Dear.'), Delta(finish_reason='stop', usage=Usage(cost=1.5)))
    await until(lambda: engine.budget.level == 'over')
    second.put(Delta(text='it.'), Delta(finish_reason='stop', usage=Usage(cost=0.5)))
    await until(lambda: not engine.is_running(chat.id))
    assert [(turn.replies[lane.number][0].status, turn.replies[lane.number][0].text) for lane in chat.lanes] == [
        ('done', 'Dear.'), ('done', 'Half of it.')]
    assert engine.budget.spent == 2.0


async def test_continuing_regenerating_merging_and_sweeping_are_refused_above_the_budget(engine: Engine, feed: Feed) -> None:
    chat = engine.new([Lane(model=f'fed/{model}') for model in 'abc'])
    turn = engine.send(chat, 'All?')
    for model, reason in (('a', 'length'), ('b', 'stop'), ('c', 'stop')):
        (await feed.request('All?', model)).put(Delta(text='Yes'), Delta(finish_reason=reason, usage=Usage(cost=1.0)))
    await until(lambda: not engine.is_running(chat.id))
    await engine.budget.choose(1.0)
    lane = chat.lanes[0]
    written = turn.replies[lane.number][0]
    for again in (engine.continue_reply, engine.retry):
        with pytest.raises(EngineError, match='raise it in Settings'):
            again(chat, written)
    assert turn.replies[lane.number] == [written], 'no failed version hides what is there'
    swept = sweep.start(engine, chat, lane, 'Again?', sweep.times(3), 'times')
    asked = [Judging(engine).merge(chat, turn, 'fed/a'), *swept.turns[swept.current_turn_id or ''].all_replies()]
    assert [reply.error.kind if reply.error else '' for reply in asked] == ['budget'] * 4
    assert feed.count == 3


async def test_what_a_blind_comparison_costs_goes_to_its_models_at_the_reveal_also_after_a_restart(tmp_path: Path, feed: Feed) -> None:
    store = Store(tmp_path / 'chats.db')
    store.open()
    providers = Providers(Settings.load(tmp_path, None, {}), extra=[feed])
    engine = Engine(store, providers)
    await engine.start()
    chat = engine.new([Lane(model='fed/a'), Lane(model='fed/b')])
    blind.start(engine, chat)
    engine.send(chat, 'Who?')
    for model, cost in (('a', 0.25), ('b', 0.5)):
        (await feed.request('Who?', model)).put(Delta(text='Me'), Delta(finish_reason='stop', usage=Usage(cost=cost)))
    await until(lambda: not engine.is_running(chat.id))
    assert {one.blind_chat for one in engine.budget.spendings()} == {chat.id}
    await engine.close()
    await store.close()
    store = Store(tmp_path / 'chats.db')
    store.open()
    engine = Engine(store, providers)
    await engine.start()
    assert {one.blind_chat for one in engine.budget.spendings()} == {chat.id}
    again = await engine.open(chat.id)
    assert again
    blind.end(engine, again)
    expected = [('fed/b', '', 0.5, 1), ('fed/a', '', 0.25, 1)]
    assert [(one.model, one.blind_chat, one.cost, one.replies) for one in engine.budget.spendings()] == expected
    await store.flush()
    budget = Budget(store, providers)
    await budget.start()
    await store.close()
    assert [(one.model, one.blind_chat, one.cost, one.replies) for one in budget.spendings()] == expected


async def test_a_new_day_begins_with_nothing_spent(engine: Engine) -> None:
    clock = Clock(now=NOON)
    budget = Budget(engine.store, engine.providers, clock=clock)
    await budget.choose(1.0)
    reply = Reply(turn_id='t', lane=0, model=PAID, usage=Usage(cost=2.0))
    assert budget.charge(reply) == 2.0
    assert budget.refusal(PAID)
    clock.now += 86400
    assert (budget.spent, budget.level, budget.refusal(PAID)) == (0.0, '', None)


@pytest.mark.parametrize(('value', 'limit'), [
    ('5', 5.0), (2, 2.0), ('$2,50', 2.5), ('1,5', 1.5), ('1,000', 1000.0), ('1,000.50', 1000.5), (' 5 USD ', 5.0),
    ('0', 0.0), ('-0', 0.0), ('-3', None), ('abc', None), ('1.000,50', None), ('5 10', None), ('1000001', None), ('', None), (None, None),
    ('five', None), ('-1', None), ('nan', None), ('inf', None)])
def test_a_budget_is_a_number_of_dollars(value: object, limit: float | None) -> None:
    assert str(dollars(value)) == str(limit)  # -0.0 would be equal to 0.0
