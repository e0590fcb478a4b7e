"""What more can be done with lanes: other parts of the page put their buttons here, and every comparison shows them.

    offer_for_all(Action(name='blind', label='Blind', call=lambda panel, _: ..., icon='eye'))     # in the line above the lanes
    offer_for_lane(Action(name='diff', label='Diff with…', call=lambda panel, number: ...))       # in the menu of each lane
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(kw_only=True, slots=True, frozen=True)
class Action:
    name: str
    """The browser's name for it; one that is taken is replaced."""
    label: str
    call: Callable[[Any, int], Any]
    """Given the ChatPanel (`.chat`, `.engine`, `.screen`, `.board`) and the lane's number, -1 for all lanes."""
    icon: str = ''
    """A name of lane_icons.js; none: words."""
    is_for_answers: bool = True
    """Only of use when there are answers."""
    is_blind_safe: bool = False
    """Whether it keeps the names that a blind comparison hides; others are not offered there."""


for_all: dict[str, Action] = {}
for_lane: dict[str, Action] = {}


def offer_for_all(action: Action) -> None:
    for_all[action.name] = action


def offer_for_lane(action: Action) -> None:
    for_lane[action.name] = action


def told(actions: dict[str, Action], *, is_blind: bool = False) -> list[dict[str, Any]]:
    """The actions as the browser is told of them."""
    offered = [a for a in actions.values() if a.is_blind_safe or not is_blind]
    return [{'name': a.name, 'label': a.label, 'icon': a.icon, 'isForAnswers': a.is_for_answers} for a in offered]
