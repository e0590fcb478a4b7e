"""What a person sees and does in a comparison, and upstreams that are told apart by their models."""
from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.tab import Tab
from tests.dictation import Dictation
from tests.model_exchange import Exchange
from tests.model_server import ModelServer
from tests.waiting import wait_until


@dataclass(kw_only=True, slots=True)
class Upstreams:
    """Each request is dictated by the test; requests that come at once are told apart by their model."""

    dictations: list[tuple[str, Dictation]] = field(default_factory=list)
    """(model, its dictation), oldest first."""

    @classmethod
    def of(cls, server: ModelServer) -> Upstreams:
        upstreams = cls()
        server.default = upstreams
        return upstreams

    async def __call__(self, exchange: Exchange) -> None:
        dictation = Dictation()
        self.dictations.append((exchange.json['model'], dictation))
        await dictation(exchange)

    def get(self, model: str, number: int = 0) -> Dictation:
        """The number-th request to this model, once it is there."""
        wait_until(lambda: len(self._of(model)) > number)
        return self._of(model)[number]

    def count(self, model: str) -> int:
        return len(self._of(model))

    def _of(self, model: str) -> list[Dictation]:
        return [dictation for name, dictation in list(self.dictations) if name == model]


@dataclass(kw_only=True, slots=True)
class LaneView:
    """One lane on the screen."""

    region: Locator

    @property
    def state(self) -> Locator:
        return self.region.locator('[data-part="state"]')

    @property
    def reply(self) -> Locator:
        return self.region.locator('article[data-status]').last

    @property
    def text(self) -> Locator:
        return self.reply.locator('[data-part="text"]')

    def button(self, name: str) -> Locator:
        return self.region.get_by_role('button', name=name, exact=True)

    def expect_text(self, text: str, status: str = 'done') -> None:
        """Letter by letter, for texts of one paragraph."""
        expect(self.reply).to_have_attribute('data-status', status)
        expect(self.text).to_have_text(text.strip())
        assert (self.text.text_content() or '').strip() == text.strip()

    def choose(self, item: str) -> None:
        """An entry of the lane's menu."""
        self.button('Lane menu').click()
        self.region.get_by_role('menuitem', name=item, exact=True).click()


def lane(page: Page, name: str) -> LaneView:
    return LaneView(region=page.get_by_role('region', name=name, exact=True))


def names(page: Page) -> list[str]:
    return page.get_by_role('region').evaluate_all('(all) => all.map((one) => one.getAttribute("aria-label"))')


def compare(tab: Tab, *models: str, prompt: str = '') -> list[LaneView]:
    """Open a comparison of models of the test's endpoint; with a prompt, send it."""
    tab.open(f'/compare?models={",".join(f"test/{model}" for model in models)}')
    if prompt:
        tab.ask(prompt)
    return [lane(tab.page, name) for name in names(tab.page)]
