"""Chats of thousands of messages: the way to an old one, and what the page holds of them."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rendering_site import Site, open_page
from tests.waiting import PATIENCE_MS

TURNS = 1000
SCROLLER = 'document.querySelector(".transcript-scroller")'
FRAMES = '() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))'
NODES = """() => {
    let count = 0;
    for (const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL); walker.nextNode(); ) count++;
    return count;
}"""


def long_chat(site: Site, turns: int = TURNS) -> None:
    site.chat(*((f'Question {i} of many', f'# Answer {i}.\n\nWith **words** and `code`:\n\n- one\n- two\n\n' + 'More of it. ' * 20)
                for i in range(turns)))


def article(page: Page, text: str) -> str:
    return f'[...document.querySelectorAll("article")].find((one) => one.textContent.includes("{text}"))'


def scroll_to_first(page: Page, articles: int) -> None:
    """Through all that comes on the way."""
    while page.locator('article').count() < articles:
        page.evaluate(f'{SCROLLER}.scrollTop = 0')
        page.wait_for_function(FRAMES)
    page.evaluate(f'{SCROLLER}.scrollTop = 0')
    page.wait_for_function(article(page, 'Answer 0.'))


@pytest.fixture
def long_page(page: Page, site: Site) -> Page:
    long_chat(site)
    open_page(page, site)
    expect(page.get_by_text(f'Answer {TURNS - 1}')).to_be_visible()
    return page


def test_the_way_to_the_first_of_two_thousand_messages_is_short(long_page: Page, site: Site) -> None:
    page = long_page
    took = page.evaluate(f"""async () => {{
        const start = performance.now();
        await fetch("/jump", {{method: "POST", headers: {{"content-type": "application/json"}}, body: JSON.stringify({{"turn": 3}})}});
        const isThere = () => {{
            const found = {article(page, 'Question 3 of')};
            const box = found?.getBoundingClientRect();
            return box && box.top >= 0 && box.bottom < innerHeight && found.isConnected;
        }};
        while (!isThere() && performance.now() < start + {PATIENCE_MS}) await new Promise(requestAnimationFrame);
        return performance.now() - start;
    }}""")
    assert took < PATIENCE_MS, 'it is not there'
    page.wait_for_function(f'document.querySelectorAll("article").length === {2 * TURNS}')
    expect(page.get_by_text('Question 3 of many')).to_be_in_viewport()
    assert page.evaluate(NODES) < 30_000


def test_a_chat_scrolled_to_its_top_holds_little_of_the_rest(long_page: Page) -> None:
    page = long_page
    page.mouse.move(400, 300)
    scroll_to_first(page, 2 * TURNS)
    expect(page.get_by_text('Question 0 of many')).to_be_in_viewport()
    page.wait_for_function('document.querySelectorAll("article > *").length < 400')
    assert page.evaluate(NODES) < 30_000
    page.evaluate(f'{SCROLLER}.scrollTop = {SCROLLER}.scrollHeight')
    expect(page.get_by_text(f'Answer {TURNS - 1}')).to_be_in_viewport()
    page.evaluate(f'{SCROLLER}.scrollTop = {SCROLLER}.scrollHeight / 2')
    page.wait_for_function("""() => [...document.querySelectorAll("article.is-reply")].some((one) => {
        const box = one.getBoundingClientRect();
        return box.top < innerHeight / 2 && box.bottom > 100 && one.querySelector("h1, strong");
    })""")


def test_nothing_moves_when_entries_wake_and_fall_asleep(page: Page, site: Site) -> None:
    long_chat(site, 200)
    open_page(page, site)
    expect(page.get_by_text('Answer 199')).to_be_visible()
    scroll_to_first(page, 400)
    page.mouse.move(400, 300)
    page.wait_for_function(FRAMES)
    page.evaluate(f'{SCROLLER}.scrollTop = {SCROLLER}.scrollHeight / 2')
    page.wait_for_function(FRAMES)
    for _ in range(30):
        before = page.evaluate(f"""() => {{
            const middle = {SCROLLER}.getBoundingClientRect().top + {SCROLLER}.clientHeight / 2;
            window.watched = [...document.querySelectorAll("article")].find((one) => one.getBoundingClientRect().bottom > middle);
            window.scrolled = false;
            {SCROLLER}.addEventListener("scroll", () => (window.scrolled = true), {{once: true}});
            return window.watched.getBoundingClientRect().top;
        }}""")
        page.mouse.wheel(0, -150)
        page.wait_for_function('window.scrolled')
        page.wait_for_function(f'Math.abs(watched.getBoundingClientRect().top - {before} - 150) < 3')
        page.wait_for_function(FRAMES)
        assert page.evaluate('window.watched.isConnected')
        assert abs(page.evaluate('window.watched.getBoundingClientRect().top') - before - 150) < 3


def test_what_the_reader_has_opened_or_selected_does_not_sleep(page: Page, site: Site) -> None:
    long_chat(site, 150)
    site.play({'do': 'ask', 'prompt': 'Think'}, {'do': 'thinking', 'text': 'A deep thought'})
    site.play({'do': 'text', 'text': 'Said'}, {'do': 'finish'})
    open_page(page, site)
    page.get_by_role('button', name=re.compile('Thought')).click()
    expect(page.get_by_text('A deep thought')).to_be_visible()
    scroll_to_first(page, 302)
    expect(page.get_by_text('A deep thought')).to_be_attached()
    page.evaluate(f"""() => {{
        const words = {article(page, 'Answer 2.')}.querySelector("strong").firstChild;
        getSelection().setBaseAndExtent(words, 0, words, 5);
        {SCROLLER}.scrollTop = {SCROLLER}.scrollHeight;
    }}""")
    page.wait_for_function(f'!({article(page, "Answer 3.")})')
    assert page.evaluate('getSelection().toString()') == 'words'


def test_the_home_key_leads_to_the_beginning_of_the_chat(long_page: Page) -> None:
    page = long_page
    page.locator('.transcript-scroller').focus()
    page.keyboard.press('Home')
    expect(page.get_by_text('Question 0 of many')).to_be_in_viewport()
    page.wait_for_function(f'{SCROLLER}.scrollTop === 0 && document.querySelectorAll("article").length === {2 * TURNS}')
    texts = page.locator('article:not(.is-asleep)').all_text_contents()
    numbers = [int(found[0]) for text in texts if (found := re.search(r'\d+', text))]
    assert numbers == sorted(numbers)



def test_an_entry_that_slept_is_what_it_was(page: Page, site: Site) -> None:
    long_chat(site, 150)
    open_page(page, site)
    reply = page.locator('article.is-reply').nth(-6)
    expect(reply).to_contain_text('Answer 144')
    shown = reply.evaluate('(one) => one.innerHTML')
    scroll_to_first(page, 300)
    page.wait_for_function(f'!({article(page, "Answer 144.")})')
    reply.evaluate('(one) => one.scrollIntoView()')
    expect(reply).to_contain_text('Answer 144')
    assert reply.evaluate('(one) => one.innerHTML') == shown
