"""Calls that wait for the user's permission."""
from __future__ import annotations

import asyncio
from typing import Literal, get_args

Verdict = Literal['once', 'chat', 'deny']
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class Approvals:
    """Several chats, lanes and calls may ask at once."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], asyncio.Future[Verdict]] = {}
        """By reply and call."""

    async def ask(self, reply_id: str, call_id: str) -> Verdict:
        key = reply_id, call_id
        self._open[key] = asyncio.get_running_loop().create_future()
        try:
            return await self._open[key]
        finally:
            del self._open[key]

    def answer(self, reply_id: str, call_id: str, verdict: Verdict) -> bool:
        """False: nobody asks that any more (it was answered in another tab, or stopped)."""
        waiting = self._open.get((reply_id, call_id))
        if waiting is None or waiting.done():
            return False
        waiting.set_result(verdict)
        return True
