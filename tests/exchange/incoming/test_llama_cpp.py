"""llama.cpp: its lines and its older files become the same chats."""
from __future__ import annotations

import json

from chat.conversation import Attachment, Chat
from tests.exchange.programs import ANSWER, QUESTION, ROOT, lines
from tests.exchange.reading import Keeping, chat_of, parts, read_items, talk


def test_llama_cpp_lines_become_chats_with_thoughts_tools_and_files() -> None:
    found = read_items([*lines(ROOT, QUESTION, ANSWER), *lines({'id': 'x', 'role': 'user', 'content': 'Two', 'parent': None}, key='d')])
    first, second = (chat for _, chat, _ in found)
    assert isinstance(first, Chat)
    assert isinstance(second, Chat)
    assert parts(first) == [('thinking', 'Greet.'), ('text', 'Hello.'), ('tool_call', '{}')]
    assert (first.lanes[0].system_prompt, first.lanes[0].model) == ('Be kind', 'llamacpp/qwen/3')
    assert [(one.name, one.size) for one in first.path()[0].attachments] == [('a.txt', 4), ('b.png', 2)]
    assert (first.path()[0].replies[0][0].usage.output_tokens, second.title, talk(second)) == (7, 'Chat d', [('Two', [])])


def test_llama_cpp_older_files_are_the_same_chats() -> None:
    answer = ANSWER | {'toolCalls': json.dumps(ANSWER['toolCalls'])}
    old = {'conv': {'id': 'c', 'name': 'Chat c', 'lastModified': 1783620763176, 'currNode': 'a'}, 'messages': [ROOT, QUESTION, answer]}
    new = next(chat for _, chat, _ in read_items(lines(ROOT, QUESTION, ANSWER)))
    assert isinstance(new, Chat)
    chat, _ = chat_of(old)
    assert (chat.id, parts(chat), chat.title) == (new.id, parts(new), new.title)


class Refusing(Keeping):
    """Takes no file."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        return None


def test_a_file_that_cannot_be_kept_leaves_its_name() -> None:
    new = {'conv': {'id': 'c', 'name': 'x'}, 'messages': [ROOT, QUESTION, ANSWER]}
    chat, left_out = chat_of(new, Refusing())
    assert [(one.name, one.text) for one in chat.path()[0].attachments] == [('a.txt', 'Text'), ('b.png', None)]
    assert left_out == {}
