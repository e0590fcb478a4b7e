"""The question before a key of the environment goes to a host that has not had it yet."""
from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from chat.settings import Endpoint, Settings, check_key, origin_of
from chat.ui.parts import browser
from chat.ui.parts.html import heading
from chat.ui.parts.nicegui_seams import set_text

Step = Callable[[], Awaitable[None]]


class KeyConsent(ui.element):
    """Hidden until it asks. What is agreed to is what stood in the form when the question came."""

    def __init__(self, settings: Settings) -> None:
        super().__init__('div')
        self._settings = settings
        self._agreed: set[tuple[str, str]] = set()
        """Variables, and where their keys may be sent."""
        self._asked: tuple[str, str] = ('', '')
        self._step: Step | None = None
        self.classes('note key-consent').props('role=group aria-label="Send a key"')
        with self:
            self._words = heading('p', '').props('role=status')
            with ui.element('div').classes('endpoint-buttons'):
                self._yes = heading('button', 'Send the key').classes('button is-main').props('type=button').on('click', self._agree)
                heading('button', 'Cancel').classes('button').props('type=button').on('click', self.withdraw)
        self.set_visibility(False)

    async def before(self, variable: str, endpoint: Endpoint, step: Step) -> None:
        """Carry out the step, which tells this endpoint the key in the variable ('' for none); ask first, if that is news.

        Raises SettingsError if it may not be told at all.
        """
        self.withdraw()
        if variable:
            check_key(variable, endpoint.base_url, endpoint.api, self._settings.environ)
        self._asked = (variable, origin_of(endpoint.base_url))
        if not variable or self._asked in self._agreed or self._settings.sends_key(variable, endpoint.base_url):
            return await step()
        self._step = step
        set_text(self._words, f'Send the key in {variable} to {self._asked[1]}?')
        self.set_visibility(True)
        browser.call(self.client, 'parts/focus.js:focusOn', self._yes.id)

    def withdraw(self) -> None:
        self._step = None
        self.set_visibility(False)

    async def _agree(self) -> None:
        step = self._step
        self.withdraw()
        if step:
            self._agreed.add(self._asked)
            await step()
