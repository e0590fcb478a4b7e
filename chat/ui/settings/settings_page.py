"""The settings page: endpoints, appearance, where the data is. Keys are taken here and never shown again."""
from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from nicegui import ui

from chat.engine.budget import Budget
from chat.providers.registry import Providers
from chat.settings import Settings, SettingsError
from chat.ui.budget.budget_notice import budget_section
from chat.ui.look import theme
from chat.ui.notifications.notifications import notifications_section
from chat.ui.parts.forms.control import Control
from chat.ui.parts.html import heading
from chat.ui.settings.answers_section import answers_section
from chat.ui.settings.endpoints_section import EndpointsSection
from chat.ui.settings.exposed_note import ExposedNote
from chat.ui.shortcuts import shortcuts
from chat.ui.sidebar.sidebar_actions import Offer

APPEARANCE = {
    'theme': ('Theme', {'system': 'System', 'light': 'Light', 'dark': 'Dark'}, 'system'),
    'density': ('Density', {'comfortable': 'Comfortable', 'compact': 'Compact'}, 'comfortable'),
    'width': ('Width of the text', {'normal': 'Normal', 'wide': 'Wide'}, 'normal'),
    'keys': ('Single-letter shortcuts', {'on': 'On', 'off': 'Off'}, 'on'),
}
"""Preference -> what it is called, its values and what those are called, and the usual value."""


def settings_page(settings: Settings, providers: Providers, budget: Budget | None = None, offer: Offer | None = None) -> None:
    """Build the page where the caller stands. `offer` tells of what can be undone."""
    with ui.element('div').classes('settings'), ui.element('div').classes('settings-column'):
        heading('h1', 'Settings')
        for problem in filter(None, (settings.problem, providers.connections.defect)):
            heading('p', problem).classes('note is-bad').props('role=alert')
        if settings.is_key_exposed:
            ExposedNote(settings)
        EndpointsSection(settings, providers, offer)
        answers_section(settings)
        if budget:
            budget_section(budget)
        notifications_section(settings)
        AppearanceSection(settings)
        _data_section(settings)


class AppearanceSection(ui.element):
    """Each choice is kept at once and shows at once."""

    def __init__(self, settings: Settings) -> None:
        super().__init__('section')
        self._settings = settings
        self.classes('settings-section').props('aria-label=Appearance')
        with self:
            heading('h2', 'Appearance')
            for name, (label, choices, usual) in APPEARANCE.items():
                self._build_choice(name, label, choices, str(settings.get(name, usual)))
            self._problem = ui.label().classes('note is-bad').props('role=alert')
            self._problem.set_visibility(False)

    def _build_choice(self, name: str, label: str, choices: dict[str, str], chosen: str) -> None:
        with Control(self._keep, tag='fieldset').classes('choice'):
            heading('legend', label)
            with ui.element('div').classes('choice-values'):
                for value, text in choices.items():
                    with ui.element('label'):
                        radio = ui.element('input').props(f'type=radio name={name} value={value}')
                        radio.props['checked'] = value == chosen
                        heading('span', text)

    async def _keep(self, value: str | bool, name: str) -> None:
        if name not in APPEARANCE or value not in APPEARANCE[name][1]:
            return
        chosen = {key: str(self._settings.get(key, usual)) for key, (_, _, usual) in APPEARANCE.items()} | {name: str(value)}
        theme.apply(chosen['theme'], density=chosen['density'], width=chosen['width'])
        shortcuts.apply(chosen['keys'])
        await self._save(name, value)

    async def _save(self, name: str, value: Any) -> None:
        try:
            await asyncio.to_thread(self._settings.set, name, value)
            self._problem.set_visibility(False)
        except SettingsError as error:
            self._problem.set_text(str(error))
            self._problem.set_visibility(True)


def _data_section(settings: Settings) -> None:
    with ui.element('section').classes('settings-section').props('aria-label=Data'):
        heading('h2', 'Data')
        with heading('p', 'Everything is kept on this computer. To use another folder, start Polylogue with ').classes('soft'):
            heading('code', '--data DIR').classes('option')
        ui.link('Import, export, back up', '/data').classes('button')
        _place('Chats', settings.data_dir / 'chats.db')
        _place('Endpoints and preferences', settings.config)


def _place(what: str, path: Path) -> None:
    with ui.element('div').classes('place'):
        heading('span', what)
        heading('code', str(path))
