"""What is selected is quoted as a person would type it, wherever the selection begins and ends."""
from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rendering_site import Site, open_page
from tests.browser.transcript.test_plain_text import ANSWER

SELECT = """([from, start, to, end]) => {
    const find = (word) => {
        const walker = document.createTreeWalker(document.querySelector(".prose"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const { currentNode: text } = walker;
            if (text.data.includes(word) && !text.parentElement.closest(".formula")) return [text, text.data.indexOf(word)];
        }
    };
    const [first, at] = find(from), [last, until] = find(to);
    getSelection().setBaseAndExtent(first, at + start, last, until + end);
}"""


def written(page: Page, site: Site) -> list[dict[str, Any]]:
    """What the page has asked for so far."""
    page.wait_for_function('() => new Promise((done) => setTimeout(() => done(true), 50))')
    return site.play()


@pytest.fixture
def answer(page: Page, site: Site) -> Page:
    site.chat(('First line\n\n  and *second*', ANSWER), ('Next', 'One.\n\nLast words'))
    page.set_viewport_size({'width': 1000, 'height': 1600})
    open_page(page, site)
    expect(page.locator('.katex').last).to_be_attached()
    expect(page.locator('.hljs-keyword').last).to_be_attached()
    return page


@pytest.mark.parametrize(('place', 'quote'), [
    (('title', 1, 'title', 3), '> it'),
    (('It holds', 3, 'code', 4), '> holds $x^2 + y$ and code'),
    (('three', 1, 'four', 2), '> 1. hree\n> 2. fo'),
    (('one', 0, 'bought', 6), '> - one\n>   1. three\n>   2. four\n> - [x] bought'),
    (('to buy', 0, 'loose', 5), '> - [ ] to buy\n> \n> 5. loose'),
    (('return', 0, 'return', 6), '> return'),
    (('def', 0, '1', 1), '> ```python\n> def f():\n> \n>     return 1\n> ```'),
    (('return', 0, 'The end', 3), '> ```python\n> return 1\n> ```\n> \n> The'),
])
def test_a_quotation_keeps_its_lists_formulas_and_code(answer: Page, site: Site, place: tuple[str, int, str, int], quote: str) -> None:
    answer.evaluate(SELECT, list(place))
    answer.get_by_role('button', name='Quote', exact=True).click()
    assert written(answer, site)[-1]['text'] == f'{quote}\n\n'


def test_the_menu_quotes_the_selection_too(answer: Page, site: Site) -> None:
    answer.evaluate(SELECT, ['It holds', 0, 'and', 3])
    reply = answer.locator('.is-reply').first
    reply.get_by_role('button', name='More').click()
    answer.get_by_role('menuitem', name='Quote').click()
    assert written(answer, site)[-1]['text'] == '> It holds $x^2 + y$ and\n\n'


@pytest.mark.parametrize(('block', 'quote'), [
    ('.plain >> nth=0', '> First line\n\n'),
    ('.plain >> nth=1', '> Next\n\n'),
    ('.prose >> nth=1 >> p >> nth=0', '> One.\n\n'),
    ('.prose >> nth=1 >> p >> nth=1', '> Last words\n\n'),
])
def test_a_triple_click_offers_to_quote_any_paragraph(answer: Page, site: Site, block: str, quote: str) -> None:
    answer.locator(block).click(click_count=3, position={'x': 10, 'y': 8})
    answer.get_by_role('button', name='Quote', exact=True).click()
    assert written(answer, site)[-1]['text'] == quote


def test_a_selection_that_slips_below_the_text_ends_with_it(answer: Page, site: Site) -> None:
    box = answer.locator('.prose p').last.bounding_box()
    assert box
    answer.mouse.move(box['x'] + 1, box['y'] + 8)
    answer.mouse.down()
    answer.mouse.move(box['x'] + 60, box['y'] + box['height'] + 14, steps=5)
    answer.mouse.up()
    assert 'demo' in answer.evaluate('getSelection().toString()')
    answer.get_by_role('button', name='Quote', exact=True).click()
    assert written(answer, site)[-1]['text'] == '> Last words\n\n'


def test_words_of_two_messages_are_not_quoted(answer: Page) -> None:
    answer.evaluate("""() => {
        const [first, second] = document.querySelectorAll(".plain");
        getSelection().setBaseAndExtent(first.firstChild, 2, second.firstChild, 3);
    }""")
    answer.wait_for_function('() => new Promise((done) => setTimeout(() => done(true), 300))')
    expect(answer.locator('.quote-button')).to_be_hidden()
