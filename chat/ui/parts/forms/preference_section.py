"""A part of the settings page whose choices are kept at once."""
from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from nicegui import ui

from chat.settings import Settings, SettingsError
from chat.settings.preferences import Preference
from chat.ui.parts.html import heading
from chat.ui.parts.nicegui_seams import set_text


class PreferenceSection(ui.element):
    """What came of a choice stands below all of them."""

    def __init__(self, settings: Settings, title: str) -> None:
        super().__init__('section')
        self.settings = settings
        self._words: ui.element | None = None
        self.classes('settings-section').props['aria-label'] = title
        with self:
            heading('h2', title)

    async def keep(self, preference: Preference[Any], value: object) -> bool:
        """Whether it could be kept."""
        return await self.attempt(asyncio.to_thread(preference.keep, self.settings, value))

    async def attempt(self, step: Awaitable[object]) -> bool:
        """Whether it went well; if not, the SettingsError is told."""
        try:
            await step
        except SettingsError as error:
            self.say(str(error))
            return False
        self.say('')
        return True

    def say(self, sentence: str, *, is_good: bool = False) -> None:
        if self.is_deleted:
            return
        if self._words is None:
            with self:
                self._words = heading('p', '')
        self._words.classes(replace=f'note {"is-good" if is_good else "is-bad"}').props(f'role={"status" if is_good else "alert"}')
        set_text(self._words, sentence)
        self._words.set_visibility(bool(sentence))
