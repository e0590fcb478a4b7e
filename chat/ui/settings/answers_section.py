"""On the settings page: how answers come, and what is kept for asking."""
from __future__ import annotations

import asyncio

from nicegui import ui

from chat.engine.request import STREAM
from chat.settings import Settings, SettingsError
from chat.ui.parts.forms.control import Control
from chat.ui.parts.html import heading


def answers_section(settings: Settings) -> None:
    """Build it where the caller stands. The switch is kept at once."""

    async def keep(value: str | bool, name: str) -> None:
        try:
            await asyncio.to_thread(settings.set, STREAM, value is True)
            problem.set_visibility(False)
        except SettingsError as error:
            problem.set_text(str(error))
            problem.set_visibility(True)

    with ui.element('section').classes('settings-section').props('aria-label=Answers'):
        heading('h2', 'Answers')
        with ui.element('label').classes('switch'):
            box = Control(keep).props('type=checkbox role=switch')
            box.props['checked'] = bool(settings.get(STREAM, True))
            heading('span', 'Stream answers')
        heading('p', 'Word by word as they are written; else in one piece when complete. A chat can differ from this.').classes('soft')
        with ui.element('div').classes('library-buttons'):
            ui.link('Personas', '/personas').classes('button')
            ui.link('Prompts', '/prompts').classes('button')
        problem = ui.label().classes('note is-bad').props('role=alert')
        problem.set_visibility(False)
