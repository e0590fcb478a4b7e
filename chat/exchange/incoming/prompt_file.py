"""Reading a file of prompts: one prompt a line, or CSV with a column `prompt` or with variables for a template.

Everything that can be wrong with such a file is one sentence that says where it is.
"""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from chat.exchange.fields import clean

Kind = Literal['lines', 'csv']
MOST_PROMPTS = 50_000
MOST_CHARACTERS = 200_000_000
"""Of all prompts together, after the template was filled in."""
MOST_COLUMNS = 500
VARIABLE = re.compile(r'\{\{\s*([^{}\n]{1,100}?)\s*\}\}')
DELIMITERS = ',;\t'
LONGEST_CELL = 64 * 1024 * 1024


class PromptFileError(Exception):
    """What is wrong with the file, in one sentence."""


@dataclass(kw_only=True, slots=True, frozen=True)
class PromptFile:
    prompts: tuple[str, ...]
    columns: tuple[str, ...] = ()
    """Of a CSV; what a template can use."""


def read_prompts(data: bytes, kind: Kind, template: str = '') -> PromptFile:
    """All prompts of the file, in its order, empty lines left out. Raises PromptFileError. May take a second: not for the event loop."""
    text = decoded(data)
    template = template.strip()
    if kind == 'csv':
        return _from_csv(text, template)
    lines = text.replace('\r\n', '\n').replace('\r', '\n').split('\n')  # not splitlines: it cuts at form feeds, too
    prompts = [line.strip() for line in lines if line.strip()]
    if template and prompts:
        _refuse_unknown(template, ['prompt'], 'With one prompt a line a template knows only {{prompt}}; choose CSV for more')
        prompts = list(_limited(_filled(template, {'prompt': prompt}) for prompt in prompts))
    return _checked(prompts, 'There are no prompts in it: every line is empty.' if text else 'There are no prompts in it: it is empty.')


def decoded(data: bytes) -> str:
    """The text of a UTF-8 file, or of a UTF-16 file that says so. Raises PromptFileError."""
    if data.startswith(b'PK\x03\x04'):
        raise PromptFileError('This is a spreadsheet or an archive, not a text; save the sheet as CSV (UTF-8) and choose that file.')
    if data.startswith((b'\xff\xfe', b'\xfe\xff')):
        encoding = 'utf-16'
    else:
        encoding = 'utf-8-sig'
        if b'\0' in data:
            raise PromptFileError('This is not a text file; save the prompts as plain text or CSV (UTF-8).')
    try:
        return clean(data.decode(encoding))
    except UnicodeDecodeError as error:
        line = data.count(b'\n', 0, error.start) + 1
        raise PromptFileError(f'Line {line:,} is not {"UTF-16" if encoding == "utf-16" else "UTF-8"}; '
                              'save the file with the encoding UTF-8 and choose it again.') from None


def _from_csv(text: str, template: str) -> PromptFile:
    csv.field_size_limit(LONGEST_CELL)  # Python's own limit of 131,072 characters is less than a long prompt
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=_delimiter(text), strict=True)
    rows = _rows(reader)
    header = next(rows, None)
    if header is None:
        raise PromptFileError('There are no prompts in it: it is empty.')
    columns = _columns(header[1])
    template = template or _own_template(columns)
    used = _refuse_unknown(template, columns, f'The columns are {_listed(columns)}')
    values = (_values(row, columns, used, number, line) for number, (line, row) in enumerate(rows, start=1))
    prompts = list(_limited(_filled(template, one) for one in values))
    return replace(_checked(prompts, 'There are no prompts in it: below the header there is no row.'), columns=tuple(columns))


def _rows(reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, cells) of each row that is not empty."""
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = getattr(reader, 'line_num', line) + 1
    except csv.Error as error:
        reason = 'a quotation mark is opened and never closed' if 'unexpected end' in str(error) else str(error)
        raise PromptFileError(f'The CSV cannot be read from line {line:,} on: {reason}.') from None


def _columns(header: list[str]) -> list[str]:
    columns = [name.strip() for name in header]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MOST_COLUMNS:
        raise PromptFileError(f'The header has {len(columns):,} columns, more than {MOST_COLUMNS}; is this CSV with one header line?')
    for index, name in enumerate(columns):
        if not name:
            raise PromptFileError(f'Column {index + 1} has no name; the first line must name every column.')
        if name in columns[:index]:
            raise PromptFileError(f'There are two columns called “{name}”; give one of them another name.')
    return columns


def _own_template(columns: list[str]) -> str:
    name = next((name for name in columns if name.lower() == 'prompt'), None)
    if name is None:
        raise PromptFileError(f'There is no column called “prompt”; add one, or write a template with {{{{{columns[0][:60]}}}}}. '
                              f'The columns are {_listed(columns)}.')
    return f'{{{{{name}}}}}'


def _refuse_unknown(template: str, known: list[str], otherwise: str) -> list[str]:
    """The variables of the template, if all of them are known."""
    used = VARIABLE.findall(template)
    if unknown := next((name for name in used if name not in known), None):
        raise PromptFileError(f'The template uses “{unknown}”, which is not there. {otherwise}.')
    if not used:
        raise PromptFileError(f'The template has no variable, so every prompt would be the same; write one as {{{{{known[0][:60]}}}}}.')
    return used


def _values(row: list[str], columns: list[str], used: list[str], number: int, line: int) -> dict[str, str]:
    row_name = f'Row {number:,}' if line == number + 1 else f'Row {number:,} (line {line:,} of the file)'
    while len(row) > len(columns) and not row[-1].strip():
        row.pop()
    if len(row) > len(columns):
        raise PromptFileError(f'{row_name} has {len(row)} cells, but there are {len(columns)} columns; '
                              'a text that holds the separator must stand in quotation marks.')
    values = dict(zip(columns, row, strict=False))
    if missing := next((name for name in used if not values.get(name, '').strip()), None):
        raise PromptFileError(f'{row_name} has no value for “{missing}”.')
    return values


def _filled(template: str, values: dict[str, str]) -> str:
    """In one pass: braces inside a value stay what they are."""
    return VARIABLE.sub(lambda match: values[match[1]], template).strip()


def _limited(prompts: Iterable[str]) -> Iterator[str]:
    total = 0
    for prompt in prompts:
        total += len(prompt)
        if total > MOST_CHARACTERS:
            raise PromptFileError(f'All prompts together are longer than {MOST_CHARACTERS:,} characters; '
                                  'make the template or the file smaller.')
        yield prompt


def _checked(prompts: list[str], if_empty: str) -> PromptFile:
    if not prompts:
        raise PromptFileError(if_empty)
    if len(prompts) > MOST_PROMPTS:
        raise PromptFileError(f'There are {len(prompts):,} prompts in it; a suite takes up to {MOST_PROMPTS:,}.')
    return PromptFile(prompts=tuple(prompts))


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line that is not empty, outside of quotation marks."""
    start = re.split(r'[\r\n]', text.lstrip('\r\n')[:100_000], maxsplit=1)[0]
    bare = re.sub(r'"[^"]*"', '', start)
    return max(DELIMITERS, key=bare.count)


def _listed(columns: list[str]) -> str:
    shown = ', '.join(f'“{name[:40]}”' for name in columns[:8])
    return f'{shown} and {len(columns) - 8} more' if len(columns) > 8 else shown
