"""On the settings page: how answers come, and what is kept for asking."""
from __future__ import annotations

from nicegui import ui

from chat.settings import Settings
from chat.settings.preferences import STREAM_ANSWERS
from chat.ui.parts.forms.control import Control
from chat.ui.parts.forms.preference_section import PreferenceSection
from chat.ui.parts.html import heading


class AnswersSection(PreferenceSection):
    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, 'Answers')
        with self:
            with ui.element('label').classes('switch'):
                box = Control(self._choose).props('type=checkbox role=switch')
                box.props['checked'] = STREAM_ANSWERS.of(settings)
                heading('span', 'Stream answers')
            heading('p', 'Word by word as they are written, or all at once when complete. Each chat can override this.').classes('soft')
            with ui.element('div').classes('library-buttons'):
                ui.link('Personas', '/personas').classes('button')
                ui.link('Prompts', '/prompts').classes('button')

    async def _choose(self, value: str | bool, name: str) -> None:
        await self.keep(STREAM_ANSWERS, value)
