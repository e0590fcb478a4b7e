"""One answer made of several: what the model that merges is asked."""
from __future__ import annotations

from collections.abc import Sequence

from chat.conversation.reply import Reply
from chat.conversation.tree import Chat, Lane, Turn

FEWEST = 2
INSTRUCTION = (
    'Several assistants have answered the question below, independently of each other. Write the one answer that serves the person who '
    'asked best: keep what is right and useful, resolve contradictions (say so where you cannot), leave out what repeats or is wrong. '
    'Answer the person directly, in the language of the question, and do not speak of the answers or their authors.'
)


def sources_of(chat: Chat, turn: Turn, lane: Lane | None = None) -> list[Reply]:
    """The answers that can be merged: those of the lanes on screen that have ended with a text, without merged ones."""
    lanes = [one for one in chat.lanes if not one.merges and (lane is None or one.number != lane.number)]
    shown = [turn.reply(one.number) for one in lanes]
    return [reply for reply in shown if reply and not reply.is_running and reply.text.strip()]


def merge_prompt(turn: Turn, sources: Sequence[Reply]) -> str:
    """Answers are numbered, not named, so that no name is favoured."""
    answers = [f'<answer number="{number}">\n{reply.text.strip()}\n</answer>' for number, reply in enumerate(sources, start=1)]
    return '\n\n'.join([INSTRUCTION, f'<question>\n{turn.prompt.strip()}\n</question>', *answers])
