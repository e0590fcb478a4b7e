from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from chat.conversation import Chat, ChatSettings, Delta, Lane, Reply, ReplyStatus
from chat.store.search import search
from chat.store.search.search import HITS_PER_CHAT, Hit
from chat.store.store import Store, StoreError
from tests.store.samples import add_turn, change, chat_with_reply, found, opened, rows, run, saved


async def test_titles_prompts_and_replies_are_found(store: Store) -> None:
    chat, turn, reply = chat_with_reply('How do pelicans fly?', 'With large wings.', title='About birds', at=42.0)
    store.save_whole_chat(chat)
    await store.flush()
    by_title, = await store.search('birds')
    by_prompt, = await store.search('pelicans')
    by_reply, = await store.search('wings')
    assert (by_title.chat_id, by_title.turn_id, by_title.reply_id, by_title.snippet) == (chat.id, None, None, 'About birds')
    assert (by_prompt.chat_id, by_prompt.turn_id, by_prompt.reply_id) == (chat.id, turn.id, None)
    assert (by_reply.chat_id, by_reply.turn_id, by_reply.reply_id) == (chat.id, turn.id, reply.id)
    assert by_reply == Hit(chat_id=chat.id, title='About birds', turn_id=turn.id, reply_id=reply.id, snippet='With large wings.',
                           marks=((11, 16),), updated_at=42.0)
    assert by_reply.pieces == [('With large ', False), ('wings', True), ('.', False)]


async def test_a_reply_is_found_from_its_end_on_and_checkpoints_leave_the_index_alone(store: Store, path: Path) -> None:
    chat, _, reply = chat_with_reply(text='', status=None)
    for _ in range(5):
        reply.append(Delta(text='growing '), 1001)
        store.save_whole_chat(chat)
        assert await found(store, 'growing') == set()
        assert rows(path, 'SELECT count(*) FROM replies_words_docsize') == [(0,)]
    reply.finish(ReplyStatus.STOPPED, 1002)
    store.save_reply(reply, chat.id)
    assert await found(store, 'growing') == {'A chat'}
    assert rows(path, 'SELECT count(*) FROM replies_words_docsize') == [(1,)]


async def test_saving_an_unchanged_row_again_does_not_index_it_again(store: Store, path: Path) -> None:
    chat = saved(store, 'birds', 'prompt', 'reply')
    await store.flush()
    before = rows(path, 'SELECT * FROM replies_words_data'), rows(path, 'SELECT * FROM chats_words_data')
    chat.unread = True
    store.save_whole_chat(chat)
    await store.flush()
    assert (rows(path, 'SELECT * FROM replies_words_data'), rows(path, 'SELECT * FROM chats_words_data')) == before


async def test_a_renamed_chat_is_found_by_its_new_title_only(store: Store) -> None:
    chat = saved(store, 'birds')
    await store.flush()
    chat.title = 'fishes'
    store.save_chat(chat)
    assert await found(store, 'birds') == set()
    assert await found(store, 'fishes') == {'fishes'}


async def test_what_is_deleted_is_not_found(store: Store) -> None:
    chat = saved(store, 'birds', 'pelican', 'wings')
    turn = add_turn(chat, 'penguin', 'flippers')
    store.save_whole_chat(chat)
    await store.flush()
    store.delete_turn(turn.id)
    assert await found(store, 'penguin') == await found(store, 'flippers') == set()
    assert await found(store, 'pelican') == {'birds'}
    store.delete_chat(chat.id)
    assert await found(store, 'birds') == await found(store, 'wings') == set()


async def test_the_best_place_comes_first(store: Store) -> None:
    saved(store, 'in passing', '', 'a pelican ' + 'and many other words ' * 50)
    saved(store, 'at length', '', 'pelican pelican pelican')
    saved(store, 'pelican', 'x', 'y')
    for number in range(20):
        saved(store, f'filler {number}', 'nothing', 'of interest')
    await store.flush()
    assert [hit.title for hit in await store.search('pelican')] == ['pelican', 'at length', 'in passing']


@pytest.mark.parametrize(('query', 'first'), [
    ('Chapter 3', 'Chapter 3'), ('Chapter 3 ', 'Chapter 3'), ('python 3', 'Python 3 tips'), ('3', 'Part 3'),
])
async def test_a_single_character_at_the_end_is_a_word_before_it_is_a_beginning(store: Store, query: str, first: str) -> None:
    saved(store, 'Python 3 tips', '', '')
    saved(store, 'Part 3', '', '')
    for number in (3, 0, 1, 2, 34):
        saved(store, f'Chapter {number}', '', '')
    saved(store, 'Python tips', 'python python', 'python')
    await store.flush()
    hits = await store.search(query)
    assert hits[0].title == first
    assert [hits[0].snippet[start:end] for start, end in hits[0].marks][-1] == '3'
    assert len(hits) == len({(hit.title, hit.turn_id, hit.reply_id) for hit in hits})


async def test_what_may_have_just_begun_keeps_what_is_found_already(store: Store) -> None:
    saved(store, 'long', '', 'pelicans are birds, like penguins')
    saved(store, 'short', '', 'birds with a p')
    await store.flush()
    assert [hit.title for hit in await store.search('birds p')] == ['short', 'long']
    assert [hit.title for hit in await store.search('birds p ')] == ['short']
    assert [hit.title for hit in await store.search('birds p', limit=1)] == ['short']


@pytest.mark.parametrize(('query', 'titles'), [('c++', {'plus'}), ('c#', {'sharp'}), ('C# code', {'sharp'}), ('c++ model:other', set())])
async def test_names_that_end_in_signs_are_found_as_they_are_written(store: Store, query: str, titles: set[str]) -> None:
    saved(store, 'plain', 'c', 'Some plain C code, called by cats')
    saved(store, 'sharp', '', 'c is a letter, and C#, a language, is code')
    saved(store, 'plus', '', 'plain C is older than (C++20), a language')
    assert await found(store, query) == titles
    if titles:
        hit, = await store.search(query)
        assert [hit.snippet[start:end] for start, end in hit.marks][0] == query.split()[0].upper()


async def test_one_chat_does_not_fill_the_whole_list(store: Store) -> None:
    chat = saved(store, 'much', 'x', 'needle')
    for _ in range(20):
        add_turn(chat, 'x', 'needle')
    store.save_whole_chat(chat)
    saved(store, 'little', 'x', 'one needle among a few other words')
    await store.flush()
    titles = [hit.title for hit in await store.search('needle')]
    assert (titles.count('much'), titles.count('little')) == (HITS_PER_CHAT, 1)
    assert len(await store.search('needle', limit=2)) == 2


@pytest.mark.parametrize(('query', 'is_found'), [
    ('pelican', True), ('PELICAN', True), ('peli', True), ('peli ', False), ('elican', False), ('pelican bird', True),
    ('pelican fish', False), ('"brown pelican"', True), ('"pelican brown"', False), ('"brown peli', True), ('peli* bird', True),
    ('creme', True), ('crème', True), ('"creme brulee"', True), ("don't", True), ('foo.bar', True), ('AND', True),
    ('c++', True), ('c+', True), ('C++', True), ('"c++"', True), ('use c++ foo', True), ('c++ peli', True), ('c#', False), ('b++', False),
    ('brown c#', False), ('pelican NOT bird', False), ('猫が', True), ('猫', True), ('b', False), ('bird p', True), ('pelican -', True),
    ('🎉', True), ('brown 🎉', True), ('🎉 peli', True), ('🎉*', True), ('🎈', False), ('brown 🎈', False), ('🎉 猫', True),
    ('https://example.org/a?b=c', True), ('12:30', True), ('model', True),
])
async def test_what_is_typed_finds_what_is_meant(store: Store, query: str, is_found: bool) -> None:
    saved(store, 'title', '', "A brown 🎉pelican is a bird and eats crème brûlée. Don't use C++ with foo.bar, 猫が好き at 12:30: "
                              'https://example.org/a?b=c model')
    assert await found(store, query) == ({'title'} if is_found else set())


@pytest.mark.parametrize('query', [
    '"', '""', '"""', '*', '**', '"*"', 'a"b"c', '(', ')', 'a AND', 'OR', 'NEAR(a b)', '^a', '-a', '+', ':', 'a:b:c', 'title:x', '{a}',
    'a\0b', '\ud83d', '😀', '\\', '--', ';DROP TABLE chats', 'x' * 100_000, 'a ' * 10_000, 'before:', 'before:x', 'before:2024-13-45',
    'after:9999-12-31', 'before:0001', 'model:', 'model:""', 'folder:"', "tag:'", 'rowid:1', '\u202e', '%', '_', 'NULL',
], ids=lambda query: ascii(query[:20]))
async def test_nothing_that_is_typed_is_an_error(store: Store, query: str) -> None:
    saved(store, 'title', 'a prompt', 'a reply')
    await store.flush()
    assert isinstance(await store.search(query), list)
    assert isinstance(await store.search(f'{query} reply'), list)


async def test_an_empty_query_finds_nothing(store: Store) -> None:
    saved(store, 'title')
    await store.flush()
    assert await store.search('') == await store.search('  ') == await store.search('"" *') == []


async def test_scripts_without_spaces_are_found_anywhere_in_a_sentence(store: Store) -> None:
    saved(store, '日记', '今天天气怎么样?', 'สวัสดีครับ ok')
    running, *_ = chat_with_reply('', '天气', title='running', status=None)
    store.save_whole_chat(running)
    await store.flush()
    hit, = await store.search('天气')
    assert (hit.title, hit.pieces) == ('日记', [('今天', False), ('天气', True), ('怎么样?', False)])
    assert await found(store, 'ครับ ok') == {'日记'}
    assert await found(store, '天气 明天') == await found(store, '天气 model:gpt') == set()


async def test_the_model_filter_is_about_the_model_that_replied(store: Store) -> None:
    chat, turn, _ = chat_with_reply('p', 'first', model='demo/fast')
    chat.lanes.append(Lane(model='demo/slow', number=1))
    other = Reply(turn_id=turn.id, lane=1, model='demo/slow')
    other.append(Delta(text='second'), 1)
    other.finish(ReplyStatus.DONE, 2)
    turn.replies[1] = [other]
    store.save_whole_chat(chat)
    assert await found(store, 'second model:slow') == {'A chat'}
    assert await found(store, 'second model:fast') == set()


async def test_a_word_that_is_everywhere_is_taken_for_a_whole_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, 'EVERYWHERE', 3)
    saved(store, 'longer', '', 'a pelicans b')
    saved(store, 'one', '', 'pelican')
    saved(store, 'two', '', 'pelican')
    assert await found(store, 'pelican') == {'one', 'two', 'longer'}
    saved(store, 'three', '', 'pelican')
    assert await found(store, 'pelican') == {'one', 'two', 'three'}
    assert await found(store, 'pelica') == await found(store, 'pelican*') == {'one', 'two', 'three', 'longer'}


async def test_the_index_agrees_with_the_tables_whatever_happens(store: Store, path: Path) -> None:
    """FTS5 compares the two itself; a wrong word told to it at a change would stay in the index for ever."""
    for step in sequence(random.Random(7)):
        step(store)
        await store.flush()
    for table in ('chats', 'turns', 'replies'):
        change(path, f"INSERT INTO {table}_words ({table}_words, rank) VALUES ('integrity-check', 1)")
    assert rows(path, 'SELECT count(*) FROM replies_words_docsize') == rows(path, 'SELECT count(*) FROM ended_replies') != [(0,)]


def sequence(dice: random.Random) -> Iterator[Callable[[Store], None]]:
    chats: list[Chat] = []
    for _ in range(300):
        if len(chats) < 3:
            chats.append(chat_with_reply(words(dice), words(dice), title=words(dice), status=dice.choice([None, ReplyStatus.DONE]))[0])
        chat = dice.choice(chats)
        action = dice.randrange(6)
        if action == 0:
            chats.remove(chat)
            yield partial(Store.delete_chat, chat_id=chat.id)
        elif action == 1 and chat.turns:
            turn_id, _ = chat.turns.popitem()
            yield partial(Store.delete_turn, turn_id=turn_id)
        else:
            if action == 2:
                chat.title = words(dice)
            if action == 3:
                add_turn(chat, words(dice), words(dice), status=dice.choice([None, ReplyStatus.DONE]))
            for reply in chat.running_replies()[:action - 3]:
                reply.append(Delta(text=words(dice)), 1001)
                reply.finish(ReplyStatus.FAILED, 1002)
            yield partial(Store.save_whole_chat, chat=chat)


def words(dice: random.Random) -> str:
    return ' '.join(dice.choices(['ä', 'bird', 'Crème', 'd\ud800', '', '猫', 'nul\0l', 'x' * 50], k=dice.randrange(6)))


async def test_a_damaged_file_is_told_in_a_sentence(path: Path) -> None:
    store = opened(path)
    saved(store, 'needle')
    await store.flush()
    await run(store, 'DROP TABLE chats_words')
    with pytest.raises(StoreError, match='cannot be read'):
        await store.search('needle')
    await store.close()


async def blind_comparison(store: Store) -> Chat:
    chat, _, _ = chat_with_reply('Who are you, pelican?', 'I am Claude, 鳥が好き.', title='Secret', model='acme/claude-9')
    chat.settings = ChatSettings(widths={1: 30.0}, is_blind=True)
    store.save_whole_chat(chat)
    saved(store, 'Open', 'A pelican', 'Claude said so. 鳥')
    await store.flush()
    return chat


@pytest.mark.parametrize('query', ['claude', 'model:claude', 'model:acme pelican', 'model:acme secret', '鳥', 'am'])
async def test_a_blind_comparison_is_not_found_by_its_models_and_their_words_before_the_reveal(store: Store, query: str) -> None:
    chat = await blind_comparison(store)
    assert 'Secret' not in await found(store, query)
    chat.settings = ChatSettings()
    store.save_chat(chat)
    assert 'Secret' in await found(store, query)


async def test_a_blind_comparison_is_found_by_its_title_and_prompts(store: Store) -> None:
    await blind_comparison(store)
    assert await found(store, 'secret') == {'Secret'}
    assert await found(store, 'pelican') == {'Secret', 'Open'}


async def test_what_is_found_in_a_comparison_tells_in_which_lane(store: Store) -> None:
    chat, _, _ = chat_with_reply('Where?', 'In the harbour.', title='One lane')
    store.save_whole_chat(chat)
    both = Chat(title='Two lanes', lanes=[Lane(model='a/x', number=0), Lane(model='a/x', number=1)])
    turn = add_turn(both, 'Where?', 'In the harbour, too.')
    second = Reply(turn_id=turn.id, lane=1, model='a/x')
    second.append(Delta(text='Out of the harbour.'), 1.0)
    second.finish(ReplyStatus.DONE, 2.0)
    turn.replies[1] = [second]
    store.save_whole_chat(both)
    await store.flush()
    hits = {(hit.title, hit.lane_name) for hit in await store.search('harbour')}
    assert hits == {('One lane', ''), ('Two lanes', 'a/x'), ('Two lanes', 'a/x (2)')}
    assert {hit.lane_name for hit in await store.search('Where')} == {''}
