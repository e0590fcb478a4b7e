"""Text that can be kept, sent and shown."""
from __future__ import annotations

import re

REPLACED = '\ufffd'
CONTROLS = re.compile(
    '[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]')
"""What a terminal obeys, what turns the direction of the text behind it, and what nobody can see. Tabs and line breaks are none."""


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
    return CONTROLS.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f'\\x{number:02x}' if number < 0x100 else f'\\u{number:04x}' if number < 0x10000 else f'\\U{number:08x}'
