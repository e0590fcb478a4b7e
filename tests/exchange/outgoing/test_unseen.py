"""Letters in code that nobody sees, in exported pages."""
from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from chat.conversation import Lane, Part
from chat.exchange.outgoing.export import FORMATS
from chat.exchange.outgoing.prose import rendered
from chat.exchange.outgoing.unseen import marked
from tests.costs.growth import grows_with_size
from tests.store.samples import chat_with_reply

CASES: list[dict[str, str]] = json.loads((Path(__file__).parents[2] / 'twins' / 'unseen.json').read_text(encoding='utf-8'))['cases']
BOX = r'<span class="unseen" title="([^"]*)">[^<]*</span>'


@pytest.mark.parametrize('case', CASES, ids=lambda case: case['shows'])
def test_what_nobody_sees_has_a_box_that_holds_it(case: dict[str, str]) -> None:
    page = marked(case['code'])
    assert html.unescape(re.sub(BOX, r'[\1]', page)) == case['shows']
    assert ''.join(re.split('<[^>]*>', page)) == html.escape(case['code'])


@pytest.mark.parametrize('text', [
    '`a\u202eb`', '```python\na\u202eb\n```', '    a\u202eb\n', '- x\n  ```\n  a\u202eb\n  ```', '| a |\n|--|\n| `a\u202eb` |'])
def test_code_of_all_kinds_has_boxes(text: str) -> None:
    assert re.findall(BOX, rendered(text)) == ['U+202E']


def test_a_language_cannot_leave_its_attribute() -> None:
    assert '<code class="language-&quot;&gt;&lt;script&gt;">' in rendered('```"><script>\nx\n```')


def test_a_burden_of_such_letters_is_written_in_words() -> None:
    page = marked('a\u202e' * 5000)
    assert (page.count('<span'), page.count('\\u202e')) == (40, 4960)


@pytest.mark.parametrize('piece', ['\u200b', '\U000e0041', '\U000e0101', 'a\u202e', '\U0001f3f4\U000e0067'])
def test_a_long_run_takes_no_more_time_than_its_length(piece: str) -> None:
    assert grows_with_size(lambda count: marked(piece * count), 200_000)


def test_what_tools_were_asked_has_boxes_in_an_exported_page() -> None:
    chat, _, reply = chat_with_reply()
    chat.lanes = [Lane(model='m')]
    reply.parts.append(Part(kind='tool_call', pieces=['rm \u202eecho'], detail={'name': 'shell'}))
    page = ''.join(FORMATS['html'].write([chat], {}))
    assert re.findall(BOX, page) == ['U+202E']
