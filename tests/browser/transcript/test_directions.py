"""Words that run from right to left: where they begin, in which order they stand, and what runs to the right all the same."""
from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.rendering_site import Site, open_page

ARABIC = 'مرحبا بالعالم'
HEBREW = 'שלום עולם'
ANSWER = f"""# {ARABIC}

{HEBREW}: use the `x-y` of $a+b$ now

An English paragraph.

- {ARABIC}
  - {HEBREW}
- English

> {ARABIC}

| {ARABIC} | Words |
|---|---|
| {HEBREW} | 1 |

1. `first` {HEBREW}
2. {ARABIC}

```text
{ARABIC} = code
```"""
PLACE = """(element, word) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(word);
        if (at < 0) continue;
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + word.length);
        const [box, room] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
        return [Math.round(box.left - room.left), Math.round(room.right - box.right)];
    }
}"""


def room(block: Locator, word: str) -> tuple[int, int]:
    """Pixels between a word and the left and the right side of its block."""
    left, right = block.evaluate(PLACE, word)
    return left, right


@pytest.fixture
def text(page: Page, site: Site) -> Locator:
    site.chat((f'{HEBREW}: why?\nAnd in English\n{ARABIC}', ANSWER))
    open_page(page, site)
    text = page.locator('.prose')
    expect(text.locator('.katex')).to_be_visible()
    return text


def test_paragraphs_and_headings_begin_where_their_language_does(text: Locator) -> None:
    for block, word in [(text.locator('h1'), ARABIC), (text.locator('p').first, HEBREW)]:
        left, right = room(block, word)
        assert right <= 2 < 100 < left
    left, right = room(text.locator('p').nth(1), 'An')
    assert left <= 2 < right
    mixed = text.locator('p').first
    assert room(mixed, HEBREW)[1] < room(mixed, 'now')[1] < room(mixed, 'use the')[1]
    assert text.locator('code').first.evaluate('code => getComputedStyle(code).direction') == 'ltr'
    assert text.locator('.formula').first.evaluate('formula => getComputedStyle(formula).direction') == 'ltr'
    left, right = room(text.locator('pre'), '= code')
    assert left < right, 'code begins on the left'


def test_a_list_has_its_signs_on_the_side_where_its_words_begin(text: Locator) -> None:
    outer, inner, ordered = text.locator('ul').first, text.locator('ul ul'), text.locator('ol')
    for part, direction in [(outer, 'rtl'), (inner, 'rtl'), (ordered, 'rtl')]:
        expect(part).to_have_css('direction', direction)
    indent = float(outer.evaluate('list => parseFloat(getComputedStyle(list).paddingRight)'))
    assert indent > 15
    for word in (ARABIC, 'English'):
        assert indent <= room(outer, word)[1] <= indent + 4
    assert room(inner, HEBREW)[1] > 15
    assert room(ordered, ARABIC)[1] <= indent + 4
    assert room(ordered, 'first')[1] < room(ordered, HEBREW)[1]


def test_quotations_and_tables_begin_on_the_right_too(text: Locator) -> None:
    expect(text.locator('blockquote')).to_have_css('border-right-width', '3px')
    expect(text.locator('blockquote')).to_have_css('border-left-width', '0px')
    cells = text.locator('th').evaluate_all('cells => cells.map(cell => cell.getBoundingClientRect().left)')
    assert cells[0] > cells[1]
    for cell, word in [(text.locator('th').first, ARABIC), (text.locator('th').last, 'Words'), (text.locator('td').last, '1')]:
        assert room(cell, word)[1] <= 15


def test_each_line_of_a_prompt_begins_where_its_language_does(page: Page, text: Locator) -> None:
    expect(text).to_be_visible()
    prompt = page.locator('.plain')
    assert room(prompt, HEBREW)[1] <= 1
    assert room(prompt, 'And in')[0] <= 1
    assert room(prompt, HEBREW)[1] < room(prompt, 'why')[1]
    page.get_by_role('button', name='Edit').click()
    expect(page.get_by_role('textbox', name='Edit message')).to_have_css('direction', 'rtl')


def test_the_cursor_stands_behind_the_last_word_on_its_left(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'speak'}, {'do': 'text', 'text': f'{ARABIC}, {HEBREW}'})
    text = page.locator('.prose')
    expect(text).to_contain_text(HEBREW)
    page.wait_for_function("""() => {
        const [cursor, text] = [".cursor", ".prose p"].map((name) => document.querySelector(name));
        const range = document.createRange();
        range.selectNodeContents(text);
        const gap = range.getBoundingClientRect().left - cursor.getBoundingClientRect().right;
        return gap >= 0 && gap < 5;
    }""")
    site.play({'do': 'finish'})
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
