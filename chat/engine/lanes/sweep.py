"""One prompt, one model, several times: the same again, at several temperatures, under several system prompts, or with several values of
any other field. Each is a lane."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chat.conversation import Chat, ChatSettings, Lane, Turn
from chat.conversation.chat_settings import RepeatKind
from chat.conversation.parameters import Parameters
from chat.engine.chats import branches
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.lanes.lanes import MOST_LANES, RANGES, checked_parameters
from chat.engine.listing import title_from

MORE = 'more'
DEFAULT = 'default'
"""As a value: without the field."""
RANGE = re.compile(r'\s*(-?[\d.]+)\s*(?:to|-|–|…|\.\.)\s*(-?[\d.]+)\s*(?:by|step|/|:)\s*([\d.]+)\s*')


@dataclass(kw_only=True, slots=True, frozen=True)
class Variant:
    """What one lane has other than the lane it comes from; None: the same."""

    system_prompt: str | None = None
    parameters: Parameters = field(default_factory=dict)
    """None as a value: without it. Those in `more` stand beside the lane's own."""


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


def fields(name: str, text: str) -> list[Variant]:
    """A field and its values: one a line (JSON objects may take several), or numbers as a list or a range; `default` is without it. Those
    of one service are named `more.KEY`. Raises EngineError."""
    field_name, _, key = name.strip().partition('.')
    if field_name == MORE and not key.strip():
        raise EngineError('Name the field of the service, such as top_k.')
    values = _values(text, is_number=field_name in RANGES or field_name == 'seed')
    variants = [_with_value(field_name, key.strip(), value) for value in values]
    return _counted([one for at, one in enumerate(variants) if one not in variants[:at]], 'values')


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
    used = chat.settings
    made.settings = replace(
        made.settings, repeat=kind, tools=used.tools, allowed_tools=used.allowed_tools, is_one_world=used.is_one_world,
        is_streamed=used.is_streamed)
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
    changed = {**lane.parameters, **variant.parameters}
    if MORE in variant.parameters:
        changed[MORE] = _given({**lane.parameters.get(MORE, {}), **variant.parameters[MORE]}) or None
    return lane.fresh(system_prompt=system_prompt, parameters=_given(changed))


def _given(values: Mapping[str, Any]) -> Parameters:
    return {name: value for name, value in values.items() if value is not None}


def _with_value(name: str, key: str, value: Any) -> Variant:
    """Raises EngineError for a value that nobody takes."""
    if name == MORE:
        checked_parameters({MORE: {key: value}})
        return Variant(parameters={MORE: {key: value}})
    if value is None or (name == 'output_format' and value == 'text'):
        return Variant(parameters={name: None})
    return Variant(parameters=checked_parameters({name: value}))


def _values(text: str, *, is_number: bool) -> list[Any]:
    """Raises EngineError."""
    if found := RANGE.fullmatch(text):
        return [int(number) if number.is_integer() else number for number in _range(*map(_number, found.groups()))]
    if is_number:
        text = re.sub(r'[,;\s]+', '\n', text)
    values: list[Any] = []
    while text := text.strip():
        value, text = _next_value(text)
        values.append(value)
        if len(values) > MOST_LANES:
            break
    return values


def _next_value(text: str) -> tuple[Any, str]:
    """And what follows it: an object goes to its end, anything else to the end of its line. Raises EngineError."""
    if text[0] in '{[':
        try:
            value, end = json.JSONDecoder(parse_constant=_no_json).raw_decode(text)
        except (ValueError, RecursionError):
            raise EngineError(f'“{text[:40]}” begins like JSON, and is none.') from None
        return value, text[end:].lstrip(', \t')
    line, _, rest = text.partition('\n')
    word = line.strip().rstrip(',')
    if word == DEFAULT:
        return None, rest
    try:
        return json.loads(word, parse_constant=_no_json), rest
    except (ValueError, RecursionError):
        return word, rest


def _no_json(word: str) -> Any:
    """Python would take NaN and Infinity; no service does."""
    raise ValueError(word)


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
