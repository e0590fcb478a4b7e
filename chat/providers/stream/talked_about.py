"""Whether a mark is meant, or talked about: in code, in quotation marks, in the middle of a sentence."""
from __future__ import annotations

import re

from chat.providers.stream.code_lines import CodeLines

INDENTED = ('    ', '\t')
"""A block of code, in an answer."""
QUOTING = re.compile(r'[ \t]*(?:(?:>|[-*+|]|\d{1,9}[.)])[ \t]*)+')
"""The beginning of a quotation, an item or a row, with nothing behind."""
QUOTES = '"\'“‘«„‚‹(「『*_'
CLOSERS = '"\'”’»“‘›)」』*_'
"""Also those of emphasis."""
SENTENCE_ENDS = '.!?…。！？'
PUNCTUATION = '.,;:!?…\'"”’»)]}'


def is_talked_about(lines: CodeLines, rest: str, *, is_all: bool, is_sure: bool = False, is_last: bool = False) -> bool | None:
    """About a mark at the place that `lines` has come to, with `rest` behind it. None: more must follow to say, and will.

    `is_sure`: there must be such a mark somewhere. `is_last`: it is one that ends all, so nothing behind it would help to tell.
    """
    if lines.is_fenced:
        return True
    is_in_span = lines.is_in_span(rest, is_all=is_all)
    if is_in_span is not False:
        return is_in_span
    if not lines.line.strip():
        return not is_sure and lines.line.startswith(INDENTED)
    if QUOTING.fullmatch(lines.line):
        return True
    before = lines.before.rstrip(' \t')
    if before == lines.before:
        return _is_quoted(before, rest, is_all=is_all)
    if before.rstrip(CLOSERS)[-1:] in SENTENCE_ENDS:
        return False
    return True if is_last else _does_go_on(rest, is_all=is_all)


def _is_quoted(before: str, rest: str, *, is_all: bool) -> bool | None:
    unquoted = before.rstrip(QUOTES)
    if unquoted == before or unquoted and not unquoted[-1].isspace():
        return False  # what stands before it closes, and opens nothing
    return rest[0] in CLOSERS if rest else False if is_all else None


def _does_go_on(rest: str, *, is_all: bool) -> bool | None:
    """Whether the sentence in front of the mark goes on behind it, in the same line."""
    behind = rest.lstrip(' \t')
    if not behind:
        return False if is_all else None
    return behind[0].islower() if rest[0] in ' \t' else rest[0] in PUNCTUATION
