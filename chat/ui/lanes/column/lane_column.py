"""One lane of a comparison: a column with a header that is fed by its transcript, and the transcript."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from nicegui import events

from chat.conversation import Chat, Lane, Reply, Turn, is_demo
from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import Parameters
from chat.engine.judging import blind
from chat.engine.judging.judging import merged_from
from chat.engine.lanes import lanes
from chat.engine.request import is_streamed
from chat.providers.registry import Providers
from chat.ui.parts.actions import Actions
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.props import Props
from chat.ui.transcript.transcript import Transcript

PARAMETERS = ('temperature', 'top_p', 'max_tokens', 'reasoning_effort', 'stop')
LaneAct = Callable[[int, str, JsonObject], Any]


@dataclass(kw_only=True, slots=True, frozen=True)
class LaneSettings(Props):
    """What `lane_settings.js` shows: what the model takes, and what is set though it does not take it."""

    model: str
    system_prompt: str
    parameters: Parameters
    takes: list[str]
    idle: list[str]
    efforts: list[str]
    chooses_tools: bool = False
    """Whether it may use other tools than its chat has."""
    tools: list[str] | None = None
    """Keys of its own choice; None: as the chat has it."""
    stream: str | None = None
    """The lane's own choice: 'on', 'off' or ''; None where a lane can have none."""
    usual_stream: bool = True
    """What it does without a choice of its own."""


@dataclass(kw_only=True, slots=True, frozen=True)
class LaneFacts(Props):
    """What the header cannot read off the transcript."""

    name: str
    is_parked: bool
    sources: str
    """What a merged answer was made of."""
    is_picked: bool
    has_turns: bool
    is_last: bool
    problem: str
    settings: LaneSettings | None
    """None while names are hidden."""
    is_set: bool
    actions: list[JsonObject]


class LaneColumn(LiveElement, component='lane_column.js'):
    """What the header cannot read off the transcript it is told by `refresh`: names, settings, whether it is parked or picked."""

    def __init__(self, chat: Chat, lane: Lane, *, providers: Providers, actions: Actions[Any], on_act: LaneAct,
                 on_entry: Callable[[str, JsonObject], None], alias: str = '') -> None:
        super().__init__()
        self.chat = chat
        self.lane = lane
        self._providers = providers
        self._actions = actions
        self._on_act = on_act
        self._alias = alias
        self.props.update(number=lane.number, facts=self._facts(alias).to_json(), width=chat.settings.widths.get(lane.number))
        self.on('act', self._act)
        with self:
            self.transcript = Transcript(chat, lane.number, on_action=on_entry, is_compact=True, hides_names=bool(alias), alias=alias,
                                         mask=blind.mask_of(chat, providers))

    def refresh(self, alias: str = '') -> None:
        """Tell the header what is different now. With an alias ("Model A") nothing says which model it is."""
        self.tell_changes('facts', self._facts(alias))
        if alias != self._alias:
            self._alias = alias
            if alias:
                self.transcript.hide_names(alias, blind.mask_of(self.chat, self._providers))
            else:
                self.transcript.show_names()

    def _facts(self, alias: str) -> LaneFacts:
        chat, lane = self.chat, self.lane
        path = chat.path()
        reply = path[-1].reply(lane.number) if path else None
        name = alias or lanes.names_of(chat.lanes).get(lane.number, lane.model)
        return LaneFacts(
            name=name, is_parked=lane.parked and not lane.merges,
            sources=self._sources(path[-1], reply) if reply and lane.merges else '',
            is_picked=bool(reply and path[-1].picked_reply_id == reply.id),
            has_turns=bool(path), is_last=len(chat.lanes) == 1 or bool(alias), problem='' if alias else self._problem(),
            settings=None if alias else self._settings(), is_set=not alias and lane.is_set_up,
            actions=self._actions.offered(is_blind=bool(alias)))

    def _settings(self) -> LaneSettings:
        usual = is_streamed(None, self.chat, self._providers.settings)
        own = self.lane.is_streamed
        stream = '' if own is None else 'on' if own else 'off'
        tools = None if self.lane.tools is None else [*self.lane.tools]
        return replace(settings_of(self.lane, self._providers), usual_stream=usual, stream=stream, chooses_tools=True, tools=tools)

    def _sources(self, turn: Turn, reply: Reply) -> str:
        """What a merged answer was made of."""
        names = lanes.names_of(self.chat.lanes)
        return ', '.join(names.get(source.lane, source.model) for source in merged_from(turn, reply))

    def _problem(self) -> str:
        """Why this lane will not be able to answer."""
        model = self.lane.model
        if self._providers.get(model) is None:
            return f'There is no endpoint called “{model.partition("/")[0]}” here. Choose another model or add the endpoint in Settings.'
        is_known = any(model == known.id for known in self._providers.models)
        return '' if is_known or not is_demo(model) else f'There is no demo model called “{model.partition("/")[2]}”.'

    def _act(self, event: events.GenericEventArguments) -> None:
        args = dict(event.args)
        self._on_act(self.lane.number, str(args.pop('action', '')), args)


def settings_of(lane: Lane, providers: Providers) -> LaneSettings:
    takes = providers.model(lane.model).parameters
    return LaneSettings(
        model=lane.model, system_prompt=lane.system_prompt, parameters=dict(lane.parameters),
        takes=[name for name in PARAMETERS if name in takes],
        idle=[name for name in PARAMETERS if name in lane.parameters and name not in takes], efforts=list(lanes.EFFORTS))
