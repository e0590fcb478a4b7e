"""One tile a service; a click asks for the one thing that is not known of it."""
from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from chat.providers.registry import Providers
from chat.settings import Endpoint, Settings
from chat.settings.services import SERVICES, Service
from chat.ui.parts import browser
from chat.ui.parts.html import heading
from chat.ui.settings.service_form import Added, ServiceForm


class AddService(ui.element):
    """The tiles, and below them the form of the one that was chosen."""

    def __init__(self, settings: Settings, providers: Providers, on_added: Added) -> None:
        super().__init__('div')
        self._settings = settings
        self._providers = providers
        self._on_added = on_added
        self._tiles: dict[str, ui.element] = {}
        self.classes('add-service')
        with self:
            with ui.element('div').classes('service-tiles').props('role=group aria-label="Add a service"'):
                for service in SERVICES:
                    tile = heading('button', service.label).classes('service-tile').props('type=button aria-expanded=false')
                    self._tiles[service.label] = tile.on('click', lambda service=service: self.choose(service))
            self._place = ui.element('div')

    def choose(self, service: Service) -> None:
        self.close()
        self._tiles[service.label].props['aria-expanded'] = 'true'
        with self._place:
            ServiceForm(self._settings, self._providers, service, on_added=self._added, on_cancel=lambda: self._cancel(service))

    def close(self) -> None:
        self._place.clear()
        for tile in self._tiles.values():
            tile.props['aria-expanded'] = 'false'

    def _cancel(self, service: Service) -> None:
        self.close()
        browser.call(self.client, 'parts/focus.js:focusOn', self._tiles[service.label].id)

    async def _added(self, endpoint: Endpoint, sentence: str) -> None:
        if not self.is_deleted:
            self.close()
        await self._on_added(endpoint, sentence)


class ServiceDialog(ui.dialog):
    """The same from a page where somebody wants to ask a model now. Opens itself; gone when a service is added."""

    def __init__(self, settings: Settings, providers: Providers, on_model: Callable[[str], object]) -> None:
        """`on_model` is told the id of a model of the new service."""
        super().__init__()
        self._providers = providers
        self._on_model = on_model
        with self, ui.element('div').classes('service-dialog').props('role=group aria-label="Add a service"'):
            heading('h2', 'Add a service')
            heading('p', 'Where your models come from. You can add more in Settings at any time.').classes('soft')
            AddService(settings, providers, self._added)
            heading('button', 'Close').classes('button').props('type=button').on('click', self.close)
        self.on('hide', self.delete)
        self.open()

    async def _added(self, endpoint: Endpoint, sentence: str) -> None:
        model = next((model.id for model in self._providers.models if model.endpoint == endpoint.name), '')
        if not self.is_deleted:
            self.close()
        if model:
            self._on_model(model)
