"""The switches of tools in the form of a persona."""
from __future__ import annotations

import json
from collections.abc import Sequence

from nicegui import ui

from chat.engine.tools.toolbox import Toolbox
from chat.ui.parts.tools.source_facts import source_facts


class ToolChoice(ui.element, component='tool_choice.js'):
    """Sends the keys of what is on as the field `tools`."""

    def __init__(self, toolbox: Toolbox, chosen: Sequence[str]) -> None:
        super().__init__()
        self.props.update(sources=[source_facts(source) for source in toolbox.sources], chosen=[*chosen])


def keys_in(field: object) -> object:
    """What that field says; it is checked by `engine/tools/choice.py`."""
    try:
        return json.loads(str(field or '[]'))
    except (ValueError, RecursionError):
        return []
