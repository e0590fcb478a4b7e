"""In the composer of a comparison: what the lanes go on from."""
from __future__ import annotations

from dataclasses import replace

from nicegui import ui

from chat.conversation import Chat
from chat.engine.engine import Engine
from chat.ui.parts.forms.control import Control
from chat.ui.parts.html import heading

HISTORIES = {'own': ('own history', 'own'), 'picked': ('all go on from the picked answer', 'picked')}
"""The label, and a shorter one for phones."""


class HistorySwitch(Control):
    def __init__(self, engine: Engine, chat: Chat) -> None:
        super().__init__(self._keep, tag='fieldset')
        self._engine = engine
        self._chat = chat
        self.classes('turn-history')
        with self:
            heading('legend', 'History')
            for value, (label, short) in HISTORIES.items():
                with ui.element('label'):
                    radio = ui.element('input').props(f'type=radio name=history value={value}')
                    radio.props['checked'] = value == chat.settings.history
                    radio.props.update({'aria-label': label, 'title': label})
                    heading('span', label).classes('is-long')
                    heading('span', short).classes('is-short')

    def _keep(self, value: str | bool, name: str) -> None:
        self._chat.settings = replace(self._chat.settings, history='picked' if value == 'picked' else 'own')
        self._engine.save(self._chat)
