"""An empty page offers prompts to begin with; without any key the demo models have different answers to them."""
from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.tab import Tab


def test_a_comparison_without_a_key_shows_what_comparing_is_for(tab: Tab) -> None:
    tab.open('/compare?models=demo/fast,demo/thinking')
    expect(tab.page.get_by_text('hides the names until you have voted')).to_be_visible()
    history = tab.page.get_by_role('group', name='History')
    expect(history).to_be_hidden()
    tab.page.get_by_role('button', name='Solve a riddle').click()
    expect(tab.box).to_be_focused()
    expect(tab.box).to_have_value(re.compile('A bat and a ball'))
    tab.box.press('Enter')
    expect(tab.page.locator('article[data-status=done] strong')).to_have_text(['10 cents', '5 cents'])
    expect(tab.page.get_by_role('button', name='Solve a riddle')).to_be_hidden()
    expect(history).to_be_visible()
