"""From a tree of single messages, as other programs keep it, to turns with their replies."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from chat.conversation import Attachment, Chat, Part, Reply, ReplyStatus, Turn, Usage
from chat.exchange.fields import Unreadable, derived_id

NO_PROMPT = '(no prompt)'
"""Stands before an answer that nobody asked for (a greeting): some providers refuse an empty prompt."""
CIRCLE = 'has messages that go round in a circle'


@dataclass(kw_only=True, slots=True)
class Node:
    """One message. `between` is what is no part of the talk (an empty root, a hidden note) but holds the tree together."""

    id: str
    parent_id: str | None
    role: Literal['user', 'assistant', 'between']
    text: str = ''
    """Of a prompt."""
    parts: list[Part] = field(default_factory=list)
    """Of an answer."""
    attachments: list[Attachment] = field(default_factory=list)
    model: str = ''
    lane: int = 0
    status: ReplyStatus = ReplyStatus.DONE
    finish_reason: str | None = None
    usage: Usage = Usage()
    at: float | None = None
    """Seconds since the epoch."""
    ended_at: float | None = None
    """Where it is known how long it took."""


@dataclass(slots=True)
class Place:
    """Where the walk through the tree stands: at a node, below a turn, with the answers since that turn."""

    node: Node
    turn: Turn | None
    chain: tuple[Node, ...]


def grow(chat: Chat, source: str, nodes: Iterable[Node], current: str | None) -> None:
    """Fill the chat. Answers in a row (thoughts, tools, texts) become one reply, answers beside each other become versions of it.

    `source` names the chat in its program, so that the ids come out the same each time. Raises Unreadable for a tree that is none.
    """
    Growing(chat, source, nodes).run(current)


class Growing:
    def __init__(self, chat: Chat, source: str, nodes: Iterable[Node]) -> None:
        self._chat = chat
        self._source = source
        self._all = {node.id: node for node in nodes}
        self._children: dict[str | None, list[Node]] = {}
        self._turn_of: dict[str, Turn] = {}
        self._reply_of: dict[str, Reply] = {}
        """Last node of a reply -> reply."""
        for node in self._all.values():
            if node.role != 'between':
                above = self._real(node.parent_id)
                self._children.setdefault(above.id if above else None, []).append(node)

    def _real(self, node_id: str | None) -> Node | None:
        """The node, or the nearest one above it that is a message."""
        seen = set()
        while (node := self._all.get(node_id or '')) and node.role == 'between':
            if node.id in seen:
                raise Unreadable(CIRCLE)
            seen.add(node.id)
            node_id = node.parent_id
        return node

    def run(self, current: str | None) -> None:
        reached = 0
        stack = [Place(node, None, ()) for node in reversed(self._children.get(None, []))]
        while stack:
            place = self._taken(stack.pop())
            reached += 1
            below = self._children.get(place.node.id, [])
            stack += [Place(node, place.turn, place.chain) for node in reversed(below)]
        if reached < sum(len(below) for below in self._children.values()):
            raise Unreadable(CIRCLE)
        if not self._chat.turns:
            raise Unreadable('is empty')
        self._show(current)

    def _taken(self, place: Place) -> Place:
        node = place.node
        if node.role == 'user':
            place.turn, place.chain = self._add_turn(node.id, node, node.text, place.turn), ()
        elif node.role == 'assistant':
            if place.turn is None:
                place.turn = self._add_turn(f'before {node.id}', node, NO_PROMPT, None)
            place.chain = (*place.chain, node)
        if place.turn:
            self._turn_of[node.id] = place.turn
            if place.chain and self._is_end(node):
                self._reply_of[node.id] = self._add_reply(place.turn, place.chain)
        return place

    def _is_end(self, node: Node) -> bool:
        """Whether a reply ends here: nothing follows, or a prompt does."""
        below = self._children.get(node.id, [])
        return not below or any(child.role == 'user' for child in below)

    def _add_turn(self, name: str, node: Node, prompt: str, parent: Turn | None) -> Turn:
        earliest = parent.created_at if parent else self._chat.created_at
        turn = Turn(chat_id=self._chat.id, id=derived_id(self._source, 'turn', name), parent_id=parent.id if parent else None,
                    prompt=prompt, attachments=node.attachments if node.role == 'user' else [], created_at=node.at or earliest)
        self._chat.turns[turn.id] = turn
        return turn

    def _add_reply(self, turn: Turn, chain: tuple[Node, ...]) -> Reply:
        last = chain[-1]
        began = chain[0].at or turn.created_at
        versions = turn.replies.setdefault(last.lane, [])
        reply = Reply(
            turn_id=turn.id, id=derived_id(self._source, 'reply', last.id), lane=last.lane, version=len(versions) + 1,
            model=next((node.model for node in reversed(chain) if node.model), ''), status=last.status, finish_reason=last.finish_reason,
            parts=_joined(chain), usage=last.usage, created_at=began, finished_at=last.ended_at or last.at or began)
        versions.append(reply)
        return reply

    def _show(self, current: str | None) -> None:
        """The branch that was on screen there is on screen here."""
        node = self._real(current)
        if node is None or node.id not in self._turn_of:
            newest = max(self._chat.turns.values(), key=lambda turn: turn.created_at)
            self._chat.current_turn_id = self._chat.leaf_below(newest).id
            return
        self._chat.current_turn_id = self._turn_of[node.id].id
        while node:
            if reply := self._reply_of.get(node.id):
                turn = self._chat.turns[reply.turn_id]
                if reply is not turn.replies[reply.lane][-1]:
                    turn.shown.setdefault(reply.lane, reply.id)
            node = self._real(node.parent_id)


def _joined(chain: tuple[Node, ...]) -> list[Part]:
    """The parts of all nodes, with an empty line between two texts (the text of a reply is its text parts, joined by nothing)."""
    parts: list[Part] = []
    has_text = False
    for part in (part for node in chain for part in node.parts):
        text = part.text
        if part.kind == 'text' and text:
            text, has_text = f'\n\n{text}' if has_text else text, True
        parts.append(Part(kind=part.kind, pieces=[text] if text else [], seconds=part.seconds, detail=part.detail))
    return parts
