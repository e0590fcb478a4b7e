"""Below a chat: the composer with what belongs to it. What is written there is sent, or kept as a draft."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import background_tasks, ui

from chat.conversation import Chat
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.settings.preferences import LAST_MODEL
from chat.ui.composer.attached_files import ChatFiles
from chat.ui.composer.chat_settings import ChatSettingsButton
from chat.ui.composer.composer import Composer
from chat.ui.composer.persona_bar import PersonaBar
from chat.ui.lanes.history_switch import HistorySwitch
from chat.ui.lanes.lane_board import AddLane
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.tab import Tab
from chat.ui.tools.tools_button import ToolsButton


class ChatFoot(WatchingElement):
    """The panel it stands in tells it what has changed in the chat."""

    def __init__(self, screen: Tab, chat: Chat, *, draft_key: str, draft: str, on_begin: Callable[[], object],
                 on_calls: Callable[[], object]) -> None:
        """`on_begin` is called when the first prompt was sent; the draft has the name of the chat from then on. `on_calls`: somebody wants
        to see the lanes' calls of tools beside each other."""
        super().__init__('div')
        self.screen = screen
        self.engine = screen.services.engine
        self.chat = chat
        self.draft_key = draft_key
        self.files = ChatFiles(self.engine, screen.services.attachments, chat, draft_key)
        self._on_begin = on_begin
        self._is_compared = False
        self._beside: ui.element | None = None
        """What stands in the composer beside its own buttons."""
        self.classes('chat-foot')
        with self:
            self.composer = Composer(
                draft, draft_key=draft_key, on_send=self._send, on_stop=self._stop, on_draft=self._keep_draft, on_model=self._choose_model,
                on_attach=lambda ids: self.files.attach(ids, self.composer), can_attach=True, attachments=self.files.draft(),
                model=self._model, is_running=self._is_running, notice=screen.services.store.trouble, is_temporary=chat.temporary,
                latest_prompt=max(chat.turns.values(), key=lambda turn: turn.created_at).prompt if chat.turns else '')
            with self.composer:
                ToolsButton(screen, chat, on_calls=on_calls)
                ChatSettingsButton(screen, chat)
            if draft_key == 'new':
                PersonaBar(screen, chat, on_start=self.composer.begin)
        self._offer_models()
        self.watch(screen.services.store.watchers, lambda: self.composer.set_notice(screen.services.store.trouble))
        self.watch(screen.services.providers.watchers, self._offer_models)

    # -- what the panel tells

    def set_compared(self, is_compared: bool) -> None:
        """Whether lanes stand side by side."""
        self._is_compared = is_compared
        if self._beside:
            self._beside.delete()
        with self.composer:
            self._beside = HistorySwitch(self.engine, self.chat) if is_compared else AddLane(self._add_lane)
        self.composer.set_choosing(not is_compared)
        self.show_running()

    def refresh(self) -> None:
        self.show_running()
        self.files.check(self.composer)
        if self.composer.model != self._model:
            self.composer.set_model(self._model)
            self._offer_models()

    def show_running(self) -> None:
        """Whoever compares may go on with the lanes that are done; in a chat of one lane the reply comes first."""
        self.composer.set_free(self._is_compared and lanes.has_free_lane(self.engine, self.chat))
        self.composer.set_running(self._is_running)

    @property
    def _is_running(self) -> bool:
        return bool(self.engine.tasks.get(self.chat.id))

    def _offer_models(self) -> None:
        self.composer.set_models([] if blind.is_blind(self.chat) else self.screen.services.providers.models)

    @property
    def _model(self) -> str:
        """What the composer says; in a blind comparison nothing on the page may tell a name."""
        return self.chat.lanes[0].model if self.chat.lanes and not blind.is_blind(self.chat) else ''

    # -- what the user does

    def _send(self, text: str, paste: str | None, attachments: Sequence[str]) -> None:
        prompt, is_first = self.screen.services.pastes.whole(text, paste), not self.chat.turns
        history = self.chat.settings.history if self._is_compared else 'own'
        if self.screen.attempt(lambda: self.files.send(prompt, attachments, history)) is None:
            return self.composer.restore()
        self.composer.taken(self.chat.id)
        self.screen.services.drafts.keep(self.draft_key, '')
        if is_first:
            self.draft_key = self.files.key = self.chat.id
            self._on_begin()
        return None

    def _stop(self) -> None:
        self.engine.stop(self.chat.id)

    def _keep_draft(self, text: str, paste: str | None) -> None:
        draft = self.screen.services.pastes.whole(text, paste)
        if not self.chat.temporary:
            self.screen.services.drafts.keep(self.draft_key, draft)

    def _choose_model(self, model: str) -> None:
        self.chat.lanes[0].model = model
        self.engine.save(self.chat)
        background_tasks.create(self.screen.prefer(LAST_MODEL, model), name='model used last')

    def take_offer(self, model: str) -> None:
        """What was offered above the composer."""
        self._choose_model(model)
        self.composer.set_model(model)
        self.composer.focus()

    def _add_lane(self, model: str) -> None:
        self.screen.attempt(lambda: lanes.add(self.engine, self.chat, model))
