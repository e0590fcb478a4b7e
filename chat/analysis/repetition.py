"""What many answers to one prompt have in common: which are identical, and how far their measures spread."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from chat.conversation import Reply, link_of
from chat.conversation.measures import counted_speed_of, first_token_seconds


@dataclass(kw_only=True, slots=True, frozen=True)
class Group:
    """Replies with the same text and pictures, in the order they were given."""

    replies: tuple[Reply, ...]

    @property
    def count(self) -> int:
        return len(self.replies)


@dataclass(kw_only=True, slots=True, frozen=True)
class Spread:
    """Of the values that are known."""

    count: int
    least: float
    median: float
    most: float


@dataclass(kw_only=True, slots=True, frozen=True)
class Spreads:
    """None where no reply tells."""

    length: Spread | None
    """Characters of the answer."""
    speed: Spread | None
    """Tokens a second, where the provider counted them."""
    first_token: Spread | None
    """Seconds."""
    cost: Spread | None
    """US dollars."""


def groups_of(replies: Iterable[Reply]) -> list[Group]:
    """Identical answers together, the largest group first, otherwise in their order. Replies without an answer are left out."""
    found: dict[tuple[str, ...], list[Reply]] = {}
    for reply in replies:
        if reply.has_answer:
            pictures = (picture.digest for picture in reply.pictures)
            links = (link for part in reply.parts if (link := link_of(part)))
            found.setdefault((same_text(reply.text), *pictures, *links), []).append(reply)
    return sorted((Group(replies=tuple(same)) for same in found.values()), key=lambda group: -group.count)


def same_text(text: str) -> str:
    """What two answers have in common that a reader would call identical: blanks at the ends of lines are not seen."""
    return '\n'.join(line.rstrip() for line in text.strip().splitlines())


def spreads_of(replies: Sequence[Reply]) -> Spreads:
    """Of the replies that ended with a text; a failed one says nothing about length or speed."""
    told = [reply for reply in replies if reply.status == 'done' and reply.text]
    return Spreads(
        length=spread([len(reply.text) for reply in told]), speed=spread([counted_speed_of(reply) for reply in told]),
        first_token=spread([first_token_seconds(reply) for reply in told]), cost=spread([reply.cost for reply in told]))


def spread(values: Iterable[float | None]) -> Spread | None:
    known = [value for value in values if value is not None]
    return Spread(count=len(known), least=min(known), median=median(known), most=max(known)) if known else None
