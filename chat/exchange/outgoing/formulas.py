"""Formulas between $..$, $$..$$, \\(..\\) and \\[..\\] in Markdown: found as `transcript/math.js` finds them for the page, and left as they
were written, for Markdown would take their backslashes and stars for its own.
"""
from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

BLOCK_MARKS = {'$$': '$$', '\\[': '\\]'}
ENDS = {'\\(': '\\)', '\\[': '\\]', '$$': '$$'}
ONLY_IN_FORMULAS = re.compile(r'[\\^_={}+<>]')


def formulas(md: MarkdownIt) -> None:
    """A plugin: tokens `math` and `math_block` with the source, marks included, for their content."""
    md.inline.ruler.before('escape', 'math', _inline)
    md.block.ruler.before('fence', 'math_block', _block, {'alt': ['paragraph', 'reference', 'blockquote', 'list']})


def _inline(state: StateInline, silent: bool) -> bool:
    end = _end_of(state.src, state.pos) if state.src[state.pos] in '\\$' else None
    if end is None or end > state.posMax:
        return False
    if not silent:
        state.push('math', '', 0).content = state.src[state.pos:end]
    state.pos = end
    return True


def _end_of(text: str, start: int) -> int | None:
    """Of the formula that starts here; None if none does."""
    if closing := ENDS.get(text[start:start + 2]):
        end = text.find(closing, start + 2) if start + 2 <= _last(text, closing) else -1
        return end + 2 if end >= 0 and text[start + 2:end].strip() else None
    return _end_of_dollars(text, start) if text[start] == '$' else None


def _end_of_dollars(text: str, start: int) -> int | None:
    if re.match(r'\s|\Z', text[start + 1:start + 2]) or re.match(r'[\w$]', text[start - 1:start], re.ASCII):
        return None
    end = text.find('$', start + 1)
    while end >= 0 and text[end - 1] == '\\':
        end = text.find('$', end + 1)
    if end < 0 or text[end - 1].isspace() or re.match(r'[\d$]', text[end + 1:end + 2], re.ASCII):
        return None
    return None if _looks_like_money(text[start + 1:end]) else end + 1


def _looks_like_money(tex: str) -> bool:
    """“$5 for a, 10$ for b”: starts with a number, has words, and nothing that only a formula has."""
    return tex[0].isdigit() and re.search(r'\s', tex) is not None and ONLY_IN_FORMULAS.search(tex) is None


@lru_cache(maxsize=4)
def _last(text: str, mark: str) -> int:
    """Where it stands for the last time: a text with thousands of opening marks must not be searched to its end for each of them."""
    return text.rfind(mark)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula on lines of its own. It ends at its closing mark or at an empty line."""
    line = _line(state, start)
    closing = BLOCK_MARKS.get(line[:2])
    if closing is None or state.is_code_block(start):
        return False
    rest = line[2:]
    is_one_line = rest.endswith(closing) and len(rest) > 2
    if not is_one_line and closing in rest:
        return False
    if silent:
        return True
    state.line = start + 1 if is_one_line else _next_line(state, start + 1, end, closing)
    token = state.push('math_block', '', 0)
    token.content = state.getLines(start, state.line, state.blkIndent, False).strip('\n')
    token.map = [start, state.line]
    return True


def _next_line(state: StateBlock, line: int, end: int, closing: str) -> int:
    """Behind the formula."""
    while line < end and (text := _line(state, line)) and state.sCount[line] >= state.blkIndent:
        line += 1
        if text.endswith(closing):
            break
    return line


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line]:state.eMarks[line]].rstrip()
