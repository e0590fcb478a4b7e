"""Texts that are made to freeze the page: it goes on, and what cannot be drawn in time stays readable as it was written."""
from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from benchmarks.main_thread import recording
from tests.browser.rendering_site import Site, open_page
from tests.costs.page import FAR_TOO_LONG

MOST_ELEMENTS = 30_000
SIZE = 200_000
"""Characters of a heavy text."""
HEAVY = {
    'items': '-\n', 'tasks': '- [ ] a\n', 'headings': '# a\n', 'rules': '---\n', 'rows': '|a|b|\n|-|-|\n', 'formulas': '$x$ ',
    'displays': '$$x$$\n\n', 'brackets': '\\(', 'links': '[a](http://b.c) ', 'openings': '[a][', 'stars': '*', 'words': 'some **words** ',
    'entities': '&amp;', 'less': '<', 'quotations': '> ', 'blocks of code': '```js\na\n```\n', 'lines': 'a  \n', 'strokes': '/',
    'family': '\U0001F469\u200d\U0001F469\u200d\U0001F467', 'vowels': '\u0e33', 'marks': 'a' + '\u0301' * 30, 'backticks': '`a``b```',
    'notes': '[^1]: a\n', 'columns': '',
}
"""What a text of that size is made of; some of it has stopped pages for a minute."""
COLUMNS = f'|{"a|" * 10_000}\n|{"-|" * 10_000}\n|{"b|" * 10_000}\n'
ENDLESS = {'markdown': '[a](' * 15_000, 'java': '0x' + '1' * 59_000, 'js': 'x' * 59_000}
"""Language -> code over which its grammar takes for ever, or seconds."""


def show(page: Page, site: Site, text: str, *, is_streamed: bool) -> None:
    """An answer that has ended and is drawn. Asks the page nothing that would keep it busy itself, as looking for roles does."""
    stream: dict[str, Any] = {'do': 'stream', 'text': text, 'rate': 150_000, 'step': 300}
    steps = [{'do': 'ask', 'prompt': 'heavy'}, stream, {'do': 'finish'}]
    site.chat()
    if not is_streamed:
        site.play(*steps)
    open_page(page, site)
    if is_streamed:
        site.play(*steps, is_later=True)
    wait_for(page, '[...document.querySelectorAll("article")].at(-1)?.dataset.status === "done"')
    wait_for(page, '!document.querySelector("[data-unfinished]")')


def wait_for(page: Page, condition: str) -> None:
    page.wait_for_function(condition, polling=100)


@pytest.mark.parametrize('is_streamed', [True, False], ids=['streamed', 'reloaded'])
@pytest.mark.parametrize('language', ENDLESS)
def test_a_grammar_that_never_ends_freezes_nothing(page: Page, site: Site, language: str, *, is_streamed: bool) -> None:
    code = ENDLESS[language]
    with recording(page) as thread:
        show(page, site, f'```{language}\n{code}\n```\n\n```python\nx = "coloured"\n```\n', is_streamed=is_streamed)
        wait_for(page, 'document.querySelector(".hljs-string")')
    expect(page.locator('.hljs-string')).to_have_text('"coloured"')
    assert page.locator('pre code').first.evaluate('element => element.textContent') == code + '\n'
    assert 0 < thread.longest < FAR_TOO_LONG


def test_a_formula_that_cannot_be_set_stays_as_it_was_written(page: Page, site: Site) -> None:
    nested = '{' * 1900 + 'x' + '}' * 1900
    huge = '\\begin{matrix}' + '& ' * 4900 + '\\end{matrix}'
    with recording(page) as thread:
        show(page, site, f'$x$ and ${nested}$ and\n\n$${huge}$$\n\n$y$', is_streamed=True)
        wait_for(page, 'document.querySelectorAll(".formula.is-filled").length === 2')
    expect(page.locator('.cursor')).to_have_count(0)
    assert page.locator('.formula:not(.is-filled)').all_text_contents() == [nested, huge]
    assert 0 < thread.longest < FAR_TOO_LONG


def test_many_formulas_are_set_a_few_at_a_time(page: Page, site: Site) -> None:
    with recording(page) as thread:
        show(page, site, '\n\n'.join(f'$x_{{{i}}} + y$' for i in range(600)), is_streamed=False)
        wait_for(page, 'document.querySelectorAll(".formula.is-filled").length === 600')
    assert 0 < thread.longest < FAR_TOO_LONG


@pytest.mark.parametrize('is_streamed', [True, False], ids=['streamed', 'reloaded'])
@pytest.mark.parametrize('kind', HEAVY)
def test_no_text_holds_up_the_page(page: Page, site: Site, kind: str, *, is_streamed: bool) -> None:
    unit = HEAVY[kind]
    text = (unit * (SIZE // len(unit)) if unit else COLUMNS) + '\n\nThe last words'
    with recording(page) as thread:
        show(page, site, text, is_streamed=is_streamed)
    expect(page.locator('.prose').last).to_contain_text('The last words')
    assert page.evaluate('document.querySelectorAll("*").length') < MOST_ELEMENTS
    assert 0 < thread.longest < FAR_TOO_LONG


def test_the_rest_of_a_very_long_answer_is_drawn_when_it_is_asked_for(page: Page, site: Site) -> None:
    text = ''.join(f'{i}. item\n' for i in range(1, 12_001)) + '\n**The last words**'
    show(page, site, text, is_streamed=False)
    prose = page.locator('.prose').last
    expect(prose.get_by_role('button', name='Show all')).to_be_visible()
    drawn = prose.locator('li').count()
    assert 5_000 < drawn < 12_000
    rest = prose.locator('.rest > .as-written').all_text_contents()
    assert ''.join(rest) == text[text.index(f'{drawn + 1}. item'):]
    with recording(page) as thread:
        page.evaluate('document.querySelector(".prose .show-all").click()')
        wait_for(page, 'document.querySelector(".prose strong")?.textContent === "The last words"')
    assert prose.locator('li').count() == 12_000
    numbers = prose.locator('ol').evaluate_all('lists => lists.map(list => [list.start, list.children.length])')
    assert [start for start, _ in numbers] == [1 + sum(length for _, length in numbers[:i]) for i in range(len(numbers))]
    assert 0 < thread.longest < FAR_TOO_LONG


def test_a_long_list_that_grows_is_drawn_again_only_at_its_end(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'list'})
    site.stream(''.join(f'- item {i}\n' for i in range(1500)), rate=100_000, step=500)
    items = page.locator('.prose li')
    expect(items).to_have_count(1500)
    page.evaluate("""() => {
        window.changed = 0;
        const watcher = new MutationObserver((changes) => (window.changed += changes.length));
        watcher.observe(document.querySelector(".prose ul"), {childList: true, subtree: true});
    }""")
    site.stream('- and **one** more\n- and another\n')
    expect(items).to_have_count(1502)
    expect(page.locator('.prose strong')).to_have_text('one')
    assert page.evaluate('window.changed') == 0
    site.play({'do': 'finish'})
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    assert page.evaluate('window.changed') == 0


def test_what_cannot_be_drawn_is_shown_as_it_was_written(page: Page, site: Site) -> None:
    """Here a drawing fails because the browser does."""
    site.chat()
    open_page(page, site)
    page.evaluate("""() => {
        const { insertBefore } = Node.prototype;
        Node.prototype.insertBefore = function (node, before) {
            if (node.nodeName === "P" && node.textContent.includes("unlucky")) throw new RangeError("too deep");
            return insertBefore.call(this, node, before);
        };
    }""")
    text = 'One *word*.\n\nThe **unlucky** one.\n\nThe *last*.'
    site.play({'do': 'ask', 'prompt': 'draw'}, {'do': 'text', 'text': text}, {'do': 'finish'})
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    expect(page.locator('.prose em')).to_have_text(['word', 'last'])
    expect(page.locator('.prose .as-written')).to_have_text('The **unlucky** one.\n\n')
    expect(page.locator('.cursor')).to_have_count(0)
