"""What an empty chat says above its composer: a question, prompts to begin with, and where models can be had."""
from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from chat.conversation import Chat, Model, is_demo
from chat.providers.demo.prepared import EXAMPLES
from chat.providers.registry import Providers
from chat.ui.parts.debounced import Debounced
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement

ONLY_DEMO = 'The demo models are scripted: they answer without a key, offline, and their prices are made up.'
FOR_COMPARISONS = (
    ('Blind', 'hides the names until you have voted. Your votes make the leaderboard.'),
    ('Suite', 'puts many prompts to these models at once.'),
)
"""The words of a button, and what it does."""


class Welcome(WatchingElement):
    """Offers the model servers that were found on this computer: none of them is asked anything before somebody has chosen it."""

    def __init__(self, chat: Chat, providers: Providers, *, on_choose: Callable[[str], object],
                 on_begin: Callable[[str], object],
                 on_add: Callable[[], object]) -> None:
        """`on_choose` is called with the id of a model that was offered, `on_begin` with the text of an example prompt;
        `on_add` when a service is to be added."""
        super().__init__('div')
        self._chat = chat
        self._providers = providers
        self._on_choose = on_choose
        self._on_add = on_add
        self._offered: list[Model] = []
        self.classes('chat-welcome')
        with self:
            heading('h1', 'What would you like to ask?')
            self._show_examples(on_begin)
            if self._is_demo:
                self._point_to_services()
            self._offers = ui.element('p').classes('chat-offers')
            self._explain_comparisons()
        self._show()
        self.watch(providers.watchers, Debounced(self, self._show))

    @property
    def _is_demo(self) -> bool:
        return any(is_demo(lane.model) for lane in self._chat.lanes)

    def _show_examples(self, on_begin: Callable[[str], object]) -> None:
        with ui.element('div').classes('chat-examples').props('role=group aria-label="Example prompts"'):
            for example in EXAMPLES:
                button = heading('button', example.label).classes('button').props('type=button')
                button.props['title'] = example.prompt.partition('\n')[0]
                button.on('click', lambda example=example: on_begin(example.prompt))

    def _point_to_services(self) -> None:
        with ui.element('p').classes('chat-only-demo'):
            heading('span', ONLY_DEMO)
            heading('button', 'Add an API key').classes('button').props('type=button').on('click', self._on_add)

    def _explain_comparisons(self) -> None:
        with ui.element('ul').classes('chat-explained'):
            for button, words in FOR_COMPARISONS:
                with ui.element('li'):
                    heading('b', button)
                    heading('span', f' {words}')

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
