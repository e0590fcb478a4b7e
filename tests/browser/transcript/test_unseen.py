"""Letters in code that nobody sees, or that turn the direction of others: a reader sees that they are there."""
from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.main_thread import recording
from tests.browser.rendering_site import Site, open_page
from tests.costs.page import FAR_TOO_LONG

CODE = 'if access != "user\u202e \u2066// only an admin\u2069 \u2066":\n    run("\u001b[31m")  # zero\u200b\u200bwidth\n'
BOXES = ['U+202E', 'U+2066', 'U+2069', 'U+2066', 'U+001B', 'U+200B ×2']
CLIPBOARD = 'async (text) => (await navigator.clipboard.readText()) === text'


def boxes(root: Locator) -> list[str]:
    return root.locator('.unseen').evaluate_all('elements => elements.map((element) => element.title)')


def places(root: Locator, *words: str) -> list[float]:
    """Where each word begins, from the left."""
    return root.evaluate("""(element, words) => words.map((word) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(word);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + 1);
            return range.getBoundingClientRect().left;
        }
    })""", [*words])


@pytest.mark.parametrize('language', ['python', '', 'unknown'])
def test_code_has_boxes_while_it_grows_and_afterwards_and_is_copied_as_it_is(page: Page, site: Site, language: str) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'Trojan'})
    site.stream(f'```{language}\n{CODE}', step=1)
    code = page.locator('pre code')
    expect(code.locator('.unseen')).to_have_count(6)
    assert boxes(code) == BOXES
    site.stream('```\n\nAfter', step=1)
    site.play({'do': 'finish'})
    if language == 'python':
        expect(code.locator('.hljs-string').first).to_be_visible()
    assert boxes(code) == BOXES
    assert code.evaluate('element => element.textContent') == CODE
    left, middle, right = places(code, 'access', 'only', 'admin')
    assert left < middle < right
    assert code.locator('.unseen').first.bounding_box()['width'] > 20  # type: ignore[index]
    page.get_by_role('button', name='Copy code').click()
    page.wait_for_function(CLIPBOARD, arg=CODE)


def test_code_in_a_line_in_a_list_and_of_tools_has_boxes(page: Page, site: Site) -> None:
    site.chat(('Hi', 'Run `rm \u202e-rf` now.\n\n- ```\n  a\u2066b\n  ```\n'))
    open_page(page, site)
    expect(page.locator('p > code .unseen')).to_have_attribute('title', 'U+202E')
    expect(page.locator('li pre .unseen')).to_have_attribute('title', 'U+2066')
    assert page.locator('p > code').evaluate('element => element.textContent') == 'rm \u202e-rf'


@pytest.mark.parametrize('text', ['```js\n{}\n```\n', '```\n{}\n```\n'], ids=['coloured', 'plain'])
def test_a_burden_of_them_holds_up_nothing(page: Page, site: Site, text: str) -> None:
    code = 'a\u202e' * 50_000 + ('b\u200b' * 20 + '\n') * 2_000
    site.chat()
    with recording(page) as thread:
        open_page(page, site)
        site.play({'do': 'ask', 'prompt': 'heavy'}, {'do': 'text', 'text': text.format(code)}, {'do': 'finish'})
        page.wait_for_function('[...document.querySelectorAll("article")].at(-1)?.dataset.status === "done"', polling=100)
        page.wait_for_function('!document.querySelector("[data-unfinished]")', polling=100)
    assert 0 < thread.longest < FAR_TOO_LONG
    assert 100 < page.locator('.unseen').count() < 12_000
