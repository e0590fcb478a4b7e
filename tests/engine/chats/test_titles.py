"""Titles that models suggest, and those that need no model."""
from __future__ import annotations

import asyncio

import pytest

from chat.conversation import Delta, Usage
from chat.engine.chats import titles
from chat.engine.chats.keeping import Keeping
from chat.engine.chats.titles import clean_title, title_of_prompt
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from tests.engine.conftest import END, Feed, asked


async def test_the_chats_own_model_suggests_a_title_off_the_record(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'How do I bake bread?')
    suggestion = asyncio.create_task(keeping.suggest_title(chat.id))
    stream = await feed.request('Give the conversation')
    assert 'How do I bake bread?' in stream.request.messages[-1].content
    stream.put(Delta(text='**Title: "Baking bread at home."**\n'), END)
    done = await suggestion
    assert done
    assert (chat.title, len(chat.turns)) == ('Baking bread at home', 1)
    assert await keeping.undo(done.undo)
    assert chat.title == 'How do I bake bread?'


async def test_a_suggested_title_is_charged_and_refused_above_the_budget(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'How do I bake bread?')
    await engine.budget.choose(1.0)
    suggestion = asyncio.create_task(keeping.suggest_title(chat.id))
    (await feed.request('Give the conversation')).put(Delta(text='Bread'), Delta(finish_reason='stop', usage=Usage(cost=1.5)))
    await suggestion
    assert engine.budget.spent == 1.5
    with pytest.raises(EngineError, match='Today’s budget is used up, so no title was asked for'):
        await keeping.suggest_title(chat.id)
    assert feed.count == 2


async def test_no_title_is_looked_for_any_more_when_the_chat_is_deleted(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'How do I bake bread?')
    suggestion = asyncio.create_task(keeping.suggest_title(chat.id))
    stream = await feed.request('Give the conversation')
    with pytest.raises(EngineError, match='already on its way'):
        await keeping.suggest_title(chat.id)
    await keeping.delete([chat.id])
    assert await suggestion is None
    assert stream.is_closed


async def test_a_suggested_title_does_not_replace_what_a_person_chose_meanwhile(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'How do I bake bread?')
    suggestion = asyncio.create_task(keeping.suggest_title(chat.id))
    stream = await feed.request('Give the conversation')
    await keeping.rename(chat.id, 'My bread')
    stream.put(Delta(text='Baking'), END)
    done = await suggestion
    assert done
    assert (done.sentence, done.undo, chat.title) == ('The chat was renamed meanwhile. The suggestion was “Baking”.', '', 'My bread')


async def test_a_model_that_never_comes_to_a_title_is_hung_up_on(
        engine: Engine, feed: Feed, keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = await asked(engine, feed, 'How do I bake bread?')
    suggestion = asyncio.create_task(keeping.suggest_title(chat.id))
    talking = await feed.request('Give the conversation')
    talking.put(Delta(text='On bread\n'), *[Delta(text='and so on ' * 10)] * 20)
    await suggestion
    assert chat.title == 'On bread'
    monkeypatch.setattr(titles, 'SECONDS', 0.01)
    with pytest.raises(EngineError, match='found no title within 0.01 seconds'):
        await keeping.suggest_title(chat.id)
    silent = await feed.request('Give the conversation')
    assert talking.is_closed
    assert silent.is_closed


async def test_a_temporary_chat_is_told_to_no_model_for_a_title(engine: Engine, feed: Feed) -> None:
    chat = await asked(engine, feed, 'Not for the books', temporary=True)
    with pytest.raises(EngineError, match='A temporary chat has no title'):
        await titles.Titles(engine).suggest(chat)
    assert feed.count == 1


@pytest.mark.parametrize(('answer', 'title'), [
    ('\n\n# Bread', 'Bread'), ('“Brot backen”', 'Brot backen'), ('Titel: Brot', 'Brot'), ('***', ''), ('Title:\nBread', 'Bread'),
    ('\u202eevil\x1b[31m\x00 title\u2028second line', 'evil [31m title'), ('half \ud83d pair', 'half \ufffd pair'),
])
def test_decoration_is_taken_off_a_suggested_title(answer: str, title: str) -> None:
    assert clean_title(answer) == title


def test_without_a_model_the_title_is_the_prompt_without_its_pleasantries() -> None:
    assert title_of_prompt('Hi, could you please explain how sourdough rises?') == 'How sourdough rises'
    assert title_of_prompt('Write me a limerick about rust') == 'Limerick about rust'
    assert title_of_prompt('???') == '???'
