"""Imports as they happen: a file, another process, the store, the list of chats."""
from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

import tests.exchange.samples as samples
from chat.conversation import Chat, Lane
from chat.engine.engine import Engine
from chat.engine.transfer.import_state import ImportState
from chat.engine.transfer.importing import Imports
from chat.exchange.outgoing.export import FORMATS
from chat.store.tables.votes import Votes
from tests.engine.house import reached
from tests.engine.transfer.round_trip import exported, imported, voted
from tests.exchange.reading import CASES
from tests.store.samples import rich_chat


async def test_chats_of_several_programs_come_in_and_are_listed(imports: Imports, engine: Engine) -> None:
    crowd: list[str] = []
    engine.listing.crowd_watchers.add(lambda summaries: crowd.extend(summary.title for summary in summaries))
    one = await imported(imports, json.dumps([samples.chatgpt(), samples.claude(), samples.open_webui()]))
    assert (one.state, one.taken, one.source) == (ImportState.DONE, 3, 'ChatGPT and Claude and Open WebUI')
    assert sorted(crowd) == ['Greeting', 'Notes', 'Sky']
    assert sorted(summary.title for summary in engine.listing.summaries.values()) == ['Greeting', 'Notes', 'Sky']


async def test_an_imported_chat_can_be_opened_and_found(imports: Imports, engine: Engine) -> None:
    await imported(imports, json.dumps([samples.chatgpt()]))
    summary = next(iter(engine.listing.summaries.values()))
    chat = await engine.open(summary.id)
    assert chat is not None
    assert [turn.prompt for turn in chat.path()] == ['Why is the sky blue?', 'And at night?']
    assert [hit.chat_id for hit in await engine.store.search('scattering')] == [chat.id]


async def test_the_second_time_nothing_is_doubled(imports: Imports, engine: Engine) -> None:
    content = json.dumps([samples.chatgpt(), samples.claude()])
    await imported(imports, content)
    again = await imported(imports, content)
    assert (again.state, again.taken, again.present) == (ImportState.DONE, 0, 2)
    assert len(await engine.store.list_chats()) == 2


async def test_a_chat_twice_in_one_file_comes_in_once(imports: Imports, engine: Engine) -> None:
    one = await imported(imports, json.dumps([samples.chatgpt(), samples.chatgpt()]))
    assert (one.taken, one.twice, len(engine.listing.summaries)) == (1, 1, 1)


async def test_what_could_not_be_taken_is_named_by_chat_and_counted(imports: Imports, engine: Engine) -> None:
    empty = samples.claude() | {'chat_messages': [], 'name': 'Nothing said'}
    strange = samples.chatgpt() | {'mapping': 5, 'title': 'Strange'}
    one = await imported(imports, json.dumps([samples.chatgpt_with_pictures(), empty, strange, {'title': 'Cake'}, 7]))
    assert one.taken == 1
    assert (one.refused, one.refused_count, one.empty) == ([('Strange', 'has no messages')], 1, 1)
    assert one.left_out == {'pictures': 1, 'attached files': 1, 'messages of the kind “hologram”': 1}
    assert one.beside == {'entries that are no chats (Cake, An entry “7”)': 2}
    assert [summary.title for summary in engine.listing.summaries.values()] == ['[picture]']


@pytest.mark.parametrize(('name', 'counts', 'refused'), [
    ('chatgpt-no-children.json', (1, 2, {}), []),
    ('chatgpt-hidden-context.json', (2, 0, {}), [('Bad one', 'holds nothing that can be taken (2 × entries that are no messages)')])])
async def test_chats_in_which_nothing_was_said_are_told_apart_from_damaged_ones(
        imports: Imports, name: str, counts: tuple[int, int, dict[str, int]], refused: list[tuple[str, str]]) -> None:
    one = await imported(imports, (CASES / name).read_bytes())
    assert ((one.taken, one.empty, one.beside), one.refused) == (counts, refused)


async def test_a_file_of_empty_chats_only_is_told_as_that(imports: Imports) -> None:
    one = await imported(imports, json.dumps([samples.claude() | {'chat_messages': []}]))
    assert (one.state, one.sentence) == (ImportState.FAILED, 'The chats in this file are empty: nothing was ever said in them.')


@pytest.mark.parametrize(('content', 'words'), [
    (b'', 'empty'), (b'[]', 'no chats'), (b'{"recipe": "cake"}', 'no export'), (b'\x89PNG\r\n\x1a\n', 'picture'), (b'PK\x03\x04',
        'damaged'),
    (b'not json', 'no export'), (b'[{"mapping": ', 'breaks off'), (b'SQLite format 3\0' + b'x' * 100, 'database cannot be read')])
async def test_a_file_that_is_no_export_is_one_sentence(imports: Imports, engine: Engine, content: bytes, words: str) -> None:
    one = await imported(imports, content)
    assert one.state is ImportState.FAILED
    assert words in one.sentence
    assert engine.listing.summaries == {}


async def test_half_an_export_waits_for_an_answer_and_imports_nothing_by_itself(imports: Imports, engine: Engine) -> None:
    half = json.dumps([samples.chatgpt(), samples.claude()])[:-50]
    one = await imported(imports, half)
    assert (one.state, one.found) == (ImportState.ASKING, 1)
    assert 'breaks off' in one.sentence
    assert await engine.store.list_chats() == []
    imports.answer(one, takes_whole=False)
    await reached(one, ImportState.FAILED)
    assert await engine.store.list_chats() == []


async def test_the_whole_chats_of_half_an_export_can_be_taken(imports: Imports, engine: Engine) -> None:
    one = await imported(imports, json.dumps([samples.chatgpt(), samples.claude()])[:-50])
    imports.answer(one, takes_whole=True)
    await reached(one, ImportState.DONE)
    assert [summary.title for summary in engine.listing.summaries.values()] == ['Sky']


async def test_the_vote_of_the_file_takes_the_place_of_a_later_one_on_a_turn_that_had_gone(imports: Imports, engine: Engine) -> None:
    chat = rich_chat()
    first, later = voted(chat), voted(chat, id='later', outcome='tie', winner=None)
    other = voted(chat, id='other', chat_id='c', turn_id='t')
    content = exported(engine, chat, FORMATS['json'], {first.turn_id: first})
    for vote in (later, other):
        Votes(engine.store).save(vote)
    assert await engine.store.flush()
    await imported(imports, content)
    assert {vote.id for vote in await Votes(engine.store).list()} == {first.id, 'other'}


async def test_a_vote_whose_id_belongs_to_another_chat_does_not_overwrite_it(imports: Imports, engine: Engine) -> None:
    chat = rich_chat()
    mine = voted(chat, chat_id='mine', turn_id='mine')
    content = exported(engine, chat, FORMATS['json'], {chat.current_turn_id or '': voted(chat, id=mine.id)})
    Votes(engine.store).save(mine)
    assert await engine.store.flush()
    one = await imported(imports, content)
    assert (one.taken, one.refused_count) == (0, 1)
    assert await Votes(engine.store).list() == [mine]
    assert await engine.store.load_chat(chat.id) is None


async def test_a_chat_with_a_broken_vote_is_named_and_left_out_whole(imports: Imports, engine: Engine) -> None:
    chat = rich_chat()
    vote = voted(chat)
    content = exported(engine, chat, FORMATS['jsonl'], {vote.turn_id: vote})
    one = await imported(imports, content.replace(b'"kind":"winner"', b'"kind":"perhaps"'))
    assert (one.taken, one.refused_count) == (0, 1)
    assert 'has a vote that is not complete' in one.refused[0][1]


def llm_database(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    connection.executescript("""
        CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
        CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, prompt_json TEXT,
            options_json TEXT, response TEXT,
            response_json TEXT, conversation_id TEXT, duration_ms INTEGER, datetime_utc TEXT, input_tokens INTEGER, output_tokens INTEGER);
        CREATE TABLE fragments (id INTEGER PRIMARY KEY, hash TEXT, content TEXT);
        CREATE TABLE prompt_fragments (response_id TEXT, fragment_id INTEGER, "order" INTEGER);
        CREATE TABLE prompt_attachments (response_id TEXT, attachment_id TEXT, "order" INTEGER);
        INSERT INTO conversations VALUES ('c1', 'Counting', 'gpt-4o-mini');
        INSERT INTO responses (id, model, prompt, response, conversation_id, datetime_utc, options_json) VALUES
            ('r2', 'gpt-4o-mini', 'Two?', '2', 'c1', '2024-05-01T10:01:00', '{}'),
            ('r1', 'gpt-4o-mini', 'One?', '1', 'c1', '2024-05-01T10:00:00', '{"temperature": 0.5}'),
            ('r3', 'llama', 'Alone?', 'Yes', NULL, '2024-05-02T10:00:00', NULL);
        INSERT INTO fragments VALUES (1, 'h', 'From a file');
        INSERT INTO prompt_fragments VALUES ('r1', 1, 0);
    """)
    connection.close()
    return path.read_bytes()


async def test_the_log_of_llm_comes_in(imports: Imports, engine: Engine, tmp_path: Path) -> None:
    one = await imported(imports, llm_database(tmp_path / 'logs.db'))
    assert (one.state, one.taken, one.source) == (ImportState.DONE, 2, 'llm')
    chats = {summary.title: await engine.open(summary.id) for summary in engine.listing.summaries.values()}
    counting, alone = chats['Counting'], chats['Alone?']
    assert counting is not None
    assert alone is not None
    assert [turn.prompt for turn in counting.path()] == ['From a file\n\nOne?', 'Two?']
    assert alone.lanes[0].model == 'llm/llama'


async def test_another_database_is_no_log(imports: Imports, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / 'x.db')
    connection.execute('CREATE TABLE cake (name)')
    connection.close()
    one = await imported(imports, (tmp_path / 'x.db').read_bytes())
    sentence = 'This database is neither the log of llm nor that of Open WebUI: it has no chats.'
    assert (one.state, one.sentence) == (ImportState.FAILED, sentence)


@pytest.mark.parametrize(('chats', 'words'), [(1, '1 chat'), (2, '2 chats')])
async def test_a_backup_of_our_own_is_recognised_and_how_to_put_it_back_is_told(
        imports: Imports, engine: Engine, tmp_path: Path, chats: int, words: str) -> None:
    for _ in range(chats):
        engine.adopt(Chat(lanes=[Lane(model='demo/fast')]))
    await engine.store.backup(tmp_path / 'backup.db')
    one = await imported(imports, (tmp_path / 'backup.db').read_bytes())
    assert one.state is ImportState.FAILED
    assert one.sentence.startswith(f'This is the database of Polylogue itself, as a backup writes it ({words}, ')
    assert f'as {engine.store.path.name}, and start' in one.sentence
