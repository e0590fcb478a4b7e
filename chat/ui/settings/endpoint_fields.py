"""The fields of an endpoint: native ones, read only when their form is sent, and what they mean."""
from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from nicegui import ui

from chat.conversation.json_object import JsonObject
from chat.settings import API_NAMES, PRICES, SettingsError
from chat.settings.system_keyring import PREFIX
from chat.ui.parts.html import heading
from chat.ui.parts.nicegui_seams import set_text

LONGEST_NAMES = 100_000
"""Characters of names of models that are read."""


def name_field(value: str = '', *, is_fixed: bool = False) -> None:
    hint = 'Its models keep this name.' if is_fixed else 'Its models are called name/model. The same name again replaces the endpoint.'
    fixed = {'readonly': True} if is_fixed else {}
    field('Name', 'name', hint, required=True, maxlength=64, placeholder='local', defaultValue=value, **fixed)


def address_field(value: str = '', hint: str = 'Leave empty for OpenAI or Anthropic.') -> None:
    field('Address', 'base_url', hint, inputmode='url', placeholder='http://127.0.0.1:11434/v1', defaultValue=value)


def key_field(hint: str, *, is_kept: bool = False) -> None:
    field('API key', 'api_key', hint, type='password', autocomplete='new-password',
          placeholder='Leave empty to keep the key' if is_kept else '')


def api_field(value: str) -> None:
    choice('API', 'api', API_NAMES, value=value)


def further_fields(*, variable: str = '', models: str = '', concurrency: int | None = None, prices: str = '') -> None:
    """Those that hardly anybody needs."""
    field('Environment variable', 'api_key_env', 'Read the key from this variable instead. It must end in _API_KEY or _TOKEN.',
          placeholder='MY_API_KEY', defaultValue=variable)
    field('Models', 'models', 'Names separated by commas, if you do not want all. Put a name that holds a comma in double quotes.',
          placeholder='All models', defaultValue=models)
    field('Parallel requests', 'concurrency', 'How many replies it writes at once. Further replies are queued.',
          type='number', min=1, max=1000, placeholder='No limit', defaultValue=concurrency or '')
    choice('Prices', 'prices', {'': 'As the service says'} | {name: name for name in PRICES},
           'What its models cost where it does not say: nothing, or as at the service behind it.', value=prices)
    with ui.element('div').classes('field'):
        heading('label', 'Headers').props['for'] = 'endpoint-headers'
        ui.element('textarea').props('id=endpoint-headers name=headers rows=1 spellcheck=false autocomplete=off '
                                     'placeholder="x-team: research" aria-describedby=endpoint-headers-hint')
        heading('small', 'One per line, for gateways that need them. Hidden like the key.').props['id'] = 'endpoint-headers-hint'


def field(label: str, name: str, hint: str, **attributes: Any) -> None:
    """A native input with its label and an explanation."""
    with ui.element('div').classes('field'):
        heading('label', label).props['for'] = f'endpoint-{name}'
        ui.element('input').props.update({
            'id': f'endpoint-{name}', 'name': name, 'spellcheck': 'false', 'aria-describedby': f'endpoint-{name}-hint', **attributes})
        heading('small', hint).props['id'] = f'endpoint-{name}-hint'


def choice(label: str, name: str, values: Mapping[Any, str], hint: str = '', *, value: str = '') -> None:
    """A native select: value -> what it is called."""
    with ui.element('div').classes('field'):
        heading('label', label).props['for'] = f'endpoint-{name}'
        with ui.element('select').props(f'id=endpoint-{name} name={name}') as select:
            for one, text in values.items():
                heading('option', text).props.update({'value': one, **({'selected': True} if one == value else {})})
        if hint:
            select.props['aria-describedby'] = f'endpoint-{name}-hint'
            heading('small', hint).props['id'] = f'endpoint-{name}-hint'


def button(text: str, kind: str = 'button', value: str = '') -> ui.element:
    return heading('button', text).classes('button').props(f'type={kind}' + (f' name=action value={value}' if value else ''))


def say(note: ui.element, sentence: str, *, is_good: bool | None = None) -> None:
    """In the colour of what it says; None: neither good nor bad."""
    set_text(note, sentence)
    note.set_visibility(True)
    note.classes(remove='is-good is-bad', add={None: '', True: 'is-good', False: 'is-bad'}[is_good])


def values_in(form: JsonObject) -> JsonObject:
    """What `Settings.add_endpoint` takes. Raises SettingsError."""
    text = {key: str(form.get(key, '')).strip() for key in ('name', 'api', 'base_url', 'api_key', 'api_key_env', 'prices')}
    if text['api_key'].startswith(PREFIX):
        raise SettingsError('A key of the system keyring is named in config.toml, as api_key = "keyring:NAME".')
    models = tuple(_names_in(str(form.get('models', ''))))
    number = str(form.get('concurrency', '')).strip()
    return {**text, 'models': models, 'concurrency': int(number) if number.isdecimal() else None,
            'headers': dict(_headers_in(str(form.get('headers', ''))))}


def names_typed(models: tuple[str, ...]) -> str:
    """As `values_in` reads them."""
    quoted = ('"' + name.replace('"', '""') + '"' if set(',"') & set(name) else name for name in models)
    return ', '.join(quoted)


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
