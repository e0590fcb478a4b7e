"""Names that people type (and models suggest) for chats, folders and tags: one line, nothing invisible, the same thing spelled one way."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from chat.engine.error import EngineError
from chat.engine.one_line import DEEPEST, LONGEST_NAME, one_line


def folder_name(text: str, known: Iterable[str]) -> str:
    """`/` puts one folder into another. Raises EngineError for a name that can't be one."""
    parts = [part.strip() for part in one_line(text).split('/')]
    parts = [part for part in parts if part]
    if text.strip() and not parts:
        raise EngineError('A folder needs a name.')
    if len(parts) > DEEPEST:
        raise EngineError(f'Folders can be {DEEPEST} deep; these would be {len(parts)}.')
    for part in parts:
        _refuse_if_long(part, 'folder')
    parents = {'/'.join(above) for name in set(known) for above in _beginnings(name.split('/'))}
    name = ''
    for part in parts:
        name = _as_known(f'{name}/{part}' if name else part, parents)
    return name


def _beginnings(parts: list[str]) -> Iterator[list[str]]:
    return (parts[:end] for end in range(1, len(parts) + 1))


def tag_name(text: str, known: Iterable[str]) -> str:
    """'' if nothing is left of it. Raises EngineError for a name that is too long."""
    name = one_line(text).lstrip('#').strip()
    _refuse_if_long(name, 'tag')
    return _as_known(name, known)


def _as_known(name: str, known: Iterable[str]) -> str:
    """As it is spelled already, if it is."""
    folded = name.casefold()
    spellings = {other for other in known if other and other.casefold() == folded}
    return name if not spellings or name in spellings else min(spellings)


def _refuse_if_long(name: str, what: str) -> None:
    if len(name) > LONGEST_NAME:
        raise EngineError(f'The name of a {what} can have {LONGEST_NAME} characters; this one has {len(name):,}.')
