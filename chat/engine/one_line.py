"""Text for a line of a list: one line, nothing invisible in it, and how much of it there can be."""
from __future__ import annotations

from chat.conversation.text import one_line

__all__ = ['DEEPEST', 'LONGEST_NAME', 'LONGEST_TITLE', 'MOST_TAGS', 'clipped', 'one_line']

LONGEST_TITLE = 200
"""Characters of a chat's title."""
LONGEST_NAME = 60
"""Characters of a tag's name, and of each part of a folder's."""
DEEPEST = 6
"""Folders in one another."""
MOST_TAGS = 20
"""Of one chat."""


def clipped(line: str, length: int = LONGEST_TITLE) -> str:
    """Not more than so many characters of it."""
    return line if len(line) <= length else line[:length - 1].rstrip() + '…'
