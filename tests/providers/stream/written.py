"""A text as it comes out of a stream: what of it is thought, answer and call."""
from __future__ import annotations

from chat.conversation import Reply
from chat.providers.stream.bounds import Bounds
from chat.providers.stream.writing import Writing


def written(*pieces: str, is_told_apart: bool = False) -> tuple[str, str, list[tuple[str, str]]]:
    """Thought, answer, calls of tools."""
    reply, writing = Reply(turn_id='t', lane=0, model='m'), Writing(Bounds())
    if is_told_apart:
        writing.add_thinking('(told) ')
    for piece in pieces:
        writing.add_text(piece)
        for delta in writing.drain():
            reply.append(delta, 0.0)
    writing.close()
    for delta in writing.drain():
        reply.append(delta, 0.0)
    calls = [(part.detail['name'], part.text) for part in reply.parts if part.kind == 'tool_call']
    return reply.thinking, reply.text, calls


def cut(text: str, size: int) -> list[str]:
    return [text[start:start + size] for start in range(0, len(text), size)]
