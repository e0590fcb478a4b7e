"""Walking and pruning the tree of turns: versions of a reply, branches of a prompt, forks, deletions."""
from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace

from chat.conversation import EDITED, Chat, Part, Reply, ReplyStatus, Turn, new_id
from chat.engine.engine import Engine
from chat.engine.error import EngineError


def show_version(engine: Engine, chat: Chat, reply: Reply, step: int) -> None:
    """Page to the version before (-1) or after (+1) the shown one."""
    turn = chat.turns[reply.turn_id]
    versions = turn.replies[reply.lane]
    index = versions.index(reply) + step
    if 0 <= index < len(versions):
        turn.shown[reply.lane] = versions[index].id
        engine.store.save_turn(turn)
        engine.save(chat)


def show_branch(engine: Engine, chat: Chat, turn: Turn, step: int) -> None:
    """Page to the version of this prompt before (-1) or after (+1) it; what was said below comes along, as it was left."""
    siblings = chat.siblings(turn)
    index = siblings.index(turn) + step
    if 0 <= index < len(siblings):
        if chat.current_turn_id:
            chat.left_at[turn.id] = chat.current_turn_id
        chat.current_turn_id = _end_as_left(chat, siblings[index])
        engine.save(chat)


def _end_as_left(chat: Chat, turn: Turn) -> str:
    left_at = chat.left_at.get(turn.id)
    return left_at if left_at and turn in chat.path_to(left_at) else chat.leaf_below(turn).id


def edit_reply(engine: Engine, chat: Chat, reply: Reply, text: str) -> Reply:
    """The reply in the user's own words, as one more version. Raises EngineError while the lane is writing, or for no words at all."""
    if engine.is_running(chat.id, reply.lane):
        raise EngineError('Wait until the running reply has ended.')
    if not text.strip():
        raise EngineError('A reply cannot be empty.')
    turn = chat.turns[reply.turn_id]
    versions = turn.replies[reply.lane]
    now = time.time()
    edited = Reply(turn_id=turn.id, lane=reply.lane, model=reply.model, version=len(versions) + 1, status=ReplyStatus.DONE,
                   finish_reason=EDITED, created_at=now, finished_at=now,
                   parts=[Part(kind='text', pieces=[text.replace('\0', '\ufffd')]),
                          *deepcopy([part for part in reply.parts if part.kind == 'picture'])])
    versions.append(edited)
    turn.shown.pop(reply.lane, None)
    engine.store.save_turn(turn)
    engine.store.save_reply(edited, chat.id)
    engine.save(chat)
    return edited


def delete_turn(engine: Engine, chat: Chat, turn: Turn) -> None:
    """Take this prompt and its replies out; what was said after it moves up. Raises EngineError while the chat is answered."""
    if engine.is_running(chat.id):
        raise EngineError('Wait until the running reply has ended.')
    del chat.turns[turn.id]
    for child in [other for other in chat.turns.values() if other.parent_id == turn.id]:
        child.parent_id = turn.parent_id
        engine.store.save_turn(child)
    if chat.current_turn_id == turn.id:
        chat.current_turn_id = _end_beside(chat, turn)
    engine.store.delete_turn(turn.id)
    engine.save(chat)


def _end_beside(chat: Chat, gone: Turn) -> str | None:
    """The end of the branch next to the one that is gone: on the way through its parent alone nobody could get there any more."""
    siblings = chat.siblings(gone)
    older = [other for other in siblings if other.created_at <= gone.created_at]
    if beside := older[-1:] or siblings[:1]:
        return chat.leaf_below(beside[0]).id
    return gone.parent_id


def put_back_turn(engine: Engine, chat: Chat, turn: Turn, children: Iterable[str], *, is_end: bool) -> Turn:
    """Undo a deletion: the turn stands where it stood, under other ids (those that are deleted are deleted for good)."""
    if engine.is_running(chat.id):
        raise EngineError('Wait until the running reply has ended.')
    names = {turn.id: new_id()} | {reply.id: new_id() for reply in turn.all_replies()}
    twin = _reborn(turn, names, parent_id=turn.parent_id if turn.parent_id in chat.turns else None)
    for reply in [one for other in (*chat.turns.values(), twin) for one in other.all_replies()]:
        if reply.request and (request := reply.request.renamed(names)) != reply.request:
            reply.request = request
            engine.store.save_reply(reply, chat.id)
    chat.turns[twin.id] = twin
    engine.store.save_whole_turn(twin)
    for child in [chat.turns[name] for name in children if name in chat.turns]:
        child.parent_id = twin.id
        engine.store.save_turn(child)
    if is_end and chat.current_turn_id in {twin.parent_id, *(chat.leaf_below(other).id for other in chat.siblings(twin))}:
        chat.current_turn_id = twin.id
    engine.save(chat)
    return twin


def _reborn(turn: Turn, names: Mapping[str, str], *, parent_id: str | None) -> Turn:
    twin = replace(turn, id=names[turn.id], parent_id=parent_id, picked_reply_id=names.get(turn.picked_reply_id or ''))
    twin.shown = {lane: names[shown] for lane, shown in turn.shown.items() if shown in names}
    twin.replies = {lane: [replace(one, id=names[one.id], turn_id=twin.id) for one in versions] for lane, versions in turn.replies.items()}
    return twin


def fork(engine: Engine, chat: Chat, turn: Turn, lane: int | None = None) -> Chat:
    """A new chat that holds the conversation up to and including this turn; with `lane`, as that lane saw it."""
    lanes = [deepcopy(one) for one in chat.lanes if lane is None or one.number == lane]
    copy = Chat(title=f'{chat.title} (fork)', lanes=lanes, folder=chat.folder, tags=list(chat.tags), temporary=chat.temporary,
                settings=chat.settings)
    parent: str | None = None
    names: dict[str, str] = {}
    for past in chat.path_to(turn.id):
        twin = _twin(past, copy.id, parent, lane, names, inherited=lanes[0].inherits if lane is not None and lanes else None)
        if twin.replies or lane is None:
            copy.turns[twin.id] = twin
            parent = twin.id
    for one in lanes:
        one.parked = False
        one.inherits = None if lane is not None else one.inherits
        one.merges = one.merges and lane is None
    copy.current_turn_id = parent
    engine.adopt(copy)
    return copy


def _twin(turn: Turn, chat_id: str, parent: str | None, lane: int | None, names: dict[str, str], inherited: int | None) -> Turn:
    """A copy with ids of its own, which are added to `names`: old id -> new one."""
    twin = replace(turn, id=new_id(), chat_id=chat_id, parent_id=parent, replies={}, shown={}, picked_reply_id=None)
    names[turn.id] = twin.id
    numbers = list(turn.replies) if lane is None else [lane]
    for number in numbers:
        shown = turn.reply(number) or (turn.reply(inherited) if inherited is not None else None)
        if shown is None:
            continue
        copied = replace(shown, id=new_id(), turn_id=twin.id, lane=number, version=1, parts=deepcopy(shown.parts),
                         request=shown.request and shown.request.renamed(names))
        names[shown.id] = copied.id
        if copied.is_running:
            copied.finish(ReplyStatus.INTERRUPTED, time.time())
        twin.replies[number] = [copied]
        if turn.picked_reply_id == shown.id:
            twin.picked_reply_id = copied.id
    return twin
