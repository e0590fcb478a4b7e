"""The list of all chats, in memory: what the sidebar shows, in every tab, at any moment."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from chat.conversation import Chat
from chat.conversation.watchers import Watchers
from chat.engine.one_line import one_line
from chat.store.store import ChatSummary

LONGEST_TITLE = 60
"""Characters of the first prompt that become the title."""


class Listing:
    """Summaries by id. Watchers are told at once and must return at once."""

    def __init__(self) -> None:
        self.summaries: dict[str, ChatSummary] = {}
        self.hidden: dict[str, ChatSummary] = {}
        """Chats that count as deleted, for as long as that can be undone. Changes to them do not bring them back."""
        self.watchers: Watchers[str] = Watchers()
        self.crowd_watchers: Watchers[Sequence[ChatSummary]] = Watchers()
        """Told of many chats at once that are new or have changed (an import, a bulk change): one call for each would be too many."""

    def fill(self, summaries: Iterable[ChatSummary]) -> None:
        self.put_many([summary for summary in summaries if summary.id not in self.summaries])

    def put(self, chat: Chat) -> None:
        if chat.id in self.hidden:
            self.hidden[chat.id] = summary_of(chat)
        elif not chat.temporary:
            self.summaries[chat.id] = summary_of(chat)
        self.tell(chat.id)

    def put_many(self, summaries: Sequence[ChatSummary]) -> None:
        """Chats that came in or changed together."""
        shown = [summary for summary in summaries if summary.id not in self.hidden]
        self.summaries |= {summary.id: summary for summary in shown}
        if shown:
            self.crowd_watchers(shown)

    def hide(self, chat_id: str) -> None:
        if summary := self.summaries.pop(chat_id, None):
            self.hidden[chat_id] = summary
        self.tell(chat_id)

    def reveal(self, chat_ids: Iterable[str]) -> None:
        self.put_many([summary for chat_id in chat_ids if (summary := self.hidden.pop(chat_id, None))])

    def bring_up_to_date(self, chat: Chat) -> bool:
        """The list may be ahead of the disk, where a change of many chats takes its time. False: there is no such chat (any more)."""
        if summary := self.summaries.get(chat.id):
            lay_over(chat, summary)
        return summary is not None

    def remove(self, chat_id: str) -> None:
        self.summaries.pop(chat_id, None)
        self.hidden.pop(chat_id, None)
        self.tell(chat_id)

    def tell(self, chat_id: str) -> None:
        self.watchers(chat_id)


def summary_of(chat: Chat) -> ChatSummary:
    return ChatSummary(
        id=chat.id, title=chat.title, folder=chat.folder, tags=tuple(chat.tags), pinned=chat.pinned, archived=chat.archived,
        unread=chat.unread, models=tuple(lane.model for lane in chat.lanes), created_at=chat.created_at, updated_at=chat.updated_at)


def lay_over(chat: Chat, summary: ChatSummary) -> None:
    """What people arrange, from the list to the chat."""
    chat.title, chat.folder, chat.tags = summary.title, summary.folder, list(summary.tags)
    chat.pinned, chat.archived = summary.pinned, summary.archived


def title_from(prompt: str) -> str:
    """The first line of a prompt, cut between words."""
    line = next((line.strip() for line in prompt.splitlines() if line.strip()), 'New chat')
    line = one_line(line[:400]) or 'New chat'
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[:LONGEST_TITLE]
    return (cut[:cut.rfind(' ')] if ' ' in cut[20:] else cut).rstrip(' ,;:.') + '…'
