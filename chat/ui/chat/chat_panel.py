"""A chat on the screen: its lanes, and the composer below them."""
from __future__ import annotations

from collections.abc import Set

from nicegui import background_tasks, ui

from chat.conversation import Chat, Reply, Turn
from chat.conversation.json_object import JsonObject
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.ui.access.who import Who
from chat.ui.chat.actions import FOR_MESSAGE
from chat.ui.chat.chat_foot import ChatFoot
from chat.ui.chat.comparison import Comparison
from chat.ui.chat.message_actions import MessageClick
from chat.ui.chat.welcome import Welcome
from chat.ui.composer.composer import Composer
from chat.ui.lanes.lane_sent import SentDialog
from chat.ui.parts.debounced import Debounced
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.tab import Tab
from chat.ui.settings.add_service import ServiceDialog
from chat.ui.tools.calls_table import show_calls
from chat.ui.transcript.transcript import Transcript


class ChatPanel(WatchingElement):
    """Shows one chat and turns what is clicked into engine calls. Stays in place when /new becomes /chat/ID.

    One lane fills the page; several stand side by side, as a `comparison`.
    """

    def __init__(self, screen: Tab, chat: Chat, *, draft_key: str, draft: str = '', is_comparison: bool = False) -> None:
        """`is_comparison`: a board even for a single lane."""
        super().__init__('section')
        self.screen = screen
        self.engine = screen.services.engine
        self.chat = chat
        self.is_comparison = is_comparison
        self.comparison: Comparison | None = None
        self._was_running = frozenset(self._running)
        self.classes('chat-panel')
        if chat.turns:
            self.props['data-holds'] = 'prompt'  # until the transcript says it, which then keeps it up to date
        with self:
            self.stage = ui.element('div').classes('chat-stage')
            Welcome(chat, screen.services.providers, on_choose=lambda model: self.foot.take_offer(model),
                    on_begin=lambda prompt: self.box.begin(prompt), on_add=self._add_service)
            self.foot = ChatFoot(screen, chat, draft_key=draft_key, draft=draft, on_begin=self._begin,
                                 on_calls=lambda: screen.attempt(lambda: show_calls(self)))
            self.sent_dialog = SentDialog(self.engine, chat)
        self._build_lanes()
        self.watch_chat(chat)

    @property
    def box(self) -> Composer:
        return self.foot.composer

    @property
    def hides_names(self) -> bool:
        return blind.is_blind(self.chat)

    @property
    def has_board(self) -> bool:
        return self.is_comparison or len(self.chat.lanes) > 1

    def lane_names(self) -> dict[int, str]:
        """Lane number -> its name on the screen."""
        return lanes.names_of(self.chat.lanes) | blind.aliases(self.chat)

    def show_sets(self) -> None:
        if self.comparison:
            self.comparison.show_sets()

    def show_sent(self, turn: Turn, number: int) -> None:
        self.sent_dialog.show(turn, number, self.lane_names())

    def _build_lanes(self) -> None:
        """Rebuilt only when one lane becomes several or the other way round."""
        self.stage.clear()
        self.classes(add='is-board') if self.has_board else self.classes(remove='is-board')
        with self.stage:
            self.comparison = Comparison(self, self._act_on_message) if self.has_board else None
            if not self.comparison:
                with ui.element('div').classes('lanes'):
                    for lane in self.chat.lanes:
                        Transcript(self.chat, lane.number, on_action=self._act_on_message)
        self.foot.set_compared(self.has_board)

    # -- what the engine tells

    def reply_changed(self, reply: Reply) -> None:
        if self._was_running != self._running:
            self._show_running()
            self.foot.show_running()

    def chat_changed(self) -> None:
        if self.has_board != (self.comparison is not None):
            self._build_lanes()
        self._show_running()
        self.foot.refresh()
        if self.comparison and not self.chat.turns:
            self.comparison.show_address()

    @property
    def _running(self) -> Set[int]:
        """Numbers of lanes; a view, for this is looked at with each word of a reply."""
        return self.engine.tasks.get(self.chat.id, {}).keys()

    def _show_running(self) -> None:
        self._was_running = frozenset(self._running)
        if self.comparison:
            self.comparison.refresh()

    # -- what the user does

    def _add_service(self) -> None:
        if not Who.of(self.client, self.screen.services.login).may_change_keys:
            return self.screen.open('/settings')  # where the password is asked for once more
        with self:
            ServiceDialog(self.screen.services.settings, self.screen.services.providers, self.foot.take_offer)

    def _begin(self) -> None:
        """With the first prompt the page of a new chat becomes that chat's own."""
        self.screen.chat = self.chat
        self.screen.rename(f'/chat/{self.chat.id}')
        Debounced(self, self._take_address)()

    def _take_address(self) -> None:
        with self.client:
            self.screen.show_address()
        self.screen.show(self.chat, self.chat.title, self.chat.id)
        if self.comparison:
            background_tasks.create(self.comparison.remember(), name='lanes used last')

    def _act_on_message(self, action: str, args: JsonObject) -> None:
        found = self.chat.find_reply(str(args.get('reply', '')))
        turn = found[0] if found else self.chat.turns.get(str(args.get('turn', '')))
        if turn:
            click = MessageClick(panel=self, turn=turn, reply=found[1] if found else None, args=args)
            FOR_MESSAGE.carry_out(action, click, self.screen, is_blind=blind.is_blind(self.chat))
