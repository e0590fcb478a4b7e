""""""
from __future__ import annotations

import random
import time

import pytest

from chat.conversation import ChatSettings, ReplyStatus
from chat.store.search import indexes as indexes
from chat.store.store import Store
from tests.odd_names import ODD_NAMES
from tests.store.samples import add_turn, chat_with_reply, found, run


@pytest.mark.parametrize('words', ['needle', ''])
@pytest.mark.parametrize(('filters', 'titles'), [
    ('model:gpt', 'one three'), ('model:QWEN3', 'two'), ('model:openai/gpt-5', 'one three'), ('model:claude', ''),
    ('folder:work', 'one two'), ('folder:Work/Backend', 'two'), ('folder:backend', 'two'),
    ('folder:work/', 'one two'), ('tag:#red', 'one two'), ('folder:end', ''), ('folder:wor', ''), ('folder:"ärger"', 'three'),
    ('tag:red', 'one two'), ('tag:BLUE', 'two'), ('tag:re', ''),
    ('before:2024-06-15', 'one'), ('before:2025', 'one two'), ('after:2024-06-15', 'two three'), ('after:2024-06', 'two three'),
    ('after:2024 before:2024-12', 'one two'), ('model:gpt before:2025', 'one'), ('tag:red folder:work/backend', 'two'),
])
async def test_filters_narrow_down(filed: Store, words: str, filters: str, titles: str) -> None:
    assert await found(filed, f'{filters} {words}') == set(titles.split())
    assert await found(filed, f'{words} {filters}') == set(titles.split())


async def test_models_of_any_name_are_found_by_it(store: Store) -> None:
    for name in ODD_NAMES:
        chat, *_ = chat_with_reply('needle', 'An answer.', title=name, model=f'e/{name}')
        store.save_whole_chat(chat)
    for name in ODD_NAMES:
        for wanted in (name, f'e/{name}', name.upper()):
            query = f'model:"{wanted.replace(chr(34), chr(34) * 2)}" needle'
            assert await found(store, query) == {one for one in ODD_NAMES if wanted.casefold() in f'e/{one}'.casefold()}, query


async def test_tags_that_cannot_be_read_are_none(filed: Store) -> None:
    await run(filed, "UPDATE chats SET tags = '[broken' WHERE title = 'one'")
    assert await found(filed, 'tag:red needle') == {'two'}


FOLDERS = ('', 'Work', 'Work/Backend', 'Home')


MODELS = ('openai/gpt-5', 'local/qwen3', 'local/QWEN3-big')


FILTERS = ('model:gpt', 'model:qwen', 'model:big', 'model:none', 'folder:work', 'folder:home', 'tag:rare', 'tag:often', 'before:2024-04',
           'after:2024-04', 'after:2024-02 before:2024-03', 'before:2020')


@pytest.fixture
async def mixed(store: Store) -> Store:
    """60 chats, written in another order than that of their times (an import), some with an answer of another model, one of them blind."""
    dice = random.Random(3)
    for number in range(60):
        at = time.mktime((2024, 1, 1 + dice.randrange(200), 0, 0, 0, 0, 0, -1))
        model = dice.choice(MODELS)
        chat, _, reply = chat_with_reply(some_words(dice), some_words(dice), title=f'{some_words(dice)} {number}', model=model, at=at)
        reply.model = dice.choice([model, *MODELS])
        for step in range(dice.randrange(4)):
            add_turn(chat, some_words(dice), some_words(dice), status=dice.choice([None, ReplyStatus.DONE])).created_at = at + step * 86400
        chat.folder, chat.tags = dice.choice(FOLDERS), dice.sample(['rare'] if number % 20 == 0 else ['often', 'other'], 1)
        chat.settings = ChatSettings(is_blind=number == 30)
        store.save_whole_chat(chat)
    await store.flush()
    return store


def some_words(dice: random.Random) -> str:
    return ' '.join(dice.choices(['bird', 'pelican', 'wing', 'winged', '鳥が', 'egg'], [9, 3, 2, 1, 1, 1], k=dice.randrange(1, 30)))


async def test_the_same_is_found_whether_messages_or_words_are_looked_up_first(mixed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(5)
    queries = [f'{" ".join(dice.sample(FILTERS, dice.randrange(1, 4)))} {text}'
               for text in ('bird', 'wing', 'wing*', '"bird bird"', 'pelican egg', '鳥', '') for _ in range(25)]
    listed = [await mixed.search(query, limit=500) for query in queries]
    monkeypatch.setattr(indexes, 'FEW_CHATS', -1)
    scanned = [await mixed.search(query, limit=500) for query in queries]
    monkeypatch.setattr(indexes, 'FEW', -1)
    walked = [await mixed.search(query, limit=500) for query in queries]
    assert listed == scanned == walked
    assert sum(map(bool, listed)) > len(queries) / 3
