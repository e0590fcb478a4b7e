"""In place of what has to do with keys, for a browser on another computer: the password once more."""
from __future__ import annotations

from nicegui import ui

from chat.conversation.json_object import JsonObject, text_from
from chat.ui.access.who import Who
from chat.ui.parts.forms.fields import button, text_field
from chat.ui.parts.forms.form import Form
from chat.ui.parts.html import heading
from chat.ui.parts.nicegui_seams import set_text

WORDS = 'Services, keys, tools and tokens can be changed on the computer where Polylogue runs, or after your password was given once more.'


class ConfirmSection(ui.element):
    """What it stands for is not on the page at all, so nobody can reach it past the form."""

    def __init__(self, who: Who) -> None:
        super().__init__('section')
        self._who = who
        self.classes('settings-section').props('aria-label="Services and keys"')
        with self:
            heading('h2', 'Services and keys')
            heading('p', WORDS).classes('soft')
            with Form(self._confirm, label='Confirm').classes('confirm-form') as self._form:
                text_field('Password', 'password', type='password', autocomplete='current-password', required=True)
                button('Show', kind='submit', is_main=True)
                self._trouble = heading('p', '').classes('note is-bad').props('role=alert')
        self._trouble.set_visibility(False)

    async def _confirm(self, form: JsonObject) -> None:
        visitor = self._who.visitor
        outcome = await self._who.login.confirm(visitor.session, text_from(form.get('password')), visitor.address)
        if outcome.is_right:
            return ui.navigate.reload()
        self._form.empty()
        set_text(self._trouble, outcome.sentence)
        self._trouble.set_visibility(True)
