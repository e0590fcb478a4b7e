"""A word about keys that others can read, with the button that ends it."""
from __future__ import annotations

import asyncio

from nicegui import ui

from chat.settings import Settings, SettingsError
from chat.ui.parts.html import heading
from chat.ui.parts.nicegui_seams import set_text


class ExposedNote(ui.element):
    """On the page only if the settings file holds a key and its mode lets other users of this computer read it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__('div')
        self._settings = settings
        self.classes('note is-bad exposed-note').props('role=alert')
        with self:
            self._words = heading('p', f'{settings.config.name} holds a key, and other users of this computer can read the file.')
            self._button = heading('button', 'Make it private').classes('button').props('type=button').on('click', self._hide)

    async def _hide(self) -> None:
        try:
            await asyncio.to_thread(self._settings.hide_file)
        except SettingsError as error:
            return set_text(self._words, str(error))
        self.classes(remove='is-bad', add='is-good').props('role=status')
        set_text(self._words, f'Only you can read {self._settings.config.name} now.')
        self._button.delete()
