"""The rounds of a reply: what a model says and calls, what comes of it, and so on until it calls nothing any more.

A call that is run here has `round` (counted from 1), `id`, `name` and `state` in its part's `detail`; its result has the same `round` and
`id`. Calls without a round were run by the provider, or by another program whose chat was imported.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from chat.conversation.delta import ToolCall, ToolResult
from chat.conversation.json_object import JsonObject, number_from
from chat.conversation.message import Attachment, Message
from chat.conversation.part import Part
from chat.conversation.picture import picture_of
from chat.conversation.tools.tool import Called, Verbatim

CallState = Literal['running', 'asking', 'done', 'failed', 'denied']
CallIndex = dict[tuple[int, str], Part]
"""By index and id; the newest of an index under ''."""
ENDED_CALLS = frozenset({'done', 'failed', 'denied'})
RESULTS = frozenset({'tool_result', 'picture'})
"""Kinds of what comes of a call."""
UNFINISHED = 'This tool was stopped before it had ended; nothing is known of its result.'
TOOL_LIMIT = 'tool_limit'
"""The finish reason of a reply that has used tools in as many rounds as it may."""


def round_of(part: Part) -> int | None:
    """None: not run here. Imported chats may hold anything."""
    number = part.detail.get('round')
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def calls_in(parts: Iterable[Part], number: int | None = None) -> list[Part]:
    """Those that are run here, of all rounds or of one."""
    found = [part for part in parts if part.kind == 'tool_call' and round_of(part) is not None]
    return found if number is None else [part for part in found if round_of(part) == number]


def last_round(parts: Iterable[Part]) -> int:
    """0: no tool was used yet."""
    return max((round_of(part) or 0 for part in calls_in(parts)), default=0)


def asked_in(parts: Sequence[Part], first: int, last: int) -> list[int]:
    """The rounds that the model was asked in, from this one on. `last`: the newest, if that is known; otherwise the parts tell it, for
    what is written behind a result was asked for."""
    newest = last_round(parts)
    behind = parts[len(parts_before(parts, newest + 1)):]
    last = last or newest + any(part.kind in {'text', 'thinking'} for part in behind)
    later = {number + 1 for part in calls_in(parts) if first <= (number := round_of(part) or 0) < last}
    return [first, *sorted(later)]


def parts_before(parts: Sequence[Part], number: int) -> Sequence[Part]:
    """What there was when the model was asked in this round: all that it had said, called and got in those before."""
    ends = [at for at, part in enumerate(parts) if (found := round_of(part)) is not None and found < number]
    return parts[:ends[-1] + 1] if ends else ()


def waited_for_tools(parts: Iterable[Part]) -> float:
    """Seconds in which the model did not write, because its tools ran or the user was asked."""
    return sum(max(0.0, seconds) for part in calls_in(parts) if (seconds := number_from(part.detail.get('waited'))) is not None)


def unanswered(parts: Sequence[Part]) -> list[Part]:
    """Calls that nothing has come of."""
    known = {(round_of(part), part.detail.get('id')) for part in parts if part.kind == 'tool_result'}
    return [part for part in calls_in(parts) if (round_of(part), part.detail.get('id')) not in known]


def take_call(parts: list[Part], known: CallIndex, call: ToolCall, number: int) -> Part:
    """Add a fragment of a call to the one that it belongs to, among those of this round."""
    newest = known.get((call.index, ''))
    if newest and call.id and newest.detail['id'] not in {'', call.id}:
        newest = known.get((call.index, call.id))
    part = newest or _new_call(parts, known, call, number)
    part.detail |= {'id': part.detail['id'] or call.id, 'name': part.detail['name'] or call.name}  # some tell them late
    known.setdefault((call.index, part.detail['id']), part)
    if call.arguments:
        part.pieces.append(call.arguments)
    return part


def _new_call(parts: list[Part], known: CallIndex, call: ToolCall, number: int) -> Part:
    part = Part(kind='tool_call', detail={'index': call.index, 'id': call.id, 'name': call.name})
    if not call.is_foreign:
        part.detail['round'] = number
    parts.append(part)
    known[call.index, ''] = part
    return part


def result_part(result: ToolResult) -> Part:
    detail: JsonObject = {'id': result.id, 'name': result.name}
    if result.round is not None:
        detail |= {'round': result.round} | ({'is_error': True} if result.is_error else {})
    return Part(kind='tool_result', pieces=[result.text], detail=detail)


def keep_verbatim(calls: Sequence[Part], verbatim: Verbatim) -> None:
    """With the first call of its round."""
    if calls:
        calls[0].detail['verbatim'] = {'protocol': verbatim.protocol, 'model': verbatim.model, 'content': verbatim.content}


def messages_in(parts: Sequence[Part]) -> Iterator[Message]:
    """A reply as it is told to a model: what was said and called, then what came of each call, round by round."""
    block: list[Part] = []
    for part in parts:
        if not (part.kind in {'text', 'thinking'} or (part.kind in {'tool_call', *RESULTS} and round_of(part) is not None)):
            continue
        if part.kind not in RESULTS and block and block[-1].kind in RESULTS:
            yield from _block_messages(block)
            block = []
        block.append(part)
    yield from _block_messages(block)


def _block_messages(block: Sequence[Part]) -> Iterator[Message]:
    said = ''.join(part.text for part in block if part.kind == 'text').strip('\n')
    calls = [part for part in block if part.kind == 'tool_call']
    if said.strip() or calls:
        yield Message(role='assistant', content=said, calls=tuple(map(_called, calls)), verbatim=_verbatim(calls),
                      thought='\n\n'.join(part.text for part in block if part.kind == 'thinking') if calls else '')
    results = {part.detail.get('id'): part for part in block if part.kind == 'tool_result'}
    for call in calls:
        result = results.get(call.detail.get('id'))
        yield Message(
            role='tool', content=result.text if result else UNFINISHED, call_id=_word(call, 'id'), call_name=_word(call, 'name'),
            is_error=result is None or result.detail.get('is_error') is True, attachments=tuple(_pictures(block, call)))


def _pictures(block: Sequence[Part], call: Part) -> Iterator[Attachment]:
    """That a tool has given."""
    for part in block:
        if part.kind == 'picture' and part.detail.get('call') == call.detail.get('id') and (picture := picture_of(part)):
            yield picture


def _called(part: Part) -> Called:
    return Called(id=_word(part, 'id'), name=_word(part, 'name'), arguments=part.text)


def _verbatim(calls: Sequence[Part]) -> Verbatim | None:
    known = calls[0].detail.get('verbatim') if calls else None
    if not isinstance(known, dict) or not known.get('content'):
        return None
    return Verbatim(protocol=str(known.get('protocol')), model=str(known.get('model')), content=known['content'])


def _word(part: Part, name: str) -> str:
    value = part.detail.get(name)
    return value if isinstance(value, str) else ''
