"""The small choices of the user: what each is called in the file, what it may be, and what it is while nobody has chosen."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chat.settings.error import SettingsError
from chat.settings.settings import Settings

MOST_DOLLARS = 1_000_000
"""A larger budget is a slip of the keyboard."""
MOST_ROUNDS = 1000
SHORTEST_TOOL, LONGEST_TOOL = 0.01, 3600.0
"""Seconds that a tool may be given."""
THOUSANDS = re.compile(r'\d{1,3}(,\d{3})+(\.\d*)?')
"""Any other comma begins the cents."""
SIGN = re.compile(r'^\s*(US)?\$\s*|\s*(\$|USD)?\s*$', re.IGNORECASE)
Value = TypeVar('Value')


@dataclass(kw_only=True, slots=True, frozen=True, eq=False)
class Preference(Generic[Value]):
    name: str
    usual: Value
    read: Callable[[object], Value | None]
    """The value as it is used; None if it is none: people write files by hand, and pages of other versions send what they like."""

    def of(self, settings: Settings) -> Value:
        found = self.read(settings.get(self.name))
        return self.usual if found is None else found

    def keep(self, settings: Settings, value: object) -> None:
        """Write it into the file, which waits for the disk; None forgets it. Raises SettingsError."""
        if value is not None and self.read(value) is None:
            raise SettingsError(f'“{self.name}” was not kept: that is not a value it can have.')
        settings.set(self.name, value)


def dollars(value: object) -> float | None:
    """A budget as it stands in a file or was typed; None if it is none. Zero is one: nothing may be spent."""
    typed = SIGN.sub('', str(value))
    if THOUSANDS.fullmatch(typed):
        typed = typed.replace(',', '')
    try:
        number = float(typed.replace(',', '.')) if value is not None else -1.0
    except ValueError:
        return None
    return abs(number) if 0 <= number <= MOST_DOLLARS else None  # -0 is a number, too


def _one_of(*values: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in values else None


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _seconds(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def _rounds(value: object) -> int | None:
    return min(value, MOST_ROUNDS) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _tool_seconds(value: object) -> float | None:
    seconds = _seconds(value)
    return min(max(seconds, SHORTEST_TOOL), LONGEST_TOOL) if seconds else None


def _names(value: object) -> list[str] | None:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else None


def _tables(value: object) -> list[Mapping[str, Any]] | None:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else None


THEME = Preference(name='theme', usual='system', read=_one_of('system', 'light', 'dark'))
DENSITY = Preference(name='density', usual='comfortable', read=_one_of('comfortable', 'compact'))
WIDTH = Preference(name='width', usual='normal', read=_one_of('normal', 'wide'))
KEYS = Preference(name='keys', usual='on', read=_one_of('on', 'off'))
"""Whether letters alone are shortcuts."""
LAST_MODEL = Preference(name='last_model', usual='', read=_text)
LAST_LANES: Preference[list[str]] = Preference(name='last_lanes', usual=[], read=_names)
"""The models of the comparison that was begun last."""
LANE_SETS: Preference[list[Mapping[str, Any]]] = Preference(name='lane_sets', usual=[], read=_tables)
STREAM_ANSWERS = Preference(name='stream_answers', usual=True, read=_switch)
NOTIFY = Preference(name='notify', usual=False, read=_switch)
NOTIFY_AFTER: Preference[float] = Preference(name='notify_after', usual=20, read=_seconds)
"""From how many seconds on a reply is a long one."""
DAILY_BUDGET: Preference[float | None] = Preference(name='daily_budget', usual=None, read=dollars)
"""US dollars."""
ALLOWED_TOOLS: Preference[list[str]] = Preference(name='allowed_tools', usual=[], read=_names)
"""`source/tool` of those that need not ask in any chat, nor in a suite."""
TOOL_ROUNDS: Preference[int] = Preference(name='tool_rounds', usual=10, read=_rounds)
"""How often a reply may go on by itself with what its tools have given."""
TOOL_SECONDS: Preference[float] = Preference(name='tool_seconds', usual=60.0, read=_tool_seconds)
"""After which a tool is given up."""
FIND_LOCAL_SERVERS = Preference(name='find_local_servers', usual=True, read=_switch)

CARRIED: Mapping[str, Preference[Any]] = {one.name: one for one in (
    THEME, DENSITY, WIDTH, KEYS, LAST_MODEL, LAST_LANES, LANE_SETS, STREAM_ANSWERS, NOTIFY, NOTIFY_AFTER, DAILY_BUDGET)}
"""Those that go to another computer, by name; others are of this one alone."""
