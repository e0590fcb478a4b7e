"""Lines of a table for spreadsheets (CSV), in which no text is ever a formula."""
from __future__ import annotations

import re
from collections.abc import Sequence

from chat.exchange.fields import cleaned

FORMULA = re.compile('[\t\r\n\uff1d\uff0b\uff0d\uff20]|[\\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+@\uff1d\uff0b\uff0d\uff20-]')
"""How a text begins that some spreadsheet takes for a formula: the signs of OWASP's list on CSV injection with their full-width twins,
and any of them behind blanks, which are cut off on the way in."""


QUOTED = re.compile('[",;\t\r\n|]')
"""What stands in quotation marks: also the signs between which spreadsheets of other countries cut, for a cell that begins behind one of
them would be a new text, with a formula at its start."""

QUOTED_NOTHING = '""'
"""A line with one empty cell, which would else be no line."""


def line(cells: Sequence[object]) -> str:
    written = ','.join(map(_written, map(_cell, cells)))
    return f'{written or QUOTED_NOTHING}\r\n'


def _written(cell: object) -> str:
    text = str(cell)
    return '"' + text.replace('"', '""') + '"' if QUOTED.search(text) else text


def _cell(value: object) -> object:
    """A text that would be taken for a formula is marked as text: what a model wrote must not be carried out."""
    if isinstance(value, bool):
        return 'yes' if value else 'no'
    if not isinstance(value, str):
        return '' if value is None else value
    text = str(cleaned(value))
    return f"'{text}" if FORMULA.match(text) else text
