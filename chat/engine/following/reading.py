"""What a reply says, in steps that together make the whole of it, from any place on.

A place is made of numbers only, so that it can be handed out as the id of an event and come back after the connection, or the app, was
lost: whoever comes back with it gets what was missed, once, and then what is new. Nothing of what was told is kept for that.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from chat.conversation import Part, Reply, host_of, link_of, picture_of
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text
from chat.conversation.tools.asked import question_of, state_of

TOLD_END = 2
HALF = re.compile('[\ud800-\udbff]')
"""The first half of a letter that is written as two."""
StepKind = Literal['restart', 'thinking', 'text', 'tool_call', 'tool_result', 'question', 'picture', 'usage', 'ended']


@dataclass(kw_only=True, slots=True, frozen=True)
class Place:
    """How far somebody has come in a reply."""

    part: int = 0
    length: int = 0
    """Characters of this part; of one that is told whole: 1 when it was told, 2 when what it asks was told, too."""
    turns: int = 0
    """See `Reply.turns`."""
    end: int = 0
    """1 when what it has used was told, 2 when its end was told, too."""

    @property
    def has_ended(self) -> bool:
        return self.end == TOLD_END


@dataclass(kw_only=True, slots=True, frozen=True)
class Step:
    """`restart`: what was told so far is told anew, because some of the text was a thought. `ended`: the last one of each reply."""

    kind: StepKind
    place: Place
    """Behind it."""
    text: str = ''
    detail: JsonObject = field(default_factory=dict)


def steps_from(reply: Reply, place: Place, *, grows: bool = False) -> Iterator[Step]:
    """All that is there by now and was not told. To be taken at once: nothing may change meanwhile.

    `grows`: the arguments of calls are told as they come, in `text`; who they belong to is in the `detail` of the first step.
    """
    if place.has_ended:
        return
    if place != Place() and _is_beyond(reply, place):
        place = Place(turns=reply.turns)
        yield Step(kind='restart', place=place)
    while place.part < len(reply.parts):
        part = reply.parts[place.part]
        is_last = place.part + 1 == len(reply.parts)
        if part.kind in {'text', 'thinking'}:
            told = list(_words(part, place))
        elif grows and part.kind == 'tool_call':
            told = list(_growing(reply, part, place))
        else:
            told = list(_whole(reply, part, place))
        yield from told
        place = told[-1].place if told else place
        if is_last or not _is_complete(reply, place.part):
            break
        place = Place(part=place.part + 1, turns=place.turns)
    if reply.is_running:
        return
    if not place.end:
        yield Step(kind='usage', place=replace(place, end=1))
    yield Step(kind='ended', place=replace(place, end=TOLD_END))


def _is_beyond(reply: Reply, place: Place) -> bool:
    """What was told is not so any more: text was a thought after all, or the app has died with the last second of it."""
    if place.turns != reply.turns:
        return True
    if place.part >= len(reply.parts):
        return place.part > 0 or place.length > 0
    part = reply.parts[place.part]
    return part.kind in {'text', 'thinking'} and place.length > len(part.text)


def _words(part: Part, place: Place) -> Iterator[Step]:
    fresh = part.text[place.length:]
    if fresh and HALF.match(fresh[-1]):
        fresh = fresh[:-1]  # the other half of this letter comes with the next piece
    if fresh:
        yield Step(kind='text' if part.kind == 'text' else 'thinking', text=clean_text(fresh), place=Place(
            part=place.part, length=place.length + len(fresh), turns=place.turns))


def _growing(reply: Reply, part: Part, place: Place) -> Iterator[Step]:
    """`length` is one more than the characters of the arguments that were told; 0: not even its name was."""
    is_known = bool(part.detail.get('id') and part.detail.get('name')) or _is_complete(reply, place.part)
    fresh = part.text[max(0, place.length - 1):]
    if is_known and (fresh or not place.length):
        detail = {} if place.length else {'id': _word(part, 'id'), 'name': _word(part, 'name')}
        yield Step(kind='tool_call', text=clean_text(fresh), detail=detail, place=replace(
            place, length=max(1, place.length) + len(fresh)))


def _whole(reply: Reply, part: Part, place: Place) -> Iterator[Step]:
    """A part that is told when it is complete, once."""
    behind = Place(part=place.part, length=1, turns=place.turns)
    if part.kind == 'tool_call' and place.length < 2 and part.detail.get('state') == 'asking':
        if not place.length:
            yield Step(kind='tool_call', place=behind, detail=call_detail(part))
        yield Step(kind='question', place=replace(behind, length=2), detail={'kind': 'permission', **call_detail(part)})
    elif place.length or not _is_complete(reply, place.part):
        return
    elif part.kind == 'tool_call':
        yield Step(kind='tool_call', place=behind, detail=call_detail(part))
    elif part.kind == 'tool_result':
        yield Step(kind='tool_result', place=behind, text=clean_text(part.text), detail={
            'id': _word(part, 'id'), 'name': _word(part, 'name'), 'is_error': part.detail.get('is_error') is True})
    elif part.kind == 'picture':
        yield Step(kind='picture', place=behind, detail=_picture(part))
    elif part.kind == 'question':
        question = question_of(part)
        yield Step(kind='question', place=behind, detail={
            'id': _word(part, 'id'), 'kind': 'question', **(question.to_json() if question else {}), 'state': state_of(part)})


def _is_complete(reply: Reply, number: int) -> bool:
    """Calls grow; several at once grow side by side, until they run, or something else begins."""
    part = reply.parts[number]
    if part.kind != 'tool_call' or 'state' in part.detail or not reply.is_running:
        return True
    return any(later.kind != 'tool_call' for later in reply.parts[number + 1:])


def call_detail(part: Part) -> JsonObject:
    return {'id': _word(part, 'id'), 'name': _word(part, 'name'), 'arguments': clean_text(part.text)}


def _picture(part: Part) -> JsonObject:
    if picture := picture_of(part):
        return {'name': clean_text(picture.name), 'media_type': picture.media_type, 'size': picture.size, 'file': picture.digest}
    return {'url': link, 'host': host_of(link)} if (link := link_of(part)) else {}


def _word(part: Part, name: str) -> str:
    value = part.detail.get(name)
    return clean_text(value) if isinstance(value, str) else ''
