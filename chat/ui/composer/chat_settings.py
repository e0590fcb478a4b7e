"""The button in the composer that opens what a chat is told beside its prompts: system prompt, parameters, streaming."""
from __future__ import annotations

from dataclasses import dataclass, replace

from nicegui import events

from chat.conversation import Chat
from chat.conversation.json_object import JsonObject
from chat.engine.engine import Engine
from chat.engine.lanes import lanes
from chat.engine.request import is_streamed
from chat.ui.lanes.column.lane_column import LaneSettings, settings_of
from chat.ui.parts.actions import Action, Actions
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.props import Props
from chat.ui.parts.tab import Tab


@dataclass(kw_only=True, slots=True, frozen=True)
class ChatSettingsFacts(Props):
    settings: LaneSettings | None
    """None in a comparison, whose lanes have their own."""
    is_set: bool
    is_streamed: bool


class ChatSettingsButton(LiveElement, component='chat_settings.js'):
    """Shows a lane's settings in a chat of one lane; in a comparison the lanes have their own, and only streaming is left."""

    def __init__(self, screen: Tab, chat: Chat) -> None:
        super().__init__()
        self.screen = screen
        self.engine: Engine = screen.services.engine
        self.chat = chat
        self.props['facts'] = self._facts().to_json()
        self.on('act', self._act)
        self.watch_chat(chat)
        self.watch(screen.services.providers.watchers, self.chat_changed)

    def chat_changed(self) -> None:
        self.tell('facts', self._facts())

    def _facts(self) -> ChatSettingsFacts:
        lane = self.chat.lanes[0] if len(self.chat.lanes) == 1 else None
        settings = self.screen.services.settings
        return ChatSettingsFacts(
            settings=settings_of(lane, self.screen.services.providers) if lane else None,
            is_set=bool(lane and lane.is_set_up) or self.chat.settings.is_streamed is not None,
            is_streamed=is_streamed(lane, self.chat, settings))

    def _act(self, event: events.GenericEventArguments) -> None:
        args = dict(event.args)
        FOR_SETTINGS.carry_out(str(args.pop('action', '')), SettingsClick(shown=self, args=args), self.screen)

    def choose_model(self, model: str) -> None:
        for lane in self.chat.lanes[:1]:
            lanes.replace(self.engine, self.chat, lane.number, model)

    def instruct(self, system_prompt: str, parameters: JsonObject) -> None:
        for lane in self.chat.lanes[:1]:
            lanes.instruct(self.engine, self.chat, lane.number, system_prompt=system_prompt, parameters=parameters)

    def stream(self, *, is_on: bool) -> None:
        """A chat that follows the preference stores nothing; a single lane's own choice from a former comparison is dropped."""
        if len(self.chat.lanes) == 1:
            self.chat.lanes[0].is_streamed = None
        is_usual = is_streamed(None, None, self.screen.services.settings) == is_on
        self.chat.settings = replace(self.chat.settings, is_streamed=None if is_usual else is_on)
        self.engine.save(self.chat)


@dataclass(kw_only=True, slots=True, frozen=True)
class SettingsClick:
    shown: ChatSettingsButton
    args: JsonObject


FOR_SETTINGS: Actions[SettingsClick] = Actions((
    Action(name='stream', call=lambda on: on.shown.stream(is_on=bool(on.args.get('on')))),
    Action(name='model', call=lambda on: on.shown.choose_model(str(on.args.get('model', '')))),
    Action(name='settings', call=lambda on: on.shown.instruct(str(on.args.get('systemPrompt', '')), dict(on.args.get('parameters') or {}))),
))
