"""Asking another model for one more version of a reply."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from chat.ui.model_picker.model_picker import ModelPicker
from chat.ui.parts.html import heading


class RegenerateDialog(ui.dialog):
    """Opens itself, and goes away with the choice."""

    def __init__(self, on_choose: Callable[[str], Any]) -> None:
        super().__init__()
        self._on_choose = on_choose
        with self, ui.element('section').classes('small-dialog').props('aria-label="Regenerate with"'):
            heading('h2', 'Regenerate with')
            heading('p', 'One more version of this reply, by another model. The chat keeps its own.').classes('soft')
            ModelPicker(self._choose, label='Other model', placeholder='Choose a model', forgets=True, takes_focus=True)
            heading('button', 'Cancel').classes('button').props('type=button').on('click', self.close)
        self.on('hide', self.delete)
        self.open()

    def _choose(self, model: str) -> None:
        self.close()
        self._on_choose(model)
