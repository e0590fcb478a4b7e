"""A prompt suite never asks anybody: what would have to be allowed is denied, what is allowed already is run."""
from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import pytest

from chat.conversation import Lane, Reply
from chat.engine.engine import Engine
from chat.engine.suites.suite import Suites
from chat.engine.tools.ask_user import NOBODY
from chat.engine.tools.rounds import NEVER_ASKED
from chat.settings.preferences import ALLOWED_TOOLS
from tests.engine.conftest import Feed
from tests.engine.tools.conftest import CALLED, DONE, call, next_round, results, states
from tests.waiting import until


@pytest.fixture
async def suites(tooled: Engine) -> AsyncIterator[Suites]:
    suites = Suites(tooled)
    yield suites
    await suites.close()


async def answered(suites: Suites, feed: Feed) -> Reply:
    """One cell, whose model calls one tool of each kind."""
    suite = await suites.new([Lane(model='fed/m', tools=('mine', 'Polylogue'))], ['Do it'])
    suites.resume(suite)
    (await feed.request('Do it')).put(
        call('get_weather', '{"city": "Rome"}'), call('delete_file', '{"path": "a"}', id='c2', index=1),
        call('ask_user', '{"questions": [{"question": "Which?"}]}', id='c3', index=2), CALLED)
    (await next_round(feed)).put(DONE)
    await until(lambda: not suite.is_running)
    [row] = await suites.rows(suite, [0])
    return row.replies[0]


async def test_what_may_change_something_and_what_asks_is_denied_with_a_sentence(suites: Suites, feed: Feed) -> None:
    reply = await answered(suites, feed)
    by_name = {part.detail['name']: part.text for part in reply.parts if part.kind == 'tool_result'}
    assert sorted(zip([part.detail['name'] for part in reply.parts if part.kind == 'tool_call'], states(reply), strict=True)) == [
        ('ask_user', 'denied'), ('delete_file', 'denied'), ('get_weather', 'done')]
    assert (by_name['delete_file'], by_name['ask_user']) == (NEVER_ASKED, NOBODY)
    assert sys.modules['polylogue_models_mine'].ran == [('Rome', 1)]
    assert reply.status == 'done'


async def test_what_was_allowed_for_all_chats_is_run(suites: Suites, feed: Feed, tooled: Engine) -> None:
    ALLOWED_TOOLS.keep(tooled.providers.settings, ['mine/delete_file'])
    reply = await answered(suites, feed)
    assert '{"deleted":"a"}' in results(reply)
    assert ('a' in sys.modules['polylogue_models_mine'].ran, states(reply).count('denied')) == (True, 1)
