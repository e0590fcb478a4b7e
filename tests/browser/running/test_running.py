"""Mission control: what runs, and what it costs."""
from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab, begin
from tests.dictation import Dictation
from tests.model_server import ModelServer
from tests.protocols import DONE, chat_chunk, chat_usage
from tests.running_app import RunningApp


def row(tab: Tab, title: str) -> Locator:
    return tab.page.get_by_role('list', name='Running replies').get_by_role('listitem').filter(has_text=title)


def charge(tab: Tab, models: ModelServer, prompt: str, dollars: float) -> None:
    models.answer([chat_chunk('Paid.'), chat_chunk('', finish='stop'), chat_usage(cost=dollars), DONE])
    tab.open().ask(prompt)
    tab.expect_text('Paid.')
    tab.expect_status('done')


def set_budget(tab: Tab, dollars: str) -> None:
    tab.open('/settings')
    field = tab.page.get_by_label('Daily budget in US dollars')
    field.fill(dollars)
    field.press('Tab')
    expect(tab.page.get_by_role('region', name='Spending').get_by_role('status')).to_contain_text('Kept')


def test_running_replies_of_all_chats_are_shown_with_their_last_words(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab, other = open_tab(), open_tab()
    first, second = begin(other.open(), models, 'Ships'), begin(other.open(), models, 'Trains')
    tab.open('/running')
    expect(tab.page.get_by_role('heading', name='Running')).to_be_visible()
    expect(row(tab, 'Ships').locator('[data-part="state"]')).to_have_text(re.compile('waiting'))
    first.say('word ' * 60 + 'the very last ship')
    expect(row(tab, 'Ships')).to_contain_text('the very last ship')
    expect(row(tab, 'Ships').locator('[data-part="state"]')).to_have_text(re.compile('writing'))
    expect(row(tab, 'Ships')).to_contain_text('test/m')
    second.think('hm, trains')
    expect(row(tab, 'Trains').locator('[data-part="state"]')).to_have_text(re.compile('thinking'))
    expect(row(tab, 'Trains')).to_contain_text('hm, trains')
    first.end()
    expect(row(tab, 'Ships')).to_have_count(0)
    expect(row(tab, 'Trains')).to_have_count(1)
    row(tab, 'Trains').get_by_role('link', name='Jump', exact=True).click()
    expect(tab.prompt()).to_contain_text('Trains')
    second.end()
    tab.expect_status('done')


def test_stop_stops_one_and_stop_all_the_others(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab, other = open_tab(), open_tab()
    replies = [begin(other.open(), models, prompt) for prompt in ('Red', 'Green', 'Blue')]
    for reply in replies:
        reply.say('Begun.')
    tab.open('/running')
    expect(tab.page.get_by_text('3 replies in 3 chats')).to_be_visible()
    row(tab, 'Green').get_by_role('button', name='Stop').click()
    expect(row(tab, 'Green')).to_have_count(0)
    expect(row(tab, 'Red')).to_have_count(1)
    tab.page.get_by_role('button', name='Stop all').click()
    expect(tab.page.get_by_role('heading', name='Nothing is running')).to_be_visible()
    other.expect_status('stopped')
    other.expect_text('Begun.')


def test_the_focus_goes_on_to_the_next_row_and_stops_nothing_else(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab, other = open_tab(), open_tab()
    for prompt in ('Red', 'Green', 'Blue'):
        begin(other.open(), models, prompt).say('Begun.')
    tab.open('/running')
    expect(tab.page.get_by_text('3 replies in 3 chats')).to_be_visible()
    titles = tab.page.locator('.running-title a').all_inner_texts()
    for gone, heir in ((1, titles[2]), (2, titles[0])):
        row(tab, titles[gone]).get_by_role('button', name='Stop').press('Enter')
        expect(row(tab, titles[gone])).to_have_count(0)
        expect(row(tab, heir).get_by_role('link', name=heir)).to_be_focused()
    tab.page.get_by_role('button', name='Stop all').press('Enter')
    expect(tab.page.get_by_role('heading', name='Nothing is running')).to_be_visible()
    expect(tab.page.get_by_role('heading', name='Running', exact=True)).to_be_focused()


def test_what_cost_nothing_says_so_in_the_sum_too(tab: Tab, models: ModelServer) -> None:
    charge(tab, models, 'For nothing', 0.0)
    tab.open('/running')
    costs = tab.page.get_by_role('region', name='Today').locator('td:last-child')
    expect(costs).to_have_count(2)
    assert len(set(costs.all_inner_texts())) == 1, 'one model and all together are the same'


def test_jump_leads_to_the_reply_in_its_lane(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    """On a phone only one lane is on screen."""
    tab, other = open_tab(viewport={'width': 390, 'height': 844}), open_tab()
    replies = [Dictation() for _ in range(3)]
    models.answer(*replies)
    other.open('/compare?models=test/m,test/m,test/m').ask('Which lane?')
    expect(other.page).to_have_url(re.compile('/chat/'))
    for number, reply in enumerate(replies):
        assert reply.exchange
        reply.say(f'I am number {number}.')
    tab.open('/running')
    expect(row(tab, 'Which lane?')).to_have_count(3)
    for number in (2, 0):
        row(tab, f'I am number {number}.').get_by_role('link', name='Jump', exact=True).click()
        expect(tab.page.get_by_text(f'I am number {number}.')).to_be_in_viewport()
        expect(tab.page.get_by_text('I am number 1.')).not_to_be_in_viewport()
        tab.page.go_back()
    for reply in replies:
        reply.end()
    expect(row(tab, 'Which lane?')).to_have_count(0)


def test_a_running_suite_has_a_row_and_is_stopped_with_the_others(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab, other = open_tab(), open_tab()
    cells = [Dictation() for _ in range(4)]
    models.answer(*cells)
    other.open('/suite?models=test/m')
    other.page.get_by_role('textbox', name='Prompts').fill('\n'.join(f'Question {number}' for number in range(6)))
    other.page.get_by_role('button', name='Start suite').click()
    expect(other.page).to_have_url(re.compile('/suite/[0-9a-f]{32}'))
    assert all(cell.exchange for cell in cells)
    tab.open('/running')
    suites = tab.page.get_by_role('list', name='Running suites').get_by_role('listitem')
    expect(suites).to_have_count(1)
    expect(suites.locator('[data-part="state"]')).to_have_text('4 running')
    expect(tab.page.get_by_text('1 prompt suite')).to_be_visible()
    expect(tab.page.get_by_role('heading', name='Nothing is running')).to_have_count(0)
    cells[0].say('Answered.')
    models.answer(Dictation())
    cells[0].end()
    expect(suites.get_by_role('progressbar')).to_have_attribute('aria-valuenow', '1')
    expect(suites).to_contain_text('1 of 6 answers')
    reply = begin(other.open(), models, 'Not of the suite')
    expect(tab.page.get_by_text('1 reply in 1 chat · 1 prompt suite')).to_be_visible()
    for one in (tab, other):
        expect(one.chats.get_by_role('link', name='Running')).to_have_attribute('title', '1 chat is being answered, 1 prompt suite runs')
        expect(one.chats.locator('.side-count')).to_have_text('2')
    suites.get_by_role('link', name='Jump', exact=True).click()
    expect(tab.page).to_have_url(re.compile('/suite/[0-9a-f]{32}'))
    tab.page.go_back()
    tab.page.get_by_role('button', name='Stop all').click()
    expect(tab.page.get_by_role('heading', name='Nothing is running')).to_be_visible()
    expect(other.chats.locator('.side-count')).to_have_count(0)
    assert all(one.exchange.wait_closed() for one in (*cells[1:], reply))


def test_the_stop_of_a_suite_stops_only_the_suite(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab, other = open_tab(), open_tab()
    reply, cell = begin(other.open(), models, 'Goes on'), Dictation()
    models.answer(cell)
    other.open('/suite?models=test/m')
    other.page.get_by_role('textbox', name='Prompts').fill('Only one')
    other.page.get_by_role('button', name='Start suite').click()
    assert cell.exchange
    tab.open('/running')
    tab.page.get_by_role('list', name='Running suites').get_by_role('button', name='Stop').click()
    expect(tab.page.get_by_role('list', name='Running suites')).to_have_count(0)
    expect(row(tab, 'Goes on')).to_have_count(1)
    reply.end()
    expect(row(tab, 'Goes on')).to_have_count(0)


def test_what_is_new_comes_at_most_twice_a_second(open_tab: Callable[..., Tab], models: ModelServer) -> None:
    tab, other = open_tab(), open_tab()
    reply = begin(other.open(), models, 'Quickly')
    tab.open('/running')
    expect(row(tab, 'Quickly')).to_have_count(1)
    frames: list[str] = []
    tab.page.on('websocket', lambda socket: socket.on('framereceived', lambda data: frames.append(str(data))))
    tab.page.reload()
    tab.wait_until_alive()
    expect(row(tab, 'Quickly')).to_have_count(1)
    frames.clear()
    began = time.monotonic()
    for number in range(80):
        reply.say(f'w{number} ')
        tab.page.evaluate('new Promise(requestAnimationFrame)')
    expect(row(tab, 'Quickly')).to_contain_text('w79')
    told, seconds = [frame for frame in frames if 'tell' in frame], time.monotonic() - began
    reply.end()
    assert 1 <= len(told) <= 2 * seconds + 2


def test_the_sidebar_counts_what_runs(tab: Tab, models: ModelServer) -> None:
    reply = begin(tab.open(), models, 'Counted')
    expect(tab.chats.locator('.side-count')).to_have_text('1')
    reply.end()
    expect(tab.chats.locator('.side-count')).to_have_count(0)
    tab.chats.get_by_role('link', name='Running').click()
    expect(tab.page.get_by_role('heading', name='Nothing is running')).to_be_visible()


def test_a_budget_warns_then_refuses_until_it_is_raised(tab: Tab, models: ModelServer) -> None:
    set_budget(tab, '10')
    charge(tab, models, 'Dear', 8.5)
    notice = tab.page.locator('.budget-notice')
    expect(notice).to_contain_text('85 % of today’s budget')
    charge(tab, models, 'Dearer', 3.0)
    expect(notice).to_contain_text('used up')
    notice.get_by_role('button', name='Dismiss').click()
    expect(notice).to_be_hidden()
    count = len(models.exchanges)
    tab.open().ask('Too dear')
    tab.expect_status('failed')
    expect(tab.reply.get_by_role('alert')).to_contain_text('raise it in Settings')
    assert len(models.exchanges) == count
    notice.get_by_role('link', name='Change the budget').click()  # it came back, with the way to raise it
    expect(tab.page.get_by_label('Daily budget in US dollars')).to_be_in_viewport()
    tab.open('/running')
    expect(tab.page.get_by_role('meter', name='Daily budget')).to_have_attribute('aria-valuetext', '$11.50 of $10.00')
    expect(tab.page.get_by_role('row', name='test/m')).to_contain_text('$11.50')
    set_budget(tab, '100')
    expect(notice).to_be_hidden()
    charge(tab, models, 'Fine again', 0.1)
    set_budget(tab, '')


def test_what_is_no_budget_gets_a_sentence_and_changes_nothing(tab: Tab, open_tab: Callable[..., Tab], app: RunningApp) -> None:
    set_budget(tab, '1,5')
    field = tab.page.get_by_label('Daily budget in US dollars')
    expect(field).to_have_value('1.50')
    spending = tab.page.get_by_role('region', name='Spending')
    for typed in ('abc', '-3', '2000000'):
        field.fill(typed)
        field.press('Tab')
        expect(spending.get_by_role('alert')).to_contain_text('The budget is still $1.50.')
        expect(field).to_have_value(typed)
    field.fill('1,234.50')
    field.press('Tab')
    expect(spending.get_by_role('status')).to_have_text('Kept: $1,234.50 a day.')
    assert 'daily_budget = 1234.5' in (app.data / 'config.toml').read_text(encoding='utf-8')
    field.fill('7')  # not left yet
    set_budget(open_tab(), '0')
    expect(tab.page.locator('.budget-notice')).to_contain_text('used up')
    expect(field).to_have_value('7')
    set_budget(tab, '')
