"""A chat as Markdown: nothing that was said swallows what comes after it."""
from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from chat.conversation import Part, ReplyStatus
from tests.exchange.outgoing.pages import chat_with_tools, written
from tests.store.samples import add_turn, chat_with_reply


def test_an_open_code_block_does_not_swallow_the_rest_of_the_markdown() -> None:
    chat, _, _ = chat_with_reply(text='```python\nprint(1)', status=ReplyStatus.STOPPED)
    add_turn(chat, 'And now?', 'Done', at=2000.0)
    page = written('md', [chat])
    assert page.index('```python') < page.rindex('```') < page.index('And now?')


def test_a_prompt_with_an_open_code_block_does_not_swallow_its_answer() -> None:
    chat, _, _ = chat_with_reply('Why does this fail?\n```python\nprint(1', 'Because.')
    page = written('md', [chat])
    assert page.index('print(1\n```\n') < page.index('Because.')


@pytest.mark.parametrize('text', [
    '``` ls ``` is a command', '- item\n  ```py\n  code that was cut off', '```a`b\nx', '<!-- todo: never closed', '<?php echo 1;',
    '<script>\nlet a = 1', '<pre>\n\nx', '<![CDATA[ x', '<style>\n\nbody{}', '<details>\n\nx'])
@pytest.mark.parametrize('where', ['prompt', 'answer', 'thought', 'title'])
def test_nothing_that_was_said_swallows_what_comes_after_it_in_the_markdown(text: str, where: str) -> None:
    chat, turn, reply = chat_with_reply(text if where == 'prompt' else 'p', text if where == 'answer' else 'a')
    if where == 'thought':
        reply.parts.insert(0, Part(kind='thinking', pieces=[text]))
    chat.title = text if where == 'title' else 'A title'
    add_turn(chat, 'SECOND-PROMPT', 'SECOND-ANSWER', at=turn.created_at + 100)
    page = MarkdownIt('commonmark').render(written('md', [chat]))
    assert page.count('<h2>You</h2>') == 2
    assert page.count('<h2>') == 4
    assert '<p>SECOND-PROMPT</p>' in page
    assert '<p>SECOND-ANSWER</p>' in page
    assert page.count('<details>') == page.count('</details>')
    assert '<!--' not in page


def test_the_use_of_tools_is_folded_in_markdown_in_its_order() -> None:
    page = written('md', [chat_with_tools()])
    expected = [
        'First **this**.', '<details><summary>Tool call: py&lt;b&gt;</summary>\n\n```python\nprint("</pre>")\n```\n\n</details>',
        '<details><summary>Tool result: py&lt;b&gt;</summary>\n\n````\nIt has ``` in it\n````\n\n</details>',
        '<details><summary>Tool call</summary>\n\n```\n{"x": 1}\n```\n\n</details>', 'Then that.']
    assert [words for words in expected if words not in page] == []
    assert [page.index(words) for words in expected] == sorted(page.index(words) for words in expected)
