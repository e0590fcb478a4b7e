"""API tokens on the settings page: which programs have one, what they may do; a new one is shown once."""
from __future__ import annotations

from datetime import datetime

from nicegui import ui

from chat.conversation.json_object import JsonObject
from chat.conversation.measures import money_words
from chat.conversation.text import plain_text
from chat.engine.error import EngineError
from chat.engine.tokens.tokens import SCOPES, Tokens
from chat.store.tables.tokens import Token
from chat.ui.parts.forms.fields import button, text_field
from chat.ui.parts.forms.form import Form
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import set_text

USUAL = frozenset({'ask', 'read'})
"""What a new token may do if nothing else is chosen."""


class TokensSection(WatchingElement):
    """Follows the tokens while it is on the screen."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__('section')
        self.tokens = tokens
        self.classes('settings-section').props['aria-label'] = 'API tokens'
        with self:
            heading('h2', 'API tokens')
            with heading('p', '').classes('soft'):
                heading('span', 'Let programs ask models and use your chats. They send a token; what they start shows up here at once. ')
                ui.link('What the API can do', '/api/docs', new_tab=True)
            self._list = ui.element('ul').classes('endpoints')
            self._shown = ui.element('div')
            TokenForm(self)
        self._show()
        self.watch(tokens.watchers, self._show)

    def show_secret(self, token: Token, secret: str) -> None:
        """Once: what was shown before goes."""
        self._shown.clear()
        with self._shown:
            NewToken(token.name, secret)

    def _show(self) -> None:
        self._list.clear()
        with self._list:
            for token in self.tokens.all:
                TokenRow(self, token)
        self._list.set_visibility(bool(self.tokens.all))


class NewToken(ui.element, component='new_token.js'):
    """Goes with the page, or with the next one."""

    def __init__(self, name: str, secret: str) -> None:
        super().__init__()
        self.props.update({'name': plain_text(name), 'secret': secret})


class TokenRow(ui.element):
    def __init__(self, section: TokensSection, token: Token) -> None:
        super().__init__('li')
        self.classes('endpoint').props['aria-label'] = token.name
        with self:
            with ui.element('div').classes('endpoint-words'):
                with ui.element('div').classes('endpoint-name'):
                    heading('strong', plain_text(token.name))
                    for scope in token.scopes:
                        heading('span', scope).classes('tag')
                heading('div', facts_of(token)).classes('soft')
            with ui.element('div').classes('endpoint-buttons'):
                button('Revoke').classes('is-danger').on('click', lambda: section.tokens.revoke(token.id))


class TokenForm(ui.element):
    def __init__(self, section: TokensSection) -> None:
        super().__init__('details')
        self._section = section
        self.classes('endpoint-add')
        with self:
            heading('summary', 'New token').classes('button')
            self._form = Form(self._submit, label='New token')
            with self._form:
                text_field('Name', 'token-name', placeholder='my editor', maxlength=60)
                text_field('Daily budget in dollars', 'token-budget', inputmode='decimal', placeholder='no limit of its own')
                with ui.element('fieldset').classes('token-scopes'):
                    heading('legend', 'It may')
                    for scope, words in SCOPES.items():
                        with ui.element('label'):
                            box = ui.element('input').props(f'type=checkbox name={scope} value={scope}')
                            box.props['defaultChecked'] = scope in USUAL
                            heading('span', words)
                self._state = heading('p', '').classes('note is-bad').props('role=alert')
                self._state.set_visibility(False)
                with ui.element('div').classes('endpoint-buttons'):
                    button('Make token', kind='submit', is_main=True)

    def _submit(self, form: JsonObject) -> None:
        try:
            scopes = [scope for scope in SCOPES if form.get(scope)]
            budget = budget_in(form.get('token-budget'))
            token, secret = self._section.tokens.add(str(form.get('token-name') or ''), scopes, daily_budget=budget)
        except EngineError as error:
            set_text(self._state, str(error))
            self._state.set_visibility(True)
            return
        self._state.set_visibility(False)
        self._form.empty()
        self._section.show_secret(token, secret)


def budget_in(written: object) -> float | None:
    """Raises EngineError."""
    words = str(written or '').strip().removeprefix('$').replace(',', '.')
    if not words:
        return None
    try:
        return float(words)
    except ValueError:
        raise EngineError('A daily budget is a number of dollars.') from None


def facts_of(token: Token) -> str:
    used = 'never used' if token.last_used_at is None else f'last used {_day(token.last_used_at)}'
    budget = '' if token.daily_budget is None else f'{money_words(token.spent)} of {money_words(token.daily_budget)} today'
    return ' · '.join(filter(None, (f'made {_day(token.created_at)}', used, budget)))


def _day(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime('%Y-%m-%d %H:%M')
