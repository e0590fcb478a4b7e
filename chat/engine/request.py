"""The request that is made of a chat, a lane and its messages."""
from __future__ import annotations

from collections.abc import Sequence

from chat.conversation import Chat, Lane, Message, Reply, ReplyError, RequestRecord
from chat.conversation.merging import FEWEST, TOO_FEW, sources_of
from chat.engine.budget import Budget
from chat.engine.files.fitting import refusal_of, seen_by
from chat.providers.provider import Request
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.settings.preferences import STREAM_ANSWERS


def request_for(providers: Providers, record: RequestRecord, messages: Sequence[Message]) -> Request:
    """What the model is asked: the messages as it can take them."""
    return Request(
        model=record.model.partition('/')[2], messages=tuple(seen_by(providers.model(record.model), messages)),
        parameters=dict(record.parameters), stream=record.is_streamed)


def is_streamed(lane: Lane | None, chat: Chat | None, settings: Settings) -> bool:
    """Whether answers come word by word, or in one piece. The lane's own choice counts, then the chat's, then the preference."""
    choices = (lane and lane.is_streamed, chat and chat.settings.is_streamed)
    return bool(next((choice for choice in choices if isinstance(choice, bool)), STREAM_ANSWERS.of(settings)))


def refusal_for(providers: Providers, budget: Budget, chat: Chat, reply: Reply) -> ReplyError | None:
    """Why no model is asked for this reply."""
    if providers.get(reply.model) is None:
        return _unknown_endpoint(reply.model)
    return _sources_missing(chat, reply) or budget.refusal(reply.model) or _misfit(providers, chat, reply)


def _sources_missing(chat: Chat, reply: Reply) -> ReplyError | None:
    """A merged answer can be asked for again when those that it was made of have been, too, and have come to nothing."""
    lane = chat.lane(reply.lane)
    is_short = lane and lane.merges and len(sources_of(chat, chat.turns[reply.turn_id], lane)) < FEWEST
    return ReplyError(kind='misfit', message=TOO_FEW) if is_short else None


def _misfit(providers: Providers, chat: Chat, reply: Reply) -> ReplyError | None:
    """Why this model can't be asked for this turn: the composer has looked at its own, but it may be answered by another one later."""
    if (lane := chat.lane(reply.lane)) and lane.merges:
        return None  # it is about the answers, and is told that there was a picture
    refusal = refusal_of(providers.model(reply.model), chat.turns[reply.turn_id].attachments)
    return ReplyError(kind='misfit', message=refusal) if refusal else None


def _unknown_endpoint(model: str) -> ReplyError:
    endpoint = model.partition('/')[0]
    what = f'There is no endpoint called “{endpoint}” here; pick another model or add the endpoint in Settings.'
    return ReplyError(kind='unknown_model', message=what)
