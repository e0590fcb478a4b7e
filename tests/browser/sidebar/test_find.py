"""Finding again: search, its filters, and the way from a result to its place in the chat."""
from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.lanes_tab import compare
from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp
from tests.waiting import wait_until


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


def test_a_space_ends_the_last_word(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'Of rowanberries', 'Yes.')
    ask(tab, models, app, 'Of a rowan', 'Yes.')
    expect(search(tab, 'rowan')).to_have_count(4)
    expect(search(tab, ' rowan ')).to_have_count(2)
    expect(search(tab, 'rowan x')).to_have_count(2)
    expect(search(tab, 'rowan x ')).to_have_count(0)


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


def test_a_date_that_is_none_is_said_and_what_was_found_in_a_title_is_marked_there(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'Loquat', 'Yes.')
    results = search(tab, 'before:tomorrow loq')
    expect(tab.chats.get_by_text('“before:tomorrow” is no date.')).to_be_visible()
    expect(results.locator('.side-title mark')).to_have_text('Loq')
    search(tab, 'after:2023-02-29 loq')
    expect(tab.chats.get_by_text('“after:2023-02-29” is no date.')).to_be_visible()
    for query in ('before:20 loq', 'before:2199-0', 'before:2199-12-31 loq', 'after:2024-02-29 loq', 'loq'):
        search(tab, query)
        expect(tab.chats.get_by_text('is no date')).to_have_count(0)
    ask(tab, models, app, 'Loquats, quinces and, far behind them, a single medlar', 'Yes.')
    results = search(tab, 'single')
    expect(results.locator('.side-snippet mark')).to_have_text(['single', 'single'])  # of the title and of the prompt
    expect(results.locator('.side-title mark')).to_have_count(0)  # nobody would see it there


def test_a_filter_that_is_half_typed_changes_nothing(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'A mirabelle', 'Yes.')
    ask(tab, models, app, 'A damson', 'Yes.')
    for query in ('model:', 'folder:"', ' after:', 'after:20', 'before:2026-', 'after:tomorrow'):
        search(tab, query)
        expect(tab.row('A mirabelle')).to_be_visible()
        expect(tab.row('A damson')).to_be_visible()
        expect(tab.chats.get_by_text('Nothing found')).to_have_count(0)
    results = search(tab, 'mirabelle ')
    expect(results).to_have_count(2)
    tab.page.get_by_role('searchbox', name='Search chats').press_sequentially('after:2020')
    expect(results).to_have_count(2)
    tab.page.get_by_role('searchbox', name='Search chats').press_sequentially(' model:nobody')
    expect(tab.chats.get_by_text('All words have to be in one message that fits the filters.')).to_be_visible()
    search(tab, 'folder:nowhere')
    expect(tab.chats.get_by_text('No chat fits the filters.')).to_be_visible()
    search(tab, 'wordless')
    expect(tab.chats.get_by_text('“in quotes” finds a phrase')).to_be_visible()


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


MARKS = """() => {
    const inside = (box) => box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
    const seen = (range) => {
        const box = range.getBoundingClientRect();
        return inside(box) && range.startContainer.parentElement.contains(document.elementFromPoint(box.left + 2, box.top + 2));
    };
    return [...(CSS.highlights.get('found') ?? [])].map((range) => [range.toString(), seen(range)]);
}"""
LONG = 'Nothing but words. ' * 40


def expect_marks(tab: Tab, *words: str, is_any_in_sight: bool = True) -> None:
    """These words are marked, in this order, and one of them can be seen."""
    def is_so() -> bool:
        marks = tab.page.evaluate(MARKS)
        return [text for text, _ in marks] == list(words) and any(is_seen for _, is_seen in marks) == is_any_in_sight
    wait_until(is_so)


def paragraphs(count: int, *, at: int, text: str) -> str:
    """A long answer with this text as one of its paragraphs."""
    return '\n\n'.join(text if number == at else f'{number}. {LONG}' for number in range(count))


def test_the_words_are_brought_into_sight_and_marked_in_a_long_reply(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'A long one?', paragraphs(30, at=20, text='Here is the **Búzios** of\ncapybara land, and capybaras.'))
    tab.go('New chat')
    expect(tab.articles).to_have_count(0)
    search(tab, 'buzios capybara').click()
    expect_marks(tab, 'Búzios', 'capybara', 'capybara')
    search(tab, '')
    expect_marks(tab, is_any_in_sight=False)


def test_the_words_in_the_middle_of_a_wide_code_block_are_brought_into_sight(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    code = '\n'.join([*(f'value_{number} = {number}' for number in range(80)), f'text = "{"x" * 300} okapi_word"', *['pass'] * 80])
    ask(tab, models, app, 'Some code?', f'{LONG}\n\n```python\n{code}\n```\n\n{LONG}')
    tab.go('New chat')
    search(tab, 'okapi').click()
    expect_marks(tab, 'okapi')
    expect(tab.text.locator('.hljs-string').last).to_be_attached()  # it was coloured after it had been marked, or before
    expect_marks(tab, 'okapi')


def test_a_folded_prompt_is_unfolded_when_the_words_are_in_what_is_folded_away(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, f'Long prompt. {LONG * 20} The axolotl at the end.', 'Yes.')
    ask(tab, models, app, f'Other prompt with a tapir. {LONG * 20}', 'Yes.')
    search(tab, 'axolotl').click()
    expect_marks(tab, 'axolotl')
    expect(tab.page.get_by_role('button', name='Show less')).to_be_visible()
    expect(search(tab, 'tapir')).to_have_count(2)  # the title, too
    search(tab, 'tapir').last.click()
    expect_marks(tab, 'tapir')
    expect(tab.page.get_by_role('button', name='Show all')).to_be_visible()


def test_a_result_in_an_older_version_brings_that_version_back(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'Which fruit?', 'A physalis it is.')
    models.answer(speaking('A second thought.'))
    tab.act('Regenerate')
    tab.expect_text('A second thought.')
    search(tab, 'physalis').click()
    tab.expect_text('A physalis it is.')
    expect(tab.reply).to_contain_text('1 / 2')
    expect_marks(tab, 'physalis')


def test_a_result_in_a_lane_brings_its_tab_on_a_phone(open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab = open_tab(viewport={'width': 390, 'height': 760}, has_touch=True)
    models.answer(speaking('Plain words.'), speaking(paragraphs(12, at=10, text='A quokka at last.')))
    tab.open('/compare?models=test/m,test/m')
    tab.ask('Which animal?')
    wait_until(lambda: bool(app.rows("SELECT 1 FROM replies WHERE text LIKE '%quokka%' AND status = 'done'")))
    lane = app.rows("SELECT lane FROM replies WHERE text LIKE '%quokka%'")[0][0]
    tab.page.get_by_role('tab').nth(1 - lane).click()
    tab.page.get_by_role('button', name='Open chats').click()
    search(tab, 'quokka').click()
    expect(tab.page.get_by_role('tab').nth(lane)).to_have_attribute('aria-selected', 'true')
    expect_marks(tab, 'quokka')


def test_enter_opens_the_first_result_even_before_it_is_there(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    chat_id = ask(tab, models, app, 'Which root?', 'A salsify.')
    tab.go('New chat')
    expect(tab.box).to_be_focused()
    tab.page.get_by_role('searchbox', name='Search chats').press_sequentially('salsify')
    tab.page.keyboard.press('Enter')
    expect(tab.page).to_have_url(re.compile(f'/chat/{chat_id}$'))
    expect_marks(tab, 'salsify')


def test_the_address_of_a_result_works_in_a_new_tab(tab: Tab, open_tab: Callable[..., Tab], models: ModelServer, app: RunningApp) -> None:
    tab.open()
    ask(tab, models, app, 'Which gem?', paragraphs(20, at=15, text='A tourmaline, "of course".'))
    results = search(tab, '"tourmaline of"')
    expect(results).to_have_count(1)
    other = open_tab()
    other.open(results.get_attribute('href') or '')
    expect_marks(other, 'tourmaline, "of')


def test_a_comparison_is_found_once_a_lane_and_says_which(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    for text in ('The tamarind of one.', 'The tamarind of the other.'):
        models.answer(speaking(text))
    compare(tab, 'a', 'b', prompt='Which fruit?')
    expect(tab.page.locator('article[data-status="done"]')).to_have_count(2)
    expect(tab.page).to_have_url(re.compile('/chat/'))  # a moment after the last word
    chat_id = tab.chat_id
    wait_until(lambda: len(app.rows("SELECT 1 FROM replies WHERE chat_id = ? AND status = 'done'", chat_id)) == 2)
    tab.go('New chat')
    results = search(tab, 'tamarind')
    expect(results).to_have_count(2)
    for lane in ('test/a', 'test/b'):
        result = tab.chats.get_by_role('link', name=f'Which fruit?, {lane}')
        expect(result).to_contain_text(f'{lane}The tamarind of')
