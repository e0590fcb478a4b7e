"""A chat as one page of HTML that runs and fetches nothing."""
from __future__ import annotations

import re
from typing import Any

import pytest

from chat.conversation import Chat
from chat.conversation.vote import Outcome
from chat.exchange.files import Outgoing
from chat.exchange.outgoing import html_page
from chat.exchange.outgoing.export import FORMATS
from chat.exchange.outgoing.prose import rendered
from chat.exchange.verdict import NONE
from tests.exchange.outgoing.pages import chat_with_tools, comparison, vote_on, written
from tests.store.samples import add_turn, chat_with_reply, rich_chat

HOSTILE = ('<script>alert(1)</script><img src=x onerror=alert(2)>\n\n![pixel](https://evil.example/p.png) [x](javascript:alert(3)) '
           '[y](data:text/html,hi) [z](vbscript:x) <https://ok.example>\n\n| a |\n|--:|\n| b |')


def html_of(chat: Chat) -> str:
    return ''.join(html_page.html_of(chat, NONE, Outgoing()))


@pytest.mark.parametrize('name', ['md', 'html'])
def test_a_comparison_shows_lanes_parameters_thoughts_measures_and_the_pick(name: str) -> None:
    page = written(name, [comparison()])
    for expected in ('What is rain?', 'demo/fast (2)', 'temperature 0.2', 'Answer as a poem', 'Hm.', 'first token 0.50 s', '10 tokens/s',
                     '30 tokens out', '$0.0125', 'picked', 'It weeps.'):
        assert expected in page


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


def test_the_use_of_tools_is_folded_in_html_in_its_order() -> None:
    page = html_of(chat_with_tools())
    expected = [
        'First <strong>this</strong>.',
        '<summary>Tool call: py&lt;b&gt;</summary>\n<pre class="plain" dir="auto">print(&quot;&lt;/pre&gt;&quot;)</pre>',
        '<summary>Tool result: py&lt;b&gt;</summary>\n<pre class="plain" dir="auto">It has ``` in it</pre>',
        '<pre class="plain" dir="auto">{&quot;x&quot;: 1}</pre>', '<p>Then that.</p>']
    assert [words for words in expected if words not in page] == []
    assert [page.index(words) for words in expected] == sorted(page.index(words) for words in expected)
