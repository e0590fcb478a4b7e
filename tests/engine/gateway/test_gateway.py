"""An answer that belongs to no chat counts like any other, and what is refused is never sent."""
from __future__ import annotations

from pathlib import Path

from chat.conversation import Message, Model, Reply, ReplyStatus, Usage
from chat.engine.gateway.gateway import Gateway
from chat.providers.scripted import ScriptedProvider
from chat.settings import Settings
from tests.engine.house import running_engine
from tests.waiting import in_time, until

HI = (Message(role='user', content='Hi'),)


async def test_what_it_costs_counts_and_the_budget_holds(tmp_path: Path) -> None:
    (tmp_path / 'config.toml').write_text('[budget]\ndaily = 1.0\n')
    fed = ScriptedProvider('fed', models=(Model(id='fed/m', input_price=1.0, output_price=1.0),))
    async with running_engine(Settings.load(tmp_path, None, {}), extra=[fed], finds_local=False) as engine:
        await engine.budget.choose(1.0)
        gateway, told = Gateway(engine), list[Reply]()
        passing = gateway.ask('fed/m', HI, parameters={}, on_change=told.append)
        reply = await in_time(fed.next_reply())
        assert reply.request.messages == HI
        reply.end(usage=Usage(input_tokens=1, output_tokens=1, cost=2.0))
        await until(lambda: not passing.reply.is_running)
        assert (passing.reply.cost, engine.budget.spent) == (2.0, 2.0)
        await until(lambda: told[-1].status is ReplyStatus.DONE)
        refused = gateway.ask('fed/m', HI, parameters={}, on_change=told.append)
        assert (refused.reply.status, refused.task) == (ReplyStatus.FAILED, None)
        assert gateway.ask('none/m', HI, parameters={}, on_change=told.append).reply.has_failed
        refused.stop()
        assert len(fed.requests) == 1
