"""The tags in pieces of HTML, and which elements nothing ends."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

VERBATIM = 'script|pre|style|textarea'
BLOCKS = (
    (re.compile(rf'<(?:{VERBATIM})(?=[\s>]|\Z)', re.IGNORECASE), re.compile(f'</(?:{VERBATIM})>', re.IGNORECASE)),
    (re.compile('<!--'), re.compile('-->')), (re.compile(r'<\?'), re.compile(r'\?>')),
    (re.compile(r'<!\[CDATA\['), re.compile(r'\]\]>')), (re.compile('<![A-Za-z]'), re.compile('>')))
"""What begins a block of HTML that empty lines do not end, and what ends it (CommonMark 4.6)."""
TAG = re.compile(r'''<(/?)([A-Za-z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)(>?)''')
ENDS_BY_ITSELF = frozenset((
    'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr',
    'html', 'head', 'body', 'p', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'thead', 'tbody', 'tfoot', 'colgroup', 'option',
    'optgroup', 'rp', 'rt'))
"""Elements without a content, and those that the next one of their kind ends."""
RAW = frozenset(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'])
"""Elements in which nothing is a tag but their own end."""
COMMENT = '!--'


@dataclass(kw_only=True, slots=True, frozen=True)
class Tag:
    name: str
    start: int
    """Of its `<`."""
    is_end: bool = False
    is_broken: bool = False
    """Its own `>` is missing."""


def tags_of(html: str) -> Iterator[Tag]:
    """Those that begin or end something."""
    position = 0
    lowered = html.lower()
    while (start := html.find('<', position)) >= 0:
        if html.startswith('<!--', start):
            end = html.find('-->', start + 4)
            if end < 0:
                yield Tag(name=COMMENT, start=start)
                return
            position = end + 3
            continue
        found = TAG.match(html, start)
        position = found.end() if found else start + 1
        if found is None or found[2].lower() in ENDS_BY_ITSELF or (found[3].endswith('/') and found[4]):
            continue
        name = found[2].lower()
        yield Tag(name=name, start=start, is_end=bool(found[1]), is_broken=not found[4])
        if name in RAW and not found[1]:
            end = lowered.find(f'</{name}', position)
            if end < 0:
                return
            position = end


def left_open(tags: Sequence[Tag]) -> list[int]:
    """The indexes of those that nothing ends."""
    waiting: dict[str, list[int]] = {}
    for index, tag in enumerate(tags):
        if tag.is_end and not tag.is_broken:
            if waiting.get(tag.name):
                waiting[tag.name].pop()
        else:
            waiting.setdefault(tag.name if not tag.is_broken else f'{tag.name} broken', []).append(index)
    return sorted(index for indexes in waiting.values() for index in indexes)
