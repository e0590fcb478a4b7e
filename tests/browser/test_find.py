"""Finding again: search, its filters, and the way from a result to its place in the chat."""
from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp, wait_until


def ask(tab: Tab, models: ModelServer, app: RunningApp, prompt: str, answer: str) -> str:
    """A new chat with this answer, which can be found by now."""
    models.answer(speaking(answer))
    chat_id = tab.ask_anew(prompt)
    tab.expect_status('done')
    wait_until(lambda: app.rows("SELECT 1 FROM replies WHERE chat_id = ? AND status = 'done'", chat_id))
    return chat_id


def search(tab: Tab, query: str) -> Locator:
    """The results, by their links."""
    tab.page.get_by_role('searchbox', name='Search chats').fill(query)
    return tab.chats.locator('[data-key^="result"] a')


def test_a_result_leads_to_its_message_far_up_in_the_chat(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    chat_id = ask(tab, models, app, 'Which bread shall we bake?', 'A zwieback of old, says the answer.')
    for number in range(20):
        models.answer(speaking('Words. ' * 120))
        tab.ask(f'And then, number {number}?')
        expect(tab.prompt()).to_contain_text(f'number {number}?')
        tab.expect_status('done')
    tab.go('New chat')
    expect(tab.articles).to_have_count(0)
    results = search(tab, 'zwieback')
    expect(results).to_have_count(1)
    expect(results.locator('mark')).to_have_text('zwieback')
    results.click()
    found = tab.page.locator('article').filter(has_text='A zwieback of old')
    expect(found).to_be_in_viewport()
    expect(tab.page.locator('.is-found')).to_contain_text('A zwieback of old')
    expect(tab.page).to_have_url(f'{tab.url}/chat/{chat_id}')
    expect(tab.page.locator('.is-found')).to_have_count(0)
    expect(found).to_be_in_viewport()


def test_a_result_on_another_branch_brings_that_branch_back(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'First wording of it', 'The kumquat answer.')
    models.answer(speaking('Another answer.'))
    tab.prompt().hover()
    tab.prompt().get_by_role('button', name='Edit').click()
    tab.page.get_by_role('textbox', name='Edit').fill('Second wording of it')
    tab.page.keyboard.press('Control+Enter')
    tab.expect_text('Another answer.')
    search(tab, 'kumquat').click()
    expect(tab.prompt()).to_contain_text('First wording of it')
    tab.expect_text('The kumquat answer.')


def test_results_can_be_walked_through_by_keyboard(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    first = ask(tab, models, app, 'A quince question', 'One.')
    ask(tab, models, app, 'Another quince question', 'Two.')
    results = search(tab, 'quince question')
    expect(results).to_have_count(4)  # two titles, two prompts
    tab.page.keyboard.press('ArrowDown')
    expect(results.first).to_be_focused()
    tab.page.keyboard.press('ArrowUp')
    expect(tab.page.get_by_role('searchbox', name='Search chats')).to_be_focused()
    results = search(tab, 'A quince question')
    expect(results.first).to_have_accessible_name('A quince question')
    tab.page.keyboard.press('Enter')
    expect(tab.page).to_have_url(f'{tab.url}/chat/{first}')


def test_whatever_is_typed_is_safe_and_finding_nothing_is_said(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'Say "hello" *twice*', 'Hello, hello.')
    for query in ('"', '*', '"*', 'AND OR NOT', "'; DROP TABLE chats; --", '"unfinished phrase', 'before:nonsense'):
        search(tab, query)
        expect(tab.chats.get_by_text('Searching…')).to_have_count(0)
    expect(search(tab, '"hello" twice*')).not_to_have_count(0)
    search(tab, 'qqqqqq')
    expect(tab.chats.get_by_text('Nothing found.')).to_be_visible()
    tab.page.keyboard.press('Escape')
    expect(tab.row('Say "hello" *twice*')).to_be_visible()


def test_the_help_names_the_filters_and_they_work(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'A medlar question', 'Yes.')
    tab.page.get_by_role('searchbox', name='Search chats').click()
    tab.chats.get_by_role('button', name='model:').click()
    tab.page.keyboard.type('test medlar')
    results = tab.chats.locator('[data-key^="result"] a')
    expect(results).not_to_have_count(0)
    expect(search(tab, 'medlar model:nobody')).to_have_count(0)
    expect(search(tab, 'medlar before:2020')).to_have_count(0)
    expect(search(tab, 'medlar after:2020')).not_to_have_count(0)
