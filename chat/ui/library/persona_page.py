"""The page /personas: who there is to talk to."""
from __future__ import annotations

from dataclasses import replace

from nicegui import ui

from chat.conversation.json_object import JsonObject, texts_from
from chat.engine.error import EngineError
from chat.engine.lanes import lanes
from chat.engine.library.personas import TOOLS, Personas
from chat.engine.tools.choice import checked
from chat.engine.tools.toolbox import Toolbox
from chat.providers.registry import Providers
from chat.services import Services
from chat.store.tables.library import Persona
from chat.ui.library.library_list import LibraryList
from chat.ui.library.tool_choice import ToolChoice, keys_in
from chat.ui.model_picker.model_picker import ModelPicker, offer_models
from chat.ui.parts.forms.fields import button, text_area, text_field
from chat.ui.parts.forms.form import Form
from chat.ui.parts.html import heading
from chat.ui.parts.nicegui_seams import set_text

NUMBERS = {'temperature': ('Temperature', 'step=any min=0 max=2'), 'top_p': ('Top p', 'step=any min=0 max=1'),
           'max_tokens': ('Max tokens', 'step=1 min=1')}


def persona_page(services: Services) -> None:
    """Build the page where the caller stands."""
    with ui.element('div').classes('settings'), ui.element('div').classes('settings-column'):
        PersonaList(services.personas, services.providers, services.engine.tools.toolbox)


class PersonaList(LibraryList[Persona]):
    """All personas, and the form for one of them."""

    def __init__(self, personas: Personas, providers: Providers, toolbox: Toolbox) -> None:
        self.providers = providers
        self.toolbox = toolbox
        super().__init__(
            personas, title='Personas', says='A system prompt, a model and a greeting under one name, to be picked for a new chat.',
            other=('Prompts', '/prompts'),
            first=('A translator, a critic, a patient teacher: write down once how a model shall answer, and start chats with it.',
                   'Create a persona'))
        self._offer_models()
        self.watch(providers.watchers, self._offer_models)

    def _offer_models(self) -> None:
        with self.client:
            offer_models(self.providers.models)

    def new_entry(self) -> Persona:
        return Persona(name='')

    def build_form(self, entry: Persona) -> None:
        PersonaForm(self, entry)

    def build_words(self, entry: Persona) -> None:
        heading('small', entry.model or 'the usual model')
        heading('p', entry.system_prompt or entry.greeting)

    def build_ways(self, entry: Persona) -> None:
        ui.link('Start chat', f'/new?persona={entry.id}').classes('button')


class PersonaForm(Form):
    """Native fields, read when the form is sent."""

    def __init__(self, page: PersonaList, persona: Persona) -> None:
        super().__init__(self._save, label='Persona', takes_focus=True)
        self.page = page
        self.persona = persona
        self._model = persona.model
        self._fields: dict[str, ui.element] = {}
        """By parameter; with label and hint."""
        self.classes('library-form')
        with self:
            heading('h2', f'Edit “{persona.name}”' if persona.name else 'New persona')
            text_field('Name', 'name', persona.name, required=True, maxlength=80)
            self._build_model()
            text_area('System prompt', 'system_prompt', persona.system_prompt, rows=4)
            self._build_parameters()
            ToolChoice(page.toolbox, texts_from(persona.parameters.get(TOOLS)))
            text_area('Greeting', 'greeting', persona.greeting, 'Shown above the first message; Markdown. No model is sent it.', rows=2)
            text_area('Starter prompts', 'starters', '\n'.join(persona.starters), 'One per line. They fill the message box.', rows=3)
            self._problem = heading('p', '').classes('note is-bad').props('role=alert')
            self._problem.set_visibility(False)
            with ui.element('div').classes('library-buttons'):
                button('Save', kind='submit', is_main=True)
                button('Cancel').on('click', page.close_form)

    def _build_model(self) -> None:
        with ui.element('div').classes('field'):
            heading('label', 'Model')
            ModelPicker(self._choose, value=self._model, label='Model of the persona', placeholder='The usual one')

    def _build_parameters(self) -> None:
        self._remark = heading('p', 'This model takes no parameters.').classes('soft is-wide')
        known = self.persona.parameters
        for name, (label, props) in NUMBERS.items():
            with self._field_of(name):
                text_field(label, name, str(known.get(name, '')), type='number', placeholder='default').props(props)
        with self._field_of('reasoning_effort'):
            self._build_effort()
        with self._field_of('stop'):
            text_area('Stop at', 'stop', '\n'.join(known.get('stop') or ()), 'One per line. The model stops before it writes one.', rows=1)
        self._show_fields()

    def _field_of(self, name: str) -> ui.element:
        """For a parameter's field; takes no part in the layout itself."""
        self._fields[name] = ui.element('div').style('display: contents')
        return self._fields[name]

    def _build_effort(self) -> None:
        with ui.element('div').classes('field'):
            heading('label', 'Reasoning effort').props['for'] = 'library-reasoning_effort'
            with ui.element('select').props('id=library-reasoning_effort name=reasoning_effort'):
                for effort in ('', *lanes.EFFORTS):
                    option = heading('option', effort or 'default')
                    option.props['value'] = effort
                    option.props['selected'] = effort == self.persona.parameters.get('reasoning_effort', '')

    def _choose(self, model: str) -> None:
        self._model = model
        self._show_fields()

    def _show_fields(self) -> None:
        """Only what the model takes; all, as long as none is chosen."""
        takes = self._takes()
        for name, field in self._fields.items():
            field.set_visibility(name in takes)
        self._remark.set_visibility(not takes)

    def _takes(self) -> frozenset[str]:
        return self.page.providers.model(self._model).parameters if self._model else frozenset(self._fields)

    def _save(self, form: JsonObject) -> None:
        try:
            self.page.entries.save(self._read(form))
        except EngineError as error:
            set_text(self._problem, str(error))
            self._problem.set_visibility(True)
        else:
            self.page.close_form()

    def _read(self, form: JsonObject) -> Persona:
        """Raises EngineError. What the chosen model does not take is not kept."""
        stops = [line for line in str(form.get('stop', '')).splitlines() if line.strip()]
        given = {name: value for name, value in {**form, 'stop': stops}.items() if name in self._takes() and name in self._fields}
        before = texts_from(self.persona.parameters.get(TOOLS))
        tools = checked(keys_in(form.get('tools')), [source.name for source in self.page.toolbox.sources], before)
        return replace(
            self.persona, name=str(form.get('name', '')), system_prompt=str(form.get('system_prompt', '')),
            greeting=str(form.get('greeting', '')), model=self._model,
            parameters=lanes.checked_parameters(given) | ({TOOLS: list(tools)} if tools else {}),
            starters=tuple(str(form.get('starters', '')).splitlines()))
