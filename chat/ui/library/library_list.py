"""One kind of entries of the library on a page: all of them, and the form for one."""
from __future__ import annotations

from abc import abstractmethod
from typing import Generic

from nicegui import ui

from chat.engine.library.collection import Collection, Entry
from chat.ui.parts import browser
from chat.ui.parts.forms.fields import button
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement


class LibraryList(WatchingElement, Generic[Entry]):
    """The subclasses say how an entry looks and which form changes it."""

    def __init__(self, entries: Collection[Entry], *, title: str, says: str, other: tuple[str, str], first: tuple[str, str]) -> None:
        """`says`: one sentence below the title. `other`: name and address of the other page of the library.
        `first`: while there is none, what one is good for, and the words of the button that makes it."""
        super().__init__('section')
        self.entries: Collection[Entry] = entries
        self._first = first
        self.props['aria-label'] = title
        with self:
            with ui.element('div').classes('library-head'):
                heading('h1', title)
                with ui.element('div').classes('library-buttons'):
                    ui.link(*other).classes('button')
                    self._new_button = button(f'New {entries.noun}', is_main=True).on('click', lambda: self.edit(self.new_entry()))
            heading('p', says).classes('soft')
            self._form = ui.element('div')
            self._list = ui.element('div')
        self._show()
        self.watch(entries.watchers, self._show)

    @abstractmethod
    def new_entry(self) -> Entry:
        """What an empty form begins with."""

    @abstractmethod
    def build_form(self, entry: Entry) -> None:
        """Where the caller stands."""

    @abstractmethod
    def build_words(self, entry: Entry) -> None:
        """What is told of it in the list."""

    def build_ways(self, entry: Entry) -> None:
        """Buttons before Edit and Delete."""

    def edit(self, entry: Entry) -> None:
        self._list.set_visibility(bool(self.entries.all))
        self._form.clear()
        with self._form:
            self.build_form(entry)

    def close_form(self) -> None:
        self._list.set_visibility(True)
        self._form.clear()
        self._focus_start()

    def _delete(self, entry: Entry) -> None:
        self.entries.delete(entry.id)
        self._focus_start()

    def _focus_start(self) -> None:
        """What had the focus is gone."""
        browser.call(self.client, 'parts/focus.js:focusOn', self._new_button.id)

    def _show(self) -> None:
        self._list.clear()
        with self._list:
            if not self.entries.all:
                return self._build_empty()
            with ui.element('ul').classes('library-list'):
                for entry in self.entries.all:
                    self._build_entry(entry)

    def _build_empty(self) -> None:
        good_for, words = self._first
        with ui.element('div').classes('empty-box'):
            heading('h2', f'No {self.entries.noun}s yet')
            heading('p', good_for)
            button(words, is_main=True).on('click', lambda: self.edit(self.new_entry()))

    def _build_entry(self, entry: Entry) -> None:
        name = self.entries.name_of(entry)
        with ui.element('li').classes('library-entry'):
            with ui.element('div').classes('library-words'):
                heading('strong', name)
                self.build_words(entry)
            with ui.element('div').classes('library-buttons'):
                self.build_ways(entry)
                button('Edit').on('click', lambda: self.edit(entry)).props['aria-label'] = f'Edit {name}'
                delete = button('Delete').classes('is-danger').on('click', lambda: self._delete(entry))
                delete.props['aria-label'] = f'Delete {name}'
