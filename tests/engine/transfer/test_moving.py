"""Everything goes to another computer in one file, and nothing is missing there."""
from __future__ import annotations

import io
import json
import time
import tomllib
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.conversation import Candidate, Chat, ChatSettings, ChosenPersona, Lane, Part, Reply, ReplyStatus, Usage, Vote
from chat.conversation.vote import excerpt_of
from chat.engine.chats.drafts import Drafts
from chat.engine.engine import Engine
from chat.engine.transfer.exporting import export_for_move
from chat.engine.transfer.import_state import Import, ImportState
from chat.exchange import moving
from chat.providers.registry import Providers
from chat.services import Services
from chat.settings import Settings
from chat.store.store import Store
from chat.store.tables.library import Persona, Prompt
from chat.store.tables.spending import Spending, spending_row
from chat.store.tables.votes import Votes
from tests.engine.house import reached
from tests.engine.transfer.test_import_files import DIGEST, DOT, NOTES
from tests.store.samples import add_turn, chat_with_reply, rich_chat

KEY = 'sk-secret-0123456789abcdef'
CONFIG = f"""
[[endpoints]]
name = "mine"
api = "openai-chat"
base_url = "https://user:{KEY}@models.example/v1?key={KEY}"
api_key = "{KEY}"
models = ["a", "b"]
concurrency = 3
headers = {{ authorization = "Bearer {KEY}" }}

[[endpoints]]
name = "openai-too"
api = "openai-responses"
base_url = "https://api.openai.com/v1"
api_key_env = "OPENAI_API_KEY"

[[endpoints]]
name = "thief"
api = "openai-chat"
base_url = "http://127.0.0.1:9/v1"
api_key_env = "OPENAI_API_KEY"

[ui]
theme = "dark"
daily_budget = 5.5
window = "of this computer"
last_lanes = [{{ model = "mine/a" }}]
lane_sets = [{{ name = "Pair", lanes = [{{ model = "mine/a", parameters = {{ temperature = 0.5 }} }}, {{ model = "mine/b" }}] }}]
"""
NOT_COMPARED = {'chats': {'number'}, 'turns': {'number'}, 'replies': {'number', 'saved_at'}, 'votes': {'number'}, 'suites': {'number'}}
TABLES = ('chats', 'turns', 'replies', 'votes', 'personas', 'prompts', 'suites', 'suite_prompts', 'suite_cells', 'spending')


@asynccontextmanager
async def computer(folder: Path, config: str = '') -> AsyncIterator[Services]:
    folder.mkdir()
    (folder / 'config.toml').write_text(config)
    settings = Settings.load(folder, None, {})
    store = Store(folder / 'chats.db')
    store.open()
    providers = Providers(settings)
    services = Services(settings=settings, store=store, providers=providers, engine=Engine(store, providers), drafts=Drafts(store))
    await services.engine.start()
    await services.start()
    try:
        yield services
    finally:
        await services.imports.close()
        await services.suites.close()
        await services.attachments.swept()
        await services.engine.close()
        await services.keeping.close()
        await providers.close()
        await store.close()


async def everything(services: Services) -> bytes:
    name, pieces = export_for_move(services.engine)
    assert name.endswith('.move.zip')
    return b''.join([piece async for piece in pieces])


async def taken_in(services: Services, content: bytes) -> Import:
    path = services.imports.new_path()
    path.write_bytes(content)
    one = services.imports.begin(path, 'polylogue.move.zip')
    await reached(one, ImportState.DONE, ImportState.FAILED, ImportState.ASKING)
    await services.attachments.swept()
    return one


async def told(services: Services) -> dict[str, list[dict[str, Any]]]:
    """All rows, by table; without numbers that only say when they were written here, and with the mark that files have in place of NUL."""
    assert await services.store.flush()
    return await services.store.read(lambda db: {table: sorted(
        ({name: value.replace('\0', '\ufffd') if isinstance(value, str) else value for name, value in dict(row).items()
          if name not in NOT_COMPARED.get(table, set())}
         for row in db.execute(f'SELECT * FROM {table}')), key=lambda row: str(row['id'])) for table in TABLES})


def blind_chat() -> tuple[Chat, Vote]:
    chat, turn, reply = chat_with_reply('Which?', 'This', title='Hush', model='acme/secret')
    chat.settings, chat.unread = ChatSettings(is_blind=True, blind_order=(0,)), True
    candidates = (Candidate(lane=0, model='acme/secret', reply_id=reply.id),)
    return chat, Vote(chat_id=chat.id, turn_id=turn.id, outcome='tie', candidates=candidates, was_blind=True, tags=('poems',),
                      prompt=excerpt_of(turn.prompt))


async def furnished(services: Services) -> None:
    """Everything that there may be."""
    rich = rich_chat()
    rich.settings = ChatSettings(persona=ChosenPersona(name='Ada', greeting='Good **day**'))
    next(iter(rich.turns.values())).attachments = [DOT, replace(NOTES, digest='f' * 64, text=None)]
    add_turn(rich, 'And this?', 'The same', at=2000.0).attachments = [NOTES]
    services.attachments.files.write(DIGEST, samples.PICTURE)
    hidden, vote = blind_chat()
    for chat in (rich, hidden):
        services.engine.adopt(chat)
    gone = Vote(chat_id='gone', turn_id='turn-of-it', outcome='winner', winner=1, is_locked=True,
                candidates=(Candidate(lane=1, model='demo/fast', reply_id='r1'), Candidate(lane=2, model='demo/slow', reply_id='r2')))
    for one in (vote, gone):
        Votes(services.store).save(one)
    services.personas.save(Persona(name='Ada', model='mine/a', system_prompt='Be Ada', parameters={'temperature': 1}, greeting='Hi',
                                   starters=('One', 'Two')))
    services.prompts.save(Prompt(title='Sum up', text='Sum up {{text}}'))
    suite = await services.suites.new([Lane(model='mine/a', parameters={'stop': ['x']}), Lane(model='mine/b')], ['One?', 'Two ü?'], 'Suite')
    parts = [Part(kind='thinking', pieces=['Hm'], seconds=1.5), Part(kind='text', pieces=['2'])]
    reply = Reply(turn_id='', lane=1, model='mine/b', status=ReplyStatus.DONE, usage=Usage(input_tokens=3, output_tokens=4), cost=0.25,
                  parts=parts, created_at=1.0, finished_at=2.0)
    services.suites.archive.save_cell(suite.id, 1, reply)
    today = time.strftime('%Y-%m-%d')
    for spending in (Spending(day='2026-01-31', model='mine/a', cost=1.5, replies=3, unpriced=1),
                     Spending(day=today, model='mine/b', cost=0.25, replies=1, unpriced=0)):
        services.store.save_row(spending_row(spending))
    assert await services.store.flush()


async def test_what_was_on_one_computer_is_on_the_other(tmp_path: Path) -> None:
    async with computer(tmp_path / 'one', CONFIG) as here, computer(tmp_path / 'two') as there:
        await furnished(here)
        content, before = await everything(here), await told(here)
        one = await taken_in(there, content)
        assert (one.state, one.sentence, one.taken, one.refused, one.beside) == (ImportState.DONE, '', 2, [], {})
        assert await told(there) == before
        assert one.moved == {'personas': 1, 'prompts': 1, 'suites': 1, 'days of spending': 2, 'votes on chats that are gone': 1,
                             'settings': 4}
        assert one.left_out == {'attached files that are not in this file': 1}
        assert there.attachments.files.read(DIGEST) == samples.PICTURE
        assert ([one.name for one in there.personas.all], [one.title for one in there.prompts.all]) == (['Ada'], ['Sum up'])
        assert (there.engine.budget.spent, len(there.judging.votes)) == (0.25, 2)
        for name in ('theme', 'daily_budget', 'lane_sets', 'last_lanes'):
            assert there.settings.get(name) == here.settings.get(name)
        assert there.settings.get('window') is None


async def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    async with computer(tmp_path / 'one', CONFIG) as here, computer(tmp_path / 'two') as there:
        await furnished(here)
        content = await everything(here)
        await taken_in(there, content)
        before = await told(there)
        again = await taken_in(there, content)
        assert (again.taken, again.present, again.grown_count, again.moved) == (0, 2, 0, {})
        assert await told(there) == before
        back = await taken_in(here, await everything(there))
        assert (back.taken, back.moved, [one['name'] for one in back.endpoints]) == (0, {}, [])


async def test_no_secret_is_in_the_file(tmp_path: Path) -> None:
    async with computer(tmp_path / 'one', CONFIG) as here:
        await furnished(here)
        content = await everything(here)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ['chats.jsonl', f'files/{DIGEST}', 'library.jsonl', 'move.json', 'suites.jsonl']
        inside = b''.join(archive.read(name) for name in archive.namelist())
        settings = json.loads(archive.read('move.json'))['settings']
    assert KEY.encode() not in inside
    assert [(one['name'], one['base_url'], one.get('api_key_env')) for one in settings['endpoints']] == [
        ('mine', 'https://models.example/v1', None), ('openai-too', 'https://api.openai.com/v1', 'OPENAI_API_KEY'),
        ('thief', 'http://127.0.0.1:9/v1', None)]


async def test_endpoints_are_added_only_when_somebody_says_so(tmp_path: Path) -> None:
    async with computer(tmp_path / 'one', CONFIG) as here, computer(tmp_path / 'two') as there:
        one = await taken_in(there, await everything(here))
        assert (there.settings.endpoints, [endpoint['name'] for endpoint in one.endpoints]) == ([], ['mine', 'openai-too', 'thief'])
        await there.imports.add_endpoints(one)
        written = tomllib.loads((tmp_path / 'two' / 'config.toml').read_text())['endpoints']
        assert written[0] == {'name': 'mine', 'api': 'openai-chat', 'base_url': 'https://models.example/v1', 'models': ['a', 'b'],
                              'concurrency': 3}
        assert (one.endpoints, one.moved['endpoints']) == ([], 3)
        assert 'mine/a' in {model.id for model in there.providers.models}


async def test_a_file_of_a_stranger_gets_at_no_key(tmp_path: Path) -> None:
    stranger = {'name': 'kind', 'api': 'openai-chat', 'base_url': 'https://evil.example/v1', 'api_key_env': 'OPENAI_API_KEY',
                'api_key': 'x', 'headers': {'x': 'y'}}
    endpoints = [stranger, stranger | {'name': 'plain', 'base_url': 'http://api.openai.com/v1'},
                 stranger | {'name': 'mine', 'base_url': 'https://evil.example'}]
    async with computer(tmp_path / 'one') as here, computer(tmp_path / 'two', CONFIG) as there:
        one = await taken_in(there, rewritten(await everything(here), move=moving.manifest({'endpoints': endpoints}, 1.0)))
        assert [{*endpoint} for endpoint in one.endpoints] == [{'name', 'api', 'base_url'}] * 2
        await there.imports.add_endpoints(one)
        added = tomllib.loads((tmp_path / 'two' / 'config.toml').read_text())['endpoints']
        assert [endpoint['base_url'] for endpoint in added][0].startswith('https://user:'), 'what is called the same here is not replaced'
        assert [{'api_key', 'api_key_env', 'headers'} & {*endpoint} for endpoint in added[3:]] == [set(), set()]


async def test_what_is_here_already_stays_and_names_that_are_taken_get_a_number(tmp_path: Path) -> None:
    config = '[ui]\ntheme = "light"\nlane_sets = [{ name = "Pair", lanes = [] }, { name = "Own", lanes = [] }]\n'
    async with computer(tmp_path / 'one', CONFIG) as here, computer(tmp_path / 'two', config) as there:
        await furnished(here)
        own = there.personas.save(Persona(name='ada', system_prompt='Another'))
        there.prompts.save(Prompt(title='Sum up', text='Sum up {{text}}'))
        one = await taken_in(there, await everything(here))
        assert [persona.name for persona in there.personas.all] == ['ada', 'Ada (2)']
        assert there.personas.get(own.id) == own
        assert [prompt.title for prompt in there.prompts.all] == ['Sum up'], 'one that says the same is not taken twice'
        assert (there.settings.get('theme'), [entry['name'] for entry in there.settings.get('lane_sets')]) == ('light', ['Pair', 'Own'])
        assert one.moved['settings'] == 2


async def test_chats_that_are_being_deleted_do_not_move(tmp_path: Path) -> None:
    async with computer(tmp_path / 'one') as here, computer(tmp_path / 'two') as there:
        await furnished(here)
        await here.keeping.delete([next(iter(here.engine.listing.summaries))])
        assert (await taken_in(there, await everything(here))).taken == 1


async def test_a_file_without_chats_brings_the_rest(tmp_path: Path) -> None:
    async with computer(tmp_path / 'one') as here, computer(tmp_path / 'two') as there:
        here.prompts.save(Prompt(title='Only', text='this'))
        assert await here.store.flush()
        one = await taken_in(there, await everything(here))
        assert (one.state, one.sentence, one.moved) == (ImportState.DONE, '', {'prompts': 1})


def rewritten(content: bytes, **members: str) -> bytes:
    """The same ZIP with other texts in some of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, 'w') as after:
        for name in before.namelist():
            after.writestr(name, members.get(name.partition('.')[0], '') or before.read(name))
    return out.getvalue()


HOSTILE = [
    {'type': 'persona', 'name': 'x'}, {'type': 'suite', 'id': '../x'}, {'type': 'vote', 'id': 'v', 'kind': 'perhaps'}, {'type': 'trigger'},
    {'type': 'cell', 'suite': 's', 'number': -1, 'reply': {}}, {'type': 'suite_prompt', 'suite': 'none', 'number': 0, 'prompt': 'x'},
    {'type': 'suite', 'id': 's', 'title': '', 'lanes': [{'model': 'a/b', 'number': 0}], 'count': 2**52, 'created_at': 1, 'run_seconds': 0},
    {'type': 'suite', 'id': 't', 'title': '', 'lanes': [{'model': 'a/b', 'number': 7}], 'count': 1, 'created_at': 1, 'run_seconds': 0},
    {'type': 'spending', 'day': 'x' * 10, 'cost': -5}, {'type': ['persona']}]


async def test_lines_that_make_no_sense_are_counted_and_the_others_come_in(tmp_path: Path) -> None:
    async with computer(tmp_path / 'one') as here, computer(tmp_path / 'two') as there:
        await furnished(here)
        content = await everything(here)
        lines = [json.dumps(one) for one in HOSTILE] + [moving.line('prompt', {'id': 'p', 'title': 'Good', 'text': 'x', 'created_at': 1})]
        one = await taken_in(there, rewritten(content, library='\n'.join(lines)))
        assert ([prompt.title for prompt in there.prompts.all], sum(one.beside.values())) == (['Good'], len(HOSTILE))


@pytest.mark.parametrize(('manifest', 'words'), [
    ('{"format": "polylogue-move", "version": 2}', 'newer version of Polylogue'), ('{}', 'not Polylogue’s'), ('[1', 'damaged')])
async def test_a_manifest_that_is_not_ours_is_refused_in_a_sentence(tmp_path: Path, manifest: str, words: str) -> None:
    async with computer(tmp_path / 'one') as here, computer(tmp_path / 'two') as there:
        one = await taken_in(there, rewritten(await everything(here), move=manifest))
        assert one.state is ImportState.FAILED
        assert words in one.sentence


@pytest.mark.parametrize('settings', [
    {'endpoints': [{'name': 'x', 'api': 'openai-chat', 'base_url': 'file:///etc/passwd'}, {'name': '../y'}, 5, {'name': 'demo'}]},
    {'endpoints': {'a': 5}, 'preferences': [1]}, {'preferences': {'lane_sets': 5, 'unknown': 1, 'last_model': None}},
    {'preferences': {'theme': 'x' * 5_000_000}},
    {'preferences': {'width': {'a': 1}, 'theme': 'pink', 'daily_budget': 'much', 'last_lanes': 'x/y', 'notify': 'yes', 'keys': True}}])
async def test_settings_that_make_no_sense_do_no_harm(tmp_path: Path, settings: dict[str, Any]) -> None:
    async with computer(tmp_path / 'one') as here, computer(tmp_path / 'two', CONFIG) as there:
        before = (tmp_path / 'two' / 'config.toml').read_text()
        one = await taken_in(there, rewritten(await everything(here), move=moving.manifest(settings, 1.0)))
        assert (one.endpoints, one.moved) == ([], {})
        assert (tmp_path / 'two' / 'config.toml').read_text() == before
