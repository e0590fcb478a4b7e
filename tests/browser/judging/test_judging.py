"""Blind votes, the leaderboard, differences and merged answers, as a person meets them."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.tab import Tab
from tests.running_app import RunningApp
from tests.waiting import wait_until

ZOO = '''
import asyncio
from chat.conversation import Delta
from chat.providers.python_models import model

OWL = 'I am **zoo/secret-owl**, and cats purr because muscles twitch.\\n\\nIt heals bones quickly, vets think. Yours, Secret Owl'
FOX = 'As quiet-fox, made by Anthropic, I say: cats purr because their muscles twitch.\\n\\nDogs wag long tails instead.'

async def said(text, size):
    for start in range(0, len(text), size):
        yield text[start:start + size]
        await asyncio.sleep(0.01)

@model('secret-owl', label='The Owl')
async def owl(messages):
    yield Delta(thinking='I am secret-owl, so I know.')
    async for piece in said(OWL, 3):
        yield piece

@model('quiet-fox')
async def fox(messages):
    async for piece in said(FOX, 5):
        yield piece

@model('broken-bat')
async def bat(messages):
    yield 'I am the broken-bat'
    raise ValueError('broken-bat is broken')
'''
NAMES = re.compile(r'secret.owl|the owl|quiet.fox|broken.bat|anthropic|zoo/', re.IGNORECASE)
TEXT = 'article[data-status] [data-part="text"]'


@pytest.fixture(scope='module')
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = tmp_path_factory.mktemp('zoo')
    (folder / 'zoo.py').write_text(ZOO, encoding='utf-8')
    app = RunningApp(folder / 'data', '--models', str(folder / 'zoo.py'), config=' ').start()
    yield app
    app.close()


class Frames:
    """Everything that comes over the websocket from now on."""

    def __init__(self, page: Page) -> None:
        self.texts: list[str] = []
        self.is_listening = False
        page.on('websocket', lambda socket: socket.on('framereceived', self._take))

    def _take(self, frame: str | bytes) -> None:
        if self.is_listening:
            self.texts.append(frame if isinstance(frame, str) else frame.decode('utf-8', 'replace'))


def ballot(tab: Tab) -> Locator:
    return tab.page.get_by_role('group', name='Which answer is best?')


def choice(tab: Tab, name: str) -> Locator:
    return ballot(tab).get_by_role('button', name=name, exact=True)


def lane(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role('region', name=name, exact=True)


def expect_no_names(tab: Tab) -> None:
    page = tab.page
    assert NAMES.findall(page.content()) == []
    assert NAMES.findall(page.locator('body').aria_snapshot()) == []
    assert NAMES.findall(page.url) == []
    assert NAMES.findall(page.title()) == []


def start_blind(tab: Tab, models: str = 'zoo/secret-owl,zoo/quiet-fox') -> Frames:
    frames = Frames(tab.page)
    tab.open(f'/compare?models={models}')
    tab.page.get_by_role('button', name='Blind').click()
    expect(lane(tab, 'Model A')).to_be_visible()
    expect(tab.page).to_have_url(re.compile('round='))
    wait_until(lambda: not NAMES.findall(tab.page.content()))  # the lanes with names go a moment later
    frames.is_listening = True
    return frames


def test_blind_vote_hides_every_name_until_the_reveal(tab: Tab) -> None:
    frames = start_blind(tab)
    expect_no_names(tab)
    tab.ask('Why do cats purr?')
    expect(tab.page.locator(f'{TEXT}:visible').first).to_contain_text('cats')
    expect_no_names(tab)
    expect(choice(tab, 'Tie')).to_be_visible()
    expect_no_names(tab)
    expect(tab.page.locator('article[data-status="done"]')).to_have_count(2)
    expect(tab.page.locator('article[data-model]')).to_have_count(0)
    expect(tab.page.locator('[data-part="state"]', has_text=re.compile('tokens|[0-9] s|free'))).to_have_count(0)
    expect(tab.page.get_by_text('[hidden]').first).to_be_visible()
    choice(tab, 'B').click()
    expect(choice(tab, 'B')).to_have_attribute('aria-pressed', 'true')
    tab.reload()
    expect(choice(tab, 'B')).to_have_attribute('aria-pressed', 'true')
    expect_no_names(tab)
    assert NAMES.findall('\n'.join(frames.texts)) == []
    voted = lane(tab, 'Model B').locator(TEXT).inner_text()
    frames.is_listening = False

    ballot(tab).get_by_role('button', name='Reveal').click()
    expect(tab.page.get_by_text('Your vote: B. It is locked.')).to_be_visible()
    winner = 'zoo/secret-owl' if 'bones' in voted else 'zoo/quiet-fox'
    expect(lane(tab, winner)).to_be_visible()
    expect(lane(tab, winner).get_by_role('button', name='Pick')).to_have_attribute('aria-pressed', 'true')
    expect(lane(tab, 'zoo/secret-owl').locator(TEXT)).to_contain_text('I am zoo/secret-owl')
    expect(lane(tab, 'zoo/secret-owl').locator('[data-part="state"]')).to_contain_text('tokens')
    expect(ballot(tab)).to_have_count(0)

    tab.page.get_by_role('link', name='Leaderboard').click()
    first = tab.page.get_by_role('row').nth(1)
    expect(first.get_by_role('rowheader')).to_have_text(winner)
    expect(tab.page.get_by_text('1 vote', exact=True)).to_be_visible()
    expect(tab.page.get_by_role('img', name=re.compile(f'{winner[4:]}: .* between'))).to_be_visible()


def test_thoughts_are_masked_and_say_nothing_of_time(tab: Tab) -> None:
    start_blind(tab)
    tab.ask('Think of cats')
    expect(choice(tab, 'Tie')).to_be_visible()
    tab.page.get_by_role('button', name='Thought', exact=True).click()
    expect(tab.page.locator('[data-part="thinking"]')).to_have_text('I am [hidden], so I know.')
    expect_no_names(tab)


def test_error_of_a_blind_lane_keeps_its_name(tab: Tab) -> None:
    start_blind(tab, 'zoo/broken-bat,zoo/quiet-fox,zoo/secret-owl')
    tab.ask('Fly!')
    expect(tab.page.get_by_role('alert')).to_be_visible()
    expect(choice(tab, 'Tie')).to_be_visible()
    expect_no_names(tab)


def test_keys_vote_and_words_go_into_the_message(tab: Tab) -> None:
    start_blind(tab)
    tab.ask('Vote by key')
    expect(choice(tab, 'Tie')).to_be_visible()
    tab.page.keyboard.press('a')
    expect(choice(tab, 'A')).to_have_attribute('aria-pressed', 'true')
    tab.page.keyboard.press('x')
    expect(choice(tab, 'All bad')).to_have_attribute('aria-pressed', 'true')
    tab.page.keyboard.press('t')
    expect(choice(tab, 'Tie')).to_have_attribute('aria-pressed', 'true')
    tab.box.fill('')
    tab.box.press_sequentially('a tax')
    expect(tab.box).to_have_value('a tax')
    expect(choice(tab, 'Tie')).to_have_attribute('aria-pressed', 'true')


def test_what_would_tell_names_waits_for_the_reveal(tab: Tab) -> None:
    start_blind(tab)
    tab.ask('Is there a way round?')
    expect(choice(tab, 'Tie')).to_be_visible()
    for name in ('Export', 'Merge', 'Open as chat', 'Lane settings', 'Remove'):
        expect(tab.page.get_by_role('button', name=name, exact=True)).to_have_count(0)
    answer = tab.page.request.get(f'{tab.url}/api/chats/{tab.chat_id}/export')
    assert answer.status == 409
    assert NAMES.findall(answer.text()) == []


def test_new_round_is_shuffled_and_blind_again(tab: Tab) -> None:
    start_blind(tab)
    tab.ask('Round one')
    choice(tab, 'Tie').click()
    ballot(tab).get_by_role('button', name='Reveal').click()
    tab.page.get_by_role('button', name='New blind round').click()
    expect(lane(tab, 'Model B')).to_be_visible()
    expect(tab.articles).to_have_count(0)
    expect(tab.page).to_have_url(re.compile('/compare'))
    tab.page.reload()
    tab.wait_until_alive()
    expect(lane(tab, 'Model B')).to_be_visible()
    expect_no_names(tab)


def test_second_tab_sees_no_names_either(open_tab: Callable[..., Tab]) -> None:
    one, other = open_tab(), open_tab()
    start_blind(one)
    one.ask('Who else is looking?')
    expect(one.page).to_have_url(re.compile('/chat/'))
    other.open(f'/chat/{one.chat_id}')
    expect(choice(other, 'Tie')).to_be_visible()
    expect_no_names(other)
    choice(one, 'A').click()
    expect(choice(other, 'A')).to_have_attribute('aria-pressed', 'true')


def test_pick_with_names_counts_as_a_vote_that_is_not_blind(tab: Tab) -> None:
    tab.open('/compare?models=zoo/secret-owl,zoo/quiet-fox')
    tab.ask('Pick one')
    lane(tab, 'zoo/quiet-fox').get_by_role('button', name='Pick').click()
    expect(lane(tab, 'zoo/quiet-fox').get_by_role('button', name='Pick')).to_have_attribute('aria-pressed', 'true')
    tab.open('/leaderboard')
    newest = tab.page.get_by_role('region', name='Latest votes').get_by_role('listitem').filter(has_text='Pick one')
    expect(newest).to_contain_text('not blind')
    tab.page.get_by_label('Blind votes only').check()
    expect(newest).to_have_count(0)


def compared(tab: Tab) -> None:
    tab.open('/compare?models=zoo/secret-owl,zoo/quiet-fox')
    tab.ask('Why do cats purr?')
    expect(tab.page.locator('article[data-status="done"]')).to_have_count(2)


def test_diff_marks_words_and_lines_paragraphs_up(tab: Tab) -> None:
    compared(tab)
    tab.page.get_by_role('button', name='Diff', exact=True).click()
    dialog = tab.page.get_by_role('dialog', name='Differences')
    expect(dialog.locator('del').first).to_contain_text('zoo/secret-owl')
    expect(dialog.locator('ins').first).to_contain_text('quiet-fox')
    expect(dialog.locator('.diff-row').first).to_contain_text('muscles twitch')
    assert 'muscles twitch' not in ' '.join(dialog.locator('del, ins').all_inner_texts())
    dialog.get_by_role('button', name='Agreement').click()
    only = tab.page.get_by_role('dialog', name='Agreement').locator('.is-only')
    expect(only).to_have_count(2)
    expect(only.last).to_contain_text('Dogs wag')


def test_merged_answer_is_one_more_lane_with_its_sources(tab: Tab) -> None:
    compared(tab)
    tab.page.get_by_role('button', name='Merge', exact=True).click()
    tab.page.get_by_role('button', name='Merge answers').click()
    merged = lane(tab, 'Merged by zoo/secret-owl')
    expect(merged.locator('article[data-status="done"]')).to_be_visible()
    expect(merged).to_contain_text('from zoo/secret-owl, zoo/quiet-fox')
    tab.reload()
    expect(merged).to_contain_text('from zoo/secret-owl, zoo/quiet-fox')
