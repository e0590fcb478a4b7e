"""Whether what stands between two marks is a formula, or money, a shell's variables, a citation, words in escaped brackets.

The twin of `ui/transcript/markdown/formulas/words.js`; `tests/twins/formulas.json` is what both are held to.
"""
from __future__ import annotations

import re

CJK = '\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af'
LETTER = r'[^\W\d_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u218f\u2460-\u24ff]'
"""What Python counts as letters is more: numbers, too."""
WORD = re.compile(rf"(?:{LETTER}{{2,}}|[{CJK}])(?:[-_'’.&/#]{{1,3}}{LETTER}{{2,}}|_?[0-9]+)*(?:\+\+|#)?")
SIGN = re.compile(r'[\\^_{}=<>\u00b1-\u00b3\u00b9\u00d7\u00f7\u0370-\u03ff\u2070-\u209f\u2190-\u22ff\u2a00-\u2aff]')
"""What only a formula has."""
OPERATOR = re.compile(r"[-+*|/!'()]")
CITED = re.compile(r'(?:[0-9\s.…,;:–—-]+|\^[\w-]+|![A-Za-z]+|-?@.*|#[0-9]+|[A-Z](?:\+\+|#|/[A-Z]))\Z', re.ASCII)
"""[1, 3-5], […], [^1], [!NOTE], [@smith], [#12], [C++], [N/A]"""
ENDLESS = re.compile(r'[-+*/=:;,.&|#@?!([{<>]\Z')
"""No formula ends like this and goes on at once."""
GOES_ON = re.compile(r'[\x21-\x7e]')
STOPS = re.compile(r"""[.,;:!?)\]}"'*_|~-]""")
ENDING_OF_WORD = re.compile(r'(?:th|st|nd|rd|s)(?![A-Za-z0-9_])')
"""The $n$th of all $x$s."""
LONG_WORD = re.compile(rf'[^\W\d_A-Z]{{4}}|[{CJK}]')
TURNED = re.compile(r'[^(\[]*\).*\([^)]*\Z', re.DOTALL)
ON_OWN_LINES = re.compile(r'[ \t]*\n.*\n[ \t]*\Z', re.DOTALL)
ADDRESS = re.compile(r'\((?:https?:|mailto:|[/#.])', re.IGNORECASE)
MONEY_FORMULA = re.compile(r'[\\^_={}+<>]')


def is_formula(mark: str, tex: str, before: str, after: str) -> bool:
    """`tex`: the text between; `before`: one character; `after`: some."""
    if not tex.strip() or TURNED.match(tex):  # ($5) or (6$)
        return False
    if mark in {'$$', '\\['} and ON_OWN_LINES.match(tex):
        return True
    if mark == '$':
        return _is_in_dollars(tex, before, after)
    if mark == '$$':
        return _is_in_double_dollars(tex, after)
    if re.match(r'\w', before, re.ASCII) and not SIGN.search(tex):  # f\(x\) and m\[0\], as brackets are escaped
        return False
    return _is_in_round_brackets(tex) if mark == '\\(' else _is_in_square_brackets(tex, before, after)


def is_display(mark: str, tex: str) -> bool:
    """For a formula on lines of its own: everything is one but a single line that only has words or a citation."""
    words = tex.strip()
    if not words:
        return False
    if mark == '$$' or '\n' in tex:
        return True
    if words == tex and CITED.match(words):
        return False
    count, rest = _words_in(tex)
    return not count or SIGN.search(rest) is not None


def is_prose(line: str, *, is_strict: bool) -> bool:
    """A line that is read, not calculated; `is_strict`: even one word is read where nothing calculates with it."""
    count, rest = _words_in(line)
    most = (1 if re.match(r'\s*[-+*]', rest) else 0) if is_strict else 2
    return count > most and not SIGN.search(rest)


def _is_in_dollars(tex: str, before: str, after: str) -> bool:
    if re.match(r'[\w$]', before, re.ASCII) or re.search(r'\A\s|\s\Z', tex) or re.match(r'[0-9_${]', after):
        return False
    if re.match('[A-Za-z]', after) and not (ENDING_OF_WORD.match(after) and re.search(r"[\w)}\]']\Z", tex, re.ASCII)):
        return False
    if tex[:1] == after[:1] == '(':  # $(CC)$(LD)
        return False
    if ENDLESS.search(tex) and GOES_ON.match(after) and not STOPS.match(after):
        return False
    if re.match('/[A-Za-z]', tex) or _is_money(tex):
        return False
    count, rest = _words_in(tex)
    return count < 2 or SIGN.search(rest) is not None


def _is_in_double_dollars(tex: str, after: str) -> bool:
    count, rest = _words_in(tex)
    if _is_money(tex.strip()):
        return False
    if SIGN.search(rest):
        return True
    return count < 2 and not (count and re.search(r'\A\s|\s\Z', tex)) and not re.match('[A-Za-z0-9_]', after)


def _is_in_round_brackets(tex: str) -> bool:
    count, rest = _words_in(tex)
    return bool(SIGN.search(rest) or re.search('[+*|]', rest)) or (count < 2 and not LONG_WORD.search(tex))


def _is_in_square_brackets(tex: str, before: str, after: str) -> bool:
    words = tex.strip()
    if CITED.match(words) or ADDRESS.match(after):
        return False
    if not before and tex in {'x', 'X'} and after[:1].isspace():  # the box of a task
        return False
    count, rest = _words_in(tex)
    if SIGN.search(rest):
        return True
    if count:
        return re.search('[+*|]', rest) is not None
    is_range = re.match(r'\w-\w', tex, re.ASCII) is not None
    return words != tex or (len(tex) == 1 and tex.isalpha()) or (OPERATOR.search(rest) is not None and not is_range)


def _is_money(tex: str) -> bool:
    """“$5 for a, 10$ for b”: starts with a number, has words, and nothing that only a formula has."""
    return re.match('[0-9]', tex) is not None and re.search(r'\s', tex) is not None and MONEY_FORMULA.search(tex) is None


def _words_in(tex: str) -> tuple[int, str]:
    """Their number, and what else is there."""
    rest, count = WORD.subn('', tex)
    return count, rest
