"""Text for a line of a list: one line, nothing invisible in it, and how much of it there can be."""
from __future__ import annotations

import re

from chat.conversation.text import clean_text

LONGEST_TITLE = 200
"""Characters of a chat's title."""
LONGEST_NAME = 60
"""Characters of a tag's name, and of each part of a folder's."""
DEEPEST = 6
"""Folders in one another."""
MOST_TAGS = 20
"""Of one chat."""
BLANK = re.compile(r'[\s\x00-\x1f\x7f-\x9f]+')
INVISIBLE = re.compile('[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]')
"""Marks that turn the direction of the text behind them, or let two names look the same. Those inside of emoji and scripts stay."""


def one_line(text: str) -> str:
    return BLANK.sub(' ', INVISIBLE.sub('', clean_text(text))).strip()


def clipped(line: str, length: int = LONGEST_TITLE) -> str:
    """Not more than so many characters of it."""
    return line if len(line) <= length else line[:length - 1].rstrip() + '…'
