"""What is attached to chats, on its way out and in again."""
from __future__ import annotations

import base64
import hashlib
import json
import resource
import sqlite3
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.conversation import Attachment, Chat, ChatSettings, ChosenPersona
from chat.engine.files.pdf_text import SECONDS, PdfReader
from chat.engine.transfer import import_files
from chat.engine.transfer.exporting import export_all, export_chat
from chat.engine.transfer.import_state import ImportState
from chat.exchange.outgoing.export import FORMATS
from tests.engine.house import House
from tests.exchange.reading import CASES
from tests.files import pdf
from tests.store.samples import add_turn, rich_chat

DIGEST = hashlib.sha256(samples.PICTURE).hexdigest()
DOT = Attachment(name='dot [1].png', media_type='image/png', size=len(samples.PICTURE), digest=DIGEST)
PAPER = b'%PDF-1.7 made up'
NOTES = Attachment(name='notes.md', media_type='text/markdown', size=7, digest=hashlib.sha256(b'# Notes').hexdigest(), text='# Notes')


def illustrated(house: House) -> Chat:
    """Everything that a chat can have, with a picture in two branches."""
    chat = rich_chat()
    turn = next(iter(chat.turns.values()))
    chat.settings = ChatSettings(persona=ChosenPersona(name='Ada', greeting='Good **day**'))
    turn.attachments = [DOT, replace(DOT, digest=hashlib.sha256(PAPER).hexdigest(), name='p.pdf', media_type='application/pdf', size=16)]
    branch = add_turn(chat, 'And this?', 'The same', at=2000.0)
    branch.attachments, branch.parent_id = [DOT, NOTES], None
    house.files.write(DIGEST, samples.PICTURE)
    house.files.write(turn.attachments[1].digest, PAPER)
    house.engine.adopt(chat)
    return chat


async def everything(house: House, name: str = 'json') -> bytes:
    _, pieces = export_all(house.engine, FORMATS[name])
    return b''.join([piece async for piece in pieces])


@pytest.mark.parametrize('name', ['json', 'jsonl'])
async def test_all_chats_go_into_an_empty_folder_with_their_pictures_and_out_the_same(house: House, other: House, name: str) -> None:
    illustrated(house)
    first = await everything(house, name)
    assert first.count(base64.b64encode(samples.PICTURE)) == 1, 'however many prompts have it'
    one = await other.take_in(first)
    assert (one.state, one.taken, one.refused, one.left_out) == (ImportState.DONE, 1, [], {})
    assert other.files.read(DIGEST) == samples.PICTURE
    assert await everything(other, name) == first


async def test_one_chat_alone_brings_its_pictures(house: House, other: House) -> None:
    chat = illustrated(house)
    _, pieces = export_chat(house.engine, chat, FORMATS['json'])
    assert (await other.take_in(b''.join(pieces))).taken == 1
    assert other.files.read(DIGEST) == samples.PICTURE


async def test_a_picture_is_seen_in_html_once_and_linked_to_afterwards(house: House) -> None:
    _, pieces = export_chat(house.engine, illustrated(house), FORMATS['html'])
    page = b''.join(pieces).decode()
    assert page.count(f'src="data:image/png;base64,{base64.b64encode(samples.PICTURE).decode()}"') == 1
    assert f'<a href="#file-{DIGEST}">' in page
    assert '# Notes' in page
    assert 'Good <strong>day</strong>' in page
    assert 'img-src data:' in page


async def test_pictures_lie_beside_markdown_in_a_zip(house: House, tmp_path: Path) -> None:
    illustrated(house)
    (tmp_path / 'all.zip').write_bytes(await everything(house, 'md'))
    with zipfile.ZipFile(tmp_path / 'all.zip') as archive:
        page, picture = archive.namelist()
        assert archive.read(picture) == samples.PICTURE
        assert f'![dot 1.png]({picture})' in archive.read(page).decode()


async def test_markdown_alone_names_what_it_does_not_hold(house: House) -> None:
    _, pieces = export_chat(house.engine, illustrated(house), FORMATS['md'])
    page = b''.join(pieces).decode()
    assert '📎 dot [1].png (70 B), not part of this file' in page
    assert '```\n# Notes\n```' in page


def tampered(content: bytes, **change: Any) -> bytes:
    values = json.loads(content)
    values['files'][0] |= change
    return json.dumps(values).encode()


@pytest.mark.parametrize(('change', 'words'), [
    ({'data': base64.b64encode(b'another').decode()}, 'file that is not what its digest says'), ({'data': '***'}, 'file that is damaged'),
    ({'digest': '../../evil'}, 'file that is not what its digest says'), ({'data': 5}, 'file that is damaged')])
async def test_a_file_that_was_tampered_with_stays_outside_and_is_told(
        house: House, other: House, change: dict[str, Any], words: str) -> None:
    illustrated(house)
    one = await other.take_in(tampered(await everything(house), **change))
    assert one.taken == 1
    assert one.left_out | one.beside == {words: 1, 'attached files that are not in this file': 1}
    assert not other.files.path(DIGEST).exists()


async def test_what_is_called_a_picture_and_is_none_stays_outside(house: House, other: House) -> None:
    evil = b'<svg onload="alert(1)">'
    digest = hashlib.sha256(evil).hexdigest()
    illustrated(house)
    content = (await everything(house)).replace(DIGEST.encode(), digest.encode())
    one = await other.take_in(tampered(content, data=base64.b64encode(evil).decode()))
    assert one.left_out == {'attached files that are not in this file': 1}
    assert not other.files.path(digest).exists()


async def test_files_that_no_chat_has_do_not_stay(other: House) -> None:
    line = {'format': 'polylogue', 'digest': DIGEST, 'size': 70, 'data': base64.b64encode(samples.PICTURE).decode()}
    await other.take_in(json.dumps({'chats': [samples.chatgpt()], 'files': [line]}).encode())
    assert not other.files.path(DIGEST).exists()


async def test_pictures_come_out_of_the_zip_of_chatgpt(other: House, tmp_path: Path) -> None:
    values = samples.chatgpt_with_pictures()
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w') as archive:
        archive.writestr('conversations.json', json.dumps([values]))
        archive.writestr('user.json', '{}')
        archive.writestr('file-AbC1-holiday.png', samples.PICTURE)
    one = await other.take_in((tmp_path / 'a.zip').read_bytes())
    chat = await other.engine.open(next(iter(other.engine.listing.summaries)))
    assert chat
    assert [(one.name, one.digest) for one in chat.path()[0].attachments] == [('holiday.png', DIGEST)]
    assert chat.path()[0].prompt == 'What is this?'
    assert other.files.read(DIGEST) == samples.PICTURE
    assert one.left_out == {'attached files': 1, 'messages of the kind “hologram”': 1}
    assert one.beside == {'other files in the ZIP (user.json)': 1}


async def test_a_damaged_picture_in_the_zip_of_chatgpt_costs_no_more_than_the_picture(other: House, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w') as archive:
        archive.writestr('conversations.json', json.dumps([samples.chatgpt_with_pictures()]))
        archive.writestr('file-AbC1-holiday.png', samples.PICTURE * 9, zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(tmp_path / 'a.zip') as archive:
        start = archive.infolist()[1].header_offset + 30 + len('file-AbC1-holiday.png')
    content = bytearray((tmp_path / 'a.zip').read_bytes())
    content[start] = 0xff  # no kind of block that there is
    one = await other.take_in(bytes(content))
    assert (one.taken, one.sentence, one.left_out['pictures']) == (1, '', 1)


async def test_pdfs_come_out_of_the_zip_of_chatgpt_with_their_text_and_those_without_one_are_named(other: House, tmp_path: Path) -> None:
    values, rain = samples.chatgpt_with_pictures(), pdf('Water falls')
    values['mapping']['what']['message']['metadata']['attachments'] = [
        {'id': 'file-Pdf1', 'name': 'rain.pdf', 'mimeType': 'application/pdf'}, {'id': 'file-Pdf2', 'name': 'scan.pdf'}]
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w') as archive:
        archive.writestr('conversations.json', json.dumps([values]))
        archive.writestr('file-Pdf1-rain.pdf', rain)
        archive.writestr('file-Pdf2-scan.pdf', pdf())
    one = await other.take_in((tmp_path / 'a.zip').read_bytes())
    chat = await other.engine.open(next(iter(other.engine.listing.summaries)))
    assert chat
    digest = hashlib.sha256(rain).hexdigest()
    assert [(one.name, one.media_type, one.text, one.digest) for one in chat.path()[0].attachments] == [
        ('rain.pdf', 'application/pdf', 'Water falls', digest)]
    assert other.files.read(digest) == rain
    assert one.left_out == {'pictures': 1, 'attached files': 1, 'messages of the kind “hologram”': 1}
    assert one.beside == {'Attached PDFs whose text could not be read (scan.pdf)': 1}


def test_pdfs_may_not_hold_up_an_import_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, 'MOST_SECONDS', 0.01)
    files = import_files.ImportFiles(tmp_path / 'files', tmp_path, tmp_path / 'none')
    kept = [files.keep(f'{number}.pdf', pdf(f'Page {number}')) for number in range(3)]
    assert [one.text if one else None for one in kept] == ['Page 0', None, None]
    assert [*files.pdfs[import_files.UNREAD].values()] == ['1.pdf', '2.pdf']


def test_the_process_that_reads_a_pdf_may_not_work_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, meanwhile = resource.getrlimit(resource.RLIMIT_CPU), []

    async def text(_: Any, data: bytes) -> tuple[str, str]:
        meanwhile.append(resource.getrlimit(resource.RLIMIT_CPU)[0])
        return 'Rain', 'is very long'
    monkeypatch.setattr(PdfReader, 'text', text)
    files = import_files.ImportFiles(tmp_path / 'files', tmp_path, tmp_path / 'none')
    assert files.keep('long.pdf', pdf('Rain'))
    assert SECONDS < meanwhile[0] < time.process_time() + SECONDS + 2
    assert resource.getrlimit(resource.RLIMIT_CPU) == before
    assert [*files.pdfs[import_files.BEGUN].values()] == ['long.pdf']


def newer_llm_log(path: Path) -> bytes:
    """As version 0.32 and later write it: a tree of messages, in which a fragment stands once."""
    connection = sqlite3.connect(path)
    connection.executescript("""
        CREATE TABLE conversations (id TEXT, name TEXT, model TEXT);
        CREATE TABLE responses (id TEXT, model TEXT, prompt TEXT, system TEXT, options_json TEXT, response TEXT, conversation_id TEXT,
            datetime_utc TEXT);
        CREATE TABLE threads (id TEXT, name TEXT, tip_message_hash TEXT, forked_from TEXT, datetime_utc TEXT);
        CREATE TABLE turns (id TEXT, thread_id TEXT, parent_message_hash TEXT, tip_message_hash TEXT, model TEXT, options_json TEXT,
            schema_id TEXT, input_tokens INTEGER, output_tokens INTEGER, duration_ms INTEGER, datetime_utc TEXT);
        CREATE TABLE messages (hash TEXT, parent_hash TEXT, role TEXT, provider_metadata TEXT);
        CREATE TABLE parts (id INTEGER, message_hash TEXT, position INTEGER, type TEXT, tool_name TEXT, text TEXT, payload TEXT);
        CREATE TABLE fragments (id INTEGER, content TEXT);
        CREATE TABLE part_fragments (part_id INTEGER, fragment_id INTEGER, "order" INTEGER);
        CREATE TABLE attachments (id TEXT, type TEXT, path TEXT, url TEXT, content BLOB);
        CREATE TABLE part_attachments (part_id INTEGER, attachment_id TEXT, "order" INTEGER);
        INSERT INTO conversations VALUES ('t1', 'Old name', 'm'), ('c2', 'Old', 'm');
        INSERT INTO responses VALUES ('r1', 'm', 'Q1', NULL, NULL, 'A1', 't1', '2026-01-01T10:00:00'),
            ('r2', 'm', 'Only old', NULL, NULL, 'Yes', 'c2', '2026-01-01T10:00:00');
        INSERT INTO threads VALUES ('t1', 'Gone on', 'm7', NULL, '2026-09-01T10:00:00');
        INSERT INTO messages VALUES ('m0', NULL, 'system', NULL), ('m1', 'm0', 'user', NULL), ('m2', 'm1', 'assistant', NULL),
            ('m3', 'm2', 'user', NULL), ('m4', 'm3', 'assistant', NULL), ('m5', 'm4', 'tool', NULL), ('m7', 'm5', 'assistant', NULL);
        INSERT INTO turns VALUES ('u2', 't1', 'm3', 'm4', 'gpt-5', NULL, NULL, 10, 5, 900, '2026-09-01T10:00:00'),
            ('u3', 't1', 'm5', 'm7', 'gpt-5', '{"temperature": 0.5}', 's', 20, 6, 500, '2026-09-01T10:00:01');
        INSERT INTO parts VALUES (1, 'm0', 0, 'text', NULL, 'Be brief', NULL), (2, 'm1', 0, 'text', NULL, 'Q1', NULL),
            (3, 'm2', 0, 'text', NULL, 'A1', NULL),
            (4, 'm3', 0, 'text', NULL, NULL, '{"text_ref": [{"fragment": 7}, {"literal": "\\nQ2"}]}'),
            (5, 'm3', 1, 'attachment', NULL, NULL, '{"attachment": {"id": "x"}}'), (6, 'm4', 0, 'reasoning', NULL, 'Hm', NULL),
            (7, 'm4', 1, 'tool_call', 'up', NULL, '{"name": "up", "arguments": {"x": "hi"}, "tool_call_id": "k"}'),
            (8, 'm5', 0, 'tool_result', 'up', NULL, '{"name": "up", "output": "HI", "tool_call_id": "k"}'),
            (9, 'm7', 0, 'text', NULL, 'A2', NULL);
        INSERT INTO fragments VALUES (7, 'From a file');
        INSERT INTO part_fragments VALUES (4, 7, 0);
        INSERT INTO part_attachments VALUES (5, 'x', 0);
    """)
    connection.execute('INSERT INTO attachments VALUES (?, ?, NULL, NULL, ?)', ['x', 'image/png', samples.PICTURE])
    connection.commit()
    connection.close()
    return path.read_bytes()


async def test_the_newer_log_of_llm_comes_in_with_pictures_tools_and_what_was_said_before(other: House, tmp_path: Path) -> None:
    one = await other.take_in(newer_llm_log(tmp_path / 'logs.db'))
    assert (one.taken, one.left_out) == (2, {'schemas that an answer had to keep to': 1})
    chats = {summary.title: await other.engine.open(summary.id) for summary in other.engine.listing.summaries.values()}
    assert set(chats) == {'Gone on', 'Old'}
    chat = chats['Gone on']
    assert chat
    first, second = chat.path()
    assert (first.prompt, first.replies[0][0].text) == ('Q1', 'A1')
    assert (second.prompt, [one.digest for one in second.attachments]) == ('From a file\nQ2', [DIGEST])
    reply = second.replies[0][0]
    assert [(part.kind, part.text) for part in reply.parts] == [
        ('thinking', 'Hm'), ('tool_call', '{"x": "hi"}'), ('tool_result', 'HI'), ('text', 'A2')]
    assert (reply.model, reply.usage.input_tokens, reply.usage.output_tokens) == ('openai/gpt-5', 30, 11)
    assert reply.finished_at == pytest.approx(1788256801.5)
    assert (chat.lanes[0].system_prompt, chat.lanes[0].parameters) == ('Be brief', {'temperature': 0.5})


async def test_pictures_without_endings_get_the_names_that_chatgpt_lists(other: House) -> None:
    one = await other.take_in((CASES / 'chatgpt-dat-assets.zip').read_bytes())
    chats = {summary.title: await other.engine.open(summary.id) for summary in other.engine.listing.summaries.values()}
    chat = chats['With a picture']
    assert chat
    assert [[(one.name, one.media_type) for one in turn.attachments] for turn in chat.path()] == [
        [('Screenshot_case.png', 'image/png')], [('drawing of mine.png', 'image/png')]]
    assert (one.taken, one.left_out) == (2, {})
    assert one.beside == {'other files in the ZIP (shared_conversations.json, user.json, user_settings.json)': 3}


async def test_files_of_grok_are_found_by_the_folders_that_they_lie_in(other: House, tmp_path: Path) -> None:
    values = json.loads((CASES / 'grok-prod-grok-backend.json').read_text())
    values['conversations'][0]['responses'][0]['response']['file_attachments'] = ['a1b2', 'lost']
    values['projects'] = [{'name': 'Harbour'}]
    with zipfile.ZipFile(tmp_path / 'grok.zip', 'w') as archive:
        archive.writestr('ttl/30d/export_data/me/prod-grok-backend.json', json.dumps(values))
        archive.writestr('ttl/30d/export_data/me/prod-mc-asset-server/a1b2/content', samples.PICTURE)
        archive.writestr('ttl/30d/export_data/me/prod-mc-billing.json', '{"balance": 5}')
    one = await other.take_in((tmp_path / 'grok.zip').read_bytes())
    summary, = other.engine.listing.summaries.values()
    chat = await other.engine.open(summary.id)
    assert chat
    assert [(found.name, found.media_type) for found in chat.path()[0].attachments] == [
        ('a1b2.png', 'image/png'), ('file', 'application/octet-stream')]
    assert one.left_out == {'attached files that are not in this file': 1}
    assert one.beside == {'things beside the chats (“projects”)': 1, 'other files in the ZIP (prod-mc-billing.json)': 1}


async def test_conversations_of_gemini_at_work_are_found_though_they_are_called_texts(other: House, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / 'takeout.zip', 'w') as archive:
        for number in range(2):
            turns = [{'user_turn': {'prompt': f'Why {number}?'}}, {'system_turn': {'text': [{'data': 'So.'}]}}]
            values = {'title': f'T{number}', 'creation_time': f'2026-06-0{number + 1}T07:00:00Z', 'conversation_turns': turns}
            archive.writestr(f'Takeout/Gemini in Workspace/Conversation History/conversation_{number}.txt', json.dumps(values))
    one = await other.take_in((tmp_path / 'takeout.zip').read_bytes())
    assert (one.taken, one.source, one.remarks) == (2, 'Gemini', [])


@pytest.mark.parametrize('name', ['我的活動.json', 'chats of mine.JSON'])
async def test_in_a_zip_the_content_tells_what_a_file_is_not_its_name(other: House, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / 'takeout.zip', 'w') as archive:
        archive.writestr(f'Takeout/My Activity/Gemini Apps/{name}', (CASES / 'gemini-takeout-MyActivity.json').read_text())
    one = await other.take_in((tmp_path / 'takeout.zip').read_bytes())
    assert (one.taken, one.source, one.remarks[0][:27]) == (1, 'Gemini', 'The activity log of Gemini ')
