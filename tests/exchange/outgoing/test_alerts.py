"""Quotations that begin with a mark have a title, as on GitHub."""
from __future__ import annotations

import pytest

from chat.exchange.outgoing.prose import rendered


@pytest.mark.parametrize('kind', ['NOTE', 'Tip', 'important', 'WARNING', 'CAUTION'])
def test_each_kind_has_its_title_and_the_mark_is_gone(kind: str) -> None:
    page = rendered(f'> [!{kind}]\n> Take *care*.')
    assert f'<p class="alert-title">{kind.capitalize()}</p>' in page
    assert f'class="alert is-{kind.lower()}"' in page
    assert '<em>care</em>' in page
    assert '[!' not in page


def test_the_words_may_stand_behind_the_mark_or_below_a_blank_line_or_not_at_all() -> None:
    assert 'At once' in rendered('> [!NOTE] At once')
    page = rendered('> [!NOTE]\n>\n> Below')
    assert page.count('<p') == 2, 'the paragraph that held nothing but the mark is gone'
    assert rendered('> [!NOTE]').count('alert-title') == 1


@pytest.mark.parametrize('text', [
    '[!NOTE] no quotation', '> [!HINT] unknown', '> text [!NOTE]', '> **[!NOTE]** bold', '> [!NOTE]x', '> ```\n> [!NOTE]'])
def test_what_is_no_mark_is_text(text: str) -> None:
    assert 'alert' not in rendered(text)
