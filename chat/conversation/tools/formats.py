"""Whether a text is what a field of a form asks for."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlsplit


def _is_mail(words: str) -> bool:
    name, _, host = words.rpartition('@')
    return bool(name and host) and ' ' not in words


def _is_address(words: str) -> bool:
    try:
        return bool(urlsplit(words).scheme)
    except ValueError:
        return False


def _is_date(words: str) -> bool:
    try:
        return bool(date.fromisoformat(words))
    except ValueError:
        return False


def _is_moment(words: str) -> bool:
    try:
        return datetime.fromisoformat(words).tzinfo is not None
    except ValueError:
        return False


FORMATS: dict[str, tuple[Callable[[str], bool], str]] = {
    'email': (_is_mail, 'an e-mail address'), 'uri': (_is_address, 'an address, as https://example.com'),
    'date': (_is_date, 'a date, as 2026-01-31'), 'date-time': (_is_moment, 'a time with its zone, as 2026-01-31T12:00:00Z')}
"""Of JSON Schema; others are not checked."""
