"""Files as programs really write them, with made-up words: what must be in the chats that come out, and in the report."""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.conversation import Chat, ReplyStatus
from chat.exchange.fields import Empty
from tests.exchange.reading import CASES, Taken, chat_of, parts, read_file, talk


def case(name: str) -> list[Taken]:
    return read_file(CASES / name)


def one_chat(name: str, place: int = 0) -> tuple[Chat, dict[str, int]]:
    _, chat, left_out = case(name)[place]
    assert isinstance(chat, Chat), chat
    return chat, left_out


def test_open_webui_answers_whose_words_stand_only_in_the_output_are_whole() -> None:
    chat, left_out = one_chat('open-webui-output-only.json')
    assert parts(chat) == [
        ('thinking', 'I had better look.'), ('text', 'Let me search.'), ('tool_call', '{"query": "tallest hill"}'),
        ('tool_result', '[{"title": "Hills"}]'), ('text', '\n\nIt is **Long Hill**, 412 m.')]
    assert parts(chat, 1) == [('text', 'Short Hill.')], 'words that stand in both fields come once'
    assert left_out == {}


def test_open_webui_thoughts_and_tools_of_its_newest_exports_come_along() -> None:
    chats = [chat for _, chat, _ in case('open-webui-thinking-and-tools.json') if isinstance(chat, Chat)]
    assert [[kind for kind, _ in parts(chat, turn)] for chat in chats for turn in range(len(chat.path()))] == [
        ['thinking', 'text'], ['thinking', 'text'], ['thinking', 'text'], ['tool_call', 'tool_result', 'text']]
    reply = chats[2].path()[0].reply(0)
    assert reply
    assert [part.detail['name'] for part in reply.parts[:2]] == ['get_weather', 'get_weather']
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (22, 44), 'of both rounds'


def test_open_webui_an_answer_that_shows_html_stays_as_it_was_written() -> None:
    chat, left_out = one_chat('open-webui-details-in-answer.json')
    about_html, about_code = (chat.path()[at].reply(0) for at in (1, 2))
    assert about_html
    assert about_code
    assert '<details type="reasoning" done="true">\n<summary>fake</summary>\nnot reasoning, an example\n</details>' in about_html.text
    assert '& &amp; &lt;' in about_html.text
    assert parts(chat, 2)[0] == ('thinking', 'tag in code')
    assert about_code.text == ('Example:\n\n```html\n<details type="reasoning" done="true">\n<summary>Thought</summary>\n&gt; example\n'
                               '</details>\n\n```\n\nAfter.'), 'a thought in the middle of it does not tear a code block apart'
    assert left_out == {'folders that a chat was in': 1}


def test_open_webui_files_stay_with_their_prompt_by_name_and_digest() -> None:
    chat, left_out = one_chat('open-webui-files.json')
    notes, data, picture = chat.path()[0].attachments
    assert (notes.name, notes.size, notes.digest[:8], notes.text) == (
        'notes.txt', 60, '4b5696ef', 'Secret word: Zephyr — naïve 漢字\nline two <b>&amp;</b>\n')
    assert (data.name, data.media_type) == ('data.csv', 'text/csv')
    assert (picture.name, picture.media_type, picture.text) == ('pic.png', 'image/png', None)
    assert left_out == {'files of which only the text that the model was given is in the export': 2}, 'each file is counted once'


def test_open_webui_a_broken_tree_is_whole_and_the_stray_message_is_counted() -> None:
    first, second = case('open-webui-broken-tree.json')
    assert isinstance(first[1], Chat)
    assert isinstance(second[1], Chat)
    assert talk(first[1]) == [('First question', ['First answer']), ('Second question', ['Second answer'])]
    assert talk(second[1]) == [('A question whose parent is gone', ['Still readable'])]
    assert first[2] == {'messages from “nobody”': 1}


def test_open_webui_an_answer_that_was_being_written_is_interrupted() -> None:
    chat, _ = one_chat('open-webui-grown-1.json')
    reply = chat.path()[0].reply(0)
    assert reply
    assert (reply.status, reply.parts) == (ReplyStatus.INTERRUPTED, [])


@pytest.mark.parametrize(('status', 'done', 'ending'), [
    ('incomplete', True, ReplyStatus.STOPPED), ('completed', True, ReplyStatus.DONE), ('in_progress', False, ReplyStatus.INTERRUPTED)])
def test_open_webui_an_answer_that_was_stopped_can_go_on_here(status: str, done: bool, ending: ReplyStatus) -> None:
    values = json.loads((CASES / 'open-webui-output-only.json').read_text())[0]
    answer = values['chat']['history']['messages']['a1']
    answer['output'][-1]['status'], answer['done'] = status, done
    reply = chat_of(values)[0].path()[0].reply(0)
    assert reply
    assert reply.status is ending


def test_chatgpt_without_children_is_put_together_from_the_parents() -> None:
    (_, chat, _), shell, emptied = case('chatgpt-no-children.json')
    assert isinstance(chat, Chat)
    assert talk(chat) == [('How long is a marathon?', ['42.195 km.']), ('In miles?', ['About 26.2 miles.'])]
    assert [reply.text for reply in chat.path()[1].replies[0]] == ['26.2 miles.', 'About 26.2 miles.']
    assert shell == ('', None, {})
    assert isinstance(emptied[1], Empty)


def test_chatgpt_instructions_go_into_the_lane_and_damage_is_told_apart_from_emptiness() -> None:
    (_, good, _), bad, (_, after, _) = case('chatgpt-hidden-context.json')
    assert isinstance(good, Chat)
    assert isinstance(after, Chat)
    assert (good.lanes[0].system_prompt, good.lanes[0].model) == ('I grow roses.\n\nAnswer in one line.', 'openai/gpt-5-thinking')
    assert talk(good) == [('When do I prune?', ['In late winter.'])]
    assert parts(good)[0] == ('thinking', '**Season**\n\nRoses: late winter.')
    assert bad[2] == {'entries that are no messages': 2}, 'so the import names this chat instead of counting it as empty'
    assert talk(after) == [('Still there?', ['Yes.'])]


def test_chatgpt_every_kind_of_message_is_there_or_counted() -> None:
    chat, left_out = one_chat('chatgpt-kinds-without-parts.json')
    assert [text for _, text in parts(chat)] == [
        'search("roses")', 'L0: Roses – a page', 'Prune in late winter.', '```python\nprint(6 * 7)\n```', '42\n', 'The tool is away.',
        '{"name": "letter", "type": "document", "content": "Dear roses"}', 'Done.']
    assert 'what I said aloud' in chat.path()[0].prompt
    assert left_out == {'pictures': 1, 'sound or video': 1, 'messages of the kind “made_up_in_2027”': 1}


@pytest.mark.parametrize(('name', 'program', 'title', 'words', 'model'), [
    ('grok-prod-grok-backend.json', 'Grok', 'Boats', [('Why do boats float?', ['They push water aside.'])], 'xai/grok-4'),
    ('gemini-takeout-MyActivity.json', 'Gemini', '', [('Why is grass green?', ['Because of **chlorophyll**.'])], 'gemini/gemini'),
    ('llama-webui.jsonl', 'llama.cpp', 'Hello', [('Hello', ['Hello to you.'])], 'llamacpp/unknown')])
def test_other_programs_are_told_apart_and_come_in(name: str, program: str, title: str, words: Any, model: str) -> None:
    (found, chat, left_out), = case(name)
    assert isinstance(chat, Chat)
    assert (found, chat.title, talk(chat), chat.lanes[0].model, left_out) == (program, title, words, model, {})
