"""The services on the settings page: which there are, whether they answer, and how one more is added."""
from __future__ import annotations

import asyncio
from collections import Counter

from nicegui import ui

from chat.providers.registry import Providers
from chat.settings import Endpoint, Settings, SettingsError
from chat.ui.parts import browser
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import set_text, text_of
from chat.ui.settings.add_service import AddService
from chat.ui.settings.endpoint_fields import button, say
from chat.ui.settings.service_form import ServiceForm, editing, works
from chat.ui.sidebar.sidebar_actions import Offer

ORIGINS = {'environment': 'from the environment', 'file': 'config.toml', 'found': 'found on this computer', 'built-in': 'built in'}
BUILT_IN = Endpoint(name='demo', api='scripted', origin='built-in')


class EndpointsSection(WatchingElement):
    """Follows the providers while it is on the screen."""

    def __init__(self, settings: Settings, providers: Providers, offer: Offer | None = None) -> None:
        super().__init__('section')
        self.settings = settings
        self.providers = providers
        self._offer = offer
        self._rows: dict[Endpoint, EndpointRow] = {}
        self.classes('settings-section').props('aria-label=Services')
        with self:
            heading('h2', 'Services')
            heading('p', 'Services that provide models. Keys set as environment variables are used automatically, '
                         'and model servers on this computer are detected.').classes('soft')
            self._list = ui.element('ul').classes('endpoints')
            heading('h3', 'Add a service')
            self._state = heading('p', '').classes('note is-good').props('role=status')
            self._state.set_visibility(False)
            AddService(settings, providers, self._added)
        self._show()
        self.watch(providers.watchers, self._show)
        providers.ask_again_if_old()

    def _show(self) -> None:
        """What has not changed stays as it is, with the focus and the words in it."""
        counts = Counter(model.endpoint for model in self.providers.models)
        endpoints = [*self.providers.endpoints, BUILT_IN]
        for gone in self._rows.keys() - set(endpoints):
            self._rows.pop(gone).delete()
        for index, endpoint in enumerate(endpoints):
            if endpoint not in self._rows:
                with self._list:
                    self._rows[endpoint] = EndpointRow(self, endpoint)
            row = self._rows[endpoint]
            if self._list.default_slot.children.index(row) != index:
                row.move(target_index=index)
            provider = self.providers.get(f'{endpoint.name}/')
            limit = provider.concurrency if provider else endpoint.concurrency
            row.show(counts[endpoint.name], limit, self.providers.problems.get(endpoint.name, ''))

    async def apply(self) -> None:
        """The settings have been changed: let the providers follow."""
        await self.providers.follow(self.settings)
        if not self.is_deleted:
            self._show()

    async def _added(self, endpoint: Endpoint, sentence: str) -> None:
        if self.is_deleted:
            return
        self._show()
        say(self._state, f'{endpoint.name} is added. {sentence}', is_good=works(endpoint, sentence))

    async def saved(self, endpoint: Endpoint, sentence: str) -> None:
        """An endpoint was changed: the row of what it was is gone."""
        if self.is_deleted:
            return
        self._show()
        if row := self._rows.get(endpoint) or next((row for one, row in self._rows.items() if one.name == endpoint.name), None):
            row.tell_saved(sentence)

    async def take_out(self, endpoint: Endpoint) -> None:
        """Raises SettingsError."""
        removed = await asyncio.to_thread(self.settings.remove_endpoint, endpoint.name)
        await self.apply()

        async def put_back() -> None:
            await asyncio.to_thread(self.settings.put_back_endpoint, removed)
            await self.apply()

        if self._offer:
            self._offer(f'{endpoint.name} is removed.', put_back)


class EndpointRow(ui.element, component='endpoint_row.js'):
    """One endpoint with its state. Tells whether there is a key, never the key."""

    def __init__(self, section: EndpointsSection, endpoint: Endpoint) -> None:
        super().__init__()
        self.section = section
        self.endpoint = endpoint
        self._problem = ''
        self.props['aria-label'] = endpoint.name
        with self:
            with ui.element('div').classes('endpoint-words'):
                with ui.element('div').classes('endpoint-name'):
                    heading('strong', endpoint.name)
                    heading('span', ORIGINS[endpoint.origin]).classes('tag')
                self._facts = heading('div', '').classes('soft')
                self._state = heading('div', '').classes('endpoint-state').props('role=status')
            with ui.element('div').classes('endpoint-buttons'):
                if endpoint.origin != 'built-in':
                    self._edit_button = button('Edit').on('click', self._edit)
                    button('Test').on('click', self._test)
                if endpoint.origin == 'file':
                    button('Remove').classes('is-danger').on('click', self._remove)
            self._place = ui.element('div').classes('endpoint-edit')

    def show(self, count: int, limit: int | None, problem: str) -> None:
        """What is known of it now. What a test has said stays until there is news."""
        if (facts := _facts(self.endpoint, count, limit)) != text_of(self._facts):
            set_text(self._facts, facts)
        if problem != self._problem:
            self._problem = problem
            self._tell(problem, is_good=False if problem else None)

    def _edit(self) -> None:
        self._place.clear()
        with self._place:
            ServiceForm(self.section.settings, self.section.providers, editing(self.endpoint), endpoint=self.endpoint,
                        on_added=self.section.saved, on_cancel=self._end_edit)

    def _end_edit(self) -> None:
        self._place.clear()
        browser.call(self.client, 'parts/focus.js:focusOn', self._edit_button.id)

    async def _test(self) -> None:
        self._tell('Testing…')
        sentence = await self.section.providers.test(self.endpoint)
        self._tell(sentence, is_good=works(self.endpoint, sentence))

    def tell_saved(self, sentence: str) -> None:
        """After a change: what its test has said, with the focus where the change began."""
        self._end_edit()
        self._tell(f'Saved. {sentence}', is_good=works(self.endpoint, sentence))

    def _tell(self, sentence: str, *, is_good: bool | None = None) -> None:
        if not self.is_deleted:
            say(self._state, sentence, is_good=is_good)

    async def _remove(self) -> None:
        try:
            await self.section.take_out(self.endpoint)
        except SettingsError as error:
            self._tell(str(error), is_good=False)


def _facts(endpoint: Endpoint, count: int, limit: int | None) -> str:
    if endpoint.origin == 'built-in':
        return f'Scripted, offline, for trying things out · {count} models'
    models = f'{count} model{"" if count == 1 else "s"}'
    at_once = f'{limit} at the same time' if limit else ''
    headers = f'{len(endpoint.headers)} header{"" if len(endpoint.headers) == 1 else "s"}' if endpoint.headers else ''
    return ' · '.join(filter(None, [endpoint.shown_url, 'key set' if endpoint.api_key else 'no key', headers, models, at_once]))
