"""What a person sees and does in one tab of the app, by the names of the contract."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.dictation import Dictation
from tests.model_server import ModelServer
from tests.waiting import PATIENCE_MS

MODEL = 'test/m'


@dataclass(kw_only=True, slots=True)
class Tab:
    page: Page
    url: str
    problems: list[str] = field(default_factory=list)
    """What went wrong in the page's own scripts."""

    def open(self, path: str = f'/new?model={MODEL}') -> Self:
        """A full load, as by typing the address."""
        self.page.goto(self.url + path)
        self.wait_until_alive()
        return self

    def reload(self) -> None:
        expect(self.page).to_have_url(re.compile('/(chat/.+|settings)$'))
        self.page.reload()
        self.wait_until_alive()

    def wait_until_alive(self) -> None:
        self.page.wait_for_function('window.did_handshake')

    def ask(self, prompt: str) -> None:
        expect(self.box).to_be_visible()
        self.box.fill(prompt)
        self.box.press('Enter')

    def ask_anew(self, prompt: str) -> str:
        """In a new chat, without a reload; the id of the chat."""
        self.go('New chat')
        expect(self.page).to_have_url(f'{self.url}/new')
        expect(self.articles).to_have_count(0)
        self.ask(prompt)
        expect(self.page).to_have_url(re.compile('/chat/'))
        expect(self.prompt()).to_contain_text(prompt.strip()[:50])
        if not self.chats.get_by_role('searchbox').input_value():
            expect(self.chats.locator(f'a[href="/chat/{self.chat_id}"]')).to_be_attached()  # a moment after the address
        return self.chat_id

    def go(self, title: str) -> None:
        """By a link of the sidebar."""
        self.row(title).click()

    @property
    def chat_id(self) -> str:
        return self.page.url.rpartition('/')[2]

    @property
    def chats(self) -> Locator:
        return self.page.get_by_role('navigation', name='Chats')

    def row(self, title: str) -> Locator:
        return self.chats.get_by_role('link', name=title, exact=True)

    def sign(self, title: str, word: str) -> Locator:
        """ "Generating" or "Unread" on a chat of the sidebar."""
        return self.row(title).get_by_role('status', name=word)

    @property
    def box(self) -> Locator:
        return self.page.get_by_role('textbox', name='Message')

    @property
    def send(self) -> Locator:
        return self.page.get_by_role('button', name='Send')

    @property
    def stop(self) -> Locator:
        return self.page.get_by_role('button', name='Stop')

    @property
    def articles(self) -> Locator:
        return self.page.get_by_role('article')

    def prompt(self) -> Locator:
        """The newest one."""
        return self.page.get_by_role('article', name='You').last

    @property
    def reply(self) -> Locator:
        """The newest one."""
        return self.page.locator('article[data-status]').last

    @property
    def text(self) -> Locator:
        return self.reply.locator('[data-part="text"]')

    def expect_text(self, text: str) -> None:
        """Letter by letter, for texts of one paragraph."""
        expect(self.text).to_have_text(text.strip())
        assert (self.text.text_content() or '').strip() == text.strip()

    def expect_status(self, status: str) -> None:
        expect(self.reply).to_have_attribute('data-status', status)

    def act(self, name: str) -> None:
        """A button of the newest reply."""
        self.reply.hover()
        self.reply.get_by_role('button', name=name, exact=True).click()

    def delete(self, title: str) -> None:
        row = self.chats.get_by_role('listitem').filter(has=self.page.get_by_role('link', name=title, exact=True))
        row.hover()
        row.get_by_role('button', name='Chat menu').click()
        self.page.get_by_role('menuitem', name='Delete').click()


def new_tab(context: BrowserContext, url: str) -> Tab:
    context.set_default_timeout(PATIENCE_MS)
    tab = Tab(page=context.new_page(), url=url)
    tab.page.on('pageerror', lambda error: tab.problems.append(str(error)))
    return tab


def begin(tab: Tab, models: ModelServer, prompt: str) -> Dictation:
    """A new chat whose reply is dictated."""
    reply = models.dictate()
    tab.ask_anew(prompt)
    assert reply.exchange.prompt == prompt
    return reply
