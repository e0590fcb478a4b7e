"""Which tools a lane may use: none until somebody has chosen them for its chat, its persona or itself."""
from __future__ import annotations

from chat.conversation import Chat, Lane

NONE = 'none'
MOST_TYPED = 50


def chosen_for(lane: Lane | None, chat: Chat | None) -> tuple[str, ...]:
    if lane and lane.tools is not None:
        return lane.tools
    return chat.settings.tools if chat else ()


def is_chosen(key: str, chosen: tuple[str, ...]) -> bool:
    """A tool is, if its source is."""
    return key in chosen or key.partition('/')[0] in chosen


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


def keys_typed(text: str) -> tuple[str, ...] | None:
    """As people write it: `files, search/find`, or `none`. None for nothing: as the chat has it."""
    words = [word for one in text.split(',') if (word := one.strip())]
    if not words:
        return None
    return () if [word.lower() for word in words] == [NONE] else tuple(dict.fromkeys(words[:MOST_TYPED]))


def typed_from(keys: tuple[str, ...] | None) -> str:
    return '' if keys is None else ', '.join(keys) or NONE
