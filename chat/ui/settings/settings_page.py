"""The settings page: endpoints, appearance, where the data is. Keys are taken here and never shown again."""
from __future__ import annotations

from pathlib import Path

from nicegui import ui

from chat.engine.budget import Budget
from chat.engine.tokens.tokens import Tokens
from chat.engine.tools.mcp_servers import McpServers
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.settings.preferences import DENSITY, KEYS, THEME, WIDTH, Preference
from chat.ui.access.browsers_section import BrowsersSection
from chat.ui.access.confirm_section import ConfirmSection
from chat.ui.access.who import Who
from chat.ui.budget.budget_notice import BudgetSection
from chat.ui.look import theme
from chat.ui.notifications.notifications import NotificationsSection
from chat.ui.parts.forms.control import Control
from chat.ui.parts.forms.preference_section import PreferenceSection
from chat.ui.parts.html import heading
from chat.ui.settings.answers_section import AnswersSection
from chat.ui.settings.endpoints_section import EndpointsSection
from chat.ui.settings.exposed_note import ExposedNote
from chat.ui.shortcuts import shortcuts
from chat.ui.sidebar.sidebar_actions import Offer
from chat.ui.tokens.tokens_section import TokensSection
from chat.ui.tools.tools_section import ToolsSection

APPEARANCE: dict[Preference[str], tuple[str, dict[str, str]]] = {
    THEME: ('Theme', {'system': 'System', 'light': 'Light', 'dark': 'Dark'}),
    DENSITY: ('Density', {'comfortable': 'Comfortable', 'compact': 'Compact'}),
    WIDTH: ('Width of the text', {'normal': 'Normal', 'wide': 'Wide'}),
    KEYS: ('Single-letter shortcuts', {'on': 'On', 'off': 'Off'}),
}
"""What each is called, and its values."""


def settings_page(settings: Settings, providers: Providers, budget: Budget | None = None, offer: Offer | None = None,
                  servers: McpServers | None = None, who: Who | None = None,
                  tokens: Tokens | None = None) -> None:
    """Build the page where the caller stands. `offer` tells of what can be undone, `who` of whom it is for."""
    with ui.element('div').classes('settings'), ui.element('div').classes('settings-column'):
        heading('h1', 'Settings')
        for problem in filter(None, (settings.problem, providers.connections.defect)):
            heading('p', problem).classes('note is-bad').props('role=alert')
        if settings.is_key_exposed:
            ExposedNote(settings)
        if who and not who.may_change_keys:
            ConfirmSection(who)
        else:
            EndpointsSection(settings, providers, offer)
            if servers:
                ToolsSection(servers, is_owner_here=bool(who and who.visitor.is_owner_here))
        AnswersSection(settings)
        if budget:
            BudgetSection(settings, budget)
        if tokens and (who is None or who.may_change_keys):
            TokensSection(tokens)
        NotificationsSection(settings)
        AppearanceSection(settings)
        if who and who.visitor.via != 'open':
            BrowsersSection(who)
        _data_section(settings)


class AppearanceSection(PreferenceSection):
    """Each choice shows at once."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, 'Appearance')
        with self:
            for preference, (label, choices) in APPEARANCE.items():
                self._build_choice(preference, label, choices)

    def _build_choice(self, preference: Preference[str], label: str, choices: dict[str, str]) -> None:
        chosen = preference.of(self.settings)
        with Control(lambda value, name: self._choose(preference, value), tag='fieldset').classes('choice'):
            heading('legend', label)
            with ui.element('div').classes('choice-values'):
                for value, text in choices.items():
                    with ui.element('label'):
                        radio = ui.element('input').props(f'type=radio name={preference.name} value={value}')
                        radio.props['checked'] = value == chosen
                        heading('span', text)

    async def _choose(self, preference: Preference[str], value: str | bool) -> None:
        theme_, density, width, keys = (
            str(value) if one is preference else one.of(self.settings) for one in (THEME, DENSITY, WIDTH, KEYS))
        theme.apply(theme_, density=density, width=width)
        shortcuts.apply(keys)
        await self.keep(preference, value)


def _data_section(settings: Settings) -> None:
    with ui.element('section').classes('settings-section').props('aria-label=Data'):
        heading('h2', 'Data')
        with heading('p', 'Everything is kept on this computer. To use another folder, start Polylogue with ').classes('soft'):
            heading('code', '--data DIR').classes('option')
        ui.link('Import, export, back up', '/data').classes('button')
        _path_line('Chats', settings.data_dir / 'chats.db')
        _path_line('Endpoints and preferences', settings.config)


def _path_line(what: str, path: Path) -> None:
    with ui.element('div').classes('place'):
        heading('span', what)
        heading('code', str(path))
