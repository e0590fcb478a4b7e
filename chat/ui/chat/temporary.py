"""Temporary chats: the switch before the first prompt, and the sign that stays."""
from __future__ import annotations

from nicegui import background_tasks, ui

from chat.ui.chat.chat_panel import ChatPanel
from chat.ui.parts.debounced import Debounced
from chat.ui.parts.forms.control import Control
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import set_text

EXPLANATION = 'Nothing of this chat is saved. It is gone when you leave it.'


class TemporaryMark(WatchingElement):
    """Below the composer of a panel; is a ChatView, because the switch goes away with the first prompt."""

    def __init__(self, panel: ChatPanel) -> None:
        super().__init__('div')
        self._panel = panel
        self._chat = panel.chat
        self.classes('temporary')
        with self, ui.element('label').classes('temporary-switch') as self._switch:
            box = Control(self._choose).props('type=checkbox role=switch aria-label=Temporary')
            box.props['checked'] = self._chat.temporary
            heading('span', 'Temporary')
        with self:
            self._words = heading('span', '').props('role=status')
        self._show_later = Debounced(self, self._show)
        self._show()
        self.on_leaving(self._leave)  # once this is no view of the chat any more
        self.watch_chat(self._chat)

    def _leave(self) -> None:
        if self._chat.temporary:
            self._panel.screen.services.keeping.keep_in_memory_while_seen(self._chat.id)
            self._panel.foot.files.leave()

    def chat_changed(self) -> None:
        if self._shown != self._state:
            self._show_later()

    @property
    def _state(self) -> tuple[bool, bool]:
        return self._chat.temporary, not self._chat.turns

    def _choose(self, value: str | bool, name: str) -> None:
        if self._chat.turns:
            return
        self._chat.temporary = value is True
        self._panel.foot.composer.set_temporary(self._chat.temporary)
        self._panel.foot.files.choose_temporary(self._panel.foot.composer)
        if self._chat.temporary:  # what was typed so far was written down
            background_tasks.create(self._panel.screen.services.drafts.erase(self._panel.foot.draft_key), name='erased draft')
        self._show()

    def _show(self) -> None:
        self._shown = is_temporary, is_open = self._state
        self._switch.set_visibility(is_open)
        words = EXPLANATION if is_open else f'Temporary chat. {EXPLANATION}'
        set_text(self._words, words if is_temporary else '')
        self._panel.classes(add='is-temporary') if is_temporary else self._panel.classes(remove='is-temporary')
