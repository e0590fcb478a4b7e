"""Texts of 200,000 characters that a model may send and that stop other pages for seconds, or for ever."""
from __future__ import annotations

import itertools
from collections.abc import Iterator

SIZE = 200_000
STEP = 300
"""Characters of a token: such a text comes fast."""
REPEATED = {
    'one line': 'x', 'one word of Thai': '\u0e33', 'opening brackets': '[', 'stars': '*', 'strokes': '/', 'less': '<',
    'backticks': '`a``b```', 'quotations in quotations': '> ', 'formulas begun': '\\(', 'formulas': '$x$ ', 'displays': '$$x$$\n\n',
    'links begun': '[a](', 'links': '[a](http://b.c) ', 'pictures': '![p](http://a.b/c.png)', 'pictures begun': '![',
    'references begun': '[a][', 'addresses': 'http://a@', 'struck': '~~a', 'entities': '&amp;', 'items': '-\n',
    'items of 10 letters': '- item 1\n', 'tasks': '- [ ] a\n', 'headings': '# a\n', 'rules': '---\n', 'rows': '|a|b|\n|-|-|\n',
    'fences': '```js\na\n```\n', 'fences of no language': '```zzz\na\n```\n', 'diagrams': '```mermaid\ngraph TD; A-->B\n```\n',
    'alerts': '> [!NOTE]\n> a\n\n', 'footnotes': '[^{i}] ', 'notes': '[^{i}]: a\n\n', 'emphasis in emphasis': '*a **b ',
    'nested HTML': '<div>', 'broken lines': 'a<br>', 'families': '\U0001f469\u200d', 'marks on letters': 'a' + '\u0301' * 30,
    'right to left': '\u0627\u0644\u0639 ', 'changes of direction': '\u202ea\u202b', 'flags': '\U0001f1e9', 'tabs': '\t',
    'empty lines': '\n', 'quotes': '"\'', 'definitions': '[{i}]: http://a.b\n', 'e-mail': 'a@b.c ',
}
"""What such a text is made of again and again; `{i}` counts."""
CODE = {
    'java': '0x' + '1' * 59_000, 'js': 'x' * 59_000, 'php': '$' * 59_000, 'markdown': '[a](' * 15_000, 'json': '[' * 59_000,
    'yaml': '- ' * 30_000,
}
"""A language, and what its grammar takes seconds for, or does not come to an end with."""


def texts() -> dict[str, str]:
    """By their names."""
    return {
        **{name: _repeated(unit) for name, unit in REPEATED.items()},
        **{f'code: {language}': f'```{language}\n{code}\n```\n' for language, code in CODE.items()},
        'code without an end': '```python\n' + 'x = {"a": [1, 2, 3]}\n' * (SIZE // 21),
        'table of 5,000 columns': ''.join(f'|{cell * 5_000}\n' for cell in ('a|', '-|', 'bcd|', 'e|')) * 4,
        'matrix': '$$\\begin{matrix}' + '&' * 4_900 + '\\end{matrix}$$\n\n' + '$' + '{' * 2_400 + 'x' + '}' * 2_400 + '$',
        'lists in lists': ''.join(f'{"  " * depth}- a\n' for depth in range(400)),
        'quotations 20 deep': ('> ' * 20 + 'a\n') * (SIZE // 42),
        'HTML 5,000 deep': '<div><b>' * 5_000 + 'x' + '</b></div>' * 5_000,
    }


def tokens(name: str) -> Iterator[str]:
    text = texts()[name]
    return (text[at:at + STEP] for at in range(0, len(text), STEP))


def _repeated(unit: str) -> str:
    pieces = (unit.replace('{i}', str(i)) for i in itertools.count(1)) if '{i}' in unit else itertools.repeat(unit)
    text, size = [], 0
    while size < SIZE:
        text.append(next(pieces))
        size += len(text[-1])
    return ''.join(text)
