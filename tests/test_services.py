"""How the parts that every page is given are joined."""
from __future__ import annotations

import asyncio
from pathlib import Path

from chat.conversation import Candidate, Vote
from chat.exchange.outgoing.export import FORMATS
from chat.settings import Settings
from tests.engine.house import running_engine, services_of
from tests.store.samples import chat_with_reply
from tests.waiting import in_time


async def test_imported_votes_count_at_once(tmp_path: Path) -> None:
    async with running_engine(Settings.load(tmp_path, None, {}), finds_local=False) as engine:
        services = services_of(engine)
        chat, turn, reply = chat_with_reply()
        candidates = (Candidate(lane=0, model='m', reply_id=reply.id),)
        vote = Vote(chat_id=chat.id, turn_id=turn.id, outcome='tie', candidates=candidates, prompt='Why?')
        path = services.imports.new_path()
        path.write_text(''.join(FORMATS['json'].write([chat], {turn.id: vote})))
        told = asyncio.Event()
        services.judging.watchers.add(told.set)
        services.imports.begin(path, 'votes.json')
        await in_time(told.wait())
        assert services.judging.votes == {turn.id: vote}
        await services.imports.close()
