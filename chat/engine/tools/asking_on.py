"""Questions that were open when the app ended are asked again when it starts."""
from __future__ import annotations

import time
from typing import Protocol

from chat.conversation import Chat, Reply, ReplyStatus
from chat.conversation.tools.asked import can_wait_on
from chat.conversation.tools.rounds import last_round
from chat.engine.tools.rounds import stop_calls
from chat.providers.provider import Provider
from chat.providers.registry import Providers
from chat.store.store import Store
from chat.store.tables.tools import read_asking


class Asker(Protocol):
    """`chat.engine.engine.Engine` is the only implementation."""

    store: Store
    providers: Providers

    async def open(self, chat_id: str) -> Chat | None: ...
    def ask_on(self, chat: Chat, reply: Reply, provider: Provider) -> None: ...


async def ask_all_on(engine: Asker) -> None:
    """Raises StoreError."""
    for chat_id in await engine.store.read(read_asking):
        chat = await engine.open(chat_id)
        for reply in chat.running_replies() if chat else ():
            assert chat
            provider = engine.providers.get(reply.model)
            if provider and can_wait_on(reply.parts):
                reply.round = last_round(reply.parts)
                engine.ask_on(chat, reply, provider)
            else:  # its endpoint is gone, or the program that has asked
                stop_calls(reply)
                reply.finish(ReplyStatus.INTERRUPTED, time.time())
                engine.store.save_reply(reply, chat_id)
