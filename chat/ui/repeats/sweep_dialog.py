"""Asking one model several times: the dialog behind "Run n times" and "Sweep", and the panel that says how the answers differ."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from nicegui import events, ui

from chat.analysis.repetition import Spread, groups_of, spreads_of
from chat.conversation import Chat, Lane, Reply, measures
from chat.conversation.chat_settings import RepeatKind, repeat_from
from chat.conversation.json_object import JsonObject, object_from
from chat.conversation.text import clean_text
from chat.engine.error import EngineError
from chat.engine.lanes import lanes, sweep
from chat.ui.lanes.numbers.lane_numbers import ended_turn, shown_replies
from chat.ui.parts import formatting
from chat.ui.parts.actions import Action
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.panel import LaneClick, Panel
from chat.ui.parts.props import Props

LONGEST_PROMPT = 100_000
"""Characters of a prompt that the dialog is filled with."""


class SweepDialog(ui.element, component='sweep_dialog.js'):
    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self.panel = panel
        self.on('start', self._start)

    def show(self, kind: str) -> None:
        chat = self.panel.chat
        names = lanes.names_of(chat.lanes)
        newest = chat.turns.get(chat.current_turn_id or '')
        known = self.panel.screen.services.providers
        self.run_method('show', {
            'kind': kind, 'most': lanes.MOST_LANES, 'prompt': clean_text(newest.prompt[:LONGEST_PROMPT]) if newest else '',
            'lanes': [{'number': lane.number, 'name': names[lane.number], 'systemPrompt': lane.system_prompt,
                       'takesTemperature': 'temperature' in known.model(lane.model).parameters,
                       'takes': sorted(known.model(lane.model).parameters)} for lane in chat.lanes]})

    def _start(self, event: events.GenericEventArguments) -> None:
        panel, args = self.panel, event.args
        lane = panel.chat.lane(int(args.get('lane', -1)))
        try:
            if lane is None:
                raise EngineError('This lane has been removed.')
            kind = repeat_from(args.get('kind')) or 'times'
            made = sweep.start(panel.engine, panel.chat, lane, self._prompt(args), _variants(kind, args), kind)
        except EngineError as error:
            self.run_method('refuse', str(error))
            return
        panel.screen.open(f'/chat/{made.id}')

    def _prompt(self, args: JsonObject) -> str:
        """A prompt that was too long for the dialog is taken from the chat."""
        prompt = str(args.get('prompt', ''))
        newest = self.panel.chat.turns.get(self.panel.chat.current_turn_id or '')
        is_cut = newest and len(newest.prompt) > LONGEST_PROMPT and prompt == clean_text(newest.prompt[:LONGEST_PROMPT])
        return newest.prompt if newest and is_cut else prompt


def _variants(kind: RepeatKind, args: JsonObject) -> list[sweep.Variant]:
    if kind == 'temperatures':
        return sweep.temperatures(str(args.get('temperatures', '')))
    if kind == 'fields':
        field_name = str(args.get('field', ''))
        name = f'more.{args.get("key", "")}' if field_name == 'more' else field_name
        return sweep.fields(name, str(args.get('values', ''))[:LONGEST_PROMPT])
    if kind == 'prompts':
        return sweep.system_prompts([str(text) for text in args.get('systemPrompts', [])])
    count = args.get('times')
    return sweep.times(int(count) if isinstance(count, int | float) else 0)


@dataclass(kw_only=True, slots=True, frozen=True)
class RepeatedAnswer(Props):
    lane: int
    name: str
    words: str
    """What this lane has other than the rest."""


@dataclass(kw_only=True, slots=True, frozen=True)
class SpreadRow(Props):
    label: str
    values: list[str]
    """The least, the median and the most."""


@dataclass(kw_only=True, slots=True, frozen=True)
class RepeatFacts(Props):
    turn: str = ''
    """Empty: there is nothing to show."""
    answers: int = 0
    different: int = 0
    groups: list[list[RepeatedAnswer]] = field(default_factory=list)
    """Answers of the same words stand together."""
    spreads: list[SpreadRow] = field(default_factory=list)


class RepeatPanel(LiveElement, component='repeat_panel.js'):
    """For a turn that one model answered several times: identical answers, and how length, speed and cost spread."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self.panel = panel
        self.chat: Chat = panel.chat
        self.props['facts'] = self._facts().to_json()
        self.watch_chat(self.chat)

    def reply_changed(self, reply: Reply) -> None:
        if not reply.is_running:
            self.chat_changed()

    def chat_changed(self) -> None:
        self.tell('facts', self._facts())

    def _facts(self) -> RepeatFacts:
        """Nothing while an answer is being written, while names are hidden, or when the lanes are of different models."""
        chat = self.chat
        turn = None if self.panel.hides_names else ended_turn(chat)
        if turn is None or len(chat.lanes) < 2 or len({lane.model for lane in chat.lanes}) > 1:
            return RepeatFacts()
        replies = shown_replies(chat, turn)
        names, groups, spreads = lanes.names_of(chat.lanes), groups_of(replies), spreads_of(replies)
        rows = [('Length', spreads.length, _characters), ('Speed', spreads.speed, _speed),
                ('First token', spreads.first_token, formatting.duration), ('Cost', spreads.cost, formatting.cost)]
        return RepeatFacts(
            turn=turn.id, answers=sum(group.count for group in groups), different=len(groups),
            groups=[[RepeatedAnswer(lane=reply.lane, name=names[reply.lane], words=_variant(chat.lane(reply.lane), chat))
                     for reply in group.replies] for group in groups],
            spreads=[SpreadRow(label=label, values=_values(spread, tell)) for label, spread, tell in rows if spread])


def _values(spread: Spread, tell: Any) -> list[str]:
    return [tell(spread.least), tell(spread.median), tell(spread.most)]


def _characters(number: float) -> str:
    return f'{formatting.count(number)} characters'


def _speed(number: float) -> str:
    return measures.speed_words(measures.Estimate(number, is_exact=True))


def _variant(lane: Lane | None, chat: Chat) -> str:
    """What this lane has other than the rest."""
    kind = chat.settings.repeat
    if lane and kind == 'temperatures' and 'temperature' in lane.parameters:
        return f'temperature {lane.parameters["temperature"]:g}'
    if lane and kind == 'fields':
        mine, others = _flat(lane), [_flat(one) for one in chat.lanes]
        names = [name for name in {name: None for one in others for name in one} if len({_word(one.get(name)) for one in others}) > 1]
        return ', '.join(f'{name.replace("_", " ")} {_word(mine.get(name))}' for name in names)
    if lane and kind == 'prompts':
        start = ' '.join(lane.system_prompt[:200].split())
        return clean_text(start if len(start) <= 40 else f'{start[:40]}…') or 'no system prompt'
    return ''


def _flat(lane: Lane) -> JsonObject:
    """Its parameters, those of one service among them."""
    return {name: value for name, value in lane.parameters.items() if name != 'more'} | object_from(lane.parameters.get('more'))


def _word(value: Any) -> str:
    text = 'default' if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return clean_text(text if len(text) <= 40 else f'{text[:40]}…')


_dialogs: WeakKeyDictionary[Panel, SweepDialog] = WeakKeyDictionary()


def _open(panel: Panel, kind: str) -> None:
    if panel not in _dialogs:
        with panel:
            _dialogs[panel] = SweepDialog(panel)
    _dialogs[panel].show(kind)


FOR_ALL: tuple[Action[LaneClick], ...] = (
    Action(name='times', label='Run n times', icon='repeat', is_for_answers=False, call=lambda on: _open(on.panel, 'times')),
    Action(name='sweep', label='Sweep', icon='settings', is_for_answers=False, call=lambda on: _open(on.panel, 'temperatures')),
)
