"""Native fields and buttons for the forms of the library.

The browser draws the page anew whenever anything on it changes. `value` would then be set again, and what was typed would be lost;
`defaultValue` and the text of a text area are only what the field begins with.
"""
from __future__ import annotations

from typing import Any

from nicegui import ui

from chat.ui.parts.html import heading

BEGIN_HERE = """({el}) => {
    const {top, bottom} = el.form.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) el.form.scrollIntoView();
    el.focus({preventScroll: true});
}"""
"""`autofocus` works only while the page is loaded; letters typed elsewhere than in a field are shortcuts."""


def text_field(label: str, name: str, value: str = '', hint: str = '', *, is_first: bool = False, **attributes: Any) -> ui.element:
    """One line. The first one takes the focus as soon as it is there."""
    with _field(label, name, hint):
        element = ui.element('input')
        element.props.update({'id': f'library-{name}', 'name': name, 'defaultValue': value, **attributes})
    if is_first:
        element.on('vnode-mounted', js_handler=BEGIN_HERE)
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
