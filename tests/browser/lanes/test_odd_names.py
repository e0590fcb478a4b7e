"""Models whose names have commas, quotes, backslashes and what else means something in an address."""
from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.lanes_tab import names
from tests.browser.tab import Tab
from tests.model_server import ModelServer
from tests.odd_names import ODD_NAMES
from tests.running_app import RunningApp
from tests.waiting import wait_until

HALVES = (ODD_NAMES[:12], ODD_NAMES[12:24])


@pytest.mark.parametrize('odd', HALVES, ids=['first half', 'second half'])
def test_they_are_compared_reloaded_and_found(tab: Tab, models: ModelServer, app: RunningApp, odd: tuple[str, ...]) -> None:
    models.forget()
    ids = [f'test/{name}' for name in odd]
    tab.open('/compare?models=' + ','.join(quote(name, safe='') for name in ids))
    assert names(tab.page) == ids
    tab.open('/compare?' + urlencode([('model', name) for name in ids]))
    assert names(tab.page) == ids
    tab.ask('Who are you?')
    wait_until(lambda: len(models.exchanges) >= len(ids))
    assert sorted(exchange.json['model'] for exchange in models.exchanges) == sorted(odd)
    expect(tab.page).to_have_url(re.compile('/chat/'))
    wait_until(lambda: len(app.rows(f"SELECT 1 FROM replies WHERE status = 'done' AND chat_id = '{tab.chat_id}'")) == len(ids))
    tab.reload()
    assert names(tab.page) == ids
    chat = tab.page.url
    tab.go('New chat')
    for name in odd:
        quoted = name.replace('"', '""')
        tab.page.get_by_role('searchbox', name='Search chats').fill(f'model:"{quoted}" who')
        tab.chats.locator(f'a[href^="{chat.removeprefix(tab.url)}"]').first.wait_for()
        tab.page.get_by_role('searchbox', name='Search chats').fill('model:nobody who')
        expect(tab.chats.locator('a[href^="/chat/"]')).to_have_count(0)


def test_the_address_of_chosen_lanes_leads_back_to_them(tab: Tab, models: ModelServer) -> None:
    tab.open('/compare?models=test/a%2Cb,test/x%253F')
    assert names(tab.page) == ['test/a,b', 'test/x%3F']
    tab.page.get_by_role('region', name='test/x%3F').get_by_role('button', name='Remove').click()
    expect(tab.page).to_have_url(re.compile(r'/compare\?models=test/a%2Cb$'))
    tab.open(tab.page.url.removeprefix(tab.url))
    assert names(tab.page) == ['test/a,b']
