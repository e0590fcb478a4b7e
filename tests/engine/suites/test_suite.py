"""Prompt suites: every cell reaches one end, and what has ended is never asked again."""
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.conversation import Delta, Lane, ReplyStatus, Usage
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.suites.suite import Suites, chat_of
from chat.engine.suites.suite_cells import DONE, FAILED, RUNNING, STOPPED, WAITING, Suite
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from tests.engine.conftest import Feed
from tests.waiting import until

END = Delta(text='answer', finish_reason='stop', usage=Usage(input_tokens=1, output_tokens=2))
REFUSED = ProviderError(ErrorKind.BAD_REQUEST, 'no')


@pytest.fixture
async def suites(engine: Engine) -> AsyncIterator[Suites]:
    suites = Suites(engine)
    yield suites
    await suites.close()


def lanes(*models: str) -> list[Lane]:
    return [Lane(model=f'fed/{model}') for model in models or ('m',)]


def prompts(count: int) -> list[str]:
    return [f'prompt <{i}>' for i in range(count)]


async def answer(feed: Feed, *numbers: int, model: str = '', step: Delta | Exception = END) -> None:
    for number in numbers:
        (await feed.request(f'<{number}>', model)).put(step)


async def ended(suite: Suite) -> None:
    await until(lambda: not suite.is_running)


async def test_every_prompt_is_put_to_every_lane(suites: Suites, feed: Feed) -> None:
    instructed = Lane(model='fed/a', system_prompt='Be brief', parameters={'temperature': 0.5})
    suite = await suites.new([instructed, Lane(model='fed/b')], prompts(2))
    suites.resume(suite)
    first = await feed.request('<0>', 'a')
    first.put(END)
    await answer(feed, 0, 1, model='b')
    await answer(feed, 1, model='a')
    await ended(suite)
    assert suite.counts == [0, 0, 4, 0, 0]
    assert [message.content for message in first.request.messages] == ['Be brief', 'prompt <0>']
    assert first.request.parameters == {'temperature': 0.5}
    rows = await suites.rows(suite, [0, 1])
    assert [[row.replies[place].text for place in (0, 1)] for row in rows] == [['answer', 'answer']] * 2


async def test_no_more_than_four_cells_run_at_once_at_an_endpoint(suites: Suites, feed: Feed) -> None:
    suite = await suites.new(lanes('a', 'b'), prompts(10))
    suites.resume(suite)
    await until(lambda: feed.count == 4)
    assert suite.counts[RUNNING] == 4
    await answer(feed, 0, model='a')
    await until(lambda: feed.count == 5)
    assert suite.counts[RUNNING] == 4


async def test_an_endpoints_own_limit_is_kept(suites: Suites, feed: Feed) -> None:
    feed.concurrency = 1
    suite = await suites.new(lanes(), prompts(3))
    suites.resume(suite)
    await until(lambda: feed.count == 1)
    assert suite.counts[RUNNING] == 1
    await answer(feed, 0, 1, 2)
    await ended(suite)
    assert suite.counts[DONE] == 3


async def test_stop_keeps_what_was_written_and_resume_asks_only_the_rest(suites: Suites, feed: Feed) -> None:
    suite = await suites.new(lanes(), prompts(6))
    suites.resume(suite)
    await answer(feed, 0)
    (await feed.request('<1>')).put(Delta(text='half'))
    await until(lambda: bool(suite.live.get((1, 0)) and suite.live[1, 0].text))
    for number in (2, 3, 4):
        await feed.request(f'<{number}>')
    suites.stop(suite)
    await ended(suite)
    assert suite.counts == [1, 0, 1, 0, 4]
    assert (await suites.rows(suite, [1]))[0].replies[0].text == 'half'
    asked = feed.count
    suites.resume(suite)
    await answer(feed, 1, 2, 3, 4, 5)
    await ended(suite)
    assert (suite.counts[DONE], feed.count) == (6, asked + 5)
    with pytest.raises(EngineError, match='Everything has been answered'):
        suites.resume(suite)


async def test_retry_failed_asks_only_the_failed_ones(suites: Suites, feed: Feed) -> None:
    suite = await suites.new(lanes(), prompts(3))
    suites.resume(suite)
    await answer(feed, 0, 2)
    await answer(feed, 1, step=REFUSED)
    await ended(suite)
    assert (suite.counts[FAILED], list(suite.numbers(FAILED))) == (1, [1])
    failed = (await suites.rows(suite, [1]))[0].replies[0]
    assert failed.error
    assert failed.error.message == 'no'
    suites.retry_failed(suite)
    await answer(feed, 1)
    await ended(suite)
    assert (suite.counts[DONE], feed.count) == (3, 4)
    assert (await suites.rows(suite, [1]))[0].replies[0].text == 'answer'


async def test_a_lane_that_is_refused_again_and_again_is_left_out(suites: Suites, feed: Feed) -> None:
    suite = await suites.new([Lane(model='nowhere/m'), Lane(model='fed/m')], prompts(20))
    suites.resume(suite)
    await answer(feed, *range(20))
    await ended(suite)
    assert suite.counts == [15, 0, 20, 5, 0]
    assert suite.problem.startswith('nowhere/m was left out after 5 failures in a row: There is no endpoint called “nowhere” here')


async def test_after_a_crash_only_the_unfinished_cells_are_asked_again(tmp_path: Path, feed: Feed) -> None:
    """The copy is what a machine finds that lost its power in the middle."""
    store, suites = await open_suites(tmp_path / 'a', feed)
    suite = await suites.new(lanes('a', 'b'), prompts(3), 'Mine')
    suites.resume(suite)
    await answer(feed, 0, 1, model='a')
    await answer(feed, 0, model='b', step=REFUSED)
    await until(lambda: suite.counts[DONE] == 2 and suite.counts[FAILED] == 1)
    (tmp_path / 'b').mkdir()
    await store.backup(tmp_path / 'b' / 'chats.db')
    await close(store, suites)

    other = Feed()
    store, suites = await open_suites(tmp_path / 'b', other)
    [record] = await suites.all()
    found = await suites.open(record.id)
    assert found
    assert (found.record.title, found.is_running, found.counts) == ('Mine', False, [3, 0, 2, 1, 0])
    suites.resume(found)
    await answer(other, 1, 2, model='b')
    await answer(other, 2, model='a')
    await ended(found)
    assert (found.counts, other.count) == ([0, 0, 5, 1, 0], 3)
    await close(store, suites)


async def test_closing_the_app_leaves_nothing_running(tmp_path: Path, feed: Feed) -> None:
    store, suites = await open_suites(tmp_path, feed)
    suite = await suites.new(lanes(), prompts(2))
    suites.resume(suite)
    (await feed.request('<0>')).put(Delta(text='half'))
    await until(lambda: bool(suite.live.get((0, 0)) and suite.live[0, 0].text))
    await close(store, suites)
    assert suite.counts[STOPPED] == 2
    store, suites = await open_suites(tmp_path, feed)
    found = await suites.open(suite.id)
    assert found
    [row] = await suites.rows(found, [0])
    assert (row.replies[0].status, row.replies[0].text) == (ReplyStatus.INTERRUPTED, 'half')
    assert found.left == 2
    await close(store, suites)


async def test_deleting_a_running_suite_leaves_nothing_behind(suites: Suites, feed: Feed) -> None:
    suite = await suites.new(lanes(), prompts(3))
    suites.resume(suite)
    await answer(feed, 0)
    await until(lambda: suite.counts[DONE] == 1)
    await suites.delete(suite.id)
    await suites.engine.store.flush()
    assert (await suites.all(), await suites.open(suite.id)) == ([], None)
    assert list(suites.archive.all_rows(suite.id)) == []
    assert await suites.archive.states(suite.id) == []


async def test_ten_thousand_prompts_are_kept_and_read_page_by_page(suites: Suites) -> None:
    long = 'x' * 1_048_576
    suite = await suites.new(lanes(), [*prompts(9_999), long])
    rows = await suites.rows(suite, [0, 9_998, 9_999], longest=20)
    assert [(row.number, row.prompt, row.length) for row in rows] == [
        (0, 'prompt <0>', 10), (9_998, 'prompt <9998>', 13), (9_999, 'x' * 20, len(long))]
    assert await suites.archive.prompt(suite.id, 9_999) == long
    assert (len(suite.numbers()), suite.counts[WAITING]) == (10_000, 10_000)


async def test_watchers_are_told_every_cell(suites: Suites, feed: Feed) -> None:
    told: list[tuple[int, int] | None] = []
    suite = await suites.new(lanes(), prompts(1))
    suite.watchers.add(told.append)
    suites.resume(suite)
    await answer(feed, 0)
    await ended(suite)
    assert [cell for cell in told if cell] == [(0, 0), (0, 0)]
    assert told[-1] is None


async def test_the_time_left_comes_from_the_pace_of_this_run(suites: Suites, feed: Feed) -> None:
    suite = await suites.new(lanes(), prompts(4))
    suites.resume(suite)
    assert suite.started_at
    assert suite.seconds_left(suite.started_at + 10) is None
    await answer(feed, 0)
    await until(lambda: suite.counts[DONE] == 1)
    assert suite.seconds_left(suite.started_at + 10) == pytest.approx(30)


async def test_a_row_becomes_an_ordinary_comparison(suites: Suites, feed: Feed) -> None:
    suite = await suites.new(lanes('a', 'b'), prompts(1))
    suites.resume(suite)
    await answer(feed, 0, model='a')
    await answer(feed, 0, model='b')
    await ended(suite)
    chat = chat_of(suite, (await suites.rows(suite, [0]))[0])
    suites.engine.adopt(chat)
    await suites.engine.store.flush()
    kept = await suites.engine.store.load_chat(chat.id)
    assert kept
    assert [reply.text for reply in kept.path()[0].all_replies()] == ['answer', 'answer']


@pytest.mark.parametrize(('models', 'count', 'sentence'), [
    ([], 1, 'Choose a model'), (['m'] * 13, 1, 'at most 12'), (['m'], 0, 'no prompts'),
])
async def test_what_is_no_suite_is_told(suites: Suites, models: list[str], count: int, sentence: str) -> None:
    with pytest.raises(EngineError, match=sentence):
        await suites.new([Lane(model=f'fed/{model}') for model in models], prompts(count))


async def open_suites(folder: Path, feed: Feed) -> tuple[Store, Suites]:
    store = Store(folder / 'chats.db')
    store.open()
    return store, Suites(Engine(store, Providers(Settings.load(folder, None, {}), extra=[feed])))


async def close(store: Store, suites: Suites) -> None:
    await suites.close()
    await suites.engine.providers.close()
    await store.close()


@pytest.mark.parametrize('concurrency', [None, 1])
async def test_a_budget_that_is_used_up_leaves_the_rest_waiting_until_it_is_raised(
        suites: Suites, feed: Feed, concurrency: int | None) -> None:
    """Also those that were waiting in the line of the endpoint. Nothing counts as failed, for nothing was sent."""
    feed.concurrency = concurrency
    dear = Delta(text='answer', finish_reason='stop', usage=Usage(cost=1.5))
    budget = suites.engine.budget
    suite = await suites.new(lanes('m'), prompts(9))
    suites.resume(suite)
    await budget.choose(1.0)
    asked = [await feed.request(f'<{number}>') for number in range(concurrency or 4)]
    for request in asked:
        request.put(dear)
    await ended(suite)
    assert (suite.counts[DONE], suite.counts[WAITING], suite.counts[FAILED]) == (len(asked), 9 - len(asked), 0)
    assert 'budget of $1.00 is used up' in suite.problem
    assert feed.count == len(asked)
    await budget.choose(100.0)
    suites.resume(suite)
    assert not suite.problem
    await answer(feed, *range(len(asked), 9), step=dear)
    await ended(suite)
    assert suite.counts[DONE] == 9


async def test_failed_answers_stay_as_they_were_when_the_budget_refuses_to_ask_them_again(suites: Suites, feed: Feed) -> None:
    suite = await suites.new(lanes('m'), prompts(2))
    suites.resume(suite)
    await answer(feed, 0, step=Delta(text='answer', finish_reason='stop', usage=Usage(cost=1.5)))
    await answer(feed, 1, step=REFUSED)
    await ended(suite)
    await suites.engine.budget.choose(1.0)
    suites.retry_failed(suite)
    await ended(suite)
    assert (suite.counts[DONE], suite.counts[FAILED]) == (1, 1)
    [_, row] = await suites.rows(suite, [0, 1])
    assert row.replies[0].error
    assert row.replies[0].error.message == 'no'


async def test_who_watches_is_told_when_a_suite_begins_and_ends(suites: Suites, feed: Feed) -> None:
    told: list[int] = []
    suites.watchers.add(lambda: told.append(len(suites.running())))
    suite = await suites.new(lanes('m'), prompts(1))
    suites.resume(suite)
    await feed.request('<0>')
    suites.stop_all()
    await ended(suite)
    assert told == [1, 0]
    assert suite.counts[STOPPED] == 1
