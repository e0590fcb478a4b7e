"""Files of prompts: what is read from them, and the sentence for whatever is wrong."""
from __future__ import annotations

import re

import pytest

from chat.exchange.incoming.prompt_file import MOST_PROMPTS, Kind, PromptFileError, read_prompts


def prompts(text: str | bytes, kind: Kind = 'lines', template: str = '') -> list[str]:
    return list(read_prompts(text if isinstance(text, bytes) else text.encode(), kind, template).prompts)


def complaint(text: str | bytes, kind: Kind = 'lines', template: str = '') -> str:
    with pytest.raises(PromptFileError) as caught:
        prompts(text, kind, template)
    return str(caught.value)


def test_each_line_is_a_prompt_and_empty_lines_are_none() -> None:
    assert prompts('first\n\n  second  \r\nthird\r   \n') == ['first', 'second', 'third']


def test_only_ends_of_lines_part_prompts() -> None:
    assert prompts('one\u2028still one\x0cstill\ntwo') == ['one\u2028still one\x0cstill', 'two']


def test_a_byte_order_mark_is_no_part_of_the_first_prompt() -> None:
    assert prompts('\ufeffhello') == ['hello']
    assert prompts('hällo\nzwei'.encode('utf-16')) == ['hällo', 'zwei']
    assert prompts('\ufeffprompt\nhello', 'csv') == ['hello']


@pytest.mark.parametrize('count', [1, 10_000])
def test_files_of_one_and_of_ten_thousand_prompts_are_read_whole(count: int) -> None:
    found = prompts('\n'.join(f'prompt {i}' for i in range(count)))
    assert (len(found), found[-1]) == (count, f'prompt {count - 1}')


@pytest.mark.parametrize('kind', ['lines', 'csv'])
def test_a_line_of_a_megabyte_is_one_prompt(kind: Kind) -> None:
    long = 'x' * 1_048_576
    assert prompts(f'prompt\nshort\n{long}', kind)[-1] == long


def test_no_prompts_are_told_in_a_sentence() -> None:
    assert complaint('') == 'There are no prompts in it: it is empty.'
    assert complaint('\n \r\n') == 'There are no prompts in it: every line is empty.'
    assert complaint('', 'csv') == 'There are no prompts in it: it is empty.'
    assert complaint('prompt\n\n', 'csv') == 'There are no prompts in it: below the header there is no row.'


def test_too_many_prompts_are_told_with_their_number() -> None:
    assert complaint('x\n' * (MOST_PROMPTS + 1)) == f'There are {MOST_PROMPTS + 1:,} prompts in it; a suite takes up to {MOST_PROMPTS:,}.'


def test_the_column_prompt_is_taken_whatever_else_there_is() -> None:
    assert prompts('id,Prompt\n1,"Say ""hi"", please"\n\n2,"two\nlines"\n', 'csv') == ['Say "hi", please', 'two\nlines']


@pytest.mark.parametrize('separator', [',', ';', '\t'])
def test_the_separator_is_found_in_the_header(separator: str) -> None:
    text = f'city{separator}"lang{separator}uage"\nRome{separator}Latin'
    assert prompts(text, 'csv', f'{{{{city}}}} in {{{{ lang{separator}uage }}}}') == ['Rome in Latin']


def test_a_template_is_filled_in_one_pass() -> None:
    assert prompts('a,b\n{{b}},2', 'csv', 'A={{a}} B={{ b }}') == ['A={{b}} B=2']
    assert prompts('cat\ndog', template='Translate: {{prompt}}') == ['Translate: cat', 'Translate: dog']


def test_a_missing_value_is_told_with_row_and_variable() -> None:
    assert complaint('city,lang\nRome,Latin\nOslo,\n', 'csv', '{{city}} {{lang}}') == 'Row 2 has no value for “lang”.'
    assert complaint('city,lang\nRome,Latin\nOslo\n', 'csv', '{{city}} {{lang}}') == 'Row 2 has no value for “lang”.'
    shifted = 'city,lang\n"Ro\nme",Latin\n\nOslo,\n'
    assert complaint(shifted, 'csv', '{{city}} {{lang}}') == 'Row 2 (line 5 of the file) has no value for “lang”.'


def test_a_value_that_the_template_does_not_use_may_be_missing() -> None:
    assert prompts('city,note\nRome,\n', 'csv', 'In {{city}}') == ['In Rome']


def test_an_unknown_variable_is_told_with_the_columns_there_are() -> None:
    assert complaint('city,lang\nRome,Latin', 'csv', '{{town}}') == (
        'The template uses “town”, which is not there. The columns are “city”, “lang”.')
    assert 'only {{prompt}}' in complaint('Rome', 'lines', '{{town}}')


def test_a_template_without_a_variable_is_refused() -> None:
    sentence = 'The template has no variable, so every prompt would be the same; write one as {{city}}.'
    assert complaint('city\nRome', 'csv', 'Hello') == sentence


def test_a_csv_without_the_column_prompt_asks_for_a_template() -> None:
    assert complaint('city\nRome', 'csv').startswith('There is no column called “prompt”; add one, or write a template with {{city}}.')


@pytest.mark.parametrize(('text', 'sentence'), [
    ('a,a\n1,2', 'There are two columns called “a”; give one of them another name.'),
    ('a,,b\n1,2,3', 'Column 2 has no name; the first line must name every column.'),
    ('prompt,b\n1,2,3', 'Row 1 has 3 cells, but there are 2 columns; a text that holds the separator must stand in quotation marks.'),
    ('prompt\nok\n"never closed\nand on', 'The CSV cannot be read from line 3 on: a quotation mark is opened and never closed.'),
])
def test_a_broken_table_is_told_with_the_place(text: str, sentence: str) -> None:
    assert complaint(text, 'csv') == sentence


def test_another_encoding_is_told_with_the_line() -> None:
    assert complaint('ok\nKöln'.encode('latin-1')) == 'Line 2 is not UTF-8; save the file with the encoding UTF-8 and choose it again.'
    assert 'not a text file' in complaint(b'MZ\x00\x01')
    assert 'spreadsheet' in complaint(b'PK\x03\x04rest')


def test_what_is_read_can_be_stored_and_sent() -> None:
    found = prompts('half \U0001f600 ok'.encode('utf-16'))
    assert re.search('[\ud800-\udfff]', found[0]) is None
    assert found == ['half \U0001f600 ok']
