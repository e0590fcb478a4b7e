"""What a person does in the list of chats to keep it in order."""
from __future__ import annotations

from playwright.sync_api import Locator

from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking


def ask(tab: Tab, models: ModelServer, prompt: str) -> str:
    models.answer(speaking('An answer.'))
    chat_id = tab.ask_anew(prompt)
    tab.expect_status('done')
    return chat_id


def choose(tab: Tab, title: str, item: str) -> None:
    row = tab.chats.get_by_role('listitem').filter(has=tab.page.get_by_role('link', name=title, exact=True))
    row.hover()
    row.get_by_role('button', name='Chat menu').click()
    tab.page.get_by_role('menuitem', name=item, exact=True).click()


def show(tab: Tab, view: str) -> None:
    tab.chats.get_by_role('button', name='Show: ').click()
    tab.page.get_by_role('menuitemradio', name=view).click()


def undo(tab: Tab) -> Locator:
    return tab.page.get_by_role('button', name='Undo', exact=True)


def box(tab: Tab, title: str) -> Locator:
    return tab.chats.get_by_role('checkbox', name=title, exact=True)
