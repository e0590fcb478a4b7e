"""Choosing a model: a combobox, and the list of models that all comboboxes of a page share."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from nicegui import Client, events, ui

from chat.conversation import Model
from chat.ui.parts import browser
from chat.ui.parts.nicegui_seams import is_sent

ModelRow = tuple[str, str, int | None, float | None, float | None]


def offer_models(models: Iterable[Model], recent: Sequence[str] | None = None) -> None:
    """Say what the pickers of the page at hand offer: with the page if it is still being built, else by a message.

    `recent` are ids, the last used one first; the browser keeps them up to date while the page is open.
    Offering the same models again costs nothing.
    """
    client = ui.context.client
    rows = [_row(model) for model in models]
    if _offered.get(client) == rows:
        return
    _offered[client] = rows
    offer = (rows, recent and list(recent))
    if is_sent(client):
        browser.call(client, 'model_picker/model_list.js:setModels', *offer)
    else:
        browser.hand_over('models', offer)


_offered: WeakKeyDictionary[Client, list[ModelRow]] = WeakKeyDictionary()


class ModelPicker(ui.element, component='model_picker.js'):
    """A combobox named `label`. With `forgets` it is a command ("Add model") and shows no choice of its own."""

    def __init__(self, on_choose: Callable[[str], Any], *, value: str = '', label: str = 'Model',
                 placeholder: str = 'Choose a model', forgets: bool = False, takes_focus: bool = False) -> None:
        super().__init__()
        self._on_choose = on_choose
        self.props.update(value=value, label=label, placeholder=placeholder, forgets=forgets, takesFocus=takes_focus)
        self.on('choose', self._choose)

    @property
    def value(self) -> str:
        """The id of the chosen model, `endpoint/model`."""
        return str(self.props['value'])

    def set_model(self, model_id: str) -> None:
        with self.props.suspend_updates():
            self.props['value'] = model_id
        self.run_method('set_model', model_id)

    def _choose(self, event: events.GenericEventArguments) -> Any:
        if not self.props['forgets']:
            with self.props.suspend_updates():
                self.props['value'] = str(event.args)
        return self._on_choose(str(event.args))


def _row(model: Model) -> ModelRow:
    return model.id, model.label, model.context_window, model.input_price, model.output_price
