"""Where a message is written: text box, model, Send and Stop in one custom element."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypedDict

from nicegui import ui

from chat.conversation import Model
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text
from chat.ui.model_picker.model_picker import offer_models

Send = Callable[[str, str | None, tuple[str, ...]], Any]
"""Text; the name under which POST /api/pastes keeps one that is too long for the socket (then without text); names of attachments."""
Draft = Callable[[str, str | None], Any]
"""Text, or the name of a paste."""


LONGEST_START = 1000
"""Characters by which prompts are distinguished."""


class AttachedFile(TypedDict):
    """A file that a kept draft already has."""

    id: str
    """Empty for one that could not be brought back after a restart: then only its name is known."""
    name: str
    size: int
    tokens: int | None


def _ignore(*_: Any) -> None:
    """The default callback: does nothing."""


class Composer(ui.element, component='composer.js'):
    """The browser empties the box as soon as something is sent; `restore` brings it back if it could not be taken.

    The text stays in the browser. The server hears of it as a draft, 400 ms after the last key press and before the page changes.
    """

    def __init__(self, draft: str = '', *, draft_key: str = '', on_send: Send, on_stop: Callable[[], Any],
                 on_draft: Draft = _ignore, on_model: Callable[[str], Any] | None = None,
                 on_attach: Callable[[list[str]], Any] = _ignore, model: str = '', is_running: bool = False, notice: str = '',
                 can_attach: bool = False, attachments: Sequence[AttachedFile] = (), latest_prompt: str = '', is_temporary: bool = False,
                 placeholder: str = 'Write a message') -> None:
        """`draft_key`: the browser keeps the draft under it as long as the server may not have it; '' for never.
        Without `on_model` there is no combobox. `latest_prompt` is what was sent here last: if the browser does not know that it has
        arrived, it can tell by this. `is_temporary`: the browser keeps nothing of what is written."""
        super().__init__()
        self.props.update({
            'draft': draft, 'is-running': is_running, 'model': model, 'is-free': False, 'has-model': on_model is not None, 'notice': notice,
            'can-attach': can_attach, 'attachments': list(attachments), 'latest': _preview(latest_prompt), 'placeholder': placeholder,
            'draft-key': draft_key, 'is-temporary': is_temporary,
        })
        self.on('send', lambda event: on_send(*_sent(event.args)))
        self.on('draft', lambda event: on_draft(*_sent(event.args)[:2]))
        self.on('attach', lambda event: on_attach([str(name) for name in event.args]))
        self.on('stop', lambda: on_stop())
        if on_model is not None:
            self.on('model', lambda event: on_model(str(event.args)))

    def set_running(self, is_running: bool) -> None:
        """Show Stop, and let nothing be sent, while a reply is running."""
        self._remember('is-running', is_running, 'set_running')

    def set_free(self, is_free: bool) -> None:
        """Whether something can be sent although a reply is running (to the other lanes of a comparison)."""
        self._remember('is-free', is_free, 'set_free')

    def set_choosing(self, can_choose: bool) -> None:
        """Show the combobox, or not (in a comparison each lane has its own model)."""
        self._remember('has-model', can_choose, 'set_choosing')

    def set_temporary(self, is_temporary: bool) -> None:
        self._remember('is-temporary', is_temporary, 'set_temporary')

    def set_notice(self, text: str) -> None:
        """A few words beside the buttons, such as "not saved yet"; '' takes them away."""
        self._remember('notice', text, 'set_notice')

    @property
    def model(self) -> str:
        return str(self.props['model'])

    def set_model(self, model_id: str) -> None:
        self._remember('model', model_id, 'set_model')

    def set_misfit(self, text: str) -> None:
        """Why the model can't take the files that are attached: nothing can be sent until they, or the model, have changed."""
        self.run_method('set_misfit', text)

    def set_models(self, models: Iterable[Model]) -> None:
        """What the combobox offers; the same for all pickers of the page."""
        with self.client:
            offer_models(models)

    def set_text(self, text: str) -> None:
        """Replace what is written; it counts as typed."""
        self.run_method('set_text', text)

    def fill(self, text: str) -> None:
        """A draft that was looked up: for an empty box."""
        self.run_method('fill', text)

    def taken(self, draft_key: str) -> None:
        """What was sent has arrived; drafts of this chat have this name from now on."""
        self.run_method('taken', draft_key)

    def begin(self, text: str) -> None:
        """Put these words into the box, ready to be sent or changed; the browser's own undo brings back what stood there."""
        self.run_method('begin', text)

    def insert(self, text: str) -> None:
        """Add a paragraph (a quote) at the end and go on writing there."""
        self.run_method('insert', text)

    def clear(self) -> Self:
        """Empty the box and drop its files. Right after a message was sent nothing happens: the browser has done it already."""
        self.run_method('clear')
        return super().clear()

    def restore(self) -> None:
        """Bring back what was sent last, because it was not taken."""
        self.run_method('restore')

    def focus(self) -> None:
        self.run_method('focus')

    def _remember(self, prop: str, value: Any, method: str) -> None:
        if self.props[prop] != value:
            with self.props.suspend_updates():
                self.props[prop] = value
            self.run_method(method, value)


def _preview(prompt: str) -> JsonObject:
    prompt = clean_text(prompt.strip())
    return {'start': prompt[:LONGEST_START], 'isCut': len(prompt) > LONGEST_START}


def _sent(args: JsonObject) -> tuple[str, str | None, tuple[str, ...]]:
    return str(args.get('text') or ''), args.get('paste') or None, tuple(args.get('attachments') or ())
