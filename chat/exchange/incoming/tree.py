"""From a tree of single messages, as other programs keep it, to turns with their replies."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Literal

from chat.conversation import Attachment, Chat, Part, Reply, ReplyError, ReplyStatus, Turn, Usage
from chat.exchange.fields import Empty, Unreadable, derived_id

NO_PROMPT = '(no prompt)'
"""Stands before an answer that nobody asked for (a greeting), or that was asked for without a word: some providers refuse an empty
prompt."""
MOST_COPIED = 1_000_000
"""Messages that all replies of a chat are made of, taken together."""
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
    error: ReplyError | None = None
    finish_reason: str | None = None
    usage: Usage = Usage()
    at: float | None = None
    """Seconds since the epoch."""
    ended_at: float | None = None
    """Where it is known how long it took."""

    @property
    def has_content(self) -> bool:
        return bool(self.text.strip() or self.attachments or self.error) or any(
            part.text.strip() or part.kind == 'tool_call' for part in self.parts)


@dataclass(slots=True, frozen=True)
class Chain:
    """Answers in a row, the last one and those before it: a list of each would be copied at every step."""

    last: Node
    before: Chain | None
    length: int

    def nodes(self) -> list[Node]:
        found, link = [], self
        while link:
            found.append(link.last)
            link = link.before  # type: ignore[assignment]
        return found[::-1]


@dataclass(slots=True)
class Position:
    """Where the walk through the tree stands: at a node, below a turn, with the answers since that turn."""

    node: Node
    turn: Turn | None
    chain: Chain | None


def grow(chat: Chat, source: str, nodes: Iterable[Node], current: str | None) -> None:
    """Fill the chat. Answers in a row (thoughts, tools, texts) become one reply, answers beside each other become versions of it.

    `source` names the chat in its program, so that the ids come out the same each time. Raises Unreadable for a tree that is none.
    """
    TreeBuilder(chat, source, nodes).run(current)


def name_models(chat: Chat) -> None:
    """Replies that do not say who wrote them are the lane's; the lane goes on with the model that answered last."""
    lane = chat.lanes[0]
    named = [reply for turn in chat.turns.values() for reply in turn.all_replies() if reply.model]
    lane.model = max(named, key=lambda reply: reply.created_at).model if named else lane.model
    for turn in chat.turns.values():
        for reply in turn.all_replies():
            reply.model = reply.model or lane.model


class TreeBuilder:
    def __init__(self, chat: Chat, source: str, nodes: Iterable[Node]) -> None:
        self._chat = chat
        self._source = source
        self._all = {node.id: node for node in nodes}
        self._children: dict[str | None, list[Node]] = {}
        self._turn_of: dict[str, Turn] = {}
        self._copied = 0
        self._reply_of: dict[str, Reply] = {}
        """Last node of a reply -> reply."""
        self._pass_over_silence()
        for node in self._all.values():
            if node.role != 'between':
                above = self._real(node.parent_id)
                self._children.setdefault(above.id if above else None, []).append(node)

    def _pass_over_silence(self) -> None:
        """A prompt in which nothing stands, and that nobody answered, is none."""
        answered = {node.parent_id for node in self._all.values()}
        for node in self._all.values():
            if node.role == 'user' and not node.has_content and node.id not in answered:
                node.role = 'between'

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
        if not any(node.has_content for node in self._all.values()):
            raise Empty
        reached = 0
        stack = [Position(node, None, None) for node in reversed(self._children.get(None, []))]
        while stack:
            position = self._taken(stack.pop())
            reached += 1
            below = self._children.get(position.node.id, [])
            stack += [Position(node, position.turn, position.chain) for node in reversed(below)]
        if reached < sum(len(below) for below in self._children.values()):
            raise Unreadable(CIRCLE)
        if not self._chat.turns:
            raise Unreadable('has neither prompts nor answers')
        self._show(current)

    def _taken(self, position: Position) -> Position:
        node = position.node
        if node.role == 'user':
            prompt = node.text if node.has_content else NO_PROMPT
            position.turn, position.chain = self._add_turn(node.id, node, prompt, position.turn), None
        elif node.role == 'assistant':
            if position.turn is None:
                position.turn = self._add_turn(f'before {node.id}', node, NO_PROMPT, None)
            position.chain = Chain(node, position.chain, position.chain.length + 1 if position.chain else 1)
        if position.turn:
            self._turn_of[node.id] = position.turn
            if position.chain and self._is_end(node):
                self._reply_of[node.id] = self._add_reply(position.turn, position.chain)
        return position

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

    def _add_reply(self, turn: Turn, found: Chain) -> Reply:
        """Answers that branch late have their beginning in common, and each gets it."""
        self._copied += found.length
        if self._copied > MOST_COPIED:
            raise Unreadable('has more branches among its answers than can be kept')
        chain, last = found.nodes(), found.last
        began = chain[0].at or turn.created_at
        versions = turn.replies.setdefault(last.lane, [])
        reply = Reply(
            turn_id=turn.id, id=derived_id(self._source, 'reply', last.id), lane=last.lane, version=len(versions) + 1,
            model=next((node.model for node in reversed(chain) if node.model), ''), status=last.status, error=last.error,
            finish_reason=last.finish_reason, parts=_joined(chain), usage=_summed(node.usage for node in chain), created_at=began,
            finished_at=last.ended_at or last.at or began)
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


def _joined(chain: list[Node]) -> list[Part]:
    """The parts of all nodes, with an empty line between two texts (the text of a reply is its text parts, joined by nothing)."""
    parts: list[Part] = []
    has_text = False
    for part in (part for node in chain for part in node.parts):
        text = part.text
        if part.kind == 'text' and text:
            text, has_text = f'\n\n{text}' if has_text else text, True
        parts.append(Part(kind=part.kind, pieces=[text] if text else [], seconds=part.seconds, detail=part.detail))
    return parts


def _summed(usages: Iterable[Usage]) -> Usage:
    """Of all calls that an answer took: each of them was counted, and paid, by itself."""
    known = [usage for usage in usages if usage != Usage()]
    counts = {one.name: [value for usage in known if (value := getattr(usage, one.name)) is not None] for one in fields(Usage)}
    return Usage(**{name: sum(values) for name, values in counts.items() if values})
