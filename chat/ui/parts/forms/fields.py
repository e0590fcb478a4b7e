"""Native fields and buttons for the forms of the library.

The browser redraws the page whenever anything on it changes. `value` would then be set again, and what was typed would be lost;
`defaultValue` and the text of a text area are only what the field begins with.
"""
from __future__ import annotations

from typing import Any

from nicegui import ui

from chat.ui.parts.html import heading


def text_field(label: str, name: str, value: str = '', hint: str = '', **attributes: Any) -> ui.element:
    """One line."""
    with _field(label, name, hint):
        element = ui.element('input')
        element.props.update({'id': f'library-{name}', 'name': name, 'defaultValue': value, **attributes})
    return element


def text_area(label: str, name: str, value: str = '', hint: str = '', *, rows: int = 3) -> ui.element:
    """Several lines, over the whole width."""
    with _field(label, name, hint).classes('is-wide'):
        element = heading('textarea', value)
        element.props.update({'id': f'library-{name}', 'name': name, 'rows': rows, 'dir': 'auto'})
    return element


def button(text: str, *, kind: str = 'button', is_main: bool = False) -> ui.element:
    return heading('button', text).classes('button is-main' if is_main else 'button').props(f'type={kind}')


def _field(label: str, name: str, hint: str) -> ui.element:
    element = ui.element('div').classes('field')
    with element:
        heading('label', label).props['for'] = f'library-{name}'
        if hint:
            heading('small', hint).style('order: 1')  # below the field, which comes later
    return element
