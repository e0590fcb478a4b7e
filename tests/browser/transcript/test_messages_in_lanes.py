"""What can be done with messages in every lane of a comparison, as in a chat of its own."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.lanes_tab import LaneView, Upstreams, compare, lane
from tests.browser.tab import Tab, new_tab
from tests.model_server import ModelServer
from tests.protocols import DONE, chat_chunk, chat_usage
from tests.running_app import RunningApp, endpoint
from tests.waiting import wait_until


@pytest.fixture
def upstreams(models: ModelServer) -> Upstreams:
    return Upstreams.of(models)


def finish(upstreams: Upstreams, model: str, number: int, text: str) -> None:
    upstreams.get(model, number).say(text)
    upstreams.get(model, number).end()


@pytest.fixture
def lanes(tab: Tab, upstreams: Upstreams) -> tuple[LaneView, LaneView]:
    """Two lanes, one turn."""
    a, b = compare(tab, 'a', 'b', prompt='First question')
    for model, view in (('a', a), ('b', b)):
        finish(upstreams, model, 0, f'First of {model}.')
        view.expect_text(f'First of {model}.')
    return a, b


def prompts(view: LaneView) -> Locator:
    return view.region.get_by_role('article', name='You')


def press(article: Locator, name: str) -> None:
    article.hover()
    article.get_by_role('button', name=name, exact=True).click()


def choose(tab: Tab, view: LaneView, item: str) -> None:
    press(view.reply, 'More')
    tab.page.get_by_role('menuitem', name=item, exact=True).click()


def test_an_edited_prompt_is_a_branch_in_every_lane(tab: Tab, lanes: tuple[LaneView, LaneView], upstreams: Upstreams) -> None:
    a, b = lanes
    press(prompts(b).first, 'Edit')
    b.region.get_by_role('textbox', name='Edit message').fill('Another question')
    b.button('Save').click()
    for model, view in (('a', a), ('b', b)):
        finish(upstreams, model, 1, f'Another of {model}.')
        view.expect_text(f'Another of {model}.')
        expect(prompts(view)).to_contain_text('2 / 2')
    press(prompts(a).first, 'Previous version')
    a.expect_text('First of a.')
    b.expect_text('First of b.')
    tab.reload()
    lane(tab.page, 'test/b').expect_text('First of b.')
    press(prompts(b).first, 'Next version')
    a.expect_text('Another of a.')


def test_versions_edits_and_continuing_stay_in_their_lane(tab: Tab, lanes: tuple[LaneView, LaneView], upstreams: Upstreams) -> None:
    a, b = lanes
    press(b.reply, 'Regenerate')
    finish(upstreams, 'b', 1, 'Second of b.')
    b.expect_text('Second of b.')
    expect(b.reply).to_contain_text('2 / 2')
    choose(tab, b, 'Edit reply')
    b.region.get_by_role('textbox', name='Edit message').fill('My words for b.')
    b.button('Save').click()
    b.expect_text('My words for b.')
    expect(b.reply).to_contain_text('3 / 3')
    a.expect_text('First of a.')
    expect(a.reply.get_by_role('button', name='Previous version')).to_have_count(0)
    tab.ask('Go on')
    for model, view in (('a', a), ('b', b)):
        finish(upstreams, model, 1 if model == 'a' else 2, f'Next of {model}.')
        view.expect_text(f'Next of {model}.')
    told = upstreams.get('b', 2).exchange.json['messages']
    assert [message['content'] for message in told] == ['First question', 'My words for b.', 'Go on']


def test_another_model_may_answer_once_in_a_lane(tab: Tab, lanes: tuple[LaneView, LaneView], upstreams: Upstreams) -> None:
    a, b = lanes
    choose(tab, b, 'Regenerate with…')
    picker = tab.page.get_by_role('combobox', name='Other model')
    picker.fill('test/other')
    picker.press('Enter')
    finish(upstreams, 'other', 0, 'Other words.')
    b.expect_text('Other words.')
    expect(b.reply).to_have_attribute('data-model', 'test/other')
    expect(b.region).to_have_attribute('aria-label', 'test/b')
    name = b.reply.get_by_text('test/other', exact=True)
    expect(name).to_be_visible()
    press(b.reply, 'Previous version')
    b.expect_text('First of b.')
    expect(b.reply.locator('.entry-name')).to_be_hidden()  # it stands above the lane
    a.expect_text('First of a.')


def test_each_lane_goes_on_after_stop_and_after_its_length(tab: Tab, upstreams: Upstreams) -> None:
    a, b = compare(tab, 'a', 'b', prompt='A story')
    upstreams.get('a').say('It was a dark and')
    upstreams.get('b').say('Once upon a')
    upstreams.get('b').send(chat_chunk(finish='length') + chat_usage() + DONE)
    expect(a.text).to_have_text('It was a dark and')
    a.button('Stop').click()
    a.expect_text('It was a dark and', 'stopped')
    b.expect_text('Once upon a')
    rests = [(a, 'a', 'dark and stormy night.', 'It was a dark and stormy night.'), (b, 'b', ' time.', 'Once upon a time.')]
    for view, model, rest, whole in rests:
        press(view.reply, 'Continue')
        finish(upstreams, model, 1, rest)
        view.expect_text(whole)
        expect(view.reply.get_by_role('button', name='Continue')).to_have_count(0)


def test_what_waits_in_a_lane_and_what_does_not(tab: Tab, lanes: tuple[LaneView, LaneView], upstreams: Upstreams) -> None:
    a, b = lanes
    press(b.reply, 'Regenerate')
    upstreams.get('b', 1).say('Slowly')
    expect(b.text).to_have_text('Slowly')
    for article, name in [(prompts(a).first, 'Edit'), (prompts(a).first, 'Delete'), (a.reply, 'Fork'), (prompts(b).first, 'Edit')]:
        button = article.get_by_role('button', name=name, exact=True)
        expect(button).to_have_attribute('aria-disabled', 'true')
        expect(button).to_have_accessible_description(re.compile('wait until the reply has ended'))
    expect(a.reply.get_by_role('button', name='Regenerate', exact=True)).not_to_have_attribute('aria-disabled', 'true')
    upstreams.get('b', 1).end()
    b.expect_text('Slowly')
    expect(prompts(a).first.get_by_role('button', name='Edit', exact=True)).not_to_have_attribute('aria-disabled', 'true')


def test_fork_copy_quote_and_delete_in_a_lane(tab: Tab, lanes: tuple[LaneView, LaneView]) -> None:
    a, b = lanes
    tab.page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    press(b.reply, 'Copy')
    tab.page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'First of b.')")
    choose(tab, a, 'Quote')
    expect(tab.box).to_have_value('> First of a.\n\n')
    tab.box.fill('')
    before = tab.page.url
    press(a.reply, 'Fork')
    expect(tab.page).not_to_have_url(before)
    expect(tab.page.get_by_role('region')).to_have_count(2)
    b.expect_text('First of b.')
    press(prompts(b).first, 'Delete')
    expect(tab.articles).to_have_count(0)
    tab.page.get_by_role('button', name='Undo').click()
    a.expect_text('First of a.')
    b.expect_text('First of b.')


def test_the_key_copies_the_answer_of_the_lane_in_focus(tab: Tab, lanes: tuple[LaneView, LaneView]) -> None:
    a, b = lanes
    tab.page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    b.region.focus()
    tab.page.keyboard.press('c')
    tab.page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'First of b.')")
    a.region.focus()
    tab.page.keyboard.press('c')
    tab.page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'First of a.')")


@pytest.fixture
def mortal_app(models: ModelServer, tmp_path: Path) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path, config=endpoint(models.v1)).start()
    yield app
    app.close()


def test_each_lane_goes_on_after_the_app_was_killed(browser: Browser, mortal_app: RunningApp, upstreams: Upstreams) -> None:
    tab = new_tab(browser.new_context(), mortal_app.url)
    a, b = compare(tab, 'a', 'b', prompt='Survive')
    for model, view in (('a', a), ('b', b)):
        upstreams.get(model).say(f'The first half of {model} and')
        expect(view.text).to_have_text(f'The first half of {model} and')
    wait_until(lambda: len(mortal_app.rows("SELECT id FROM replies WHERE text LIKE '%The first half of _ and%'")) == 2)
    mortal_app.kill()
    mortal_app.start()
    tab.reload()
    for model, view in (('a', a), ('b', b)):
        view.expect_text(f'The first half of {model} and', 'interrupted')
        press(view.reply, 'Continue')
        finish(upstreams, model, 1, f'half of {model} and the second.')
        view.expect_text(f'The first half of {model} and the second.')
    tab.reload()
    b.expect_text('The first half of b and the second.')
    tab.page.context.close()


def test_picking_an_answer_moves_none_of_its_words(tab: Tab, lanes: tuple[LaneView, LaneView]) -> None:
    a, _ = lanes
    before = a.text.bounding_box()
    a.button('Pick').click()
    expect(a.region.locator('.entry.is-picked')).to_be_visible()
    assert a.text.bounding_box() == before
