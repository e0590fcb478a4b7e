"""A text cut into what people call paragraphs; a block of code is one."""
from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r' {0,3}(`{3,}|~{3,})')
LONGEST = 12_000
"""Characters of prose without a blank line that are kept together."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Paragraph:
    text: str
    """Without the blank lines around it."""
    is_code: bool = False
    """Whether it is a fenced block, its fences included."""


def paragraphs_of(text: str) -> list[Paragraph]:
    """In order. A fence that is never closed reaches to the end, as Markdown has it."""
    found: list[Paragraph] = []
    lines: list[str] = []
    fence = ''
    for line in text.splitlines():
        mark = FENCE.match(line)
        if fence:
            lines.append(line)
            if mark and line.strip().startswith(fence) and not line.strip(' `~'):
                fence = _close(found, lines, is_code=True)
        elif mark:
            _close(found, lines, is_code=False)
            fence = mark[1]
            lines.append(line)
        elif line.strip():
            lines.append(line)
        else:
            _close(found, lines, is_code=False)
    _close(found, lines, is_code=bool(fence))
    return found


def _close(found: list[Paragraph], lines: list[str], *, is_code: bool) -> str:
    text = '\n'.join(lines)
    lines.clear()
    if text:
        pieces = [text] if is_code else [text[start:start + LONGEST] for start in range(0, len(text), LONGEST)]
        found.extend(Paragraph(text=piece, is_code=is_code) for piece in pieces)
    return ''
