"""What other programs export. The samples have the shapes of real exports, with made-up content."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.exchange.fields import Unreadable
from chat.exchange.incoming.claude import claude
from chat.exchange.incoming.sources import source_of, title_of
from tests.exchange.reading import converted, items


def test_an_empty_chat_is_refused() -> None:
    with pytest.raises(Unreadable, match='is empty'):
        converted(claude.chat_from, samples.claude() | {'chat_messages': []})


@pytest.mark.parametrize(('content', 'words'), [
    (b'<html><head><title>My Activity History</title>', 'Ask for it again with the format JSON'),
    (b'', 'is empty'), (b'   \n', 'is empty'), (b'\x89PNG\r\n', 'a picture'), (b'%PDF-1.7', 'a PDF'), (b'<html>', 'a web page'),
    (b'hello', 'no export'), (b'PK\x03\x04broken', 'damaged'), (b'[{"a": "\xff\xff"}]', 'not a text file')])
def test_what_is_no_export_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        items(tmp_path / 'f', content)


@pytest.mark.parametrize(('item', 'words'), [
    (None, 'null'), (1.5, '1.5'), (True, 'true'), ('hi', 'hi'), ('x' * 100, 'x' * 60 + '…'), ([], '[]'), ([[1]], '[…]')])
def test_what_is_no_chat_is_called_what_it_is(item: Any, words: str) -> None:
    assert title_of(item) == f'An entry “{words}”'


def test_each_program_is_recognised() -> None:
    values = [samples.chatgpt(), samples.claude(), samples.open_webui(), samples.llm(), {'recipe': 'cake'}, 5]
    assert [source.name if (source := source_of(one)) else None for one in values] == ['ChatGPT', 'Claude', 'Open WebUI', None, None, None]


def test_a_message_of_somebody_unknown_is_counted_and_the_chat_stays() -> None:
    values = samples.claude()
    values['chat_messages'].append({'uuid': 'm9', 'sender': 'robot', 'text': 'beep', 'parent_message_uuid': 'm2'})
    chat, left_out = converted(claude.chat_from, values)
    assert len(chat.turns) == 1
    assert left_out['messages from “robot”'] == 1
