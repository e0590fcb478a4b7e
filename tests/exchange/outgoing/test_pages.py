from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

import pytest
from markdown_it import MarkdownIt

from chat.conversation import Candidate, Chat, Delta, Lane, Part, Reply, ReplyStatus, Turn, Usage, Vote
from chat.conversation.vote import Outcome
from chat.exchange.files import Outgoing
from chat.exchange.measures import setting_words
from chat.exchange.outgoing import html_page
from chat.exchange.outgoing.export import FORMATS, file_name, zipped
from chat.exchange.outgoing.prose import rendered
from chat.exchange.verdict import NONE
from tests.store.samples import add_turn, chat_with_reply, rich_chat

HOSTILE = ('<script>alert(1)</script><img src=x onerror=alert(2)>\n\n![pixel](https://evil.example/p.png) [x](javascript:alert(3)) '
           '[y](data:text/html,hi) [z](vbscript:x) <https://ok.example>\n\n| a |\n|--:|\n| b |')


def comparison() -> Chat:
    chat = Chat(title='Two models', lanes=[Lane(model='demo/fast', number=0, parameters={'temperature': 0.2}),
                                           Lane(model='demo/fast', number=4, system_prompt='Answer as a poem')])
    turn = Turn(chat_id=chat.id, prompt='What is rain?', created_at=1000.0)
    for lane, text in ((0, 'Water **falls**.'), (4, 'It weeps.')):
        reply = Reply(turn_id=turn.id, lane=lane, model='demo/fast', created_at=1000.0)
        reply.append(Delta(thinking='Hm.'), 1000.5)
        reply.append(Delta(text=text, usage=Usage(input_tokens=7, output_tokens=30), finish_reason='stop'), 1001.5)
        reply.finish(ReplyStatus.DONE, 1003.5)
        reply.cost = 0.0125
        turn.replies[lane] = [reply]
    turn.picked_reply_id = turn.replies[4][0].id
    chat.turns[turn.id], chat.current_turn_id = turn, turn.id
    return chat


def html_of(chat: Chat) -> str:
    return ''.join(html_page.html_of(chat, NONE, Outgoing()))


def written(name: str, chats: Iterable[Chat]) -> str:
    return ''.join(FORMATS[name].write(chats))


def table(chats: Iterable[Chat]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written('csv', chats), newline='')))


@pytest.mark.parametrize('name', ['md', 'html'])
def test_a_comparison_shows_lanes_parameters_thoughts_measures_and_the_pick(name: str) -> None:
    page = written(name, [comparison()])
    for expected in ('What is rain?', 'demo/fast (2)', 'temperature 0.2', 'Answer as a poem', 'Hm.', 'first token 0.50 s', '10 tokens/s',
                     '30 tokens out', '$0.0125', 'picked', 'It weeps.'):
        assert expected in page


def test_the_table_has_a_row_for_each_reply_with_numbers() -> None:
    first, second = table([comparison()])
    assert (first['lane_name'], second['lane_name']) == ('demo/fast', 'demo/fast (2)')
    assert (first['first_token_seconds'], first['total_seconds'], first['tokens_per_second']) == ('0.5', '3.5', '10.0')
    assert (first['is_picked'], second['is_picked']) == ('no', 'yes')
    assert second['system_prompt'] == 'Answer as a poem'


def vote_on(chat: Chat, outcome: Outcome = 'winner', **facts: Any) -> dict[str, Vote]:
    turn = next(iter(chat.turns.values()))
    found = tuple(Candidate(lane=reply.lane, model=reply.model, reply_id=reply.id) for reply in turn.all_replies())
    return {turn.id: Vote(chat_id=chat.id, turn_id=turn.id, outcome=outcome, winner=4 if outcome == 'winner' else None, candidates=found,
                          created_at=1_700_000_000.0, **facts)}


@pytest.mark.parametrize('name', ['md', 'html'])
@pytest.mark.parametrize(('outcome', 'facts', 'words'), [
    ('winner', {'was_blind': True, 'is_locked': True, 'tags': ('poems',)},
     'demo/fast (2) is best · of demo/fast, demo/fast (2) · blind, names revealed afterwards · 2023-11-14 22:13 UTC · #poems'),
    ('tie', {}, 'Tie · of demo/fast, demo/fast (2) · names were known'), ('all_bad', {'was_blind': True}, 'All bad · of')])
def test_a_page_tells_the_vote(name: str, outcome: Outcome, facts: dict[str, Any], words: str) -> None:
    chat = comparison()
    page = ''.join(FORMATS[name].write([chat], vote_on(chat, outcome, **facts)))
    assert words in page
    assert 'Vote' not in written(name, [chat])


def test_the_table_tells_the_vote_and_who_won() -> None:
    chat = comparison()
    votes = vote_on(chat, was_blind=True, is_locked=True, tags=('poems', 'x'))
    rows = list(csv.DictReader(io.StringIO(''.join(FORMATS['csv'].write([chat], votes)), newline='')))
    names = ('vote', 'is_vote_candidate', 'is_vote_winner', 'vote_was_blind', 'vote_is_revealed', 'voted_at', 'vote_tags')
    told = [[row[name] for name in names] for row in rows]
    assert told == [['winner', 'yes', winner, 'yes', 'yes', '2023-11-14T22:13:20Z', 'poems, x'] for winner in ('no', 'yes')]
    assert [row['vote'] for row in table([chat])] == ['', '']


def test_the_table_keeps_every_version_and_branch() -> None:
    rows = table([rich_chat()])
    assert [(row['lane'], row['version'], row['status']) for row in rows] == [('0', '1', 'done'), ('3', '1', 'failed'), ('3', '2',
        'stopped')]


@pytest.mark.parametrize('start', ['=', '+', '-', '@', '\t'])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    chat, _, _ = chat_with_reply(f'{start}1', f"{start}HYPERLINK('x')")
    row = table([chat])[0]
    assert row['answer'].startswith(f"'{start}")
    assert row['prompt'].startswith(f"'{start}")


def test_a_prompt_without_a_reply_has_a_row() -> None:
    chat = Chat(lanes=[Lane(model='demo/fast')])
    turn = Turn(chat_id=chat.id, prompt='Hello?')
    chat.turns[turn.id] = turn
    assert [row['prompt'] for row in table([chat])] == ['Hello?']


def test_nothing_that_a_model_wrote_runs_or_is_fetched() -> None:
    chat, _, _ = chat_with_reply(HOSTILE, HOSTILE, title='</title><script>x</script>')
    page = html_of(chat)
    assert '<script' not in page
    assert '<img' not in page
    assert 'onerror=' not in re.sub(r'&lt;.*?&gt;', '', page)
    assert re.findall(r'href="([^"]*)"', page) == ['https://evil.example/p.png', 'https://ok.example']
    assert 'src=' not in re.sub(r'&lt;.*?&gt;', '', page)


def test_the_page_forbids_everything_but_its_own_style() -> None:
    page = html_of(comparison())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy[1].startswith('default-src &#x27;none&#x27;; style-src &#x27;sha256-')
    assert "style='" not in page
    assert 'style="' not in page
    assert 'url(' not in page


def test_markdown_is_rendered_with_code_and_tables() -> None:
    html = rendered('# A\n\n```python\nprint("<b>")\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |')
    assert '<h1>A</h1>' in html
    assert 'print(&quot;&lt;b&gt;&quot;)' in html
    assert '<td class="is-right">2</td>' in html


def test_other_versions_and_branches_are_on_the_page() -> None:
    chat = rich_chat()
    turn = next(iter(chat.turns.values()))
    add_turn(chat, 'Another way to ask', 'Another answer', at=2000.0).parent_id = None
    chat.turns[turn.id] = turn
    page = html_of(chat)
    assert 'Other branches (1)' in page
    assert 'Other versions (1)' in page
    assert 'The key is wrong.' in page


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


def chat_with_tools() -> Chat:
    chat, _, reply = chat_with_reply()
    reply.parts = [
        Part(kind='thinking', pieces=['Hm.']), Part(kind='text', pieces=['First **this**.']),
        Part(kind='tool_call', pieces=['```python\nprint("</pre>")\n```'], detail={'id': 'c', 'name': 'py<b>'}),
        Part(kind='tool_result', pieces=['It has ``` in it'], detail={'id': 'c'}),
        Part(kind='tool_call', pieces=['{"x": 1}']), Part(kind='text', pieces=['\n\nThen ']), Part(kind='text', pieces=['that.'])]
    return chat


def test_the_use_of_tools_is_folded_in_markdown_in_its_order() -> None:
    page = written('md', [chat_with_tools()])
    expected = [
        'First **this**.', '<details><summary>Tool call: py&lt;b&gt;</summary>\n\n```python\nprint("</pre>")\n```\n\n</details>',
        '<details><summary>Tool result: py&lt;b&gt;</summary>\n\n````\nIt has ``` in it\n````\n\n</details>',
        '<details><summary>Tool call</summary>\n\n```\n{"x": 1}\n```\n\n</details>', 'Then that.']
    assert [words for words in expected if words not in page] == []
    assert [page.index(words) for words in expected] == sorted(page.index(words) for words in expected)


def test_the_use_of_tools_is_folded_in_html_in_its_order() -> None:
    page = html_of(chat_with_tools())
    expected = [
        'First <strong>this</strong>.',
        '<summary>Tool call: py&lt;b&gt;</summary>\n<pre class="plain" dir="auto">print(&quot;&lt;/pre&gt;&quot;)</pre>',
        '<summary>Tool result: py&lt;b&gt;</summary>\n<pre class="plain" dir="auto">It has ``` in it</pre>',
        '<pre class="plain" dir="auto">{&quot;x&quot;: 1}</pre>', '<p>Then that.</p>']
    assert [words for words in expected if words not in page] == []
    assert [page.index(words) for words in expected] == sorted(page.index(words) for words in expected)


@pytest.mark.parametrize(('title', 'name'), [
    ('Rain', 'Rain.md'), ('../../etc/passwd', 'etc passwd.md'), ('', 'chat.md'), ('a/b\\c:"d"?\n', 'a b c d.md'), ('...', 'chat.md'),
    ('Grüße 👋', 'Grüße 👋.md'), ('x' * 10_000, f'{"x" * 80}.md'), ('gpj\u202eexe', 'gpj exe.md'),
    ('CON', '_CON.md'), ('lpt1.txt', '_lpt1.txt.md'),
    ('Conversation', 'Conversation.md'), ('\ud800 \0', '\ufffd \ufffd.md')])
def test_the_file_is_named_after_the_title(title: str, name: str) -> None:
    assert file_name(Chat(title=title), 'md') == name


def test_settings_of_lanes_are_written_as_people_write_them() -> None:
    lane = Lane(model='demo/fast', parameters={'temperature': 0.5, 'stop': ['###', 'END'], 'logprobs': True})
    assert setting_words(lane) == ['temperature 0.5', 'stop “###”, “END”', 'logprobs true']


@pytest.mark.parametrize('name', ['md', 'html'])
def test_pages_name_the_folder(name: str) -> None:
    page = ''.join(FORMATS[name].write([Chat(title='Rain', folder='Work/Acme', tags=['wet'], lanes=[Lane(model='demo/fast')])]))
    assert 'Work/Acme' in page


def test_pages_go_into_a_zip_under_names_that_are_not_used_twice() -> None:
    chats = [chat_with_reply(title='Same')[0], chat_with_reply(title='same')[0], chat_with_reply(title='Other')[0]]
    archive = zipfile.ZipFile(io.BytesIO(b''.join(zipped(chats, FORMATS['html']))))
    assert archive.testzip() is None
    assert len({name.lower() for name in archive.namelist()}) == 3
    assert 'Because.' in archive.read(archive.namelist()[0]).decode()


@pytest.mark.parametrize('name', list(FORMATS))
def test_an_empty_chat_can_be_exported(name: str) -> None:
    assert written(name, [Chat(title='Empty', lanes=[])])
