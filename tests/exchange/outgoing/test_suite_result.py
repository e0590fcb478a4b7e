"""The results of a suite as CSV and HTML: everything is in it, and nothing of it can act."""
from __future__ import annotations

import csv
import io
import re

from chat.conversation import Lane, Part, Reply, ReplyError, ReplyStatus
from chat.exchange.outgoing.suite_result import COLUMNS, csv_pieces, html_pieces

LANES = [Lane(model='a/m', number=0, parameters={'temperature': 0.5}), Lane(model='a/m', number=1, system_prompt='Be <brief>')]


def reply(lane: int, text: str, **values: object) -> Reply:
    parts = [Part(kind='thinking', pieces=['hm']), Part(kind='text', pieces=[text])]
    return Reply(turn_id='', lane=lane, model='a/m', parts=parts, created_at=10.0, first_token_at=10.5, finished_at=12.0,
                 **{'status': ReplyStatus.DONE, **values})  # type: ignore[arg-type]


ROWS = [(0, 'first, "prompt"\nline', {0: reply(0, '=1+1'), 1: reply(1, '<script>alert(1)</script>')}),
        (1, 'second', {1: reply(1, 'half', status=ReplyStatus.FAILED, error=ReplyError(kind='x', message='It <broke>.'))})]


def table() -> list[dict[str, str]]:
    text = ''.join(csv_pieces(LANES, ROWS))
    assert text.startswith('\ufeff')
    return list(csv.DictReader(io.StringIO(text[1:], newline='')))


def test_csv_has_a_row_for_each_answer() -> None:
    rows = table()
    assert list(rows[0]) == list(COLUMNS)
    assert [(row['prompt_number'], row['lane'], row['status']) for row in rows] == [
        ('1', 'a/m', 'done'), ('1', 'a/m (2)', 'done'), ('2', 'a/m', 'waiting'), ('2', 'a/m (2)', 'failed')]
    first, second, _, failed = rows
    assert (first['prompt'], first['parameters']) == ('first, "prompt"\nline', '{"temperature": 0.5}')
    assert (second['system_prompt'], second['thinking'], second['first_token_seconds']) == ('Be <brief>', 'hm', '0.5')
    assert (failed['answer'], failed['error']) == ('half', 'It <broke>.')


def test_csv_holds_nothing_that_a_spreadsheet_would_carry_out() -> None:
    assert table()[0]['answer'] == "'=1+1"


def test_html_is_one_page_without_scripts_and_addresses() -> None:
    page = ''.join(html_pieces('My <suite>', 0.0, LANES, 2, ROWS))
    assert re.findall(r'<script|https?:|src=|href=|@import|url\(', page) == []
    assert '&lt;script&gt;alert(1)&lt;/script&gt;' in page
    assert 'My &lt;suite&gt;' in page
    assert 'Failed: It &lt;broke&gt;.' in page
    assert 'Not answered yet' in page
    assert page.count('<tr>') == 3
    assert page.rstrip().endswith('</html>')
