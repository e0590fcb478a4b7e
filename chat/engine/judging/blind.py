"""Blind comparisons: which lane is which stays here until the reveal.

The lanes of a blind comparison get new numbers in a shuffled order, so that neither their place nor their number tells who they were.
What leaves for a browser while `is_blind` holds has to go through `aliases` and `mask_of`.
"""
from __future__ import annotations

import random
import string
import time
from dataclasses import replace
from functools import lru_cache

from chat.analysis.self_naming import NameMask, mask_for
from chat.conversation import Chat, Turn
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.providers.registry import Providers

BEFORE_REVEAL = 'Names are hidden; reveal them first.'
_chance = random.SystemRandom()


def is_blind(chat: Chat) -> bool:
    return chat.is_blind


def is_revealed(chat: Chat) -> bool:
    """Whether the names of these lanes have been hidden and shown: they cannot be hidden again."""
    return chat.settings.revealed_at is not None


def began_blind(chat: Chat, turn: Turn) -> bool:
    """Whether nobody could know whose answer is whose when this prompt was sent."""
    return is_blind(chat) and turn.created_at >= chat.settings.blind_since


def aliases(chat: Chat) -> dict[int, str]:
    """Lane number -> "Model A", in the order on the screen; empty when nothing is hidden."""
    return {number: f'Model {letter}' for number, letter in letters(chat).items()} if is_blind(chat) else {}


def letters(chat: Chat) -> dict[int, str]:
    """Lane number -> its letter, as it is or was while names were hidden."""
    numbers = chat.settings.blind_order or [lane.number for lane in chat.lanes]
    present = {lane.number for lane in chat.lanes}
    return {number: letter for number, letter in zip(numbers, string.ascii_uppercase, strict=False) if number in present}


def mask_of(chat: Chat, providers: Providers) -> NameMask | None:
    """What hides the names that models say themselves; None when nothing is hidden."""
    if not is_blind(chat):
        return None
    return _mask(tuple(sorted({(lane.model, providers.model(lane.model).label) for lane in chat.lanes})))


@lru_cache(maxsize=16)
def _mask(models: tuple[tuple[str, str], ...]) -> NameMask:
    return mask_for(models)


def start(engine: Engine, chat: Chat) -> Chat:
    """Hide the names, from here on. Returns the chat to show: another one, not sent to yet, if these lanes have been revealed before.

    Raises EngineError while a reply is running, for a single lane, and if an answer has been merged from the others.
    """
    if is_blind(chat):
        return chat
    if engine.is_running(chat.id):
        raise EngineError('Names can only be hidden when all lanes have ended.')
    if len(chat.lanes) < 2:
        raise EngineError('A blind comparison needs at least two lanes.')
    if is_revealed(chat) or any(lane.merges for lane in chat.lanes):
        return start(engine, engine.new([lane.fresh() for lane in chat.lanes if not lane.merges]))
    _shuffle(chat)
    order = tuple(lane.number for lane in chat.lanes)
    chat.settings = replace(chat.settings, is_blind=True, blind_since=time.time(), blind_order=order, widths={})
    if chat.turns:
        engine.store.save_whole_chat(chat)
    engine.save(chat)
    return chat


def end(engine: Engine, chat: Chat) -> None:
    """Show who is who; this cannot be undone once something was asked."""
    chat.settings = replace(chat.settings, is_blind=False)
    if chat.turns:
        chat.settings = replace(chat.settings, revealed_at=time.time(), revealed_turn=chat.current_turn_id)
    engine.budget.reveal(chat.id)
    engine.save(chat)


def _shuffle(chat: Chat) -> None:
    """New numbers for all lanes, in a new order; what the lanes have written moves along."""
    used = {lane.number for lane in chat.lanes} | {number for turn in chat.turns.values() for number in turn.replies}
    order = list(chat.lanes)
    _chance.shuffle(order)
    renamed = {lane.number: number for number, lane in enumerate(order, start=max(used, default=-1) + 1)}
    for turn in chat.turns.values():
        turn.replies = {renamed.get(number, number): versions for number, versions in turn.replies.items()}
        turn.shown = {renamed.get(number, number): reply_id for number, reply_id in turn.shown.items()}
        for reply in turn.all_replies():
            reply.lane = renamed.get(reply.lane, reply.lane)
    for lane in order:
        lane.number = renamed[lane.number]
        lane.inherits = renamed.get(lane.inherits, lane.inherits) if lane.inherits is not None else None
    chat.lanes[:] = order
