"""What goes out comes in and goes out the same."""
from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import tests.exchange.samples as samples
from chat.engine.engine import Engine
from chat.engine.judging.judging import Judging
from chat.engine.transfer.exporting import format_of
from chat.engine.transfer.import_state import ImportState
from chat.engine.transfer.importing import Imports
from chat.store.tables.votes import Votes
from tests.engine.transfer.round_trip import exported, imported, voted
from tests.store.samples import rich_chat


async def test_own_json_goes_out_comes_in_and_goes_out_the_same(imports: Imports, engine: Engine) -> None:
    engine.adopt(rich_chat())
    chat = engine.chats.all()[0]
    for name in ('json', 'jsonl'):
        form = format_of(name)
        assert form is not None
        first = exported(engine, chat, form)
        await engine.delete(chat.id)
        one = await imported(imports, first)
        assert (one.state, one.taken, one.refused) == (ImportState.DONE, 1, [])
        again = await engine.open(chat.id)
        assert again is not None
        assert exported(engine, again, form) == first
        chat = again


@pytest.mark.parametrize('name', ['json', 'jsonl'])
async def test_votes_go_out_come_in_and_go_out_the_same(imports: Imports, engine: Engine, name: str) -> None:
    judging = Judging(engine)
    imports.vote_watchers.add(judging.take)
    chat, form = rich_chat(), format_of(name)
    assert form
    engine.adopt(chat)
    vote = voted(chat)
    Votes(engine.store).save(vote)
    await judging.load()
    first = exported(engine, chat, form, judging.votes)
    await engine.store.flush()
    await engine.delete(chat.id)
    assert judging.votes[vote.turn_id].prompt == ''
    assert (await imported(imports, first)).taken == 1
    again = await engine.open(chat.id)
    assert again
    assert judging.votes == {vote.turn_id: vote}, 'the leaderboard knows of it without a restart, and the prompt has its words again'
    assert await Votes(engine.store).list() == [vote]
    assert exported(engine, again, form, judging.votes) == first
    assert (await imported(imports, first)).present == 1
    assert await Votes(engine.store).list() == [vote]


async def test_the_zip_of_an_export_is_opened(imports: Imports, engine: Engine, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w') as archive:
        archive.writestr('conversations.json', json.dumps([samples.chatgpt()]))
    one = await imported(imports, (tmp_path / 'a.zip').read_bytes())
    assert (one.state, one.taken, one.source) == (ImportState.DONE, 1, 'ChatGPT')
