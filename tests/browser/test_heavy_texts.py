"""Texts that are made to freeze the page: it goes on, and what cannot be drawn in time stays readable as it was written."""
from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from benchmarks.main_thread import recording
from tests.browser.rendering_site import Site, open_page

LONGEST_TASK = 200
"""Milliseconds of CPU time."""
ENDLESS = {'markdown': '[a](' * 15_000, 'java': '0x' + '1' * 59_000, 'js': 'x' * 59_000}
"""Language -> code over which its grammar takes for ever, or seconds."""


def answered(site: Site, page: Page, text: str, *, is_streamed: bool) -> None:
    """The reply stands there and has ended."""
    stream: dict[str, Any] = {'do': 'stream', 'text': text, 'rate': 150_000, 'step': 300}
    steps = [{'do': 'ask', 'prompt': 'heavy'}, stream, {'do': 'finish'}]
    site.chat()
    if not is_streamed:
        site.play(*steps)
    open_page(page, site)
    if is_streamed:
        site.play(*steps, is_later=True)
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')


@pytest.mark.parametrize('is_streamed', [True, False], ids=['streamed', 'reloaded'])
@pytest.mark.parametrize('language', ENDLESS)
def test_a_grammar_that_never_ends_freezes_nothing(page: Page, site: Site, language: str, *, is_streamed: bool) -> None:
    code = ENDLESS[language]
    with recording(page) as thread:
        answered(site, page, f'```{language}\n{code}\n```\n\n```python\nx = "coloured"\n```\n', is_streamed=is_streamed)
        expect(page.locator('.hljs-string')).to_have_text('"coloured"')
    assert page.locator('pre code').first.evaluate('element => element.textContent') == code + '\n'
    assert 0 < thread.longest < LONGEST_TASK


def test_a_formula_that_cannot_be_set_stays_as_it_was_written(page: Page, site: Site) -> None:
    nested = '{' * 2400 + 'x' + '}' * 2400
    huge = '\\begin{matrix}' + '&' * 4900 + '\\end{matrix}'
    with recording(page) as thread:
        answered(site, page, f'$x$ and ${nested}$ and\n\n$${huge}$$\n\n$y$', is_streamed=True)
        expect(page.locator('.formula.is-filled')).to_have_count(2)
    expect(page.locator('.cursor')).to_have_count(0)
    assert page.locator('.formula:not(.is-filled)').all_text_contents() == [nested, huge]
    assert 0 < thread.longest < LONGEST_TASK


def test_many_formulas_are_set_a_few_at_a_time(page: Page, site: Site) -> None:
    with recording(page) as thread:
        answered(site, page, '\n\n'.join(f'$x_{{{i}}} + y$' for i in range(600)), is_streamed=False)
        expect(page.locator('.formula.is-filled')).to_have_count(600)
    assert 0 < thread.longest < LONGEST_TASK
