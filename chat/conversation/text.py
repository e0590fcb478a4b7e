"""Text that can be kept, sent and shown."""
from __future__ import annotations

import re

REPLACED = '\ufffd'
TAGS = '(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+'
"""Letters that nobody sees; behind a black flag they make it that of England, Scotland or Wales."""
INVISIBLE = f'[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|{TAGS}'
"""Marks that turn the direction of the text behind them, or let two names look the same. Those inside of emoji and scripts stay."""
CONTROLS = re.compile(f'[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|{INVISIBLE}')
"""With what a terminal obeys; tabs and line breaks are not counted among them."""
UNSEEN = re.compile(f'\u00ad|{INVISIBLE}')
BLANK = re.compile(r'[\s\x00-\x1f\x7f-\x9f]+')


def clean_text(text: str) -> str:
    """Halves of a surrogate pair are put together; a half that stands alone becomes U+FFFD: no file, database or browser takes it."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode('utf-16-le', 'surrogatepass').decode('utf-16-le', 'replace')
    return text


def plain_text(text: str) -> str:
    r"""What could deceive whoever reads it becomes visible, as programmers write it: `\x1b`, `\u202e`."""
    return text if text.isprintable() else CONTROLS.sub(lambda found: in_escapes(found[0]), text)


def one_line(text: str) -> str:
    """For a line of a list: nothing in it that breaks the line or that nobody sees."""
    return BLANK.sub(' ', UNSEEN.sub('', clean_text(text))).strip()


def gap_between(before: str, after: str) -> str:
    """The line ends that are missing between two paragraphs."""
    ends = len(before[-2:]) - len(before[-2:].rstrip('\n')) + len(after[:2]) - len(after[:2].lstrip('\n'))
    return '\n' * max(0, 2 - ends) if before else ''


def in_escapes(text: str) -> str:
    r"""Each letter as programmers write it: `\x1b`, `\u202e`."""
    return ''.join(map(_escaped, text))


def _escaped(char: str) -> str:
    number = ord(char)
    return f'\\x{number:02x}' if number < 0x100 else f'\\u{number:04x}' if number < 0x10000 else f'\\U{number:08x}'
