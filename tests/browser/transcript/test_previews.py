"""Pages, drawings and diagrams that a model wrote, shown beside their code: they run, and reach nothing."""
from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser.tab import Tab
from tests.listener import listening
from tests.model_server import ModelServer, speaking

PAGE = """<!doctype html>
<html><head><title>Counter</title></head>
<body><button onclick="this.textContent = Number(this.textContent) + 1">0</button></body></html>"""
DIAGRAM = 'flowchart LR\n  Prompt --> Model --> Answer\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><circle cx="10" cy="10" r="8"/><text x="20" y="14">Hi</text></svg>'


WAYS_AWAY = (
    '<script>location = "LISTENER/location?secret"</script>',
    '<meta http-equiv="refresh" content="0;url=LISTENER/refresh">',
    '<a id="a" href="LISTENER/link">x</a><script>document.getElementById("a").click()</script>',
    '<form id="f" action="LISTENER/form" method="post"><input name="a"></form><script>document.getElementById("f").submit()</script>',
    '<a id="a" href="LISTENER/file" download>x</a><script>document.getElementById("a").click()</script>',
    '<a id="a" href="LISTENER/tab" target="_blank">x</a><script>document.getElementById("a").click()</script>',
    '<script>top.location = "LISTENER/top"</script>',
)
"""By which a frame would lead itself, the page or a new tab elsewhere."""


def page(name: str) -> str:
    return (Path(__file__).parent / 'pages' / f'{name}.html').read_text(encoding='utf-8').strip()


def shown(tab: Tab, models: ModelServer, code: str, language: str = 'html') -> Locator:
    """The block of code of an answer, with its preview open."""
    models.answer(speaking(f'Here it is:\n\n```{language}\n{code}\n```\n'))
    tab.ask('Make a page')
    tab.expect_status('done')
    block = tab.text.locator('.code').last
    block.get_by_role('button', name='Preview', exact=True).click()
    return block


def forget_problems(tab: Tab) -> None:
    """Those of the previews: they are on this page, too."""
    tab.problems.clear()


def frame_of(block: Locator) -> FrameLocator:
    return block.frame_locator('iframe[title=Preview]')


def state(block: Locator) -> Locator:
    return block.locator('.preview')


def errors(block: Locator) -> Locator:
    return block.get_by_role('log', name='Preview errors')


def test_a_page_runs_in_the_place_of_its_code_and_can_be_stopped(tab: Tab, models: ModelServer) -> None:
    tab.open()
    block = shown(tab, models, PAGE)
    button = frame_of(block).get_by_role('button')
    button.click()
    expect(button).to_have_text('1')
    expect(block.locator('pre')).to_be_hidden()
    block.get_by_role('button', name='Code', exact=True).click()
    expect(block.locator('pre')).to_be_visible()
    block.get_by_role('button', name='Preview', exact=True).click()
    expect(button).to_have_text('1')  # it was only hidden
    block.get_by_role('button', name='Reload').click()
    expect(button).to_have_text('0')
    block.get_by_role('button', name='Stop').click()
    expect(block.locator('iframe')).to_have_count(0)
    expect(state(block)).to_have_attribute('data-state', 'stopped')


def test_drawings_and_diagrams_are_drawn(tab: Tab, models: ModelServer) -> None:
    tab.open()
    expect(frame_of(shown(tab, models, SVG, 'svg')).locator('circle')).to_be_visible()
    expect(frame_of(shown(tab, models, DIAGRAM, 'mermaid')).locator('svg').get_by_text('Answer').first).to_be_visible()
    wrong = shown(tab, models, 'flowchart LR\n  Prompt --> --> [\n', 'mermaid')
    expect(errors(wrong)).to_contain_text('Parse error')


DIAGRAMS = (
    '%% drawn by the parts of Mermaid that it needs\ngraph TD\n  A["$$x^2$$"] --> B',
    'sequenceDiagram\n  A->>B: Hi', 'classDiagram\n  A <|-- B',
    'stateDiagram-v2\n  [*] --> A', 'erDiagram\n  A ||--o{ B : has', 'gantt\n  section S\n  a :a1, 2024-01-01, 30d', 'pie\n  "A" : 3',
    'gitGraph\n  commit', 'mindmap\n  root\n    a', '---\nconfig:\n  layout: elk\n---\nflowchart LR\n  A --> B')


def test_each_kind_of_diagram_has_what_it_needs(tab: Tab, models: ModelServer) -> None:
    tab.open()
    models.answer(speaking('\n\n'.join(f'```mermaid\n{diagram}\n```' for diagram in DIAGRAMS)))
    tab.ask('Draw all')
    tab.expect_status('done')
    for number, diagram in enumerate(DIAGRAMS):
        block = tab.text.locator('.code').nth(number)
        block.get_by_role('button', name='Preview', exact=True).click()
        expect(frame_of(block).locator('#figure svg'), diagram).to_be_attached()
        expect(errors(block), diagram).to_be_hidden()
        block.get_by_role('button', name='Stop').click()


def test_other_code_has_no_preview(tab: Tab, models: ModelServer) -> None:
    tab.open()
    models.answer(speaking('```python\nprint()\n```'))
    tab.ask('Code?')
    tab.expect_status('done')
    block = tab.text.locator('.code')
    expect(block.get_by_role('button', name='Copy code')).to_be_attached()
    expect(block.get_by_role('button', name='Preview', exact=True)).to_have_count(0)


def test_errors_are_listed_with_the_lines_of_the_code_and_go_into_the_next_prompt(tab: Tab, models: ModelServer) -> None:
    tab.open()
    block = shown(tab, models, page('errors'))
    expect(errors(block).get_by_role('listitem')).to_have_text(
        ['console.error: first {"a":1}', re.compile(r'nope is not defined \(line 5\)'), 'Unhandled rejection: Error: second'])
    block.get_by_role('button', name='Send errors to the model').click()
    forget_problems(tab)
    expect(tab.box).to_have_value(re.compile(r'> .*nope is not defined \(line 5\)[\s\S]*```html\n<p>Hello</p>[\s\S]*Please fix it'))


def test_fix_and_retry_asks_for_versions_until_the_page_is_quiet(tab: Tab, models: ModelServer) -> None:
    tab.open()
    block = shown(tab, models, '<script>first()</script>')
    expect(errors(block)).to_contain_text('first is not defined')
    models.answer(speaking('```html\n<script>second()</script>\n```'), speaking('Now:\n\n```html\n<p>Third</p>\n```'))
    block.get_by_role('button', name='Fix and retry').click()
    forget_problems(tab)
    last = tab.text.locator('.code').last
    expect(frame_of(last).get_by_text('Third')).to_be_visible()
    expect(last.get_by_text('No errors after 2 attempts')).to_be_visible()
    expect(tab.articles.last).to_contain_text('3 / 3')
    sent = models.exchanges[-1].json['messages']
    assert [one['role'] for one in sent] == ['user', 'assistant', 'user']
    assert 'second is not defined' in sent[-1]['content']
    forget_problems(tab)


def test_fix_and_retry_gives_up_after_three_attempts(tab: Tab, models: ModelServer) -> None:
    tab.open()
    block = shown(tab, models, '<script>first()</script>')
    models.answer(*[speaking(f'```html\n<script>bad{number}()</script>\n```') for number in range(3)])
    block.get_by_role('button', name='Fix and retry').click()
    last = tab.text.locator('.code').last
    expect(last.get_by_text('Still errors after 3 attempts')).to_be_visible()
    expect(errors(last)).to_contain_text('bad2 is not defined')
    expect(tab.articles.last).to_contain_text('4 / 4')
    forget_problems(tab)


def test_previews_of_a_comparison_stand_side_by_side_and_reload_together(tab: Tab, models: ModelServer) -> None:
    tab.open('/compare?models=test/m,test/n')
    models.answer(speaking('```html\n<p id="one">One</p>\n```'), speaking('First a picture.\n\n```html\n<p id="two">Two</p>\n```'))
    tab.ask('Make a page')
    blocks = tab.page.locator('.code')
    expect(blocks).to_have_count(2)
    expect(tab.page.locator('article[data-status=done]')).to_have_count(2)
    blocks.first.get_by_role('button', name='Preview', exact=True).click()
    blocks.first.get_by_role('button', name='All lanes').click()
    frames = tab.page.locator('iframe[title=Preview]')
    expect(frames).to_have_count(2)
    widths, heights = ([frame.evaluate(f'frame => frame.{side}') for frame in frames.all()] for side in ('offsetWidth', 'offsetHeight'))
    assert abs(widths[0] - widths[1]) <= 1  # columns share what is there
    assert heights[0] == heights[1]
    addresses = [frame.get_attribute('src') for frame in frames.all()]
    blocks.last.get_by_role('button', name='Reload').click()
    for number, address in enumerate(addresses):
        expect(frames.nth(number)).not_to_have_attribute('src', address or '')


def test_what_a_page_says_of_itself_is_words_and_not_without_end(tab: Tab, models: ModelServer) -> None:
    tab.open()
    block = shown(tab, models, page('forged_errors'))
    expect(errors(block).get_by_role('listitem')).to_have_count(20)
    expect(errors(block).locator('img')).to_have_count(0)
    first = errors(block).get_by_role('listitem').first.text_content()
    assert first
    assert first.startswith('<img src=x')
    assert len(first) <= 2000


def test_a_page_that_never_ends_is_told_of_and_does_not_hold_up_ours(tab: Tab, models: ModelServer) -> None:
    tab.open()
    block = shown(tab, models, '<p>Going</p><script>setTimeout(() => { for (;;); }, 300)</script>')
    expect(state(block)).to_have_attribute('data-state', 'silent')
    expect(state(block)).to_contain_text('Does not answer')
    tab.box.fill('still here')
    block.get_by_role('button', name='Stop').click()
    expect(block.locator('iframe')).to_have_count(0)




def test_nothing_gets_out_of_a_preview(tab: Tab, models: ModelServer) -> None:
    with listening() as listener:
        tab.open()
        code = page('ways_out').replace('LISTENER', listener.url).replace('APP', tab.url).replace('HOST', listener.host)
        block = shown(tab, models, code)
        expect(frame_of(block).locator('#tried')).to_be_attached()
        expect(frame_of(block).locator('body')).to_have_attribute('data-found', '')
        expect(errors(block)).to_contain_text('is not allowed in a preview')
        for way in WAYS_AWAY:
            away = shown(tab, models, f'<p>Away</p>{way.replace("LISTENER", listener.url)}')
            expect(state(away)).to_have_attribute('data-state', 'running')
        home = shown(tab, models, f'<p>Home</p><script>setTimeout(() => location = "{tab.url}/settings", 10)</script>')
        expect(frame_of(home).get_by_text('Home')).to_have_count(0)
        expect(frame_of(home).get_by_role('heading', name='Settings')).to_have_count(0)
        forget_problems(tab)
        assert tab.page.url.startswith(tab.url)
    assert listener.heard == []
