"""What Markdown becomes where it needs a real browser: pictures, footnotes, chemistry, headings in a dialog."""
from __future__ import annotations

import base64
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.rendering_site import Site, open_page
from tests.browser.suites.test_suite import cells, start
from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking

PICTURE = base64.b64encode(bytes(range(256)) * 3000).decode()
"""Not one that any program would draw, but as large as those that come."""
NOTES = """Water is wet[^1], soup is hot[^soup], and both[^1] are good.

> [!TIP]
> Drink *enough*.

[^1]: As everybody says.
[^soup]: Of two paragraphs.

    The second."""


def shown_text(page: Page) -> str:
    return page.locator('[data-part="text"]').last.evaluate('element => element.textContent')


def test_a_picture_in_the_text_is_a_link_that_saves_it(page: Page, site: Site) -> None:
    site.chat(('Show', f'A picture: ![a grey square](data:image/png;base64,{PICTURE}) and words.'))
    open_page(page, site)
    link = page.get_by_role('link', name='a grey square (PNG, 768 kB)')
    expect(link).to_be_visible()
    assert shown_text(page).strip() == 'A picture: a grey square (PNG, 768 kB) and words.'
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == 'a grey square.png'
    assert Path(download.value.path()).read_bytes() == base64.b64decode(PICTURE)


def test_the_letters_of_a_picture_are_never_shown_while_they_arrive(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'Show'})
    page.evaluate('''() => {
        window.longest = 0;
        const look = () => {
            const texts = [...document.querySelectorAll('[data-part="text"]')];
            window.longest = Math.max(window.longest, ...texts.map((text) => text.textContent.length));
        };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    }''')
    site.stream(f'First.\n\n![a square](data:image/png;base64,{PICTURE[:200_000]}', rate=1_000_000, step=5_000)
    expect(page.locator('.image-link')).to_have_text('a square (PNG, incomplete)')
    site.stream(f'{PICTURE[200_000:]})\n\nWords after the picture.', rate=4_000_000, step=50_000)
    site.play({'do': 'finish'})
    expect(page.get_by_role('link', name='a square (PNG, 768 kB)')).to_be_visible()
    expect(page.get_by_text('Words after the picture.')).to_be_visible()
    assert page.evaluate('window.longest') < 200


def test_a_picture_that_may_not_be_looked_at_is_words(page: Page, site: Site) -> None:
    site.chat(('Show', '![chart](sandbox:/mnt/data/chart.png) ![x](javascript:0) ![]() ![d](data:image/svg+xml;base64,PHN2Zz4=)'))
    open_page(page, site)
    expect(page.locator('[data-part=text]').last).to_contain_text('chart (sandbox:/mnt/data/chart.png)')
    expect(page.locator('[data-part=text]').last).to_contain_text('d (SVG, 5 B)')
    expect(page.locator('[data-part=text] :is(a, img)')).to_have_count(0)


def test_the_mark_of_a_footnote_leads_to_it_and_back(page: Page, site: Site) -> None:
    site.chat(('Notes', NOTES))
    open_page(page, site)
    second = page.get_by_role('button', name='Footnote 1').nth(1)
    second.focus()
    page.keyboard.press('Enter')
    note = page.locator('.footnote', has_text='As everybody says.')
    back = note.get_by_role('button', name='Back to the text')
    expect(back).to_be_focused()
    expect(back).to_be_in_viewport()
    page.keyboard.press('Enter')
    expect(second).to_be_focused()
    page.get_by_role('button', name='Footnote soup').click()
    expect(page.locator('.footnote', has_text='The second.').get_by_role('button')).to_be_focused()


def test_notes_and_alerts_are_copied_as_they_are_read(page: Page, site: Site) -> None:
    site.chat(('Notes', NOTES))
    open_page(page, site)
    reply = page.locator('.is-reply').first
    reply.hover()
    reply.get_by_role('button', name='More').click()
    page.get_by_role('menuitem', name='Copy as plain text').click()
    page.wait_for_function('navigator.clipboard.readText().then((text) => text.startsWith("Water"))')
    assert page.evaluate('navigator.clipboard.readText()') == (
        'Water is wet[1], soup is hot[soup], and both[1] are good.\n\n> Tip\n> \n> Drink enough.\n\n[1] As everybody says.\n\n'
        '[soup] Of two paragraphs.\n\n    The second.')


def test_a_streamed_answer_with_notes_looks_as_after_a_reload(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'Notes'})
    site.stream(f'{NOTES}\n\n请看**结论：**好。\n\nThe sum is \\[\n- a\n\n= b\n\\], so $x$.', rate=3_000, step=7)
    site.play({'do': 'finish'})
    expect(page.locator('.katex')).to_have_count(2)
    streamed = page.locator('[data-part=text]').last.inner_html()
    open_page(page, site)
    expect(page.locator('.katex')).to_have_count(2)
    assert page.locator('[data-part=text]').last.inner_html() == streamed
    assert streamed.count('class="footnote-reference"') == 3


def test_chemistry_and_per_cent_are_drawn(page: Page, site: Site) -> None:
    long = r'\ce{' + ' + '.join(['H2O'] * 60) + ' -> X}'
    site.chat(('Chemistry', rf'$\ce{{NH3 + HCl -> NH4Cl}}$ and $\pu{{123 kJ/mol}}$, $50%$ and $${long}$$'))
    open_page(page, site)
    expect(page.locator('.formula.is-filled')).to_have_count(4)
    expect(page.locator('.katex-error, .formula [style*="cc0000"]')).to_have_count(0)
    drawn = page.locator('.formula').first.inner_text()
    assert 'ce' not in drawn
    assert page.locator('.formula').nth(2).inner_text().strip() == '50%'


def test_headings_in_the_dialog_of_an_answer_keep_their_distance(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking('# One\n\nWords.\n\n## Two\n\nMore words.\n\n- ### Three'))
    start(tab, 'test/m', 'Only one')
    cells(tab.page, 'done').get_by_role('button').click()
    text = tab.page.get_by_role('dialog').locator('[data-part=text]')
    expect(text.locator('h2')).to_have_text('Two')
    margins = text.evaluate('element => [...element.querySelectorAll("h1, h2, h3")].map((one) => getComputedStyle(one).marginTop)')
    assert margins == ['0px', '26px', '0px']
    assert re.fullmatch(r'1[89]\S*px|20\S*px', text.locator('h2').evaluate('element => getComputedStyle(element).fontSize'))
