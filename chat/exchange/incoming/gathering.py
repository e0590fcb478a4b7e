"""From the values of a file to whole chats: some programs put a chat into several of them, or many chats into one."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.exchange.incoming import gemini, llama_cpp
from chat.exchange.incoming.lobe_chat import lobe_chat


class ChatCollector:
    """Goes over the values of one file, or of one ZIP, once."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = items
        self._records: list[Any] = []
        """Of an activity log: they are put together at the end, for the newest stands first."""
        self._session: JsonObject | None = None
        self.remarks: list[str] = []
        """What is to be said about how the chats came about."""

    def chats(self) -> Iterator[Any]:
        """What is part of no other chat comes out as it is."""
        for item in self._items:
            yield from self._after(item)
        yield from self._end_session()
        if self._records:
            self.remarks.append(gemini.REMARK)
        yield from gemini.talks_in(self._records)

    def _after(self, item: Any) -> Iterator[Any]:
        if llama_cpp.is_session(item):
            yield from self._end_session()
            self._session = {'conv': item, 'messages': []}
        elif self._session is not None and llama_cpp.is_message(item):
            self._session['messages'].append(item['message'])
        elif gemini.is_record(item):
            self._records.append(item)
        elif lobe_chat.is_file(item):
            yield from lobe_chat.chats_in(item)
        else:
            yield item

    def _end_session(self) -> Iterator[Any]:
        if self._session is not None:
            yield self._session
        self._session = None
