"""What the buttons of a comparison do."""
from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from nicegui import background_tasks, ui

from chat.conversation import Lane
from chat.engine.chats import branches
from chat.engine.error import EngineError
from chat.engine.lanes import lanes
from chat.engine.tools.choice import checked
from chat.ui.parts.actions import Action
from chat.ui.parts.panel import LaneClick


def _remove(on: LaneClick) -> None:
    lanes.remove(on.engine, on.chat, on.number)
    if not on.panel.has_board:
        on.panel.box.focus()  # nothing is left of the lanes, which had it


def _duplicate(on: LaneClick) -> None:
    if lane := on.lane:
        lanes.add(on.engine, on.chat, lane.model, like=lane)


def _open(on: LaneClick) -> None:
    if turn := on.turn:
        on.panel.screen.open(f'/chat/{branches.fork(on.engine, on.chat, turn, on.number).id}')


def _show_sent(on: LaneClick) -> None:
    if turn := on.turn:
        on.panel.show_sent(turn, on.number)


def _ask(on: LaneClick) -> None:
    if (turn := on.turn) and (lane := on.lane) and not on.reply:
        on.engine.ask_lane(on.chat, turn, lane)


def _retry(on: LaneClick) -> None:
    if reply := on.reply:
        on.engine.retry(on.chat, reply)


def _continue(on: LaneClick) -> None:
    if reply := on.reply:
        on.engine.continue_reply(on.chat, reply)


def _pick(on: LaneClick) -> None:
    if (turn := on.turn) and (reply := on.reply):
        on.panel.screen.services.judging.pick(on.chat, turn, reply)


def _instruct(on: LaneClick) -> None:
    lanes.instruct(on.engine, on.chat, on.number, system_prompt=on.word('systemPrompt'), parameters=dict(on.args.get('parameters') or {}),
                   is_streamed={'on': True, 'off': False}.get(on.word('stream')))
    _choose_tools(on)


def _choose_tools(on: LaneClick) -> None:
    """None: as the chat has it. Servers whose tools are wanted are started, so that their tools are known."""
    lane, wanted, toolbox = on.lane, on.args.get('tools'), on.engine.tools.toolbox
    keys = None
    if wanted is not None and lane:
        keys = checked(wanted, [source.name for source in toolbox.sources], lane.tools or ())
    lanes.choose_tools(on.engine, on.chat, on.number, keys)
    if keys:
        background_tasks.create(toolbox.offer(keys), name='starting the tools of a lane')


def _resize(on: LaneClick) -> None:
    width = on.args.get('width')
    lanes.resize(on.engine, on.chat, on.number, float(width) if isinstance(width, int | float) else None)


FOR_LANE: tuple[Action[LaneClick], ...] = (
    Action(name='stop', is_blind_safe=True, call=lambda on: on.engine.stop(on.chat.id, on.number)),
    Action(name='park', is_blind_safe=True, call=lambda on: lanes.park(on.engine, on.chat, on.number, is_parked=True)),
    Action(name='resume', is_blind_safe=True, call=lambda on: lanes.park(on.engine, on.chat, on.number, is_parked=False)),
    Action(name='ask', is_blind_safe=True, call=_ask),
    Action(name='retry', is_blind_safe=True, call=_retry),
    Action(name='continue', is_blind_safe=True, call=_continue),
    Action(name='pick', is_blind_safe=True, call=_pick),
    Action(name='width', is_blind_safe=True, call=_resize),
    Action(name='remove', call=_remove),
    Action(name='duplicate', call=_duplicate),
    Action(name='open', call=_open),
    Action(name='sent', call=_show_sent),
    Action(name='model', call=lambda on: lanes.replace(on.engine, on.chat, on.number, on.word('model'))),
    Action(name='settings', call=_instruct),
)


def _export(on: LaneClick) -> None:
    with on.panel.client:
        ui.download.from_url(f'/api/chats/{on.chat.id}/export')


def _use_set(on: LaneClick) -> None:
    """Before the first prompt the set takes the place of the lanes; later it opens a comparison of its own."""
    name = on.word('name')
    chosen = next((one for one in lanes.lane_sets(on.panel.screen.services.settings) if one.name == name), None)
    if chosen is None:
        raise EngineError('This set no longer exists.')
    if on.chat.turns:
        return on.panel.screen.open(f'/compare?set={quote(name, safe="")}')
    kept: list[Lane] = [lane.fresh() for lane in chosen.lanes]
    on.chat.lanes.clear()
    for lane in kept:
        on.engine.add_lane(on.chat, lane)


async def _change_sets(on: LaneClick, change: Callable[..., None], *args: Any) -> None:
    """The file is written in a thread: it waits for the disk."""
    try:
        await asyncio.to_thread(change, on.panel.screen.services.settings, *args)
    finally:
        on.panel.show_sets()


FOR_ALL: tuple[Action[LaneClick], ...] = (
    Action(name='stop-all', is_blind_safe=True, call=lambda on: on.engine.stop(on.chat.id)),
    Action(name='retry-failed', is_blind_safe=True, call=lambda on: lanes.retry_failed(on.engine, on.chat)),
    Action(name='add', call=lambda on: lanes.add(on.engine, on.chat, on.word('model'))),
    Action(name='export', call=_export),
    Action(name='use-set', call=_use_set),
    Action(name='keep-set', call=lambda on: _change_sets(on, lanes.keep_set, on.word('name'), list(on.chat.lanes))),
    Action(name='drop-set', call=lambda on: _change_sets(on, lanes.drop_set, on.word('name'))),
)
