"""What was sent: the requests behind a reply, made again from what the reply remembers of them. A reply that used tools has one for each
round; what came of its calls stands in the next."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chat.conversation import Chat, Lane, Message, Reply, Turn, messages_of
from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import Parameters
from chat.conversation.tools.rounds import asked_in, messages_in, parts_before
from chat.engine.continuing import messages_to_correct, with_what_was_done
from chat.engine.engine import Engine
from chat.engine.files.fitting import seen_by
from chat.providers.provider import Request


@dataclass(kw_only=True, slots=True, frozen=True)
class SentRequest:
    """One request of a reply, without keys."""

    reply: Reply
    round: int
    system_prompt: str
    parameters: Parameters
    is_streamed: bool
    """Whether the answer was to be shown word by word."""
    messages: tuple[Message, ...]
    """Without the system prompt."""
    missing: int
    """Turns and answers that were part of it and are not here (any more)."""
    missing_tools: int
    """Tools that were offered and are not known now, because their server does not run, or is gone."""
    body: JsonObject
    """As the provider's protocol has it; empty if its endpoint is gone."""


def rounds_sent(reply: Reply) -> list[int]:
    """The rounds that a model was asked in for this version; none for the user's own words."""
    record = reply.request
    return asked_in(reply.parts, record.first_round, record.last_round) if record else []


def sent_request(engine: Engine, chat: Chat, turn: Turn, reply: Reply, number: int | None = None) -> SentRequest | None:
    """Of a round, or of the first one. None for a round that was never asked of a model (as of a reply edited by hand)."""
    rounds = rounds_sent(reply)
    number = number or next(iter(rounds), 0)
    if reply.request is None or number not in rounds:
        return None
    record = reply.request
    parameters = {name: value for name, value in record.parameters.items()
                  if engine.providers.sends(reply.model, name)}
    lane = Lane(model=reply.model, system_prompt=record.system_prompt, parameters=parameters)
    history = _history(chat, record.history)
    tools = engine.tools.known(record.tools)
    messages = messages_of(turn, lane, history, has_tools=bool(record.tools))
    corrected = chat.find_reply(record.corrects) if record.corrects else None
    if corrected:
        messages = messages_to_correct(messages, corrected[1].text, record.correction)
    continued = chat.find_reply(record.continues) if record.continues else None
    if number > record.first_round:
        messages = [*messages, *messages_in(parts_before(reply.parts, number))]
    elif continued:
        messages = with_what_was_done(messages, continued[1], has_tools=bool(record.tools))
    messages = [*seen_by(engine.providers.model(reply.model), messages)]
    request = Request(model=reply.model.partition('/')[2], messages=tuple(messages), parameters=lane.parameters,
                      stream=record.is_streamed, tools=tools)
    provider = engine.providers.get(reply.model)
    return SentRequest(
        reply=reply, round=number, system_prompt=lane.system_prompt, parameters=lane.parameters, is_streamed=record.is_streamed,
        body=provider.preview(request) if provider else {},
        messages=tuple(message for message in messages if message.role != 'system'),
        missing=len(record.history) - len(history) + (record.continues is not None and not continued)
        + (record.corrects is not None and not corrected), missing_tools=len(record.tools) - len(tools))


def _history(chat: Chat, pairs: Sequence[tuple[str, str]]) -> list[tuple[Turn, Reply]]:
    """The turns and replies that were the history then; what was deleted since is missing."""
    found = []
    for turn_id, reply_id in pairs:
        turn = chat.turns.get(turn_id)
        reply = next((one for one in turn.all_replies() if one.id == reply_id), None) if turn else None
        if turn and reply:
            found.append((turn, reply))
    return found
