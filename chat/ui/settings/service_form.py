"""A service is added, or an endpoint changed: what matters in one field, the rest under "More options"."""
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from chat.conversation.json_object import JsonObject
from chat.providers.registry import Providers
from chat.settings import API_NAMES, Endpoint, Settings, SettingsError, check_typed_url, endpoint_from
from chat.settings.endpoints import KNOWN_SERVICES
from chat.settings.services import Service, free_name, full_address
from chat.ui.parts.actions import Action, Actions
from chat.ui.parts.forms.form import Form
from chat.ui.parts.html import heading
from chat.ui.settings import endpoint_fields as fields
from chat.ui.settings.key_consent import KeyConsent

KEY_IS_KEPT = 'Kept in config.toml, readable by you alone, and never shown again.'

Added = Callable[[Endpoint, str], Awaitable[None]]
"""Told the endpoint, and what its test has said."""


class ServiceForm(ui.element):
    """Tests before it keeps anything; what does not work can be kept all the same."""

    def __init__(self, settings: Settings, providers: Providers, service: Service, *, endpoint: Endpoint | None = None,
                 on_added: Added, on_cancel: Callable[[], object]) -> None:
        """`endpoint`: the one that is changed; its key and its headers stay where no new ones are typed."""
        super().__init__('section')
        self.settings = settings
        self.providers = providers
        self._service = service
        self._endpoint = endpoint
        self._on_added = on_added
        title = f'Edit {endpoint.name}' if endpoint else 'Add another service' if service.asks == 'all' else f'Add {service.label}'
        self.classes('service-form').props['aria-label'] = title
        with self:
            heading('h3', title)
            with Form(self._submit, label=title, takes_focus=True):
                self._build_fields()
                self._state = heading('p', '').classes('note').props('role=status')
                self._state.set_visibility(False)
                self._consent = KeyConsent(settings)
                with ui.element('div').classes('endpoint-buttons'):
                    fields.button('Test and save' if endpoint else 'Test and add', 'submit', 'test').classes('is-main')
                    self._anyway = fields.button('Save anyway' if endpoint else 'Add anyway', 'submit', 'keep')
                    self._anyway.set_visibility(False)
                    fields.button('Cancel').on('click', on_cancel)

    def _build_fields(self) -> None:
        service, endpoint = self._service, self._endpoint
        known = next((one for one in KNOWN_SERVICES if endpoint and endpoint.origin == 'environment' and one.name == endpoint.name), None)
        if service.asks == 'key':
            self._build_key()
            more = self._more()
        elif service.asks == 'address':
            fields.address_field(service.base_url, 'Host and port are enough, as in 192.168.1.5:11434.')
            more = self._more()
            with more:
                fields.key_field('Only if the server wants one.')
        else:
            more = self._build_all()
        with more:
            if service.asks != 'all':
                fields.name_field(free_name(service.name, {one.name for one in self.providers.endpoints}))
                fields.api_field(service.api)
            if service.asks == 'key':
                fields.address_field(service.base_url, 'Change it only for a gateway of your own.')
            fields.further_fields(
                variable=known.key if known else '', models=fields.names_typed(endpoint.models) if endpoint else '',
                concurrency=endpoint.concurrency if endpoint else None, prices=endpoint.prices if endpoint else '')

    def _build_all(self) -> ui.element:
        endpoint = self._endpoint
        fields.name_field(endpoint.name if endpoint else '', is_fixed=endpoint is not None)
        fields.address_field(endpoint.base_url if endpoint and endpoint.base_url == endpoint.shown_url else '')
        fields.key_field(KEY_IS_KEPT, is_kept=bool(endpoint and endpoint.api_key))
        fields.api_field(endpoint.api if endpoint else 'openai-chat')
        return self._more()

    def _build_key(self) -> None:
        fields.key_field(KEY_IS_KEPT)
        with ui.element('p').classes('soft'):
            heading('span', 'No key yet? ')
            heading('a', f'Make one at {self._service.label}').props.update(
                {'href': self._service.key_page, 'target': '_blank', 'rel': 'noopener noreferrer'})

    def _more(self) -> ui.element:
        with ui.element('details').classes('service-more'):
            heading('summary', 'More options')
            return ui.element('div').classes('service-fields')

    async def _submit(self, form: JsonObject) -> None:
        try:
            values = fields.values_in(form)
            if self._service.asks == 'address':
                values['base_url'] = full_address(values['base_url'])
            check_typed_url(values['base_url'])
            endpoint = self._endpoint_of(values)
            if self._service.asks == 'key' and not endpoint.api_key:
                raise SettingsError(f'Paste the API key of {self._service.label} first.')
            if action := FOR_SERVICE.get(str(form.get('action'))):
                await self._consent.before(values['api_key_env'], endpoint, lambda: self._carry_out(action, values))
        except SettingsError as error:
            self._tell(str(error), is_good=False)

    def _endpoint_of(self, values: JsonObject) -> Endpoint:
        given = {key: value for key, value in values.items() if value}
        return endpoint_from(self.settings.with_kept_secrets(given) if self._endpoint else given, self.settings.environ)

    async def _carry_out(self, action: Action[TypedService], values: JsonObject) -> None:
        try:
            await action.call(TypedService(form=self, values=values))
        except SettingsError as error:
            self._tell(str(error), is_good=False)

    async def test(self, values: JsonObject) -> None:
        endpoint = self._endpoint_of(values)
        self._tell('Testing…')
        sentence = await self.providers.test(endpoint)
        if works(endpoint, sentence):
            return await self.keep(values)
        self._tell(sentence, is_good=False)
        if not self.is_deleted:
            self._anyway.set_visibility(True)
        return None

    async def keep(self, values: JsonObject) -> None:
        endpoint = await asyncio.to_thread(
            lambda: self.settings.add_endpoint(**values, keeps_secrets=self._endpoint is not None))
        await self.providers.follow(self.settings)
        sentence = await self.providers.test(endpoint)  # in use now: its models are listed with it
        await self._on_added(endpoint, sentence)

    def _tell(self, sentence: str, *, is_good: bool | None = None) -> None:
        if not self.is_deleted:
            fields.say(self._state, sentence, is_good=is_good)


@dataclass(kw_only=True, slots=True, frozen=True)
class TypedService:
    form: ServiceForm
    values: JsonObject
    """What `Settings.add_endpoint` takes."""


FOR_SERVICE: Actions[TypedService] = Actions((
    Action(name='test', call=lambda on: on.form.test(on.values)),
    Action(name='keep', call=lambda on: on.form.keep(on.values)),
))


def works(endpoint: Endpoint, sentence: str) -> bool:
    """Whether a test has said so."""
    return sentence.startswith(f'{endpoint.name} works')


def editing(endpoint: Endpoint) -> Service:
    """All that is known of it may be changed."""
    return Service(name=endpoint.name, label=endpoint.name, asks='all', api=endpoint.api if endpoint.api in API_NAMES else 'openai-chat')
