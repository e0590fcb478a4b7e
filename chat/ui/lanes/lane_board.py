"""The lanes of a comparison side by side, and the line above them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nicegui import events, ui

from chat.conversation import Chat
from chat.conversation.json_object import JsonObject
from chat.engine.engine import Engine
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.providers.registry import Providers
from chat.ui.lanes.column.lane_column import LaneAct, LaneColumn
from chat.ui.parts.actions import Actions
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.props import Props


class LaneBoard(LiveElement, component='lane_board.js'):
    """Columns on wide screens, tabs on phones and while one lane fills the page; which, the browser decides by itself."""

    def __init__(self, chat: Chat, providers: Providers, *, actions: Actions[Any], on_act: LaneAct,
                 on_entry: Callable[[str, JsonObject], None]) -> None:
        """`actions` are what every lane's menu offers."""
        super().__init__()
        self.chat = chat
        self.columns: dict[int, LaneColumn] = {}
        self._providers = providers
        self._actions = actions
        self._on_act = on_act
        self._on_entry = on_entry
        self.props['lanes'] = []
        self.refresh()

    def refresh(self) -> None:
        """Columns come and go with the chat's lanes; the others stay as they are."""
        aliases = blind.aliases(self.chat)
        for number in set(self.columns) - {lane.number for lane in self.chat.lanes}:
            self.columns.pop(number).delete()
        for lane in self.chat.lanes:
            if lane.number not in self.columns:
                with self:
                    self.columns[lane.number] = LaneColumn(
                        self.chat, lane, providers=self._providers, actions=self._actions, on_act=self._on_act, on_entry=self._on_entry,
                        alias=aliases.get(lane.number, ''))
            self.columns[lane.number].refresh(aliases.get(lane.number, ''))
        names = lanes.names_of(self.chat.lanes) | aliases
        self.tell('lanes', [{'number': lane.number, 'name': names[lane.number]} for lane in self.chat.lanes])


@dataclass(kw_only=True, slots=True, frozen=True)
class LaneSetFacts(Props):
    name: str
    models: list[str]


@dataclass(kw_only=True, slots=True, frozen=True)
class LaneBarFacts(Props):
    running: int
    failed: int
    count: int
    has_turns: bool
    is_full: bool
    is_blind: bool
    sets: list[LaneSetFacts]
    actions: list[JsonObject]


class LaneBar(LiveElement, component='lane_bar.js'):
    """What concerns all lanes: adding one, stopping, retrying, sets of lanes, and what other parts offer."""

    def __init__(self, engine: Engine, chat: Chat, sets: list[lanes.LaneSet], *, actions: Actions[Any], on_act: LaneAct) -> None:
        super().__init__()
        self.engine = engine
        self.chat = chat
        self._actions = actions
        self._on_act = on_act
        self._sets = sets
        self.props['facts'] = self._facts().to_json()
        self.on('act', self._act)

    def refresh(self) -> None:
        self.tell_changes('facts', self._facts())

    def set_sets(self, sets: list[lanes.LaneSet]) -> None:
        self._sets = sets
        self.refresh()

    def _facts(self) -> LaneBarFacts:
        is_blind = blind.is_blind(self.chat)
        return LaneBarFacts(
            running=len(self.engine.tasks.get(self.chat.id, {})), has_turns=bool(self.chat.turns),
            is_full=len(self.chat.lanes) >= lanes.MOST_LANES,
            failed=sum(not self.engine.is_running(self.chat.id, reply.lane) for reply in lanes.failed_replies(self.chat)),
            count=len(self.chat.lanes), is_blind=is_blind, actions=self._actions.offered(is_blind=is_blind),
            sets=[] if is_blind else [LaneSetFacts(name=one.name, models=list(one.models)) for one in self._sets])

    def _act(self, event: events.GenericEventArguments) -> None:
        args = dict(event.args)
        self._on_act(-1, str(args.pop('action', '')), args)


class AddLane(ui.element, component='add_lane.js'):
    """In the composer of an ordinary chat: the way to a second lane."""

    def __init__(self, on_add: Callable[[str], Any]) -> None:
        super().__init__()
        self.on('add', lambda event: on_add(str(event.args)))
