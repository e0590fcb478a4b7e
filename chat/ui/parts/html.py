"""Plain elements that carry words."""
from __future__ import annotations

from nicegui import ui

from chat.ui.parts.nicegui_seams import put_text


def not_found(title: str, explanation: str) -> None:
    """A friendly dead end with a link out."""
    with ui.element('section').classes('empty-page'):
        heading('h1', title)
        heading('p', explanation)
        ui.link('Start a new chat', '/new').classes('button is-main')


def heading(tag: str, text: str) -> ui.element:
    """A plain element with a text."""
    element = ui.element(tag)
    put_text(element, text)
    return element
