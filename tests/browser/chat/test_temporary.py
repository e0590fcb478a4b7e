"""What is said in a temporary chat never stands in a file, whatever is done there. All bytes of the data folder are watched."""
from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.composer.test_attachments import file, kept, pick
from tests.browser.lanes_tab import lane
from tests.browser.tab import Tab, new_tab
from tests.files import pdf, png
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp, endpoint
from tests.waiting import PATIENCE, SLOW_POLL, wait_until

SECRET = 'pomegranate'
"""Stands in everything that is said, attached or typed."""
PICTURE = png(40, 30) + SECRET.encode()


def traces(folder: Path) -> list[str]:
    """Files that hold the secret. One that is deleted while it is read holds nothing any more."""
    found = []
    for path in folder.rglob('*'):
        try:
            if SECRET.encode() in path.read_bytes().lower() or SECRET in path.name:
                found.append(path.name)
        except (FileNotFoundError, IsADirectoryError):
            continue
    return found


class Watchman:
    """Looks through all files again and again."""

    def __init__(self, folder: Path) -> None:
        self.found: set[str] = set()
        self.rounds = 0
        self._folder = folder
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._walk, daemon=True)

    def __enter__(self) -> Watchman:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._is_over.set()
        self._thread.join(PATIENCE)

    def _walk(self) -> None:
        while not self._is_over.wait(SLOW_POLL):
            self.found.update(traces(self._folder))
            self.rounds += 1

    def report(self) -> None:
        rounds = self.rounds
        wait_until(lambda: self.rounds > rounds + 1)
        assert self.found == set()


@pytest.fixture
def app(models: ModelServer, tmp_path: Path) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path / 'data', config=endpoint(models.v1)).start()
    yield app
    app.close()


@pytest.fixture
def tab(browser: Browser, app: RunningApp) -> Iterator[Tab]:
    context = browser.new_context(viewport={'width': 1200, 'height': 800})
    yield new_tab(context, app.url)
    context.close()


def choose_temporary(tab: Tab) -> None:
    tab.page.get_by_role('switch', name='Temporary').click()
    expect(tab.page.get_by_text('Nothing of this chat is saved.')).to_be_visible()


def say(tab: Tab, models: ModelServer, what: str) -> None:
    models.answer(speaking(f'{SECRET} says {what}'))
    tab.ask(f'{SECRET}: {what}')
    tab.expect_text(f'{SECRET} says {what}')
    tab.expect_status('done')


def chips(tab: Tab) -> Locator:
    return tab.page.locator('form').get_by_role('list', name='Attachments').get_by_role('listitem')


def attach(tab: Tab) -> None:
    pick(tab, file(f'{SECRET}.png', PICTURE, 'image/png'), file(f'{SECRET}.txt', f'Dear {SECRET}'.encode()),
         file(f'{SECRET}.pdf', pdf(f'A {SECRET} on paper') + SECRET.encode(), 'application/pdf'))
    for ending in ('png', 'txt', 'pdf'):
        expect(chips(tab).filter(has_text=f'{SECRET}.{ending}')).to_contain_text('token')


def edit_prompt(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking(f'Another {SECRET}'))
    tab.prompt().hover()
    tab.prompt().get_by_role('button', name='Edit', exact=True).click()
    tab.prompt().get_by_role('textbox', name='Edit message').fill(f'Once more, {SECRET}')
    tab.prompt().get_by_role('button', name='Save').click()
    tab.expect_text(f'Another {SECRET}')
    tab.expect_status('done')


def stop_and_continue(tab: Tab, models: ModelServer) -> None:
    """Longer than the clock that saves running replies takes."""
    models.answer(speaking(f'{SECRET} ' * 200, pause=0.02), speaking('and an end.'))
    tab.ask(f'Go on about {SECRET}')
    expect(tab.text).to_contain_text(f'{SECRET} ' * 60)
    tab.stop.click()
    tab.expect_status('stopped')
    tab.act('Continue')
    tab.expect_status('done')


def test_nothing_of_a_temporary_chat_is_ever_in_a_file(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    choose_temporary(tab)
    with Watchman(app.data) as watchman:
        attach(tab)
        say(tab, models, 'what was sent')
        expect(tab.prompt().get_by_role('img', name=f'{SECRET}.png')).to_be_visible()
        watchman.report()
        edit_prompt(tab, models)
        models.answer(speaking(f'A third {SECRET}'))
        tab.act('Regenerate')
        tab.expect_text(f'A third {SECRET}')
        watchman.report()
        stop_and_continue(tab, models)
        say(tab, models, 'x' * 300_000)
        watchman.report()
        tab.box.fill(f'A draft of {SECRET}')
        attach(tab)
        other = new_tab(tab.page.context, tab.url).open()
        other.box.fill('Typed later')
        wait_until(lambda: app.rows('SELECT text FROM drafts') == [('Typed later',)])  # so the draft before it would be there too
        other.page.close()
        tab.reload()
        expect(tab.box).to_have_value('')
        expect(chips(tab)).to_have_count(3)
        expect(tab.articles.first).to_contain_text(SECRET)
        watchman.report()
        forked = tab.page.url
        tab.act('Fork')
        expect(tab.page).not_to_have_url(forked)
        expect(chips(tab)).to_have_count(0)
        expect(tab.page.get_by_text('Temporary chat. Nothing of this chat is saved.')).to_be_visible()
        say(tab, models, 'in a fork')
        models.answer(speaking(f'{SECRET} without end ' * 500, pause=0.02))
        tab.ask(f'Still running, {SECRET}')
        expect(tab.text).to_contain_text(f'{SECRET} without end')
        address = tab.page.url.removeprefix(app.url)
        assert app.interrupt() == 0
        app.start()
        watchman.report()
        tab.open(address)
        expect(tab.page.get_by_role('heading', name='This chat is not here')).to_be_visible()
    assert app.rows('SELECT count(*) FROM chats') == app.rows('SELECT count(*) FROM turns') == [(0,)]
    assert SECRET not in app.log


def test_a_comparison_and_its_votes_leave_no_trace(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open('/compare?models=test/one,test/two')
    choose_temporary(tab)
    with Watchman(app.data) as watchman:
        models.answer(speaking(f'First {SECRET}'), speaking(f'Second {SECRET}'))
        attach(tab)
        tab.ask(f'Which {SECRET}?')
        for name in ('test/one', 'test/two'):
            expect(lane(tab.page, name).reply).to_have_attribute('data-status', 'done')
        lane(tab.page, 'test/one').button('Pick').click()
        expect(lane(tab.page, 'test/one').button('Pick')).to_have_attribute('aria-pressed', 'true')
        watchman.report()
        tab.go('New chat')
        tab.open('/leaderboard')
        wait_until(lambda: not app.rows('SELECT count(*) FROM votes')[0][0])
        watchman.report()


def test_what_was_there_before_the_switch_is_erased(tab: Tab, app: RunningApp) -> None:
    """A draft and files are kept while they are written; then the chat becomes temporary."""
    tab.open()
    tab.box.fill(f'A first draft about {SECRET}. ' * 500)
    wait_until(lambda: 'chats.db-wal' in traces(app.data))
    tab.box.fill(f'Shorter, {SECRET}')
    attach(tab)
    wait_until(lambda: kept(app) == 3)
    choose_temporary(tab)
    wait_until(lambda: traces(app.data) == [])
    assert kept(app) == 0
    expect(tab.box).to_have_value(f'Shorter, {SECRET}')
    expect(chips(tab)).to_have_count(3)


def test_files_are_kept_when_the_chat_is_not_to_be_temporary_after_all(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    tab.open()
    choose_temporary(tab)
    attach(tab)
    tab.page.get_by_role('switch', name='Temporary').click()
    wait_until(lambda: kept(app) == 3)
    say(tab, models, 'for the books')
    expect(tab.page).to_have_url(re.compile('/chat/'))
    assert app.interrupt() == 0
    app.start()
    tab.reload()
    picture = tab.prompt().get_by_role('img', name=f'{SECRET}.png')
    expect(picture).to_be_visible()
    assert picture.evaluate('(img) => img.decode().then(() => img.naturalWidth)') == 40


def test_files_are_forgotten_with_the_chat(tab: Tab, models: ModelServer) -> None:
    tab.open()
    choose_temporary(tab)
    attach(tab)
    say(tab, models, 'then gone')
    address = tab.prompt().get_by_role('img').first.get_attribute('src') or ''
    answer = tab.page.request.get(tab.url + address)
    assert (answer.status, answer.headers['cache-control'], answer.body()) == (200, 'no-store', PICTURE)
    tab.go('New chat')
    expect(tab.page).to_have_url(re.compile('/new$'))
    wait_until(lambda: tab.page.request.get(tab.url + address).status == 404)
