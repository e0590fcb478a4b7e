"""The request that is made of a chat, a lane and its messages."""
from __future__ import annotations

from collections.abc import Sequence

from chat.conversation import Chat, Lane, Message, Reply, ReplyError
from chat.engine.seeing import seen_by
from chat.providers.provider import Request
from chat.providers.registry import Providers
from chat.settings import Settings

STREAM = 'stream_answers'
"""The preference, and what a chat that differs from it remembers."""


def request_for(providers: Providers, chat: Chat, lane: Lane, reply: Reply, messages: Sequence[Message]) -> Request:
    """What the reply's model is asked."""
    is_stream = is_streamed(chat, providers.settings)
    if not is_stream and reply.request is not None:
        reply.request['stream'] = False
    return Request(
        model=reply.model.partition('/')[2], messages=tuple(seen_by(providers.model(reply.model), messages)),
        parameters=dict(lane.parameters), stream=is_stream)


def is_streamed(chat: Chat, settings: Settings) -> bool:
    """Whether answers come word by word, or in one piece. The chat's own choice counts; without one, the preference."""
    own = chat.settings.get(STREAM)
    return bool(settings.get(STREAM, True)) if own is None else bool(own)


def unknown_endpoint(model: str) -> ReplyError:
    """Why nobody can be asked."""
    endpoint = model.partition('/')[0]
    what = f'There is no endpoint called “{endpoint}” here; pick another model or add the endpoint in Settings.'
    return ReplyError(kind='unknown_model', message=what)
