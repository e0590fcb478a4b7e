"""Chats that go out, and how."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chat.conversation import Candidate, Chat, Delta, Lane, Part, Reply, ReplyStatus, Turn, Usage, Vote
from chat.conversation.vote import Outcome
from chat.exchange.outgoing.export import FORMATS
from tests.store.samples import chat_with_reply


def comparison() -> Chat:
    chat = Chat(title='Two models', lanes=[Lane(model='demo/fast', number=0, parameters={'temperature': 0.2}),
                                           Lane(model='demo/fast', number=4, system_prompt='Answer as a poem')])
    turn = Turn(chat_id=chat.id, prompt='What is rain?', created_at=1000.0)
    for lane, text in ((0, 'Water **falls**.'), (4, 'It weeps.')):
        reply = Reply(turn_id=turn.id, lane=lane, model='demo/fast', created_at=1000.0)
        reply.append(Delta(thinking='Hm.'), 1000.5)
        reply.append(Delta(text=text, usage=Usage(input_tokens=7, output_tokens=30), finish_reason='stop'), 1001.5)
        reply.finish(ReplyStatus.DONE, 1003.5)
        reply.cost = 0.0125
        turn.replies[lane] = [reply]
    turn.picked_reply_id = turn.replies[4][0].id
    chat.turns[turn.id], chat.current_turn_id = turn, turn.id
    return chat


def written(name: str, chats: Iterable[Chat]) -> str:
    return ''.join(FORMATS[name].write(chats))


def vote_on(chat: Chat, outcome: Outcome = 'winner', **facts: Any) -> dict[str, Vote]:
    turn = next(iter(chat.turns.values()))
    found = tuple(Candidate(lane=reply.lane, model=reply.model, reply_id=reply.id) for reply in turn.all_replies())
    return {turn.id: Vote(chat_id=chat.id, turn_id=turn.id, outcome=outcome, winner=4 if outcome == 'winner' else None, candidates=found,
                          created_at=1_700_000_000.0, **facts)}


def chat_with_tools() -> Chat:
    chat, _, reply = chat_with_reply()
    reply.parts = [
        Part(kind='thinking', pieces=['Hm.']), Part(kind='text', pieces=['First **this**.']),
        Part(kind='tool_call', pieces=['```python\nprint("</pre>")\n```'], detail={'id': 'c', 'name': 'py<b>'}),
        Part(kind='tool_result', pieces=['It has ``` in it'], detail={'id': 'c'}),
        Part(kind='tool_call', pieces=['{"x": 1}']), Part(kind='text', pieces=['\n\nThen ']), Part(kind='text', pieces=['that.'])]
    return chat
