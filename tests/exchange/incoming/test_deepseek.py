"""DeepSeek: thoughts, searches, versions and the names of files come along."""
from __future__ import annotations

from tests.exchange.programs import deepseek, said
from tests.exchange.reading import chat_of, parts, talk


def test_deepseek_keeps_thoughts_searches_versions_and_the_names_of_files() -> None:
    chat, left_out = chat_of(deepseek(
        q=('root', {'fragments': [said('REQUEST', 'Which tea?')], 'files': [{'id': 'f', 'file_name': 'list.pdf', 'file_size': 9}]}),
        a=('q', {'fragments': [said('THINK', 'Green or black.', elapsed_secs=3), said('SEARCH', '', results=[
            {'title': 'Tea', 'url': 'https://tea.example'}, {'title': 'No', 'url': 'javascript:x'}]), said('RESPONSE', 'Green.')]}),
        b=('q', {'model': 'deepseek-chat', 'fragments': [said('RESPONSE', 'Black.'), said('TIP', 'Stay careful')]})))
    assert talk(chat) == [('Which tea?', ['Black.'])]
    first, second = chat.path()[0].replies[0]
    assert [(part.kind, part.text, part.seconds) for part in first.parts] == [
        ('thinking', 'Green or black.', 3.0), ('tool_result', '1. Tea https://tea.example\n2. No', None), ('text', 'Green.', None)]
    assert (first.model, second.model) == ('deepseek/deepseek-reasoner', 'deepseek/deepseek-chat')
    assert chat.lanes[0].model == second.model
    assert [(one.name, one.size) for one in chat.path()[0].attachments] == [('list.pdf', 9)]
    assert (left_out, chat.title, chat.updated_at - chat.created_at) == ({'parts of the kind “TIP”': 1}, 'Tea', 3600)


def test_deepseek_of_the_first_exports_takes_turns() -> None:
    chat, _ = chat_of(deepseek(
        one=('root', {'content': 'Which tea?'}), two=('one', {'content': 'Green.', 'reasoning_content': 'Hm.'}),
        three=('two', {'content': 'Why?'}), four=('three', {'content': 'It is.'})))
    assert talk(chat) == [('Which tea?', ['Green.']), ('Why?', ['It is.'])]
    assert parts(chat)[0] == ('thinking', 'Hm.')
