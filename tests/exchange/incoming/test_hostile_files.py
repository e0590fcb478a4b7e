"""Files that were made to hurt: they end, in time that grows with their size, and say what is wrong with them."""
from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chat.conversation import Chat
from chat.exchange.fields import Unreadable
from chat.exchange.incoming import export_files, gemini, tree
from chat.exchange.incoming.export_files import items_in
from chat.exchange.incoming.json_stream import Broken
from tests.costs.growth import grows_with_size
from tests.exchange import programs, samples
from tests.exchange.reading import chat_of, read_file, read_items, taken, talk


def open_webui(content: str) -> dict[str, Any]:
    values = samples.open_webui()
    values['chat']['history']['messages']['a1']['content'] = content
    return values


def of_claude(text: str) -> dict[str, Any]:
    values = samples.claude()
    values['chat_messages'][1]['content'] = text
    return values


def of_grok(text: str) -> dict[str, Any]:
    return programs.grok({'_id': '1', 'sender': 'human', 'message': 'One?'}, {'_id': '2', 'sender': 'assistant', 'message': text})


HEAD = '<details type="reasoning" done="true"'
SHAPES: dict[str, tuple[Callable[[str], dict[str, Any]], str]] = {
    'thoughts that never end': (open_webui, f'{HEAD}>\n'), 'marks that never end': (open_webui, f'{HEAD} a="\n'),
    'summaries': (open_webui, f'{HEAD}>\n<summary>'), 'code that never ends': (open_webui, '```\n~~~\n'),
    'brackets': (of_claude, '[{'), 'quotation marks': (of_claude, '["'),
    'cards': (of_grok, '<grok:render a="b"><argument name="x">1</argument>'), 'open cards': (of_grok, '<grok:render <argument>'),
}


@pytest.mark.parametrize('name', SHAPES)
def test_a_text_costs_what_it_is_long(name: str) -> None:
    convert, piece = SHAPES[name]
    assert grows_with_size(lambda size: chat_of(convert(piece * (size // len(piece)))), 800_000)


@pytest.mark.parametrize('nesting', [100, 100_000])
def test_messages_deep_inside_one_another_are_read_or_refused(tmp_path: Path, nesting: int) -> None:
    text = ''.join(f'{{"messageId": "{at}", "isCreatedByUser": {"false" if at % 2 else "true"}, "text": "{at}", "children": ['
                   for at in range(nesting)) + ']}' * nesting
    path = tmp_path / 'libre.json'
    path.write_text(f'{{"conversationId": "c", "messagesTree": [{text}]}}')
    if nesting > 200:
        with pytest.raises(Broken, match='nested too deeply'):
            read_file(path)
        return
    (name, chat, _), = read_file(path)
    assert isinstance(chat, Chat)
    assert (name, len(talk(chat))) == ('LibreChat', nesting // 2)


def test_an_answer_of_very_many_messages_in_a_row_is_one_reply() -> None:
    def convert(count: int) -> None:
        responses = [{'_id': '0', 'sender': 'human', 'message': 'Go'}]
        responses += [{'_id': str(at), 'sender': 'assistant', 'message': 'x', 'parent_response_id': str(at - 1)} for at in range(1, count)]
        chat, _ = chat_of(programs.grok(*responses))
        assert len(chat.path()[0].replies[0][0].parts) == count - 1

    assert grows_with_size(convert, 40_000)


def test_answers_that_branch_at_every_step_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, 'MOST_COPIED', 10_000)
    responses = [{'_id': '0', 'sender': 'human', 'message': 'Go'}]
    for at in range(1, 1000):
        responses += [{'_id': str(at), 'sender': 'assistant', 'message': 'x', 'parent_response_id': str(at - 1)},
                      {'_id': f'{at} leaf', 'sender': 'assistant', 'message': 'y', 'parent_response_id': str(at - 1)}]
    _, found, _ = taken(programs.grok(*responses))
    assert isinstance(found, Unreadable)
    assert str(found) == 'has more branches among its answers than can be kept'


@pytest.mark.parametrize('values', [
    {'mapping': {'a': {'parent': 'b', 'message': {'fragments': [{'type': 'REQUEST', 'content': 'x'}]}},
                 'b': {'parent': 'a', 'message': {'fragments': [{'type': 'RESPONSE', 'content': 'y'}]}}}, 'inserted_at': 5},
    programs.grok({'_id': '1', 'sender': 'human', 'message': 'x', 'parent_response_id': '2'},
                {'_id': '2', 'sender': 'assistant', 'message': 'y', 'parent_response_id': '1'}),
    programs.libre(messages=[{'messageId': 'a', 'parentMessageId': 'b', 'isCreatedByUser': True, 'text': 'x'},
                           {'messageId': 'b', 'parentMessageId': 'a', 'isCreatedByUser': False, 'text': 'y'}])])
def test_messages_that_go_round_in_a_circle_are_refused(values: dict[str, Any]) -> None:
    _, found, _ = taken(values)
    assert isinstance(found, Unreadable)
    assert 'circle' in str(found)


@pytest.mark.parametrize('values', [
    {'mapping': {'a': 5, 'b': [], 'c': {'message': 7, 'parent': []}}, 'inserted_at': {}, 'id': ['x']},
    {'conversation': {'id': 5, 'title': [], 'create_time': {'$date': {'$date': {'$date': 'x'}}}},
     'responses': [{'response': {'sender': 9}}]},
    {'conversationId': 7, 'options': 3,
     'messages': [{'messageId': {}, 'isCreatedByUser': 'yes', 'content': 8, 'children': 9, 'files': [[]]}]},
    {'conv': {'id': []}, 'messages': [{'role': 'assistant', 'parent': 3, 'toolCalls': '[[', 'extra': [{}], 'timings': 4}]},
    {'lobe': {'session': {}, 'topic': {}, 'agent': {}, 'plugins': {}, 'threads': {}, 'session_id': '', 'topic_id': ''},
     'messages': [{'role': 5, 'content': [], 'files': 3, 'tools': 'x'}]},
    {'gemini_records': [{'title': 'Prompted x', 'time': [], 'header': 'Gemini', 'safeHtmlItem': {'html': 5}, 'details': [[]]}]},
    {'chat': {'history': {'messages': {'a': {'role': 'user', 'files': [{'file': 5}], 'content': {}}}}}},
    {'uuid': 'x', 'chat_messages': [{'sender': 'human', 'content': {'type': 5}, 'files': {}}]}])
def test_values_of_the_wrong_kind_break_nothing(values: dict[str, Any]) -> None:
    name, _, _ = taken(json.loads(json.dumps(values)))
    assert name


def test_html_that_is_nested_deeply_costs_one_chat_not_the_import() -> None:
    deep = {'gemini_records': [programs.asked('Prompted x', '2026-06-01T07:00:00Z', '<b>' * 50_000 + 'y')]}
    with pytest.raises(RecursionError):
        gemini.chat_from(deep, Counter())


@pytest.mark.parametrize('name', ['../../conversations.json', '/etc/conversations.json', 'a/../conversations.json'])
def test_names_in_a_zip_lead_nowhere(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w') as archive:
        archive.writestr(name, '[{"a": 1}]')
        archive.writestr('../file-evil.png', samples.PICTURE)
    before = {*tmp_path.parent.rglob('*')}
    assert list(items_in(tmp_path / 'a.zip', lambda _: None)) == [{'a': 1}]
    assert {*tmp_path.parent.rglob('*')} == before


def test_a_zip_that_says_to_be_small_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_files, 'LARGEST_UNPACKED', 1 << 20)
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('conversations.json', '[' + ' ' * (4 << 20) + ']')
    data = (tmp_path / 'a.zip').read_bytes()
    (tmp_path / 'b.zip').write_bytes(data.replace((4 << 20 | 2).to_bytes(4, 'little'), (100).to_bytes(4, 'little')))
    for name in ('a.zip', 'b.zip'):
        with pytest.raises((Unreadable, Broken), match='too large|damaged|breaks off'):
            list(items_in(tmp_path / name, lambda _: None))


def test_a_zip_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_files, 'MOST_MEMBERS', 10)
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w') as archive:
        for number in range(20):
            archive.writestr(f'conversations-{number:03}.json', '[]')
    with pytest.raises(Unreadable, match='too large when unpacked'):
        list(items_in(tmp_path / 'a.zip', lambda _: None))


def test_a_hundred_thousand_strangers_are_only_counted() -> None:
    assert [name for name, _, _ in read_items({'n': at} for at in range(100_000))] == [''] * 100_000
