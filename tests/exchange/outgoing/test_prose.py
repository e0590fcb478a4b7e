"""What an exported page makes of the Markdown of models."""
from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chat.exchange.outgoing.prose import rendered
from tests.costs.growth import grows_with_size

RULES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / 'twins' / 'prose.json').read_text(encoding='utf-8'))['rules']


KEPT = {'strong': 'b', 'em': 'i', 's': 's'}


def shown(text: str) -> str:
    """What can be read on the page."""
    return html.unescape(re.sub(r'<[^>]*>', '', rendered(text))).strip()


@pytest.mark.parametrize('formula', [
    r'\(x\_y\)', r'\[ \frac{1}{2} \, \{x\} \]', '\\[\n\\begin{pmatrix} a & b \\\\\n  c_1 & d * e * f \\\\\n\\end{pmatrix}\n\\]',
    '$a_1 * b_1 * c$',
    '$$\nx \\\\ <b>\n$$', '$$ a \\, b $$', r'$5^2 + 1$', r'\(' + '\\\n\\_' + r'\)'])
def test_a_formula_is_left_as_it_was_written(formula: str) -> None:
    assert shown(formula) == formula
    assert 'class="formula"' in rendered(formula)
    assert '<em>' not in rendered(f'So *this* is {formula} and').replace('<em>this</em>', '')


@pytest.mark.parametrize('around', ['- {}\n- b', '> {}\n> b', '1. Then {}, *yes*', '| {} | b |\n|--|--|\n| c | d |', '**{}**'])
def test_a_formula_may_stand_anywhere(around: str) -> None:
    assert r'<span class="formula">\(x\_y\)</span>' in rendered(around.format(r'\(x\_y\)'))


@pytest.mark.parametrize(('text', 'words'), [
    ('It costs $5 for *a*, 10$ for b', 'It costs $5 for a, 10$ for b'), ('a$b *c* d$', 'a$b c d$'), (r'\(never *ends*', '(never ends'),
    (r'\*plain\*', '*plain*'), ('`\\(x\\_y\\)`', r'\(x\_y\)'), ('\\[\nnever *ends*\n\nAfter', '\\[\nnever *ends*\nAfter'), ('$$', '$$'),
    (r'\(\)', '()'), ('    \\[ x \\]', r'\[ x \]')])
def test_what_is_no_formula_stays_markdown(text: str, words: str) -> None:
    assert shown(text) == words


def test_a_formula_on_its_own_lines_ends_where_its_list_does() -> None:
    page = rendered('- \\[\n  a\\_b\n  \\]\n- next')
    assert page.count('<li>') == 2
    assert '<p class="formula">\\[\na\\_b\n\\]</p>' in page


def test_tasks_have_boxes() -> None:
    page = rendered('- [ ] todo\n- [x] *done*\n- [a] link\n\n[ ] no list')
    assert re.findall(r'<li[^>]*>(.*?)</li>', page) == ['☐ todo', '☑ <em>done</em>', '[a] link']
    assert page.count('class="task"') == 2
    assert '[ ] no list' in page


@pytest.mark.parametrize(('start', 'piece', 'end'), [('', '\\(', ''), ('$5', ' a', '_ $'), ('', '\\[\n', ''), ('', '$$ ', '')])
def test_no_text_keeps_the_export_busy_for_long(start: str, piece: str, end: str) -> None:
    assert grows_with_size(lambda count: rendered(start + piece * count + end), 20_000)


def read(markdown: str) -> str:
    """In the notation of prose.json."""
    marked = re.sub(r'<sup class="footnote-reference"><a[^>]*>([^<]*)</a></sup>', r'⁽\1⁾', rendered(markdown))
    marked = re.sub(r'<blockquote class="(alert[^"]*)"[^>]*>', r'(\1) ', marked).replace('<br />', ' ')
    tagged = re.sub(r'<(/?)(\w+)[^>]*>', lambda tag: f'\1{tag[1]}{KEPT[tag[2]]}\2' if tag[2] in KEPT else '', marked)
    return ' '.join(html.unescape(tagged).replace('\1', '<').replace('\2', '>').split())


@pytest.mark.parametrize('rule', RULES, ids=lambda rule: rule['rule'])
def test_the_page_and_the_export_read_the_same(rule: dict[str, Any]) -> None:
    for case in rule['cases']:
        assert read(case['markdown']) == case['shows'], case['markdown']
        assert not re.search(r'<a [^>]*href=""|<a [^>]*></a>|<a (?:(?!</a>).)*<a ', rendered(case['markdown']), re.DOTALL), case['markdown']
