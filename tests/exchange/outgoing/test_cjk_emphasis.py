"""Emphasis beside scripts without spaces."""
from __future__ import annotations

import pytest

from chat.exchange.outgoing.prose import rendered


@pytest.mark.parametrize(('text', 'bold'), [
    ('**结论：**这个', '结论：'), ('这是**“重点”**吗', '“重点”'),
    ('**注意（必须）**請看', '注意（必须）'), ('한국어**(강조)**입니다', '(강조)'),
    ('これは**重要。**です', '重要。'), ('plain **bold** text', 'bold')])
def test_marks_beside_letters_of_these_scripts_are_emphasis(text: str, bold: str) -> None:
    assert f'<strong>{bold}</strong>' in rendered(text)


@pytest.mark.parametrize('text', ['a ** b ** c', 'a**(b)**c', '** 结论：** 这个'])
def test_elsewhere_the_usual_rule_holds(text: str) -> None:
    assert '<strong>' not in rendered(text)
