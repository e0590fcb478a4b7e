"""Formulas in what models write: the cases that the page's own reader is held to, too."""
from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chat.exchange.outgoing.formulas.spans import formulas_in
from chat.exchange.outgoing.prose import rendered
from tests.costs.growth import grows_with_size

CORPUS: dict[str, Any] = json.loads((Path(__file__).parents[3] / 'twins' / 'formulas.json').read_text(encoding='utf-8'))


FORMULA = re.compile(r'<(span|p) class="formula">(\$\$|\\\[|\\\(|\$)(.*?)(?:\$\$|\\\]|\\\)|\$)</\1>', re.DOTALL)


def shown(markdown: str) -> str:
    marked = FORMULA.sub(lambda found: ('⟪{}⟫' if found[2] in {'$$', '\\['} else '⟨{}⟩').format(found[3].strip()), rendered(markdown))
    return ' '.join(html.unescape(re.sub('<[^>]*>', '', marked)).split())


@pytest.mark.parametrize('rule', CORPUS['rules'], ids=lambda rule: rule['rule'])
def test_formulas_are_found_as_on_the_page(rule: dict[str, Any]) -> None:
    for case in rule['cases']:
        assert shown(case['markdown']).replace('☐', '[ ]').replace('☑', '[x]') == case['shows'], case['markdown']


@pytest.mark.parametrize('piece', CORPUS['hostile'])
def test_no_repeated_mark_takes_more_time_than_its_length(piece: str) -> None:
    assert grows_with_size(lambda size: formulas_in(piece * (size // len(piece))), 100_000)
    assert grows_with_size(lambda size: rendered(piece * (size // len(piece))), 15_000)
