"""A prompt suite as a person runs it: start, stop, a crash, resume, and the results on disk."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer
from tests.running_app import RunningApp

PROMPTS = [f'Question number {i}' for i in range(1, 6)]


def fill(page: Page, text: str) -> None:
    page.get_by_role('textbox', name='Prompts').fill(text)


def start(tab: Tab, models: str, text: str) -> None:
    tab.open(f'/suite?models={models}')
    fill(tab.page, text)
    tab.page.get_by_role('button', name='Start suite').click()
    expect(tab.page).to_have_url(re.compile('/suite/[0-9a-f]{32}'))


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role('button', name=name, exact=True)


def cells(page: Page, status: str) -> Locator:
    return page.locator(f'.suite-row [data-status={status}]')


def downloaded(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role('link', name=name, exact=True).click()
    return Path(download.value.path()).read_text(encoding='utf-8')


def test_a_suite_is_stopped_resumed_and_downloaded(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    page = tab.page
    start(tab, 'demo/fast,demo/thinking', '\n'.join(PROMPTS))
    expect(cells(page, 'done').first).to_be_visible()
    button(page, 'Stop').click()
    button(page, 'Resume').wait_for()
    expect(page.get_by_role('status').filter(has_text='stopped')).to_be_visible()
    asked_before = cells(page, 'done').count()
    assert 0 < asked_before < 10
    button(page, 'Resume').click()
    expect(cells(page, 'done')).to_have_count(10)
    expect(page.get_by_role('progressbar', name='Progress')).to_have_attribute('aria-valuenow', '10')
    expect(page.get_by_role('status').filter(has_text='10 of 10 answers')).to_be_visible()
    rows = list(csv.DictReader(io.StringIO(downloaded(page, 'CSV').removeprefix('\ufeff'), newline='')))
    assert [(row['prompt'], row['lane']) for row in rows] == [(p, lane) for p in PROMPTS for lane in ('demo/fast', 'demo/thinking')]
    assert all(row['status'] == 'done' and 'scripted' in row['answer'] for row in rows)
    html = downloaded(page, 'HTML')
    assert html.count('Question number 3') >= 2
    assert '<script' not in html


def test_a_click_opens_the_whole_answer_and_the_row_as_a_chat(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    page = tab.page
    start(tab, 'demo/fast', 'Only one')
    cells(page, 'done').get_by_role('button').click()
    dialog = page.get_by_role('dialog')
    expect(dialog.locator('[data-part=text]')).to_contain_text('To talk to a real model, add a key')
    dialog.get_by_role('button', name='Open as chat').click()
    expect(page).to_have_url(re.compile('/chat/'))
    expect(tab.prompt()).to_contain_text('Only one')


def test_after_a_crash_resume_asks_only_what_had_not_ended(app: RunningApp, models: ModelServer, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    page = tab.page
    start(tab, 'demo/slow,demo/fast', '\n'.join(PROMPTS))
    expect(cells(page, 'done')).not_to_have_count(0)
    address = page.url.removeprefix(app.url)
    app.kill()
    before = app.rows("SELECT id, created_at FROM suite_cells WHERE status = 'done' ORDER BY id")
    app.start()
    tab.open(address)
    button(page, 'Resume').click()
    expect(button(page, 'Stop')).to_be_visible()
    expect(cells(page, 'done')).not_to_have_count(len(before))
    button(page, 'Stop').click()
    after = dict(app.rows('SELECT id, created_at FROM suite_cells'))
    assert before
    assert [(one, after[one]) for one, _ in before] == before


def test_what_is_wrong_with_a_file_is_told_before_the_start(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab().open('/suite?models=demo/fast')
    page = tab.page
    files = page.get_by_label('File of prompts')
    files.set_input_files({'name': 'cities.csv', 'mimeType': 'text/csv', 'buffer': b'\xef\xbb\xbfcity,lang\nRome,Latin\nOslo,\n'})
    expect(page.get_by_role('alert')).to_contain_text('no column called “prompt”')
    page.get_by_role('textbox', name='Template').fill('{{city}} speaks {{lang}}')
    expect(page.get_by_role('alert')).to_have_text('Row 2 has no value for “lang”.')
    expect(button(page, 'Start suite')).to_be_disabled()
    page.get_by_role('textbox', name='Template').fill('Tell me about {{city}}')
    expect(page.get_by_role('region', name='Preview')).to_contain_text('Tell me about Rome')
    expect(page.get_by_text('2 prompts × 1 model = 2 answers')).to_be_visible()
    files = page.get_by_label('File of prompts')
    files.set_input_files({'name': 'none.txt', 'mimeType': 'text/plain', 'buffer': b'\n \n'})
    page.get_by_role('textbox', name='Template').fill('')
    expect(page.get_by_role('alert')).to_have_text('There are no prompts in it: every line is empty.')


def test_ten_thousand_prompts_are_shown_row_by_row(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    page = tab.page
    tab.open('/suite?models=demo/slow')
    lines = '\n'.join(f'Prompt {i}' for i in range(1, 10_001))
    page.get_by_label('File of prompts').set_input_files({'name': 'many.txt', 'mimeType': 'text/plain', 'buffer': lines.encode()})
    button(page, 'Start suite').click()
    button(page, 'Stop').click()
    assert page.locator('.suite-rows .suite-row').count() < 60
    page.get_by_role('region', name='Results').evaluate('(frame) => frame.scrollTop = frame.scrollHeight')
    expect(page.get_by_role('rowheader', name='10,000', exact=True)).to_be_visible()
    assert page.locator('.suite-rows .suite-row').count() < 60


def test_run_n_times_collapses_identical_answers(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab().open('/compare?models=demo/fast')
    page = tab.page
    tab.box.fill('Name a river')
    button(page, 'Run n times').click()
    page.get_by_role('spinbutton', name='Number of times').fill('3')
    button(page, 'Run 3 times').click()
    panel = page.get_by_role('region', name='Repeated answers')
    expect(panel).to_contain_text('All 3 answers are identical')
    expect(panel.get_by_role('row', name=re.compile('Length'))).to_contain_text('characters')
    lanes = page.get_by_role('region', name=re.compile(r'^demo.fast( \(\d\))?$'))
    expect(lanes).to_have_count(1)
    button(panel, 'Show all lanes').click()
    expect(lanes).to_have_count(3)


def test_a_sweep_goes_over_any_field_and_says_which(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab().open('/compare?models=demo/fast')
    page = tab.page
    tab.box.fill('Name a river')
    button(page, 'Sweep').click()
    dialog = page.get_by_role('dialog', name='Ask one model several times')
    dialog.get_by_role('radio', name='Another field').check()
    dialog.get_by_label('Field', exact=True).select_option('More (JSON)')
    dialog.get_by_label('Name', exact=True).fill('top_k')
    dialog.get_by_label('Values').fill('20')
    button(dialog, 'Run sweep').click()
    expect(dialog.get_by_role('alert')).to_contain_text('Give at least two different values.')
    dialog.get_by_label('Values').fill('20\n40\ndefault')
    button(dialog, 'Run sweep').click()
    panel = page.get_by_role('region', name='Repeated answers')
    expect(panel).to_contain_text('top k 20')
    expect(panel).to_contain_text('top k default')
