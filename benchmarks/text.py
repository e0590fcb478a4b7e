"""The texts that the fake model writes: lists of tokens of about 4.5 characters, the same in every run."""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

FIRST, LAST = 'Zqfirst', 'zqlast'
"""The first and the last word of every text: what the browser looks for."""

PARAGRAPHS = [
    'Many chats stream at once, each in its own task, and **none of them waits** for another one to finish its sentence.',
    'A reply that grows by a few letters must not be drawn again from its beginning; *finished blocks* stay as they are, to the end.',
    '## What the page has to do',
    '- take the new letters\n- put them behind the old ones\n- keep what the reader has `selected`',
    'The server holds the text, the browser holds the drawing, and between them only the difference travels over the wire.',
    '1. first the request leaves\n2. then the first word comes back\n3. at last the disk hears of it',
]


def prose(count: int) -> list[str]:
    """Markdown with headings, lists and emphasis."""
    words = itertools.chain.from_iterable(tokens_of(paragraph + '\n\n') for paragraph in itertools.cycle(PARAGRAPHS))
    return [f'{FIRST} ', *itertools.islice(words, count - 2), f' {LAST}']


def code(lines: int) -> list[str]:
    """One fenced block of Python with this many lines."""
    body = ''.join(f"    total += prices[{i}] * rate('{i}')\n" for i in range(lines))
    return [f'{FIRST}\n\n', *tokens_of(f'```python\ndef total(prices):\n{body}```\n\n'), LAST]


def tokens_of(text: str) -> Iterator[str]:
    """Words with the space behind them, long ones cut: about as many characters each as those of a language model."""
    return iter(re.findall(r'\s*\S{1,6}[ \n]*|\s+', text))
