"""The button "Tools" in the composer: which tools the models of a chat may use."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nicegui import background_tasks, events

from chat.conversation import Chat
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, plain_text
from chat.engine.engine import Engine
from chat.engine.tools.choice import is_chosen, with_choice
from chat.engine.tools.source import Source
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.tab import Tab

LONGEST_DESCRIPTION = 300
MOST_TOOLS = 200
"""Of one source that are listed."""


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
        chosen = self.chat.settings.tools
        sources = [source_facts(source, chosen) for source in self.engine.tools.toolbox.sources]
        return {
            'hasLanes': len(self.chat.lanes) > 1, 'isOneWorld': self.chat.settings.is_one_world, 'sources': sources,
            'count': sum(one['isOn'] or any(tool['isOn'] for tool in one['tools']) for one in sources)}

    def _share(self, event: events.GenericEventArguments) -> None:
        self.chat.settings = replace(self.chat.settings, is_one_world=bool(event.args))
        self.engine.save(self.chat)

    def _switch(self, event: events.GenericEventArguments) -> None:
        key, is_on = str(event.args.get('key', '')), bool(event.args.get('on'))
        source = self.engine.tools.toolbox.source(key.partition('/')[0])
        if source is None:
            return
        keys = tuple(tool.key for tool in source.tools)
        self.chat.settings = replace(self.chat.settings, tools=with_choice(self.chat.settings.tools, key, keys, is_on=is_on))
        self.engine.save(self.chat)
        if is_on and source.state in {'off', 'failed'}:
            background_tasks.create(self.engine.tools.toolbox.offer([source.name]), name=f'starting {source.name}')


def source_facts(source: Source, chosen: tuple[str, ...] = ()) -> JsonObject:
    """What servers tell of themselves is a stranger's text."""
    return {
        'name': source.name, 'isOn': source.name in chosen, 'state': source.state, 'problem': plain_text(clean_text(source.problem)),
        'more': max(0, len(source.tools) - MOST_TOOLS),
        'tools': [{
            'key': tool.key, 'name': plain_text(clean_text(tool.own_name or tool.name)), 'isOn': is_chosen(tool.key, chosen),
            'description': clean_text(tool.description[:LONGEST_DESCRIPTION]), 'isReadOnly': tool.is_read_only,
        } for tool in source.tools[:MOST_TOOLS]]}
