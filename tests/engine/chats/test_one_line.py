"""Text for a line of a list."""
from __future__ import annotations

import pytest

from chat.engine.one_line import LONGEST_TITLE, clipped, one_line


@pytest.mark.parametrize(('text', 'line'), [
    ('two\nlines', 'two lines'), ('  a \t b ', 'a b'),
    ('nul\0', 'nul'), ('\u202eturned', 'turned'), ('half \ud800', 'half \ufffd'), ('', '')])
def test_it_is_one_line_with_nothing_invisible_in_it(text: str, line: str) -> None:
    assert one_line(text) == line


def test_what_is_too_long_is_clipped_and_shows_it() -> None:
    assert clipped('x' * LONGEST_TITLE) == 'x' * LONGEST_TITLE
    assert clipped('x' * (LONGEST_TITLE + 1)) == 'x' * (LONGEST_TITLE - 1) + '…'
    assert clipped('one two', 5) == 'one…', 'no blank before the mark'
