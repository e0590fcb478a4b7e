"""Emphasis beside Chinese, Japanese and Korean: `**结论：**这个` is bold, though no blank follows the colon.

CommonMark looks for blanks and punctuation around the marks, which these scripts do without. The rule is that of the plugin
markdown-it-cjk-friendly, which the page uses.
"""
from __future__ import annotations

from unicodedata import category, east_asian_width, name

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

SELECTORS = ('\ufe00', '\ufe0e')
"""Variants of the character before; the one behind them asks for an emoji."""
IDEOGRAPHIC_SELECTORS = ('\U000e0100', '\U000e01ef')
QUOTES = '‘’“”'
WIDE_QUOTES = '\ufe01'


def cjk_emphasis(md: MarkdownIt) -> None:
    """A plugin."""
    inline = FriendlyInline()
    inline.ruler, inline.ruler2 = md.inline.ruler, md.inline.ruler2
    md.inline = inline


class FriendlyInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = FriendlyState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(''):
            rule(state)
        return state.tokens


class FriendlyState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the library's names
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        last = self.src[start - 1] if start else ' '
        following = self.src[end] if end < self.posMax else ' '
        second = (self.src[start - 2] if start > 1 else ' ') if SELECTORS[0] <= last <= SELECTORS[1] else None
        main = second if second is not None and category(second) != 'Zs' else last
        if isWhiteSpace(ord(main)) or isWhiteSpace(ord(following)):
            return Scanned(not isWhiteSpace(ord(following)), not isWhiteSpace(ord(main)), end - start)
        opens, closes = _is_punctuation(main), _is_punctuation(following)
        if canSplitWord:
            is_beside = _is_cjk(following) or (_is_behind_cjk(last) if second is None else _is_before_selector(second, last))
            opens, closes = opens or is_beside or not closes, closes or is_beside or not opens
        return Scanned(opens, closes, end - start)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_cjk(character: str) -> bool:
    return _base(character) is True


def _is_behind_cjk(character: str) -> bool:
    base = _base(character)
    return IDEOGRAPHIC_SELECTORS[0] <= character <= IDEOGRAPHIC_SELECTORS[1] if base is None else base


def _is_before_selector(character: str, selector: str) -> bool:
    base = _base(character)
    return selector == WIDE_QUOTES and character in QUOTES if base is None else base


def _base(character: str) -> bool | None:
    """None where the width depends on what is around."""
    match east_asian_width(character) if character >= '\u1100' else 'Na':
        case 'F' | 'H':
            return True
        case 'W':
            return not _is_emoji(character)
        case 'A':
            return None
        case 'N':
            return name(character, '').startswith('HANGUL')
    return False


def _is_emoji(character: str) -> bool:
    is_symbol = category(character) in {'So', 'Sk'}
    return is_symbol and ('\u2300' <= character < '\u2c00' or '\U0001f000' <= character < '\U00020000') and character not in SQUARED


SQUARED = frozenset(map(chr, range(0x1f200, 0x1f300))) - frozenset('🈁🈚🈯🈲🈳🈴🈵🈶🈸🈹🈺🉐🉑')
"""Words in squares: wide, but no faces, save those that are drawn in colours."""
