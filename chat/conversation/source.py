"""Where an answer has it from: pages and files that a service names beside the text. Imported chats may hold anything."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chat.conversation.part import Part
from chat.conversation.text import clean_text, one_line

MOST_SOURCES = 200
"""Of one reply; those beyond are counted."""
LONGEST_TITLE = 200
LONGEST_ADDRESS = 2000


@dataclass(kw_only=True, slots=True, frozen=True)
class CitedSource:
    """`url` is empty for a file, and for what leads anywhere but into the web."""

    title: str = ''
    url: str = ''

    @classmethod
    def told(cls, title: str, url: str) -> CitedSource:
        """What others have told, as it can be kept and shown."""
        title, url = one_line(title[:4 * LONGEST_TITLE])[:LONGEST_TITLE], clean_text(url[:LONGEST_ADDRESS + 1]).strip()
        is_address = url[:8].lower().startswith(('http://', 'https://')) and len(url) <= LONGEST_ADDRESS and url.isprintable()
        return cls(title=title or ('' if is_address else one_line(url)[:LONGEST_TITLE]), url=url if is_address and ' ' not in url else '')

    @property
    def is_told(self) -> bool:
        return bool(self.title or self.url)


def add_sources(known: list[CitedSource], told: Iterable[CitedSource]) -> int:
    """Each page once, in the order in which they were named first: numbers in the text count them. Returns how many are too many."""
    places = {one.url or one.title: place for place, one in enumerate(known)}
    left_out = 0
    for one in told:
        key = one.url or one.title
        if (place := places.get(key)) is not None:
            known[place] = replace(known[place], title=known[place].title or one.title)
        elif len(known) < MOST_SOURCES:
            places[key] = len(known)
            known.append(one)
        else:
            left_out += 1
    return left_out


def sources_part(sources: Iterable[CitedSource]) -> Part:
    """What a reply that has ended keeps of them, behind all else."""
    return Part(kind='sources', detail={'sources': [{'title': one.title, 'url': one.url} for one in sources]})


def sources_in(parts: Iterable[Part]) -> list[CitedSource]:
    found: list[CitedSource] = []
    for part in parts:
        listed = part.detail.get('sources') if part.kind == 'sources' else None
        told = (one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
        add_sources(found, (source for one in told if (source := CitedSource.told(_text(one, 'title'), _text(one, 'url'))).is_told))
    return found


def _text(values: dict[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ''
