"""What other programs export. The samples have the shapes of real exports, with made-up content."""
from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.conversation import Attachment, Chat, ReplyStatus
from chat.exchange.fields import Unreadable, time_in
from chat.exchange.incoming import json_stream, llm_logs
from chat.exchange.incoming.chatgpt import chatgpt
from chat.exchange.incoming.claude import claude
from chat.exchange.incoming.export_files import DAMAGED, items_in, size_of
from chat.exchange.incoming.json_stream import Broken
from chat.exchange.incoming.open_webui import open_webui
from chat.exchange.incoming.sources import source_of, title_of


def read(convert: Any, values: dict[str, Any]) -> tuple[Chat, Counter[str]]:
    left_out: Counter[str] = Counter()
    return convert(values, left_out), left_out


def talk(chat: Chat) -> list[tuple[str, list[str]]]:
    """Prompts on screen, with the text that is shown of each lane."""
    return [(turn.prompt, [reply.text for lane in sorted(turn.replies) if (reply := turn.reply(lane))]) for turn in chat.path()]


def test_chatgpt_keeps_the_branch_on_screen() -> None:
    chat, _ = read(chatgpt.chat_from, samples.chatgpt())
    assert talk(chat) == [('Why is the sky blue?', ['Because of scattering.']), ('And at night?', ['It is dark.'])]
    assert chat.title == 'Sky'
    assert chat.archived


def test_chatgpt_keeps_regenerated_answers_as_versions_and_edited_prompts_as_branches() -> None:
    chat, _ = read(chatgpt.chat_from, samples.chatgpt())
    first, second = chat.path()
    assert [reply.text for reply in first.replies[0]] == ['Because of scattering.', 'It just is.']
    assert first.shown == {0: first.replies[0][0].id}
    assert sorted(turn.prompt for turn in chat.siblings(second)) == ['And at night?', 'And on Mars?']


def test_chatgpt_keeps_thoughts_tools_and_models() -> None:
    chat, _ = read(chatgpt.chat_from, samples.chatgpt())
    reply = chat.path()[1].replies[0][0]
    assert [(part.kind, part.text) for part in reply.parts] == [
        ('thinking', '**Looking up**\n\nNight is dark.'), ('tool_call', 'import sky'), ('tool_result', 'black'), ('text', 'It is dark.')]
    assert reply.model == 'openai/o3'
    assert chat.lanes[0].model == 'openai/gpt-4o'
    assert chat.lanes[0].system_prompt == 'I am a painter.\n\nBe brief.'


def test_chatgpt_tells_what_the_export_does_not_hold() -> None:
    chat, left_out = read(chatgpt.chat_from, samples.chatgpt_with_pictures())
    assert talk(chat) == [('[picture]\n\nWhat is this?', ['A cat, see .'])]
    assert left_out == Counter({'pictures': 1, 'attached files': 1, 'messages of the kind “hologram”': 1})


def test_the_same_chat_has_the_same_ids_each_time() -> None:
    first, second = read(chatgpt.chat_from, samples.chatgpt())[0], read(chatgpt.chat_from, samples.chatgpt())[0]
    assert (first.id, list(first.turns)) == (second.id, list(second.turns))
    assert [r.id for t in first.turns.values() for r in t.all_replies()] == [r.id for t in second.turns.values() for r in t.all_replies()]


def test_a_circle_of_messages_is_refused() -> None:
    values = samples.chatgpt()
    values['mapping']['root']['parent'] = 'night-answer'
    with pytest.raises(Unreadable, match='circle'):
        read(chatgpt.chat_from, values)


def test_claude_keeps_thoughts_tools_and_read_attachments() -> None:
    chat, left_out = read(claude.chat_from, samples.claude())
    turn = chat.path()[0]
    assert talk(chat) == [('Sum this up', ['Here it is.\n\nDone.'])]
    assert [(part.kind, part.text, part.seconds) for part in turn.replies[0][0].parts] == [
        ('thinking', 'Let me see.', 2.0), ('text', 'Here it is.', None), ('tool_call', '{"q": "x"}', None), ('tool_result', 'found', None),
        ('text', '\n\nDone.', None)]
    assert [(one.name, one.text, one.media_type) for one in turn.attachments] == [
        ('notes.txt', 'Many notes', 'text/plain'), ('cat.png', None, 'image/png')]
    assert +left_out == {}


def test_claude_without_parents_is_a_straight_line() -> None:
    values = samples.claude()
    for number, message in enumerate([*values['chat_messages']]):
        values['chat_messages'].append({**message, 'uuid': f'again-{number}', 'content': [], 'text': f'{message["sender"]} again'})
    for message in values['chat_messages']:
        message.pop('parent_message_uuid', None)
    assert [prompt for prompt, _ in talk(read(claude.chat_from, values)[0])] == ['Sum this up', 'human again']


def test_claude_branches_hang_below_their_parents() -> None:
    values = samples.claude()
    values['chat_messages'].append({
        'uuid': 'm3', 'sender': 'human', 'text': 'Sum that up', 'content': [], 'created_at': '2025-01-01T11:00:00Z',
        'parent_message_uuid': '00000000-0000-4000-8000-000000000000'})
    chat, _ = read(claude.chat_from, values)
    assert sorted(turn.prompt for turn in chat.turns.values() if turn.parent_id is None) == ['Sum that up', 'Sum this up']


def test_an_empty_chat_is_refused() -> None:
    with pytest.raises(Unreadable, match='is empty'):
        read(claude.chat_from, samples.claude() | {'chat_messages': []})


def test_open_webui_makes_lanes_of_several_models() -> None:
    chat, _ = read(open_webui.chat_from, samples.open_webui())
    assert talk(chat) == [('Hello', ['Hi from llama', 'Hi from gpt']), ('Go on', ['More llama', 'More gpt'])]
    assert [(lane.number, lane.model) for lane in chat.lanes] == [(0, 'open-webui/llama3:8b'), (1, 'openai/gpt-4o')]
    assert chat.lanes[0].system_prompt == 'Be kind'
    assert chat.tags == ['fun']


def test_open_webui_goes_on_from_the_answer_that_was_chosen() -> None:
    chat, _ = read(open_webui.chat_from, samples.open_webui())
    first, second = chat.path()
    picked = first.picked_reply
    assert picked is not None
    assert picked.text == 'Hi from gpt'
    assert second.history == 'picked'


def test_open_webui_thoughts_come_out_of_the_text() -> None:
    chat, _ = read(open_webui.chat_from, samples.open_webui())
    reply = chat.path()[1].replies[0][0]
    assert [(part.kind, part.text, part.seconds) for part in reply.parts] == [('thinking', 'Is a < b?\nYes.', 4.0), ('text', 'More llama',
        None)]
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (11, 22)


def test_open_webui_errors_are_kept_as_failed() -> None:
    values = samples.open_webui()
    values['chat']['history']['messages']['a2']['error'] = {'content': 'No connection'}
    chat, _ = read(open_webui.chat_from, values)
    failed = chat.path()[0].replies[1][0]
    assert failed.status is ReplyStatus.FAILED
    assert failed.error is not None
    assert failed.error.message == 'No connection'


def test_llm_responses_become_a_chat() -> None:
    chat, left_out = read(llm_logs.chat_from, samples.llm())
    assert talk(chat) == [('A fragment\n\nOne?', ['1']), ('Two?', ['2'])]
    assert chat.lanes[0].parameters == {'temperature': 0.5}
    assert chat.lanes[0].system_prompt == 'Count'
    assert chat.path()[0].replies[0][0].finished_at == pytest.approx(chat.created_at + 1.5)
    assert left_out['attached files whose content is not in the log'] == 2


@pytest.mark.parametrize(('value', 'time'), [
    (1700000000, 1700000000.0), (1700000000123, 1700000000.123), ('2023-11-14T22:13:20Z', 1700000000.0), (1700000000123456789,
        1700000000.123),
    ('2023-11-14T22:13:20.123456+00:00', 1700000000.123), ('soon', None), (None, None), (-5, None), (True, None), (float('nan'), None)])
def test_times_are_understood_in_every_unit(value: Any, time: float | None) -> None:
    found = time_in({'at': value}, 'at')
    assert found == (None if time is None else pytest.approx(time, abs=0.001))


def items(path: Path, content: bytes) -> list[Any]:
    path.write_bytes(content)
    return list(items_in(path, lambda _: None))


@pytest.mark.parametrize('content', [
    b'[{"a": 1}, {"b": "\xc3\xbc"}]', b'\xef\xbb\xbf {"chats": [{"a": 1}, {"b": "\xc3\xbc"}], "version": 1}',
    b'{"a": 1}\n{"b": "\xc3\xbc"}\n',
    '[{"a": 1}, {"b": "ü"}]'.encode('utf-16')])
def test_lists_objects_and_lines_are_read_alike(tmp_path: Path, content: bytes) -> None:
    assert items(tmp_path / 'f', content) == [{'a': 1}, {'b': 'ü'}]


def test_values_larger_than_a_chunk_are_read(tmp_path: Path) -> None:
    values = [{'text': 'ü"\\' * 700_000}, {'n': 12345}, {'text': 'x' * 5_000_000}]
    assert items(tmp_path / 'f', json.dumps(values, ensure_ascii=False).encode()) == values


@pytest.mark.parametrize(('content', 'words'), [
    (b'<html><head><title>My Activity History</title>', 'Ask for it again with the format JSON'),
    (b'', 'is empty'), (b'   \n', 'is empty'), (b'\x89PNG\r\n', 'a picture'), (b'%PDF-1.7', 'a PDF'), (b'<html>', 'a web page'),
    (b'hello', 'no export'), (b'PK\x03\x04broken', 'damaged'), (b'[{"a": "\xff\xff"}]', 'not a text file')])
def test_what_is_no_export_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        items(tmp_path / 'f', content)


@pytest.mark.parametrize(('content', 'words'), [
    (b'[{"a": 1}, {"b": "half', 'breaks off'), (b'[{"a": 1},', 'breaks off'), (b'[{"a": 1}', 'breaks off'), (b'[{"a": 1}, {"b": tru',
        'breaks off'),
    (b'[{"a": 1}, {b: 1, "cccccccccccccccccccccccc": 2}]', 'not valid JSON'), (b'[{"a": 1} {"b": 2}]', 'not valid JSON'), (b'[1] x',
        'is no JSON')])
def test_broken_json_is_told_with_the_place(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Broken, match=rf'{words}.* at character \d+'):
        items(tmp_path / 'f', content)


def test_what_is_wrong_with_the_json_is_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(Broken) as told:
        items(tmp_path / 'f', b'[{"a": ' + b' ' * 1200 + b'}, {"cccccccccccccccccccccccc": 2}]')
    assert str(told.value) == ('The file is not valid JSON at character 1,208: a comma, a quotation mark or a bracket is missing there, '
                               'or there is one too many.')


@pytest.mark.parametrize('start', [b'\x1f\x8b\x08\0', b'BZh91AY', b'\xfd7zXZ\0', b'7z\xbc\xaf\x27\x1c', b'Rar!\x1a'])
def test_a_packed_file_is_named_as_one_whatever_it_is_called(tmp_path: Path, start: bytes) -> None:
    with pytest.raises(Unreadable, match=r'^This file is packed, .* unpack it and import what is in it\.$'):
        items(tmp_path / 'chats.json', start + b'more')


@pytest.mark.parametrize(('item', 'words'), [
    (None, 'null'), (1.5, '1.5'), (True, 'true'), ('hi', 'hi'), ('x' * 100, 'x' * 60 + '…'), ([], '[]'), ([[1]], '[…]')])
def test_what_is_no_chat_is_called_what_it_is(item: Any, words: str) -> None:
    assert title_of(item) == f'An entry “{words}”'


def test_deep_nesting_is_told(tmp_path: Path) -> None:
    with pytest.raises(Broken, match='nested too deeply'):
        items(tmp_path / 'f', b'[' + b'[' * 200_000 + b']' * 200_000 + b']')


def zip_with(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, 'w') as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_the_chats_in_a_zip_are_found_in_any_folder_and_in_shards(tmp_path: Path) -> None:
    whole = zip_with(tmp_path / 'a.zip', {'x/conversations.json': '[{"a": 1}]', 'x/user.json': '{"id": 5}', 'chat.html': '<p>'})
    shards = zip_with(tmp_path / 'b.zip', {'conversations-000.json': '[{"a": 1}]', 'conversations-001.json': '[{"b": 2}]'})
    assert list(items_in(whole, lambda _: None)) == [{'a': 1}]
    assert list(items_in(shards, lambda _: None)) == [{'a': 1}, {'b': 2}]


@pytest.mark.parametrize(('files', 'words'), [
    ({'holiday.jpg': 'x'}, 'no conversations.json'), ({}, 'no conversations.json'), ({'2025 A chat.md': '# A'},
        'only JSON can be imported')])
def test_a_zip_of_something_else_is_named(tmp_path: Path, files: dict[str, str], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        list(items_in(zip_with(tmp_path / 'a.zip', files), lambda _: None))


@pytest.mark.parametrize('packing', [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_damaged_anywhere_is_told_in_a_sentence(tmp_path: Path, packing: int) -> None:
    path = tmp_path / 'a.zip'
    with zipfile.ZipFile(path, 'w', packing) as archive:
        archive.writestr('conversations.json', json.dumps([{'a': str(number) * 9} for number in range(60)]))
    whole = path.read_bytes()
    told = set()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xff]) + whole[place + 1:])
        try:
            size_of(path)
            list(items_in(path, lambda _: None))
        except (Unreadable, Broken) as error:
            told.add(str(error))
    assert DAMAGED in told


def test_each_program_is_recognised() -> None:
    values = [samples.chatgpt(), samples.claude(), samples.open_webui(), samples.llm(), {'recipe': 'cake'}, 5]
    assert [source.name if (source := source_of(one)) else None for one in values] == ['ChatGPT', 'Claude', 'Open WebUI', None, None, None]


def test_a_number_of_thousands_of_digits_is_told(tmp_path: Path) -> None:
    with pytest.raises(Broken, match='thousands of digits'):
        items(tmp_path / 'f', b'[{"a": ' + b'9' * 5000 + b'}]')


def test_a_value_that_no_memory_should_hold_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, 'LARGEST_VALUE', 2 << 20)
    with pytest.raises(Broken, match='something larger than 2 MB'):
        items(tmp_path / 'f', b'[{"a": "' + b'x' * (8 << 20) + b'"}]')


class Keeping:
    """Keeps whatever it is given."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        return Attachment(name=name, media_type='text/plain', size=len(data), digest='d', text=data.decode('latin-1'))

    def find(self, name: str) -> tuple[str, bytes] | None:
        return None


def test_open_webui_brings_pictures_and_documents_that_stand_in_the_export() -> None:
    values = samples.open_webui()
    values['chat']['history']['messages']['u1']['files'] = [
        {'type': 'image', 'url': 'data:image/png;base64,aGk='}, {'type': 'image', 'url': '/api/v1/files/1'},
        {'type': 'file', 'name': 'a.md', 'file': {'data': {'content': 'Read'}}}, {'type': 'image', 'url': 'data:image/png;base64,a'}]
    left_out: Counter[str] = Counter()
    chat = open_webui.chat_from(values, left_out, Keeping())
    assert [(one.name, one.text) for one in chat.path()[0].attachments] == [('picture', 'hi'), ('a.md', 'Read')]
    assert left_out['pictures and files'] == 2


def test_a_message_of_somebody_unknown_is_counted_and_the_chat_stays() -> None:
    values = samples.claude()
    values['chat_messages'].append({'uuid': 'm9', 'sender': 'robot', 'text': 'beep', 'parent_message_uuid': 'm2'})
    chat, left_out = read(claude.chat_from, values)
    assert len(chat.turns) == 1
    assert left_out['messages from “robot”'] == 1
