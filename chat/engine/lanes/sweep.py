"""One prompt, one model, several times: the same again, at several temperatures, or under several system prompts. Each is a lane."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chat.conversation import Chat, ChatSettings, Lane, Turn
from chat.conversation.chat_settings import RepeatKind
from chat.conversation.parameters import Parameters
from chat.engine.chats import branches
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.lanes.lanes import MOST_LANES, RANGES
from chat.engine.listing import title_from

RANGE = re.compile(r'\s*(-?[\d.]+)\s*(?:to|-|–|…|\.\.)\s*(-?[\d.]+)\s*(?:by|step|/|:)\s*([\d.]+)\s*')


@dataclass(kw_only=True, slots=True, frozen=True)
class Variant:
    """What one lane has other than the lane it comes from; None: the same."""

    system_prompt: str | None = None
    parameters: Parameters = field(default_factory=dict)


def times(count: int) -> list[Variant]:
    """Raises EngineError."""
    if not 2 <= count <= MOST_LANES:
        raise EngineError(f'Choose a number from 2 to {MOST_LANES}.')
    return [Variant()] * count


def temperatures(text: str) -> list[Variant]:
    """From a list like `0, 0.5, 1` or a range like `0 to 1 by 0.25`. Raises EngineError."""
    found = RANGE.fullmatch(text)
    values = _range(*map(_number, found.groups())) if found else [_number(word) for word in re.split(r'[,;\s]+', text.strip()) if word]
    low, high = RANGES['temperature']
    if wrong := next((value for value in values if not low <= value <= high), None):
        raise EngineError(f'{wrong:g} is not a temperature; it goes from {low:g} to {high:g}.')
    return _counted([Variant(parameters={'temperature': value}) for value in dict.fromkeys(values)], 'temperatures')


def system_prompts(texts: Sequence[str]) -> list[Variant]:
    """An empty text is a lane without a system prompt. Raises EngineError."""
    return _counted([Variant(system_prompt=text.strip().replace('\0', '\ufffd')) for text in dict.fromkeys(texts)], 'system prompts')


def start(engine: Engine, chat: Chat, lane: Lane, prompt: str, variants: Sequence[Variant], kind: RepeatKind) -> Chat:
    """A comparison of its own with a lane for each variant of this lane, asked at once. If the prompt is the newest one of the chat, or the
    chat has none yet, what came before it is kept; any other prompt goes on from the newest turn. Raises EngineError."""
    if not prompt.strip():
        raise EngineError('There is nothing to send yet: write a prompt first.')
    newest = chat.turns.get(chat.current_turn_id or '')
    is_again = bool(newest and newest.prompt.strip() == prompt.strip())
    before = chat.turns.get(newest.parent_id or '') if newest and is_again else newest
    made = _with_history(engine, chat, lane, before, variants) if before else engine.new([_varied(lane, one) for one in variants])
    made.temporary = chat.temporary
    made.title = f'{len(variants)} × {title_from(prompt)}'
    made.settings = replace(made.settings, repeat=kind)
    engine.send(made, prompt, attachments=newest.attachments if newest and is_again else ())
    return made


def _with_history(engine: Engine, chat: Chat, lane: Lane, before: Turn, variants: Sequence[Variant]) -> Chat:
    made = branches.fork(engine, chat, before, lane.number)
    made.settings = ChatSettings()
    if not made.turns:  # the lane joined later and had no part in what came before
        return engine.new([_varied(lane, one) for one in variants])
    first = made.lanes[0]
    changed = _varied(first, variants[0])
    first.system_prompt, first.parameters = changed.system_prompt, changed.parameters
    for variant in variants[1:]:
        other = _varied(lane, variant)
        other.inherits = first.number
        engine.add_lane(made, other)
    return made


def _varied(lane: Lane, variant: Variant) -> Lane:
    system_prompt = lane.system_prompt if variant.system_prompt is None else variant.system_prompt
    return lane.fresh(system_prompt=system_prompt, parameters={**lane.parameters, **variant.parameters})


def _counted(variants: list[Variant], what: str) -> list[Variant]:
    if len(variants) < 2:
        raise EngineError(f'Give at least two different {what}.')
    if len(variants) > MOST_LANES:
        raise EngineError(f'These are {len(variants)} {what}; a comparison has at most {MOST_LANES} lanes.')
    return variants


def _range(first: float, last: float, step: float) -> list[float]:
    if step <= 0 or last < first:
        raise EngineError('A range needs a start, a higher end and a step, such as 0 to 1 by 0.25.')
    count = int((last - first) / step + 1e-9) + 1
    return [round(first + step * i, 6) for i in range(min(count, MOST_LANES + 1))]


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise EngineError(f'“{word[:40]}” is not a number; write a list like 0, 0.5, 1 or a range like 0 to 1 by 0.25.') from None
