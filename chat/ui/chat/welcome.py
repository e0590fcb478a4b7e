"""What an empty chat says above its composer: a question, and where models can be had."""
from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from chat.conversation import Chat, Model
from chat.providers.registry import Providers
from chat.ui.parts.debounced import Debounced
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement

ONLY_DEMO = 'The demo models are scripted and answer offline. Add a key or an endpoint in Settings to talk to real ones.'


class Welcome(WatchingElement):
    """Offers the model servers that were found on this computer: none of them is asked anything before somebody has chosen it."""

    def __init__(self, chat: Chat, providers: Providers, *, on_choose: Callable[[str], object]) -> None:
        super().__init__('div')
        self._chat = chat
        self._providers = providers
        self._on_choose = on_choose
        self._offered: list[Model] = []
        self.classes('chat-welcome')
        with self:
            heading('h1', 'What shall we ask?')
            if self._is_demo:
                heading('p', ONLY_DEMO)
            self._offers = ui.element('p').classes('chat-offers')
        self._show()
        self.watch(providers.watchers, Debounced(self, self._show))

    @property
    def _is_demo(self) -> bool:
        return any(lane.model.startswith('demo/') for lane in self._chat.lanes)

    def _show(self) -> None:
        offered = self._providers.found_models if self._is_demo and not self._chat.turns else []
        if offered == self._offered:
            return
        self._offered = offered
        self._offers.clear()
        with self._offers:
            if offered:
                heading('span', 'Found on this computer:')
            for model in offered:
                button = heading('button', f'Use {model.endpoint}').classes('button').props('type=button')
                button.on('click', lambda model=model: self._choose(model)).props['title'] = model.id

    def _choose(self, model: Model) -> None:
        self._on_choose(model.id)
        self._show()
