"""What only Open WebUI's export has: merged answers, sources, code that was run, and what is kept beside the messages."""
from __future__ import annotations

import html
import json
from collections import Counter
from typing import Any

import tests.exchange.samples as samples
from chat.conversation import Attachment, Chat
from chat.exchange.files import NO_FILES, Incoming
from chat.exchange.incoming.open_webui import open_webui


class Keeping:
    """Keeps whatever it is given."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        return Attachment(name=name, media_type='image/png', size=len(data), digest='d')

    def find(self, name: str) -> tuple[str, bytes] | None:
        return None


def read(values: dict[str, Any], files: Incoming = NO_FILES) -> tuple[Chat, dict[str, int]]:
    left_out: Counter[str] = Counter()
    chat = open_webui.chat_from(values, left_out, files)
    return chat, dict(+left_out)


def changed(name: str, **more: Any) -> dict[str, Any]:
    """The sample, with one message that has more in it."""
    values = samples.open_webui()
    values['chat']['history']['messages'][name] |= more
    return values


def test_the_merged_answer_has_a_lane_of_its_own_that_is_not_asked_again() -> None:
    chat, left_out = read(changed('a2', merged={'status': True, 'content': 'Hi from both'}))
    first, second = chat.path()
    assert [(number, [reply.text for reply in replies]) for number, replies in first.replies.items()] == [
        (0, ['Hi from llama']), (1, ['Hi from gpt']), (2, ['Hi from both'])]
    assert (first.picked_reply_id, second.history) == (first.replies[1][0].id, 'picked')
    lane = chat.lane(2)
    assert lane
    assert (lane.model, lane.merges, lane.parked, left_out) == ('openai/gpt-4o', True, True, {})


def test_the_sources_of_an_answer_stand_below_it_numbered_as_its_text_counts_them() -> None:
    told = {'source': 'https://rain.example/a', 'name': 'All [about] rain'}
    sources = [
        {'source': {'name': 'Rain'}, 'document': ['It rains.', 'Still.'], 'metadata': [told, told]},
        {'source': {'name': 'notes.pdf'}, 'document': ['Wet.'], 'metadata': [{'source': 'file-1'}]},
        {'source': {'name': 'https://search.example/x'}}, {'source': {'name': 'x'}, 'metadata': [{'source': 'javascript:alert(1)'}]}]
    chat, left_out = read(changed('a4', content='See [1] and [2].', sources=sources))
    reply = chat.path()[1].replies[1][0]
    assert reply.text == 'See [1] and [2].', 'sources are no words of the model, and are not sent along with its answer'
    assert [(part.text, part.detail['name']) for part in reply.parts if part.kind == 'tool_result'] == [(
        '1. All [about] rain https://rain.example/a\n2. notes.pdf\n3. https://search.example/x\n4. x', 'sources')]
    assert left_out == {'texts that an answer was given to read': 3}


def test_code_that_was_run_becomes_a_call_and_its_result() -> None:
    runs = [{'id': 'r1', 'name': 'x', 'language': 'python', 'code': 'print(1)',
             'result': {'output': '1', 'error': 'late', 'files': [{'name': 'a.png', 'url': '/a'}]}}]
    chat, left_out = read(changed('a4', code_executions=runs))
    assert [(part.kind, part.text, part.detail.get('name')) for part in chat.path()[1].replies[1][0].parts] == [
        ('text', 'More gpt', None), ('tool_call', 'print(1)', 'python'), ('tool_result', '1\nlate', 'python')]
    assert left_out == {'files that a tool or a model made': 1}


def told(value: object) -> str:
    """As it stands in an attribute."""
    return html.escape(json.dumps(value))


def test_tools_come_out_of_the_text_as_calls_and_results() -> None:
    arguments = told('{"q": "rain > 5"}')
    content = (f'Look:\n<details type="tool_calls" done="true" id="k" name="search" arguments="{arguments}" '
               f'result="{told("It rains")}" files="{told(["a.png"])}" embeds="{told("")}">\n<summary>Tool Executed</summary>\n</details>\n'
               f'<details type="code_interpreter" done="true" output="{told({"stdout": "1", "stderr": None, "result": "2"})}">\n'
               '<summary>Analyzed</summary>\n```python\nprint("&lt;")\n```\n</details>\n'
               '<details type="tool_calls" done="false" id="l" name="late" arguments="">\n<summary>Executing...</summary>\n</details>\n'
               'Done.')
    chat, left_out = read(changed('a4', content=content))
    assert [(part.kind, part.text, part.detail.get('name')) for part in chat.path()[1].replies[1][0].parts] == [
        ('text', 'Look:\n', None), ('tool_call', '{"q": "rain > 5"}', 'search'), ('tool_result', 'It rains', 'search'),
        ('tool_call', '```python\nprint("&lt;")\n```', 'code_interpreter'), ('tool_result', '1\n2', 'code_interpreter'),
        ('tool_call', '', 'late'), ('text', '\n\nDone.', None)]
    assert left_out == {'files that a tool or a model made': 1}


def test_pictures_among_the_content_come_along_where_they_stand_in_the_export() -> None:
    blocks = [{'type': 'text', 'text': 'Look'}, {'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,aGk='}},
              {'type': 'image_url', 'image_url': {'url': 'https://elsewhere.example/a.png'}}]
    chat, left_out = read(changed('u2', content=blocks), Keeping())
    turn = chat.path()[1]
    assert (turn.prompt, [one.size for one in turn.attachments], left_out) == ('Look', [2], {'pictures and files': 1})


def test_parameters_go_into_the_lanes_and_those_that_nobody_knows_are_named() -> None:
    values = samples.open_webui()
    values['chat']['params'] |= {'temperature': 1, 'top_p': 7, 'max_tokens': 300, 'stop': ['###'], 'reasoning_effort': 'low', 'seed': 5,
                                 'top_k': None}
    chat, left_out = read(values)
    kept = {'temperature': 1.0, 'max_tokens': 300, 'stop': ['###'], 'reasoning_effort': 'low'}
    assert [(lane.system_prompt, lane.parameters) for lane in chat.lanes] == [('Be kind', kept)] * 2
    assert left_out == {'parameters called “seed”': 1, 'parameters called “top_p”': 1}


def test_what_has_no_place_here_is_counted() -> None:
    values = changed('a4', embeds=['<p>', '<b>'], annotation={'rating': 1})
    values['chat']['files'], values['folder_id'] = [{'type': 'collection', 'name': 'Papers'}], 'f1'
    assert read(values)[1] == {'pages embedded in an answer': 2, 'ratings of an answer': 1, 'files and knowledge that a whole chat had': 1,
                               'folders that a chat was in': 1}
