"""The page /prompts: texts that are kept to be sent again."""
from __future__ import annotations

from dataclasses import replace

from nicegui import ui

from chat.conversation.json_object import JsonObject
from chat.engine.error import EngineError
from chat.engine.library.prompt_library import PromptLibrary, gaps_in
from chat.services import Services
from chat.store.tables.library import Prompt
from chat.ui.library.library_list import LibraryList
from chat.ui.parts.forms.fields import button, text_area, text_field
from chat.ui.parts.forms.form import Form
from chat.ui.parts.html import heading
from chat.ui.parts.nicegui_seams import set_text


def prompt_library_page(services: Services) -> None:
    """Build the page where the caller stands."""
    with ui.element('div').classes('settings'), ui.element('div').classes('settings-column'):
        PromptList(services.prompts)


class PromptList(LibraryList[Prompt]):
    """All prompts, and the form for one of them."""

    def __init__(self, library: PromptLibrary) -> None:
        super().__init__(
            library, title='Prompts', other=('Personas', '/personas'),
            first=('What you ask again and again can be kept here, with gaps for what is different each time.', 'Write a prompt'),
            says='Type “/” at the start of a message to use one. What stands in {{double braces}} is asked for each time.')

    def new_entry(self) -> Prompt:
        return Prompt(title='', text='')

    def build_form(self, entry: Prompt) -> None:
        PromptForm(self, entry)

    def build_words(self, entry: Prompt) -> None:
        heading('p', entry.text[:400])
        if gaps := gaps_in(entry.text):
            heading('small', f'Asks for {", ".join(gaps)}')


class PromptForm(Form):
    """Native fields, read when the form is sent."""

    def __init__(self, page: PromptList, prompt: Prompt) -> None:
        super().__init__(self._save, label='Prompt', takes_focus=True)
        self.page = page
        self.prompt = prompt
        self.classes('library-form')
        with self:
            heading('h2', f'Edit “{prompt.title}”' if prompt.title else 'New prompt')
            text_field('Title', 'title', prompt.title, required=True, maxlength=80)
            text_area('Text', 'text', prompt.text, 'For example: Translate into {{language}}: {{text}}', rows=6)
            self._problem = heading('p', '').classes('note is-bad').props('role=alert')
            self._problem.set_visibility(False)
            with ui.element('div').classes('library-buttons'):
                button('Save', kind='submit', is_main=True)
                button('Cancel').on('click', page.close_form)

    def _save(self, form: JsonObject) -> None:
        try:
            self.page.entries.save(replace(self.prompt, title=str(form.get('title', '')), text=str(form.get('text', ''))))
        except EngineError as error:
            set_text(self._problem, str(error))
            self._problem.set_visibility(True)
        else:
            self.page.close_form()
