"""A chat: its lanes, and its turns as a tree."""
from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from chat.conversation.chat_settings import ChatSettings
from chat.conversation.lane import Lane
from chat.conversation.message import Attachment
from chat.conversation.reply import Reply, new_id
from chat.conversation.watchers import tell


@dataclass(kw_only=True, slots=True)
class Turn:
    """One prompt with its replies: `replies[lane number]` are the versions, oldest first."""

    chat_id: str
    prompt: str
    id: str = field(default_factory=new_id)
    parent_id: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    history: Literal['own', 'picked'] = 'own'
    picked_reply_id: str | None = None
    replies: dict[int, list[Reply]] = field(default_factory=dict)
    shown: dict[int, str] = field(default_factory=dict)
    """Lane number -> id of the version on screen; a lane that is missing shows its newest."""
    created_at: float = field(default_factory=time.time)

    def reply(self, lane: int) -> Reply | None:
        """The version of this lane that is shown (and goes into the history)."""
        versions = self.replies.get(lane, [])
        wanted = self.shown.get(lane)
        return next((r for r in versions if r.id == wanted), versions[-1] if versions else None)

    @property
    def picked_reply(self) -> Reply | None:
        """The answer the conversation goes on from. While another version is shown in its place, nothing is picked."""
        return next((shown for lane in self.replies if (shown := self.reply(lane)) and shown.id == self.picked_reply_id), None)

    def all_replies(self) -> Iterator[Reply]:
        for versions in self.replies.values():
            yield from versions


class ChatView(Protocol):
    """Somebody who shows a chat. Both calls must return at once: note what changed, draw later."""

    def reply_changed(self, reply: Reply) -> None:
        """Text or state of this reply has changed."""

    def chat_changed(self) -> None:
        """Turns, lanes, title or the chosen branch have changed."""


@dataclass(kw_only=True, slots=True, eq=False)
class Chat:
    """A conversation with one or more lanes. Turns form a tree by `parent_id`; `current_turn_id` is the end of the branch on screen."""

    id: str = field(default_factory=new_id)
    title: str = ''
    lanes: list[Lane] = field(default_factory=list)
    turns: dict[str, Turn] = field(default_factory=dict)
    current_turn_id: str | None = None
    folder: str = ''
    tags: list[str] = field(default_factory=list)
    pinned: bool = False
    archived: bool = False
    temporary: bool = False
    """Never written to disk."""
    unread: bool = False
    settings: ChatSettings = ChatSettings()
    created_at: float = field(default_factory=time.time)
    updated_at: float = field(default_factory=time.time)
    views: set[ChatView] = field(default_factory=set)
    """The views that show it; live only."""
    left_at: dict[str, str] = field(default_factory=dict)
    """Id of a turn -> the turn at the end of the branch that was on the screen when another version of it was paged to; live only."""

    @property
    def is_blind(self) -> bool:
        """Whether it is a comparison whose models are hidden until the reveal."""
        return self.settings.is_blind

    def path(self) -> list[Turn]:
        """The turns of the branch on screen, oldest first."""
        return self.path_to(self.current_turn_id)

    def path_to(self, turn_id: str | None) -> list[Turn]:
        path: list[Turn] = []
        while turn_id is not None and (turn := self.turns.get(turn_id)):
            path.append(turn)
            turn_id = turn.parent_id
        return path[::-1]

    def siblings(self, turn: Turn) -> list[Turn]:
        """The versions of this prompt, oldest first, itself included."""
        return sorted((t for t in self.turns.values() if t.parent_id == turn.parent_id), key=lambda t: t.created_at)

    def leaf_below(self, turn: Turn) -> Turn:
        """The end of the newest branch through this turn."""
        children: dict[str | None, Turn] = {}
        for other in sorted(self.turns.values(), key=lambda t: t.created_at):
            children[other.parent_id] = other
        while turn.id in children:
            turn = children[turn.id]
        return turn

    def lane(self, number: int) -> Lane | None:
        return next((lane for lane in self.lanes if lane.number == number), None)

    def find_reply(self, reply_id: str) -> tuple[Turn, Reply] | None:
        return next(((t, r) for t in self.turns.values() for r in t.all_replies() if r.id == reply_id), None)

    def running_replies(self) -> list[Reply]:
        return [reply for turn in self.turns.values() for reply in turn.all_replies() if reply.is_running]

    def tell_reply_changed(self, reply: Reply) -> None:
        tell([view.reply_changed for view in self.views], reply)

    def tell_chat_changed(self) -> None:
        tell([view.chat_changed for view in self.views])
