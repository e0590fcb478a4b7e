"""The endpoints on the settings page: which there are, whether they answer, and a form for one more."""
from __future__ import annotations

import asyncio
import csv
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from nicegui import background_tasks, ui

from chat.conversation.json_object import JsonObject
from chat.providers.registry import Providers
from chat.settings import API_NAMES, PRICES, Endpoint, Settings, SettingsError, check_typed_url, endpoint_from
from chat.ui.parts.forms.form import Form
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import set_text, text_of
from chat.ui.settings.key_consent import KeyConsent
from chat.ui.sidebar.sidebar_actions import Offer

ORIGINS = {'environment': 'from the environment', 'file': 'config.toml', 'found': 'found on this computer', 'built-in': 'built in'}
BUILT_IN = Endpoint(name='demo', api='scripted', origin='built-in')
LONGEST_NAMES = 100_000
"""Characters of names of models that are read."""


class EndpointsSection(WatchingElement):
    """Follows the providers while it is on the screen."""

    def __init__(self, settings: Settings, providers: Providers, offer: Offer | None = None) -> None:
        super().__init__('section')
        self.settings = settings
        self.providers = providers
        self._offer = offer
        self._rows: dict[Endpoint, EndpointRow] = {}
        self.classes('settings-section').props('aria-label=Endpoints')
        with self:
            heading('h2', 'Endpoints')
            heading('p', 'Where models are asked. A key in the environment makes its service appear; '
                         'model servers on this computer are found automatically.').classes('soft')
            self._list = ui.element('ul').classes('endpoints')
            EndpointForm(self)
        self._show()
        self.watch(providers.watchers, self._show)
        providers.ask_again_if_old()

    def _show(self) -> None:
        """What has not changed stays as it is, with the focus and the words in it."""
        counts = Counter(model.endpoint for model in self.providers.models)
        endpoints = [*self.providers.endpoints, BUILT_IN]
        for gone in self._rows.keys() - set(endpoints):
            self._rows.pop(gone).delete()
        for index, endpoint in enumerate(endpoints):
            if endpoint not in self._rows:
                with self._list:
                    self._rows[endpoint] = EndpointRow(self, endpoint)
            row = self._rows[endpoint]
            if self._list.default_slot.children.index(row) != index:
                row.move(target_index=index)
            provider = self.providers.get(f'{endpoint.name}/')
            limit = provider.concurrency if provider else endpoint.concurrency
            row.show(counts[endpoint.name], limit, self.providers.problems.get(endpoint.name, ''))

    async def apply(self) -> None:
        """The settings have been changed: let the providers follow."""
        await self.providers.prepare(self.settings.endpoints)
        self.providers.reload(self.settings)
        if not self.is_deleted:
            self._show()

    async def take_out(self, endpoint: Endpoint) -> None:
        """Raises SettingsError."""
        removed = await asyncio.to_thread(self.settings.remove_endpoint, endpoint.name)
        await self.apply()

        async def put_back() -> None:
            await asyncio.to_thread(self.settings.put_back_endpoint, removed)
            await self.apply()

        if self._offer:
            self._offer(f'{endpoint.name} is removed.', put_back)


class EndpointRow(ui.element, component='endpoint_row.js'):
    """One endpoint with its state. Tells whether there is a key, never the key."""

    def __init__(self, section: EndpointsSection, endpoint: Endpoint) -> None:
        super().__init__()
        self.section = section
        self.endpoint = endpoint
        self._problem = ''
        self.props['aria-label'] = endpoint.name
        with self:
            with ui.element('div').classes('endpoint-words'):
                with ui.element('div').classes('endpoint-name'):
                    heading('strong', endpoint.name)
                    heading('span', ORIGINS[endpoint.origin]).classes('tag')
                self._facts = heading('div', '').classes('soft')
                self._state = heading('div', '').classes('endpoint-state').props('role=status')
            with ui.element('div').classes('endpoint-buttons'):
                if endpoint.origin != 'built-in':
                    self._test_button = _button('Test connection').on('click', self._test)
                if endpoint.origin == 'file':
                    _button('Remove').classes('is-danger').on('click', self._remove)

    def show(self, count: int, limit: int | None, problem: str) -> None:
        """What is known of it now. What a test has said stays until there is news."""
        if (facts := _facts(self.endpoint, count, limit)) != text_of(self._facts):
            set_text(self._facts, facts)
        if problem != self._problem:
            self._problem = problem
            self._tell(problem, is_good=False if problem else None)

    async def _test(self) -> None:
        self._tell('Asking…')
        sentence = await self.section.providers.test(self.endpoint)
        self._tell(sentence, is_good=sentence.startswith(f'{self.endpoint.name} works'))

    def _tell(self, sentence: str, *, is_good: bool | None = None) -> None:
        if self.is_deleted:
            return
        set_text(self._state, sentence)
        self._state.classes(remove='is-good is-bad', add={None: '', True: 'is-good', False: 'is-bad'}[is_good])

    async def _remove(self) -> None:
        try:
            await self.section.take_out(self.endpoint)
        except SettingsError as error:
            self._tell(str(error), is_good=False)


class EndpointForm(ui.element, component='endpoint_form.js'):
    """Adds an endpoint, or tries it out first. Native fields, read only when the form is sent."""

    def __init__(self, section: EndpointsSection) -> None:
        super().__init__()
        self.section = section
        with self:
            self._form = Form(self._submit, label='Add endpoint')
            with self._form:
                self._build_fields()
                self._state = heading('p', '').classes('note').props('role=status')
                self._state.set_visibility(False)
                self._consent = KeyConsent(section.settings)
                with ui.element('div').classes('endpoint-buttons'):
                    _button('Add', 'submit', 'add').classes('is-main')
                    _button('Test connection', 'submit', 'test')

    def _build_fields(self) -> None:
        field('Name', 'name', 'Its models are called name/model. The same name again replaces the endpoint.',
              required=True, maxlength=64, placeholder='local')
        choice('API', 'api', API_NAMES)
        field('Base URL', 'base_url', 'May stay empty for OpenAI and Anthropic themselves.',
              inputmode='url', placeholder='http://127.0.0.1:11434/v1')
        field('Key', 'api_key', 'Kept in config.toml, readable by you alone, and never shown again.',
              type='password', autocomplete='new-password')
        field('Variable with the key', 'api_key_env', 'Instead of the key: an environment variable that ends in _API_KEY or _TOKEN.',
              placeholder='MY_API_KEY')
        field('Models', 'models', 'Names separated by commas, if not all are wanted. A name with a comma of its own goes in double quotes.',
              placeholder='all that it offers')
        field('At the same time', 'concurrency', 'How many replies it writes at once; the others wait in line.',
              type='number', min=1, max=1000, placeholder='no limit')
        choice('Prices', 'prices', {'': 'as it tells, or by its address'} | {name: name for name in PRICES},
               'What its models cost, where it does not tell: nothing, or as at the service behind it.')
        with ui.element('div').classes('field'):
            heading('label', 'Headers').props['for'] = 'endpoint-headers'
            ui.element('textarea').props('id=endpoint-headers name=headers rows=1 spellcheck=false autocomplete=off '
                                         'placeholder="x-team: research" aria-describedby=endpoint-headers-hint')
            heading('small', 'One per line, for gateways that need them. Hidden like the key.').props['id'] = 'endpoint-headers-hint'

    async def _submit(self, form: JsonObject) -> None:
        step = self._test if form.get('action') == 'test' else self._add
        try:
            values = _values_of(form)
            check_typed_url(values['base_url'])
            endpoint = endpoint_from({key: value for key, value in values.items() if value}, self.section.settings.environ)
            await self._consent.before(values['api_key_env'], endpoint, lambda: self._carry_out(step, values))
        except SettingsError as error:
            self._tell(str(error), is_good=False)

    async def _carry_out(self, step: Callable[[JsonObject], Awaitable[None]], values: JsonObject) -> None:
        try:
            await step(values)
        except SettingsError as error:
            self._tell(str(error), is_good=False)

    async def _add(self, values: JsonObject) -> None:
        endpoint = await asyncio.to_thread(lambda: self.section.settings.add_endpoint(**values))
        self._tell(f'{endpoint.name} is added. Asking it for its models…', is_good=True)
        if not self.is_deleted:
            self._form.empty()
        await self.section.apply()
        background_tasks.create(self._report(endpoint), name='test of a new endpoint')

    async def _test(self, values: JsonObject) -> None:
        endpoint = endpoint_from({key: value for key, value in values.items() if value}, self.section.settings.environ)
        self._tell('Asking…')
        sentence = await self.section.providers.test(endpoint)
        self._tell(sentence, is_good=sentence.startswith(f'{endpoint.name} works'))

    async def _report(self, endpoint: Endpoint) -> None:
        sentence = await self.section.providers.test(endpoint)
        self._tell(sentence, is_good=sentence.startswith(f'{endpoint.name} works'))

    def _tell(self, sentence: str, *, is_good: bool | None = None) -> None:
        if self.is_deleted:
            return
        set_text(self._state, sentence)
        self._state.set_visibility(True)
        self._state.classes(remove='is-good is-bad', add={None: '', True: 'is-good', False: 'is-bad'}[is_good])


def field(label: str, name: str, hint: str, **attributes: Any) -> None:
    """A native input with its label and an explanation."""
    with ui.element('div').classes('field'):
        heading('label', label).props['for'] = f'endpoint-{name}'
        ui.element('input').props.update({
            'id': f'endpoint-{name}', 'name': name, 'spellcheck': 'false', 'aria-describedby': f'endpoint-{name}-hint', **attributes})
        heading('small', hint).props['id'] = f'endpoint-{name}-hint'


def choice(label: str, name: str, values: Mapping[Any, str], hint: str = '') -> None:
    """A native select: value -> what it is called."""
    with ui.element('div').classes('field'):
        heading('label', label).props['for'] = f'endpoint-{name}'
        with ui.element('select').props(f'id=endpoint-{name} name={name}') as select:
            for value, text in values.items():
                heading('option', text).props['value'] = value
        if hint:
            select.props['aria-describedby'] = f'endpoint-{name}-hint'
            heading('small', hint).props['id'] = f'endpoint-{name}-hint'


def _button(text: str, kind: str = 'button', value: str = '') -> ui.element:
    return heading('button', text).classes('button').props(f'type={kind}' + (f' name=action value={value}' if value else ''))


def _facts(endpoint: Endpoint, count: int, limit: int | None) -> str:
    if endpoint.origin == 'built-in':
        return f'Scripted, offline, for trying things out · {count} models'
    models = f'{count} model{"" if count == 1 else "s"}'
    at_once = f'{limit} at the same time' if limit else ''
    headers = f'{len(endpoint.headers)} header{"" if len(endpoint.headers) == 1 else "s"}' if endpoint.headers else ''
    return ' · '.join(filter(None, [endpoint.shown_url, 'key set' if endpoint.api_key else 'no key', headers, models, at_once]))


def _values_of(form: JsonObject) -> JsonObject:
    """What `Settings.add_endpoint` takes. Raises SettingsError."""
    text = {key: str(form.get(key, '')).strip() for key in ('name', 'api', 'base_url', 'api_key', 'api_key_env', 'prices')}
    models = tuple(_names_in(str(form.get('models', ''))))
    number = str(form.get('concurrency', '')).strip()
    return {**text, 'models': models, 'concurrency': int(number) if number.isdecimal() else None,
            'headers': dict(_headers_in(str(form.get('headers', ''))))}


def _headers_in(text: str) -> Iterator[tuple[str, str]]:
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(':')
        if not colon:
            raise SettingsError('Write each header as “name: value”, one per line.')
        yield name.strip(), value.strip()


def _names_in(text: str) -> Iterator[str]:
    """As in a line of CSV."""
    for row in csv.reader(text[:LONGEST_NAMES].splitlines(), skipinitialspace=True):
        yield from (name for part in row if (name := part.strip()))
