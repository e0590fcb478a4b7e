"""What was written in an editor is not lost when the message goes away under it, nor by a reload."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp

BACK = 'Your unsaved words are back'


@pytest.fixture
def talk(tab: Tab, models: ModelServer) -> Tab:
    models.answer(speaking('Some answer.'))
    tab.open()
    tab.ask('Some question')
    tab.expect_text('Some answer.')
    tab.expect_status('done')
    return tab


def press(article: Locator, name: str) -> None:
    article.hover()
    article.get_by_role('button', name=name, exact=True).click()


def edit_reply(tab: Tab) -> None:
    tab.act('More')
    tab.page.get_by_role('menuitem', name='Edit reply').click()


def editor(tab: Tab) -> Locator:
    return tab.page.get_by_role('textbox', name='Edit message')


def stored(tab: Tab) -> int:
    return int(tab.page.evaluate('Object.keys(sessionStorage).filter((key) => key.startsWith("polylogue-unsaved")).length'))


def test_an_edit_survives_that_another_tab_replaces_the_prompt(talk: Tab, models: ModelServer, open_tab: Callable[..., Tab]) -> None:
    press(talk.prompt(), 'Edit')
    editor(talk).fill('My long and careful words')
    models.answer(speaking('Other answer.'))
    other = open_tab().open(f'/chat/{talk.chat_id}')
    press(other.prompt(), 'Edit')
    editor(other).fill('Other question')
    press(other.prompt(), 'Save')
    talk.expect_text('Other answer.')
    expect(talk.page.get_by_role('alert').filter(has_text='Your words are kept')).to_be_visible()
    expect(talk.prompt().get_by_role('button', name='Edit')).to_be_focused()
    talk.expect_status('done')
    press(talk.prompt(), 'Previous version')
    expect(talk.prompt()).to_contain_text('Some question')
    press(talk.prompt(), 'Edit')
    expect(editor(talk)).to_have_value('My long and careful words')
    expect(talk.page.get_by_text(BACK)).to_be_visible()


def test_an_edit_survives_that_another_tab_regenerates_the_reply(talk: Tab, models: ModelServer, open_tab: Callable[..., Tab]) -> None:
    edit_reply(talk)
    editor(talk).fill('What it should have said')
    models.answer(speaking('Other answer.'))
    other = open_tab().open(f'/chat/{talk.chat_id}')
    other.act('Regenerate')
    talk.expect_text('Other answer.')
    expect(talk.page.get_by_role('alert').filter(has_text='Your words are kept')).to_be_visible()
    talk.expect_status('done')
    talk.act('Previous version')
    talk.expect_text('Some answer.')
    edit_reply(talk)
    expect(editor(talk)).to_have_value('What it should have said')
    press(talk.reply, 'Save')
    talk.expect_text('What it should have said')
    assert stored(talk) == 0


def test_an_edit_survives_a_reload_until_it_is_cancelled(talk: Tab) -> None:
    press(talk.prompt(), 'Edit')
    expect(talk.page.get_by_text(BACK)).to_have_count(0)
    editor(talk).fill('Some better question')
    talk.reload()
    expect(editor(talk)).to_have_count(0)
    press(talk.prompt(), 'Edit')
    expect(editor(talk)).to_have_value('Some better question')
    expect(talk.page.get_by_text(BACK)).to_be_visible()
    press(talk.prompt(), 'Cancel')
    expect(talk.prompt()).to_have_text(re.compile('^Some question'))
    press(talk.prompt(), 'Edit')
    expect(editor(talk)).to_have_value('Some question')
    assert stored(talk) == 0


def test_words_that_are_as_before_are_not_kept(talk: Tab) -> None:
    press(talk.prompt(), 'Edit')
    editor(talk).fill('Some other question')
    assert stored(talk) == 1
    editor(talk).fill('Some question')
    assert stored(talk) == 0


def test_only_the_last_ten_edits_are_kept(talk: Tab) -> None:
    kept = talk.page.evaluate("""async () => {
        const { keepWords, unsavedWords } = await import("polylogue/transcript/messages/unsaved.js");
        for (let at = 0; at < 12; at++) keepWords(`edit ${at}`, `words ${at}`, true);
        keepWords("edit 5", "fleeting", false);
        const trace = sessionStorage["polylogue-unsaved edit 5"] ?? "no trace";
        return [unsavedWords("edit 1"), unsavedWords("edit 2"), unsavedWords("edit 5"), trace];
    }""")
    assert kept == [None, 'words 2', 'fleeting', 'no trace']
    assert stored(talk) == 9


def test_an_edit_that_is_saved_while_the_server_is_away_is_kept(talk: Tab, app: RunningApp, models: ModelServer) -> None:
    press(talk.prompt(), 'Edit')
    editor(talk).fill('Changed in the dark')
    app.kill()
    talk.page.wait_for_function('!window.socket.connected')
    press(talk.prompt(), 'Save')
    expect(talk.page.get_by_role('alert').filter(has_text='Not connected')).to_be_visible()
    expect(editor(talk)).to_have_value('Changed in the dark')
    with talk.page.expect_event('load'):
        app.start()
    talk.wait_until_alive()
    press(talk.prompt(), 'Edit')
    expect(editor(talk)).to_have_value('Changed in the dark')
    models.answer(speaking('A new answer.'))
    press(talk.prompt(), 'Save')
    talk.expect_text('A new answer.')
