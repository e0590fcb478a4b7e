"""Every spelling of the marks around thoughts opens and closes."""
from __future__ import annotations

import pytest

from chat.providers.stream.thought_marks import OPENING
from tests.providers.stream.written import cut, written


@pytest.mark.parametrize('size', [1, 4, 1000])
@pytest.mark.parametrize(('opening', 'closing'), OPENING.items())
def test_every_spelling_opens_and_closes(opening: str, closing: str, size: int) -> None:
    assert written(*cut(f'{opening}\nIs 1 < 2?\n{closing}\n\nIt is <b>.', size)) == ('Is 1 < 2?', 'It is <b>.', [])
    assert written(*cut(f'Is 1 < 2?\n{closing}\n\nIt is <b>.', size)) == ('Is 1 < 2?', 'It is <b>.', [])
    assert written(*cut(f'As `{opening}` and `{closing}`.', size)) == ('', f'As `{opening}` and `{closing}`.', [])
