"""Letters in code that nobody sees, or that turn the direction of what stands behind them: a box in their place, as on the page itself
(`grammar/unseen.js`). The letters stay in it, so that what is copied from an exported page is exact."""
from __future__ import annotations

import re
from html import escape

from chat.conversation.text import TAGS, in_escapes

SIGNS = ('[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f'
         '\u3164\ufeff\uffa0\ufff9-\ufffb]')
VARIANTS = '(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\U000e0100-\U000e01ef])[\U000e0100-\U000e01ef]+'
"""Of Chinese signs; behind anything else they are nothing."""
RUN = re.compile(f'(?:{SIGNS}|{TAGS}|{VARIANTS})+')
MOST = 40
"""Boxes in a text: what has more of them is meant to be a burden."""
MOST_NAMED = 3


def marked(text: str) -> str:
    """HTML of a text of code, with a box for each run of such letters."""
    pieces, end = [], 0
    for number, found in enumerate(RUN.finditer(text)):
        box = f'<span class="unseen" title="{label_of(found[0])}">{escape(found[0])}</span>' if number < MOST else in_escapes(found[0])
        pieces += [escape(text[end:found.start()]), box]
        end = found.end()
    return ''.join([*pieces, escape(text[end:])])


def label_of(run: str) -> str:
    """ "U+202E", "U+200B ×3", "U+202E U+2066", "U+E0041 U+E0042 U+E0043 +9" """
    names = [f'U+{ord(letter):04X}' for letter in run]
    if len(set(names)) == 1:
        return names[0] + (f' ×{len(names)}' if len(names) > 1 else '')
    return ' '.join(names[:MOST_NAMED]) + (f' +{len(names) - MOST_NAMED}' if len(names) > MOST_NAMED else '')
