"""The button "Tools" in the composer: which tools the models of a chat may use."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nicegui import background_tasks, events

from chat.conversation import Chat
from chat.conversation.json_object import JsonObject
from chat.engine.engine import Engine
from chat.engine.tools.choice import with_choice
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.tab import Tab
from chat.ui.parts.tools.source_facts import source_facts


class ToolsButton(LiveElement, component='tools_button.js'):
    """A switch for each source and each of its tools; all are off until somebody turns them on."""

    def __init__(self, screen: Tab, chat: Chat, *, on_calls: Callable[[], object] = lambda: None) -> None:
        """`on_calls`: somebody wants to see the calls of all lanes beside each other."""
        super().__init__()
        self.screen = screen
        self.engine: Engine = screen.services.engine
        self.chat = chat
        self.props['facts'] = self._facts()
        self.on('switch', self._switch)
        self.on('world', self._share)
        self.on('calls', lambda: on_calls())
        self.watch_chat(chat)
        self.watch(self.engine.tools.toolbox.watchers, self.chat_changed)

    def chat_changed(self) -> None:
        self.tell('facts', self._facts())

    def _facts(self) -> JsonObject:
        return {
            'hasLanes': len(self.chat.lanes) > 1, 'isOneWorld': self.chat.settings.is_one_world,
            'sources': [source_facts(source) for source in self.engine.tools.toolbox.sources], 'chosen': [*self.chat.settings.tools]}

    def _share(self, event: events.GenericEventArguments) -> None:
        self.chat.settings = replace(self.chat.settings, is_one_world=bool(event.args))
        self.engine.save(self.chat)

    def _switch(self, event: events.GenericEventArguments) -> None:
        key, is_on = str(event.args.get('key', '')), bool(event.args.get('on'))
        source = self.engine.tools.toolbox.source(key.partition('/')[0])
        if source is None and is_on:
            return
        keys = tuple(tool.key for tool in source.tools) if source else ()
        self.chat.settings = replace(self.chat.settings, tools=with_choice(self.chat.settings.tools, key, keys, is_on=is_on))
        self.engine.save(self.chat)
        if source and is_on and source.state in {'off', 'failed'}:
            background_tasks.create(self.engine.tools.toolbox.offer([source.name]), name=f'starting {source.name}')
