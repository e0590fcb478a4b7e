"""What chats that come in are called, where they lie and what they are tagged with: as people could have typed it here."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from chat.conversation import Chat
from chat.engine.listing import title_from
from chat.engine.one_line import DEEPEST, LONGEST_NAME, LONGEST_TITLE, MOST_TAGS, clipped, one_line

LONG_TITLES = f'what a title has beyond {LONGEST_TITLE} characters'
LONG_FOLDERS = f'folders more than {DEEPEST} deep'
TOO_MANY_TAGS = f'tags beyond {MOST_TAGS} of a chat'


def tidy_names(chat: Chat, left_out: Counter[str]) -> None:
    """What does not fit is counted in `left_out`, by kind."""
    title = one_line(chat.title) or title_from(next((turn.prompt for turn in chat.turns.values()), ''))
    chat.title = clipped(title)
    left_out[LONG_TITLES] += len(title) > LONGEST_TITLE
    parts = [*_names(chat.folder.split('/'))]
    chat.folder = '/'.join(parts[:DEEPEST])
    left_out[LONG_FOLDERS] += len(parts) > DEEPEST
    tags: dict[str, str] = {}
    for tag in _names(chat.tags):
        tags.setdefault(tag.casefold(), tag)
    chat.tags = [*tags.values()][:MOST_TAGS]
    left_out[TOO_MANY_TAGS] += len(tags) - len(chat.tags)


def _names(texts: Iterable[str]) -> Iterator[str]:
    return (name for text in texts if (name := clipped(one_line(text), LONGEST_NAME)))
