"""The lanes of a chat: adding, replacing, parking and removing them, their instructions and parameters, and named sets of them."""
from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chat.conversation import Chat, Lane, Reply, Turn
from chat.conversation.chat_settings import width_within
from chat.conversation.json_object import JsonObject
from chat.conversation.lane import MOST_LANES as MOST_LANES
from chat.conversation.lane_names import names_of as names_of
from chat.conversation.parameters import FREE, JSON_MODE, Parameters
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.one_line import one_line
from chat.settings import Settings
from chat.settings.preferences import LANE_SETS

LONGEST_SET_NAME = 60
EFFORTS = ('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')
"""What providers call how long a model may think; which of these a model takes, it says itself."""
RANGES: dict[str, tuple[float, float]] = {'temperature': (0, 2), 'top_p': (0, 1), 'max_tokens': (1, 10_000_000)}
"""Whether this lane's answers are streamed, as it is kept or as it was chosen; without one of these it does what its chat does."""
LONGEST_FREE = 50_000
"""Characters of a JSON Schema, or of the fields of one service."""
MOST_STOPS = 4
"""OpenAI takes no more stop sequences."""


def add(engine: Engine, chat: Chat, model: str, *, like: Lane | None = None) -> Lane:
    """One more lane, at the right end. In a chat that has begun it goes on from the answers picked last, or from the first lane's."""
    if len(chat.lanes) >= MOST_LANES:
        raise EngineError(f'A comparison has at most {MOST_LANES} lanes; remove one first.')
    if not model.strip():
        raise EngineError('Choose a model first.')
    lane = like.fresh(model=model.strip(), inherits=like.number) if like else Lane(model=model.strip(), inherits=_ancestor(chat))
    return engine.add_lane(chat, lane)


def remove(engine: Engine, chat: Chat, number: int) -> None:
    """Take a lane away. What it wrote stays with the chat. Raises EngineError for the last one."""
    lane = _lane(chat, number)
    if len(chat.lanes) == 1:
        raise EngineError('The last lane stays; choose another model for it instead.')
    engine.stop(chat.id, number)
    chat.lanes.remove(lane)
    engine.save(chat)


def replace(engine: Engine, chat: Chat, number: int, model: str) -> None:
    """Let another model go on in this lane, with the lane's history."""
    lane = _lane(chat, number)
    if model.strip():
        lane.model = model.strip()
        engine.save(chat)


def park(engine: Engine, chat: Chat, number: int, *, is_parked: bool) -> None:
    """A parked lane is left out of the turns to come; what it writes just now it may finish."""
    _lane(chat, number).parked = is_parked
    engine.save(chat)


def instruct(engine: Engine, chat: Chat, number: int, *, system_prompt: str, parameters: Mapping[str, Any],
             is_streamed: bool | None = None) -> None:
    """Give a lane its own system prompt and parameters, from its next request on. Raises EngineError for values nobody takes."""
    lane = _lane(chat, number)
    checked = checked_parameters(parameters)
    lane.system_prompt, lane.parameters, lane.is_streamed = system_prompt.replace('\0', '\ufffd'), checked, is_streamed
    engine.save(chat)


def choose_tools(engine: Engine, chat: Chat, number: int, tools: tuple[str, ...] | None) -> None:
    """What this lane may use, whatever the others may; None: as the chat has it."""
    _lane(chat, number).tools = tools
    engine.save(chat)


def checked_parameters(parameters: Mapping[str, Any]) -> Parameters:
    """Those that are given, as providers take them. Raises EngineError for values nobody takes."""
    return {name: _checked(name, value) for name, value in parameters.items() if value not in (None, '', [])}


def pick(engine: Engine, chat: Chat, turn: Turn, reply: Reply) -> None:
    """Mark the winner of a turn; picking it again takes the mark away."""
    turn.picked_reply_id = None if turn.picked_reply_id == reply.id else reply.id
    engine.store.save_turn(turn)
    engine.save(chat)


def resize(engine: Engine, chat: Chat, number: int, width: float | None) -> None:
    """Remember how wide this lane's column is, in rem; None: as wide as there is room. No view is told: the browser has done it."""
    others = {lane: known for lane, known in chat.settings.widths.items() if lane != number}
    widths = others if width is None else others | {number: width_within(width)}
    chat.settings = dataclasses.replace(chat.settings, widths=widths)
    if engine.find(chat.id):
        engine.store.save_chat(chat)


def failed_replies(chat: Chat) -> list[Reply]:
    """The replies to the newest turn that failed and could be asked for again, one per lane."""
    path = chat.path()
    shown = [path[-1].reply(lane.number) for lane in chat.lanes] if path else []
    return [reply for reply in shown if reply and reply.has_failed]


def retry_failed(engine: Engine, chat: Chat) -> list[Reply]:
    """Ask the failed lanes of the newest turn again; the others keep what they have. Raises EngineError if some may not be asked."""
    started: list[Reply] = []
    refusals: list[EngineError] = []
    for reply in [one for one in failed_replies(chat) if not engine.is_running(chat.id, one.lane)]:
        try:
            started.append(engine.retry(chat, reply))
        except EngineError as refusal:
            refusals.append(refusal)
    if refusals:
        raise refusals[0]
    return started


def has_free_lane(engine: Engine, chat: Chat) -> bool:
    """Whether a prompt that is sent now reaches anybody."""
    return any(not lane.parked and not engine.is_running(chat.id, lane.number) for lane in chat.lanes)


@dataclass(kw_only=True, slots=True, frozen=True)
class LaneSet:
    """Lanes that are used together, under a name of the user's."""

    name: str
    lanes: tuple[Lane, ...]

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(lane.model for lane in self.lanes)


def lane_sets(settings: Settings) -> list[LaneSet]:
    """The saved sets, in the order in which they were made; what is damaged is left out."""
    return [one for one in map(_set_from, LANE_SETS.of(settings)) if one.name and one.lanes]


def keep_set(settings: Settings, name: str, lanes: Sequence[Lane]) -> None:
    """Save these lanes under this name; one of the same name is replaced. Raises SettingsError, EngineError."""
    name = one_line(name)[:LONGEST_SET_NAME]
    if not name:
        raise EngineError('A set needs a name.')
    kept = [one for one in lane_sets(settings) if one.name != name]
    _write_sets(settings, [*kept, LaneSet(name=name, lanes=tuple(lanes))])


def drop_set(settings: Settings, name: str) -> None:
    """Raises SettingsError."""
    _write_sets(settings, [one for one in lane_sets(settings) if one.name != name])


def _write_sets(settings: Settings, sets: Iterable[LaneSet]) -> None:
    LANE_SETS.keep(settings, [{'name': one.name, 'lanes': [_packed(lane) for lane in one.lanes]} for one in sets])


def _packed(lane: Lane) -> JsonObject:
    """Only what is set: TOML has no null."""
    return {name: value for name, value in lane.fresh().to_json().items() if value}


def _set_from(entry: Mapping[str, Any]) -> LaneSet:
    lanes = entry.get('lanes', [])
    packed = [one for one in lanes if isinstance(one, Mapping) and isinstance(one.get('model'), str)] if isinstance(lanes, list) else []
    return LaneSet(name=str(entry.get('name', '')), lanes=tuple(Lane.from_json(one).fresh() for one in packed[:MOST_LANES]))


def _lane(chat: Chat, number: int) -> Lane:
    lane = chat.lane(number)
    if lane is None:
        raise EngineError('This lane has been removed.')
    return lane


def _ancestor(chat: Chat) -> int | None:
    """Whose answers a lane that joins a chat takes over."""
    picked = next((turn.picked_reply for turn in reversed(chat.path()) if turn.picked_reply), None)
    if picked:
        return picked.lane
    return chat.lanes[0].number if chat.lanes and chat.turns else None


def _checked(name: str, value: Any) -> Any:
    if name in RANGES:
        return _number(name, value)
    if name == 'reasoning_effort':
        if value not in EFFORTS:
            raise EngineError(f'The reasoning effort must be one of {", ".join(EFFORTS)}.')
        return str(value)
    if name == 'stop':
        stops = [str(stop) for stop in value if str(stop).strip()] if isinstance(value, list | tuple) else [str(value)]
        if len(stops) > MOST_STOPS:
            raise EngineError(f'There can be at most {MOST_STOPS} stop sequences.')
        return stops
    if name in FREE:
        return _checked_free(name, value)
    raise EngineError(f'There is no parameter called “{name}”.')


def _checked_free(name: str, value: Any) -> Any:
    if name == 'seed':
        if not isinstance(value, int | float | str) or not str(value).removeprefix('-').isdecimal() or len(str(value)) > 18:
            raise EngineError('The seed must be a whole number.')
        return int(value)
    if name == 'tool_choice':
        return str(value).strip()[:64]
    if name == 'output_format' and value == JSON_MODE:
        return value
    if not isinstance(value, dict):
        raise EngineError(f'“{name.replace("_", " ").capitalize()}” must be a JSON object.')
    label = f'“{name.replace("_", " ").capitalize()}”'
    try:
        length = len(json.dumps(value, allow_nan=False))
    except (ValueError, RecursionError):
        raise EngineError(f'{label} holds a number that JSON has not, or is nested too deeply.') from None
    if length > LONGEST_FREE:
        raise EngineError(f'{label} is too long.')
    return value


def _number(name: str, value: Any) -> float | int:
    low, high = RANGES[name]
    label = name.replace('_', ' ')
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise EngineError(f'“{value}” is not a number, so it cannot be the {label}.') from None
    if not low <= number <= high:
        raise EngineError(f'The {label} must be between {low:g} and {high:,.0f}.')
    return int(number) if name == 'max_tokens' else number
