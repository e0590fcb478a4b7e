"""What a chat shows while its lanes stand side by side: the line above them, the lanes, their numbers and the votes."""
from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from chat.conversation.json_object import JsonObject
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.settings.preferences import LAST_LANES
from chat.ui.chat.actions import FOR_ALL, FOR_LANE
from chat.ui.judging.vote_bar import VoteBar
from chat.ui.lanes import address
from chat.ui.lanes.lane_board import LaneBar, LaneBoard
from chat.ui.lanes.numbers.lane_numbers import LaneNumbers
from chat.ui.parts.panel import LaneClick, Panel
from chat.ui.repeats.sweep_dialog import RepeatPanel


class Comparison:
    """Builds its parts where the caller stands."""

    def __init__(self, panel: Panel, on_entry: Callable[[str, JsonObject], None]) -> None:
        """`on_entry` is called for what is clicked in a lane's messages."""
        self._panel = panel
        self._settings, providers = panel.screen.services.settings, panel.screen.services.providers
        self._bar = LaneBar(panel.engine, panel.chat, lanes.lane_sets(self._settings), actions=FOR_ALL, on_act=self._act)
        self._board = LaneBoard(panel.chat, providers, actions=FOR_LANE, on_act=self._act, on_entry=on_entry)
        numbers = LaneNumbers(panel.chat, panel.lane_names)
        RepeatPanel(panel)
        self._parts = (self._board, self._bar, numbers, VoteBar(panel))
        self._board.watch(providers.watchers, self._board.refresh)

    def refresh(self) -> None:
        for part in self._parts:
            part.refresh()

    def show_sets(self) -> None:
        self._bar.set_sets(lanes.lane_sets(self._settings))

    def show_address(self) -> None:
        """A reload before the first prompt finds the lanes again."""
        with self._panel.client:
            ui.navigate.history.replace(address.address_of(self._panel.chat))

    async def remember(self) -> None:
        """The next comparison begins with these models."""
        models = [lane.model for lane in self._panel.chat.lanes]
        if blind.is_blind(self._panel.chat):
            models.sort()  # the order would tell who is who
        await self._panel.screen.prefer(LAST_LANES, models)

    def _act(self, number: int, action: str, args: JsonObject) -> None:
        """`number` is a lane's, or -1 for all."""
        panel = self._panel
        click = LaneClick(panel=panel, number=number, args=args)
        (FOR_ALL if number < 0 else FOR_LANE).carry_out(action, click, panel.screen, is_blind=blind.is_blind(panel.chat))
