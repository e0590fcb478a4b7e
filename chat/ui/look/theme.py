"""The look of every page: style sheets, the light or dark theme, density and width, and the little picture in the browser's tab."""
from __future__ import annotations

from pathlib import Path
from typing import Literal

from nicegui import ui

from chat.ui.look.style_sheet import address
from chat.ui.parts import browser
from chat.ui.parts.modules import register_modules

Theme = Literal['light', 'dark', 'system']
THEMES: dict[str, bool | None] = {'light': False, 'dark': True, 'system': None}
"""What NiceGUI calls them (`None` follows the operating system)."""

FAVICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4f46e5"/>
<g fill="#fff"><path d="M9.5 7.5h8A2.5 2.5 0 0120 10v.5h-5A4.5 4.5 0 0010.5 15v3.2L7 21.5V10a2.5 2.5 0 012.5-2.5z" opacity=".6"/>
<path d="M15 12.5h7.5A2.5 2.5 0 0125 15v10.5L21.5 22H15a2.5 2.5 0 01-2.5-2.5V15a2.5 2.5 0 012.5-2.5z"/></g></svg>"""


def install(theme: str = 'system', *, density: str = 'comfortable', width: str = 'normal') -> None:
    """Dress the page that is being built. To be called once a page, before it is sent.

    The theme is set by a script in the head, because Quasar sets its own class only after the first paint.
    """
    page = ui.context.client.page
    page.dark = THEMES.get(theme)
    register_modules()
    ui.add_head_html(f'<link rel="stylesheet" href="{address()}">')
    browser.run_at_once(Path(__file__).with_suffix('.js'), theme=_known(theme), dense=density == 'compact', wide=width == 'wide')


def apply(theme: str, *, density: str = 'comfortable', width: str = 'normal') -> None:
    """Change the look of the page that is open."""
    browser.call(ui.context.client, 'look/dress.js:dress', _known(theme), density == 'compact', width == 'wide')


def _known(theme: str) -> str:
    return theme if theme in THEMES else 'system'
