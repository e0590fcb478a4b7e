"""The page /prompts: texts that are kept to be sent again."""
from __future__ import annotations

from dataclasses import replace

from nicegui import events, ui

from chat.engine.engine import EngineError
from chat.engine.prompt_library import PromptLibrary, gaps_in
from chat.store.library import Prompt
from chat.ui.endpoints_section import READ_FORM, set_text
from chat.ui.library_form import button, text_area, text_field
from chat.ui.pages import heading
from chat.ui.services import Services


def prompt_library_page(services: Services) -> None:
    """Build the page where the caller stands."""
    with ui.element('div').classes('settings'), ui.element('div').classes('settings-column'):
        PromptList(services.prompts)


class PromptList(ui.element):
    """All prompts, and the form for one of them."""

    def __init__(self, library: PromptLibrary) -> None:
        super().__init__('section')
        self.library = library
        self.props('aria-label=Prompts')
        with self:
            with ui.element('div').classes('library-head'):
                heading('h1', 'Prompts')
                with ui.element('div').classes('library-buttons'):
                    ui.link('Personas', '/personas').classes('button')
                    button('New prompt', is_main=True).on('click', lambda: self.edit(Prompt(title='', text='')))
            heading('p', 'Type “/” at the start of a message to use one. What stands in {{double braces}} is asked for each time.'
                    ).classes('soft')
            self._form = ui.element('div')
            self._list = ui.element('div')
        self._show()
        library.watchers.add(self._show)

    def _handle_delete(self) -> None:
        self.library.watchers.discard(self._show)
        super()._handle_delete()

    def edit(self, prompt: Prompt) -> None:
        self._form.clear()
        with self._form:
            PromptForm(self, prompt)

    def close_form(self) -> None:
        self._form.clear()

    def _show(self) -> None:
        self._list.clear()
        with self._list:
            if not self.library.all:
                heading('p', 'There are no prompts yet.').classes('library-empty')
                return
            with ui.element('ul').classes('library-list'):
                for prompt in self.library.all:
                    self._build_entry(prompt)

    def _build_entry(self, prompt: Prompt) -> None:
        with ui.element('li').classes('library-entry'):
            with ui.element('div').classes('library-words'):
                heading('strong', prompt.title)
                heading('p', prompt.text[:400])
                if gaps := gaps_in(prompt.text):
                    heading('small', f'Asks for {", ".join(gaps)}')
            with ui.element('div').classes('library-buttons'):
                button('Edit').on('click', lambda: self.edit(prompt)).props['aria-label'] = f'Edit {prompt.title}'
                delete = button('Delete').classes('is-danger').on('click', lambda: self.library.delete(prompt.id))
                delete.props['aria-label'] = f'Delete {prompt.title}'


class PromptForm(ui.element):
    """Native fields, read when the form is sent."""

    def __init__(self, page: PromptList, prompt: Prompt) -> None:
        super().__init__('form')
        self.page = page
        self.prompt = prompt
        self.classes('library-form').props('autocomplete=off aria-label=Prompt')
        self.on('submit', self._save, js_handler=READ_FORM)
        with self:
            heading('h2', f'Edit “{prompt.title}”' if prompt.title else 'New prompt')
            text_field('Title', 'title', prompt.title, required=True, maxlength=80, autofocus=True)
            text_area('Text', 'text', prompt.text, 'For example: Translate into {{language}}: {{text}}', rows=6)
            self._problem = heading('p', '').classes('note is-bad').props('role=alert')
            self._problem.set_visibility(False)
            with ui.element('div').classes('library-buttons'):
                button('Save', kind='submit', is_main=True)
                button('Cancel').on('click', page.close_form)

    def _save(self, event: events.GenericEventArguments) -> None:
        form = event.args
        try:
            self.page.library.save(replace(self.prompt, title=str(form.get('title', '')), text=str(form.get('text', ''))))
        except EngineError as error:
            set_text(self._problem, str(error))
            self._problem.set_visibility(True)
        else:
            self.page.close_form()
