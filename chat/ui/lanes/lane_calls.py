"""What the buttons of a comparison mean."""
from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from nicegui import background_tasks, ui

from chat.conversation import Chat, Lane, Reply, Turn
from chat.engine.chats import branches
from chat.engine.error import EngineError
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.settings import SettingsError
from chat.ui.lanes.address import fresh
from chat.ui.parts import actions as lane_actions
from chat.ui.parts.panel import Panel

Calls = dict[str, Callable[[], Any]]
TELLING = frozenset({'add', 'duplicate', 'drop-set', 'export', 'keep-set', 'model', 'open', 'remove', 'sent', 'settings', 'use-set'})
"""What would tell the names that a blind comparison hides."""


class LaneCalls:
    """Turns the names of buttons into engine calls, for one panel."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.engine = panel.engine
        self.settings = panel.screen.services.settings

    @property
    def chat(self) -> Chat:
        return self.panel.chat

    def act(self, number: int, action: str, args: dict[str, Any]) -> None:
        """`number` is a lane's, or -1 for all."""
        calls = self._for_all(args) if number < 0 else self._for_lane(number) | self._settings_of(number, args)
        extra = (lane_actions.for_all if number < 0 else lane_actions.for_lane).get(action)
        if blind.is_blind(self.chat) and (action in TELLING or extra and not extra.is_blind_safe):
            self.panel.screen.tell(blind.BEFORE_REVEAL)
        elif call := calls.get(action):
            self.panel.screen.attempt(call)
        elif extra:
            self.panel.screen.attempt(lambda: extra.call(self.panel, number))

    def _for_lane(self, number: int) -> Calls:
        engine, chat = self.engine, self.chat
        calls: Calls = {
            'stop': lambda: engine.stop(chat.id, number),
            'remove': lambda: self._remove(number),
            'park': lambda: lanes.park(engine, chat, number, is_parked=True),
            'resume': lambda: lanes.park(engine, chat, number, is_parked=False),
            'duplicate': lambda: self._duplicate(number),
        }
        turn, reply = self._newest(number)
        if turn is None:
            return calls
        calls['open'] = lambda: self._open(turn, number)
        calls['sent'] = lambda: self.panel.show_sent(turn, number)
        if reply is None:
            return calls | {'ask': lambda: self._ask(turn, number)}
        return calls | {
            'retry': lambda: engine.retry(chat, reply), 'continue': lambda: engine.resume(chat, reply),
            'pick': lambda: self.panel.screen.services.judging.pick(chat, turn, reply)}

    def _settings_of(self, number: int, args: dict[str, Any]) -> Calls:
        engine, chat = self.engine, self.chat
        width = args.get('width')
        return {
            'model': lambda: lanes.replace(engine, chat, number, str(args.get('model', ''))),
            'settings': lambda: lanes.instruct(
                engine, chat, number, system_prompt=str(args.get('systemPrompt', '')), parameters=dict(args.get('parameters') or {})),
            'width': lambda: lanes.resize(engine, chat, number, float(width) if isinstance(width, int | float) else None),
        }

    def _for_all(self, args: dict[str, Any]) -> Calls:
        engine, chat = self.engine, self.chat
        return {
            'add': lambda: lanes.add(engine, chat, str(args.get('model', ''))),
            'stop-all': lambda: engine.stop(chat.id),
            'retry-failed': lambda: lanes.retry_failed(engine, chat),
            'export': self._export,
            'use-set': lambda: self._use_set(str(args.get('name', ''))),
            'keep-set': lambda: self._change_sets(lanes.keep_set, str(args.get('name', '')), list(chat.lanes)),
            'drop-set': lambda: self._change_sets(lanes.drop_set, str(args.get('name', ''))),
        }

    def _newest(self, number: int) -> tuple[Turn | None, Reply | None]:
        """The newest turn, and what this lane shows for it."""
        path = self.chat.path()
        return (path[-1], path[-1].reply(number)) if path else (None, None)

    def _remove(self, number: int) -> None:
        lanes.remove(self.engine, self.chat, number)
        if not self.panel.has_board:
            self.panel.box.focus()  # nothing is left of the lanes, which had it

    def _duplicate(self, number: int) -> None:
        if lane := self.chat.lane(number):
            lanes.add(self.engine, self.chat, lane.model, like=lane)

    def _ask(self, turn: Turn, number: int) -> None:
        if lane := self.chat.lane(number):
            self.engine.ask_again(self.chat, turn, lane)

    def _open(self, turn: Turn, number: int) -> None:
        copy = branches.fork(self.engine, self.chat, turn, number)
        self.panel.screen.open(f'/chat/{copy.id}')

    def _export(self) -> None:
        with self.panel.client:
            ui.download.from_url(f'/api/chats/{self.chat.id}/export')

    def _use_set(self, name: str) -> None:
        """Before the first prompt the set takes the place of the lanes; later it opens a comparison of its own."""
        chosen = next((one for one in lanes.lane_sets(self.settings) if one.name == name), None)
        if chosen is None:
            raise EngineError('This set has been deleted.')
        if self.chat.turns:
            return self.panel.screen.open(f'/compare?set={name}')
        kept: list[Lane] = [fresh(lane) for lane in chosen.lanes]
        self.chat.lanes.clear()
        for lane in kept:
            self.engine.add_lane(self.chat, lane)

    def _change_sets(self, change: Callable[..., None], *args: Any) -> None:
        background_tasks.create(self._write_sets(change, *args), name='lane sets')

    async def _write_sets(self, change: Callable[..., None], *args: Any) -> None:
        """The file is written in a thread: it waits for the disk."""
        try:
            await asyncio.to_thread(change, self.settings, *args)
        except (EngineError, SettingsError) as error:
            self.panel.screen.tell(str(error))
        self.panel.show_sets()
