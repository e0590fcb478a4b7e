"""Answers of thousands of paragraphs, or of lines without an end, side by side: the page goes on meanwhile."""
from __future__ import annotations

from playwright.sync_api import expect

from benchmarks.main_thread import recording
from tests.browser.lanes_tab import compare
from tests.browser.tab import Tab
from tests.costs.page import FAR_TOO_LONG
from tests.model_server import ModelServer, speaking

PARAGRAPHS = 4_000


def long_text(name: str) -> str:
    paragraphs = '\n\n'.join(f'Paragraph {i} of {name}' for i in range(PARAGRAPHS))
    return f'{"/" * 60_000}\n\n{paragraphs}'


def test_a_comparison_of_thousands_of_paragraphs_comes_in_parts(tab: Tab, models: ModelServer) -> None:
    for name in ('one', 'other'):
        models.answer(speaking(long_text(name)))
    compare(tab, 'a', 'b', prompt='Write much')
    expect(tab.page.locator('article[data-status="done"]')).to_have_count(2)
    expect(tab.page.locator('[data-unfinished]')).to_have_count(0)
    with recording(tab.page) as thread:
        tab.page.evaluate('[...document.querySelectorAll(".lane-bar button")].find((one) => one.textContent.trim() === "Diff").click()')
        tab.page.wait_for_function('document.querySelector(".diff-scroll .show-all")')
        tab.page.wait_for_function('document.querySelectorAll(".diff-row").length > 500')
    assert tab.page.locator('.diff-row').count() < PARAGRAPHS
    assert 0 < thread.longest < FAR_TOO_LONG
    tab.page.locator('.diff-scroll .show-all').click()
    expect(tab.page.locator('.diff-scroll')).to_contain_text(f'Paragraph {PARAGRAPHS - 1} of')
    expect(tab.page.locator('.diff-scroll .show-all')).to_have_count(0)
