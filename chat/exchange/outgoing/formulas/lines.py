"""Displayed formulas that go over several lines, as block rules of markdown-it. What such a formula holds is no list, no heading and no
end of its paragraph, be it empty lines. The twin of `ui/transcript/markdown/formulas/lines.js`, which also knows texts that still grow.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from chat.exchange.outgoing.formulas.spans import CLOSINGS, formulas_in
from chat.exchange.outgoing.formulas.words import is_display, is_formula, is_prose

MOST_LINES = 200
"""Of one formula."""
BLANKS = ' \t\n\v\f\r'
"""That Markdown knows: a no-break space is none."""
BINDS_TIGHTER = re.compile(r'`[^`]+`|\A\s*(?:`{3}|~{3})|\]\((?:https?:|mailto:)')
UNDERLINE = re.compile(r'(?:(=+)|-+)[ \t]*\Z')


@dataclass(kw_only=True, slots=True, frozen=True)
class End:
    """Where a display ends."""

    line: int
    tex: str
    rest: str
    """What follows on that line."""
    is_missing: bool = False
    """It does not end."""


def displays(md: MarkdownIt) -> None:
    md.block.ruler.before('fence', 'math', _block, {'alt': ['paragraph', 'reference', 'blockquote', 'list']})
    md.block.ruler.at('lheading', _text)  # takes the place of "paragraph", too


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula that begins a line."""
    line = _line(state, start)
    if line[:2] not in {'$$', '\\['} or line[2:3] == '$' or state.is_code_block(start):
        return False
    found = _end_of(state, start, end, line[:2], 0, line)
    if found is None or (found.line == start and found.rest):
        return False
    if silent:
        return True
    if found.rest:
        return _text(state, start, end, silent)
    following = _until_empty(state, start, end) if found.is_missing else found.line + 1
    token = state.push('math_source' if found.is_missing else 'math_block', '', 0)
    token.content = state.getLines(start, following, state.blkIndent, False).strip()
    token.meta = {'tex': found.tex}
    token.map = [start, following]
    state.line = following
    return True


def _until_empty(state: StateBlock, line: int, end: int) -> int:
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    return line


def _text(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph, or a heading that is underlined: the rules `lheading` and `paragraph` of markdown-it, which step over displays."""
    rules = state.md.block.ruler.getRules('paragraph')
    end = state.lineMax
    parent_type = state.parentType
    state.parentType = 'paragraph'
    level = 0
    line = _behind(state, start, end)
    while line < end and not state.isEmpty(line):
        if state.sCount[line] - state.blkIndent <= 3:
            level = _underline(state, line)
            if level or (state.sCount[line] >= 0 and any(rule(state, line, end, True) for rule in rules)):
                break
        line = _behind(state, line, end)
    state.parentType = parent_type
    _write(state, start, line, level)
    return True


def _underline(state: StateBlock, line: int) -> int:
    found = UNDERLINE.match(_line(state, line)) if state.sCount[line] >= state.blkIndent else None
    return 0 if found is None else 1 if found[1] else 2


def _write(state: StateBlock, start: int, end: int, level: int) -> None:
    kind, tag = ('heading', f'h{level}') if level else ('paragraph', 'p')
    state.line = end + 1 if level else end
    opening = state.push(f'{kind}_open', tag, 1)
    opening.map = [start, state.line]
    inline = state.push('inline', '', 0)
    inline.content = state.getLines(start, end, state.blkIndent, False).strip(BLANKS)
    inline.map = [start, end]
    inline.children = []
    closing = state.push(f'{kind}_close', tag, -1)
    if level:
        opening.markup = closing.markup = '=' if level == 1 else '-'


def _behind(state: StateBlock, line: int, end: int) -> int:
    """The next line of a paragraph, behind the displays that begin in this one."""
    content = _line(state, line)
    while '$$' in content or '\\[' in content:
        opening = formulas_in(content).open
        found = _end_of(state, line, end, opening[1], opening[0], content) if opening else None
        if found is None or found.is_missing:
            break
        line, content = found.line, found.rest
    return line + 1


def _end_of(state: StateBlock, start: int, end: int, mark: str, at: int, content: str) -> End | None:
    """Of the display that begins at this place of this content of a line; None if that is none."""
    before = content[:at]
    lines: list[str] = []
    is_loose = bool(before.strip())
    """It neither begins a line nor is kept together by having no empty one."""
    has_words = False
    for line in range(start, end):
        part = content[at + 2:] if line == start else _line(state, line)
        closing = _closing_in(part, mark)
        if closing is None or len(lines) > MOST_LINES or _is_outside(state, line):
            return None
        if BINDS_TIGHTER.search(part if closing < 0 else part[:closing]):
            return None
        if closing >= 0:
            return _closed(mark, '\n'.join([*lines, part[:closing]]), before, part[closing + 2:], line)
        is_loose = is_loose or state.isEmpty(line)
        has_words = has_words or is_prose(part, is_strict=True)
        if not lines and is_prose(part, is_strict=False):
            return None
        if is_loose and has_words:
            return None if before.strip() else End(line=line, tex='', rest='', is_missing=True)
        lines.append(part)
    return End(line=end, tex='\n'.join(lines), rest='', is_missing=True)


def _closed(mark: str, tex: str, before: str, rest: str, line: int) -> End | None:
    is_alone = not before.strip() and not rest.strip()
    is_one = is_display(mark, tex) if is_alone else is_formula(mark, tex, before[-1:], rest[:8])
    return End(line=line, tex=tex, rest=rest if rest.strip() else '') if is_one else None


def _closing_in(part: str, mark: str) -> int | None:
    """Where this line ends the formula: -1 if nowhere, None if it shows that there is none."""
    for found in re.finditer(r'\\.?|\$+', part):
        if found[0] == CLOSINGS[mark]:
            return found.start()
        if found[0] == '\\[' or (mark == '$$' and len(found[0]) > 2 and found[0][0] == '$'):
            return None
    return -1


def _is_outside(state: StateBlock, line: int) -> bool:
    return not state.isEmpty(line) and state.sCount[line] < state.blkIndent


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line]:state.eMarks[line]]
