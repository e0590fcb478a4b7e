"""Tools, code and thoughts of Open WebUI."""
from __future__ import annotations

from chat.conversation import Chat
from tests.exchange.incoming.open_webui.exported import changed, read, told
from tests.exchange.reading import case, one_chat, parts


def test_code_that_was_run_becomes_a_call_and_its_result() -> None:
    runs = [{'id': 'r1', 'name': 'x', 'language': 'python', 'code': 'print(1)',
             'result': {'output': '1', 'error': 'late', 'files': [{'name': 'a.png', 'url': '/a'}]}}]
    chat, left_out = read(changed('a4', code_executions=runs))
    assert [(part.kind, part.text, part.detail.get('name')) for part in chat.path()[1].replies[1][0].parts] == [
        ('text', 'More gpt', None), ('tool_call', 'print(1)', 'python'), ('tool_result', '1\nlate', 'python')]
    assert left_out == {'files that a tool or a model made': 1}


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
