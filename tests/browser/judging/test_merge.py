"""Merging takes the complete answers of the moment in which it starts, and says which."""
from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.lanes_tab import Upstreams, compare, lane
from tests.browser.tab import Tab
from tests.model_server import ModelServer


@pytest.fixture
def upstreams(models: ModelServer) -> Upstreams:
    return Upstreams.of(models)


def test_merge_refuses_until_two_answers_are_complete(tab: Tab, upstreams: Upstreams) -> None:
    a, _ = compare(tab, 'a', 'b', prompt='Only one is done')
    upstreams.get('a').say('All of a.')
    upstreams.get('a').end()
    upstreams.get('b').say('Half of b')
    a.expect_text('All of a.')
    expect(a.reply).to_have_attribute('data-status', 'done')
    tab.page.get_by_role('button', name='Merge', exact=True).click()
    expect(tab.page.get_by_text('Merge needs at least two complete answers.')).to_be_visible()
    expect(tab.page.get_by_role('dialog', name='Merge')).to_have_count(0)
    upstreams.get('b').end()


def test_merge_names_what_it_takes_and_what_it_leaves_out(tab: Tab, upstreams: Upstreams) -> None:
    views = dict(zip('abcd', compare(tab, 'a', 'b', 'c', 'd', prompt='Three of four'), strict=True))
    for model in 'abcd':
        upstreams.get(model).say(f'Said by {model}.')
    for model in 'ab':
        upstreams.get(model).end()
        expect(views[model].reply).to_have_attribute('data-status', 'done')
    views['d'].button('Stop').click()
    expect(views['d'].reply).to_have_attribute('data-status', 'stopped')
    tab.page.get_by_role('button', name='Merge', exact=True).click()
    dialog = tab.page.get_by_role('dialog', name='Merge')
    expect(dialog.get_by_text('Sources')).to_have_text('Sources')
    rows = dialog.locator('.merge-sources')
    expect(rows).to_have_text(['Sourcestest/atest/b', 'Left outtest/c (still being written)test/d (stopped)'])
    upstreams.get('c').end()  # while the dialog is open
    expect(rows).to_have_text(['Sourcestest/atest/btest/c', 'Left outtest/d (stopped)'])
    dialog.get_by_role('button', name='Merge answers').click()
    expect(tab.page.get_by_text('Merging test/a, test/b and test/c. Left out: test/d (stopped).')).to_be_visible()
    merged = lane(tab.page, 'Merged by test/a')
    expect(merged.region).to_contain_text('from test/a, test/b, test/c')
    asked = upstreams.get('a', 1)
    assert asked.exchange
    prompt = asked.exchange.prompt
    assert [f'Said by {model}.' in prompt for model in 'abcd'] == [True, True, True, False]
    asked.say('One of three.')
    asked.end()
    expect(merged.reply).to_have_attribute('data-status', 'done')
