"""Which tools a lane may use: none until somebody has chosen them for its chat, its persona or itself."""
from __future__ import annotations

from collections.abc import Sequence

from chat.conversation import Chat, Lane
from chat.engine.error import EngineError

MOST_CHOSEN = 500
"""Keys of one choice."""


def chosen_for(lane: Lane | None, chat: Chat | None) -> tuple[str, ...]:
    if lane and lane.tools is not None:
        return lane.tools
    return chat.settings.tools if chat else ()


def with_choice(known: tuple[str, ...], key: str, tools: tuple[str, ...], *, is_on: bool) -> tuple[str, ...]:
    """`tools`: keys of all of its source. A source with one tool less is the others of it."""
    source = key.partition('/')[0]
    own = set(tools if source in known else (one for one in known if one.partition('/')[0] == source and one != source))
    others = [one for one in known if one.partition('/')[0] != source]
    if key == source:
        return (*others, source) if is_on else tuple(others)
    own = own | {key} if is_on else own - {key}
    is_all = bool(tools) and own >= set(tools)
    return (*others, source) if is_all else (*others, *sorted(own))


def checked(wanted: object, known: Sequence[str], before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Keys as the page or a form gives them. `known`: names of the sources that there are; what was chosen before may stay although its
    source is gone. Raises EngineError."""
    keys = tuple(dict.fromkeys(key for key in wanted if isinstance(key, str) and key)) if isinstance(wanted, list | tuple) else ()
    if len(keys) > MOST_CHOSEN:
        raise EngineError(f'At most {MOST_CHOSEN} tools can be chosen one by one; choose whole servers or files.')
    unknown = next((key for key in keys if key not in before and key.partition('/')[0] not in known), None)
    if unknown is not None:
        raise EngineError(f'There are no tools called “{unknown[:60]}” here.')
    return keys
