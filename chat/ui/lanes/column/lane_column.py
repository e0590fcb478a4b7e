"""One lane of a comparison: a column with a header that lives from its transcript, and the transcript."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import events

from chat.conversation import Chat, Lane, Reply, Turn
from chat.engine.judging import blind
from chat.engine.judging.judging import merged_from
from chat.engine.lanes import lanes
from chat.engine.request import is_streamed
from chat.providers.registry import Providers
from chat.ui.parts.actions import Actions
from chat.ui.parts.live_element import LiveElement
from chat.ui.transcript.transcript import Transcript

PARAMETERS = ('temperature', 'top_p', 'max_tokens', 'reasoning_effort', 'stop')
LaneAct = Callable[[int, str, dict[str, Any]], Any]
Facts = dict[str, Any]


class LaneColumn(LiveElement, component='lane_column.js'):
    """What the header cannot read off the transcript it is told by `refresh`: names, settings, whether it is parked or picked."""

    def __init__(self, chat: Chat, lane: Lane, *, providers: Providers, actions: Actions[Any], on_act: LaneAct,
                 on_entry: Callable[[str, dict[str, Any]], None], alias: str = '') -> None:
        super().__init__()
        self.chat = chat
        self.lane = lane
        self._providers = providers
        self._actions = actions
        self._on_act = on_act
        self._alias = alias
        self.props.update(number=lane.number, facts=self._facts(alias), width=chat.settings.widths.get(lane.number))
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

    def _facts(self, alias: str) -> Facts:
        chat, lane = self.chat, self.lane
        path = chat.path()
        reply = path[-1].reply(lane.number) if path else None
        name = alias or lanes.names_of(chat.lanes).get(lane.number, lane.model)
        return {
            'name': name, 'isParked': lane.parked and not lane.merges,
            'sources': self._sources(path[-1], reply) if reply and lane.merges else '',
            'isPicked': bool(reply and path[-1].picked_reply_id == reply.id),
            'hasTurns': bool(path), 'isLast': len(chat.lanes) == 1 or bool(alias), 'problem': '' if alias else self._problem(),
            'settings': None if alias else self._settings(),
            'isSet': not alias and lane.is_set_up,
            'actions': self._actions.offered(is_blind=bool(alias)),
        }

    def _settings(self) -> Facts:
        """With what the lane does if it has no choice of its own."""
        usual = is_streamed(None, self.chat, self._providers.settings)
        own = self.lane.is_streamed
        return settings_of(self.lane, self._providers) | {'usualStream': usual, 'stream': '' if own is None else 'on' if own else 'off'}

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
        return '' if is_known or not model.startswith('demo/') else f'There is no demo model called “{model.partition("/")[2]}”.'

    def _act(self, event: events.GenericEventArguments) -> None:
        args = dict(event.args)
        self._on_act(self.lane.number, str(args.pop('action', '')), args)


def settings_of(lane: Lane, providers: Providers) -> Facts:
    """What `lane_board/lane_settings.js` shows: what the model takes, and what is set though it does not take it."""
    takes = providers.model(lane.model).parameters
    return {
        'model': lane.model, 'systemPrompt': lane.system_prompt, 'parameters': dict(lane.parameters),
        'takes': [name for name in PARAMETERS if name in takes],
        'idle': [name for name in PARAMETERS if name in lane.parameters and name not in takes], 'efforts': list(lanes.EFFORTS)}
