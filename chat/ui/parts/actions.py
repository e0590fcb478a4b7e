"""What buttons do: each is an `Action` in a table, and every click of the page goes through `Actions.carry_out`."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chat.conversation.json_object import JsonObject
from chat.engine.judging import blind
from chat.ui.parts.tab import Tab

Click = TypeVar('Click')
"""What was clicked on, and what the browser said with it."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Action(Generic[Click]):
    name: str
    """The browser's name for it."""
    call: Callable[[Click], Any]
    """May raise EngineError, StoreError or SettingsError, whose sentence is shown; or it returns a coroutine that may."""
    label: str = ''
    """The words of a button that is made from this table; none: the browser has a button of its own."""
    icon: str = ''
    """A name of lane_icons.js."""
    is_for_answers: bool = True
    """Only of use when there are answers."""
    is_blind_safe: bool = False
    """Whether it reveals none of the names that a blind comparison hides. The others wait for the reveal."""


class Actions(Generic[Click]):
    """A table of actions by name; a later one replaces an earlier one of the same name."""

    def __init__(self, *groups: Iterable[Action[Click]]) -> None:
        self._actions = {action.name: action for group in groups for action in group}

    def offered(self, *, is_blind: bool = False) -> list[JsonObject]:
        """Those with a label, for the browser."""
        return [{'name': one.name, 'label': one.label, 'icon': one.icon, 'isForAnswers': one.is_for_answers}
                for one in self._actions.values() if one.label and (one.is_blind_safe or not is_blind)]

    def get(self, name: str) -> Action[Click] | None:
        """Unknown names are ignored: the page may be older than the program."""
        return self._actions.get(name)

    def carry_out(self, name: str, click: Click, screen: Tab, *, is_blind: bool = False) -> None:
        action = self.get(name)
        if action is None:
            return
        if is_blind and not action.is_blind_safe:
            screen.tell(blind.BEFORE_REVEAL)
        else:
            screen.attempt(lambda: action.call(click))
