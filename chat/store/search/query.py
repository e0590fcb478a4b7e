"""What people type into the search box, taken apart. Everything typed means something; nothing typed is an error.

`two words` finds messages with both, `"two words"` the phrase, the last word is also found by its beginning (people search while
they type), as is every `word*`; a single character at the end is taken for a word first. `c++` and `c#` mean what they say.
`model:` `folder:` `tag:` `before:` `after:` narrow it down; in `model:"a ""b"" c"` the name has quotation marks of its own.
"""
from __future__ import annotations

import re
import time
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field, replace

from chat.conversation.text import clean_text

LONGEST_QUERY = 500
"""Characters; what is pasted beyond that is ignored."""
MOST_WORDS = 16
TOKEN = re.compile(r'(?:(\w+):)?(?:"((?:[^"]|"")*)("?)|([^\s"]+))')
DATE = re.compile(r'(\d{4})(?:-(0?[1-9]|1[0-2])(?:-(0?[1-9]|[12]\d|3[01]))?)?')
UNSPACED = re.compile('[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]')
"""Scripts without spaces (Chinese, Japanese, Thai, ...), of which the index takes a whole sentence for one word."""
SIGNED = re.compile(r'[^\W_]+(\++|#)')
"""A name that ends in signs: C++, C#. The index knows only its letters."""
NAMES = frozenset({'model', 'folder', 'tag', 'before', 'after'})


@dataclass(kw_only=True, slots=True, frozen=True)
class Word:
    """A word or a phrase."""

    text: str
    is_start: bool = False
    """Whether it may go on."""
    is_starred: bool = False
    """Whether it may go on because a star says so, not only because it is the last one that was typed."""

    @property
    def is_sign(self) -> bool:
        """An emoji or the like, which is in no index."""
        return not any(map(str.isalnum, self.text))

    @property
    def ending(self) -> str:
        """The signs at the end of C++ or C#."""
        match = SIGNED.fullmatch(self.text)
        return match[1] if match else ''

    @property
    def is_unspaced(self) -> bool:
        """Whether it may stand anywhere, also inside of what the index takes for one word."""
        return self.is_sign or bool(UNSPACED.search(self.text))


@dataclass(kw_only=True, slots=True, frozen=True)
class QueryFilter:
    name: str
    value: str | float
    """Folded text, or the time for `before` (that is too late) and `after` (that is the first)."""


@dataclass(kw_only=True, slots=True)
class Query:
    words: list[Word] = field(default_factory=list)
    filters: list[QueryFilter] = field(default_factory=list)
    begun: str = ''
    """A single letter or digit at the end, after other words, that may be a word of its own or the beginning of one."""

    @property
    def readings(self) -> list[Query]:
        """What can be meant, the likeliest first: what has just begun is searched for as a word, too."""
        if self.is_one_letter:
            return [replace(self, words=[replace(self.words[0], is_start=False)]), self]
        if self.begun and not self.is_unspaced:  # else each reading would read every text
            return [replace(self, words=[*self.words, Word(text=self.begun)]), self]
        return [self]

    @property
    def is_one_letter(self) -> bool:
        """Just begun: nearly every message has a word with this letter, which would be slow to find out and no help."""
        return len(self.words) == 1 and _is_begun(self.words[0])

    @property
    def is_unspaced(self) -> bool:
        """Whether the words have to be looked for in the texts themselves."""
        return any(word.is_unspaced and not word.is_sign for word in self.words) or all(word.is_sign for word in self.words)

    @property
    def signs(self) -> list[str]:
        return [word.text for word in self.words if word.is_sign]

    @property
    def signed(self) -> list[str]:
        """Words that have to stand in the text just so, with their signs."""
        return [word.text for word in self.words if word.ending]

    @property
    def last_word(self) -> str:
        """An expression for the word that is perhaps not finished yet, as if it were. Empty when there is none."""
        last = self.words[-1]
        return f'"{last.text}"' if last.is_start and not last.is_sign and not last.is_starred and ' ' not in last.text else ''

    def expression(self, *, is_finished: bool = False) -> str:
        """In the language of FTS5, where everything between double quotes is harmless. `is_finished`: only a star lets words go on."""
        return ' AND '.join(
            f'"{word.text}"{" *" if word.is_starred or (word.is_start and not is_finished) else ""}'
            for word in self.words if not word.is_sign)


def parse(text: str) -> Query:
    """Half-typed filters and dates that are none are left out; so is whatever holds no letter, digit or emoji."""
    text = clean_text(text[:LONGEST_QUERY]).replace('\0', ' ')
    query = Query()
    for match in TOKEN.finditer(text):
        name, phrase, quote, word = match.groups()
        value = word if phrase is None else phrase
        if name and name.lower() in NAMES:
            query.filters += _filters(name.lower(), value.replace('""', '"') if word is None else value)
        elif word is None or word.rstrip(':').lower() not in NAMES or not word.endswith(':'):
            is_starred = bool(word and word.endswith('*'))
            is_start = is_starred or (match.end() == len(text) and not quote)
            value = value.replace('""', ' ')
            query.words += _words(f'{name} {value}' if name else value, is_start=is_start, is_starred=is_starred)
    query.words = query.words[:MOST_WORDS]
    if len(query.words) > 1 and _is_begun(query.words[-1]):
        query.begun = query.words.pop().text
    return query


def _is_begun(word: Word) -> bool:
    return word.is_start and len(word.text) == 1 and word.text.isascii()


def _words(text: str, *, is_start: bool, is_starred: bool) -> list[Word]:
    if not any(map(str.isalnum, text)):
        text = text.strip('*')
    if SIGNED.fullmatch(text):
        is_start = False  # it has just ended
    return [Word(text=text, is_start=is_start, is_starred=is_starred)] if any(map(_is_meant, text)) else []


def _is_meant(character: str) -> bool:
    """A letter, a digit, an emoji; all other signs are only in between."""
    return character.isalnum() or (not character.isascii() and unicodedata.category(character) in {'So', 'Sk', 'Sm', 'Sc'})


def _filters(name: str, value: str) -> list[QueryFilter]:
    if name in {'before', 'after'}:
        if not (match := DATE.fullmatch(value)):
            return []
        year, month, day = (int(number or 1) for number in match.groups())
        if day > monthrange(year or 4, month)[1]:  # the calendar has no year 0; as a leap year it takes every day there can be
            return []
        return [QueryFilter(name=name, value=_midnight(year, month, day))]
    value = value.strip('/') if name == 'folder' else value.lstrip('#') if name == 'tag' else value  # as they are shown, half typed
    return [QueryFilter(name=name, value=value.casefold())] if value else []


def _midnight(year: int, month: int, day: int) -> float:
    """Local time: the user means the own calendar. Years that the platform cannot count are the first or the last one."""
    try:
        return time.mktime((year, month, day, 0, 0, 0, 0, 0, -1))
    except OverflowError:
        return 0.0 if year < 1970 else 1e12
