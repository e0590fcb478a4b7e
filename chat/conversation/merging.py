"""One answer made of several: what the model that merges is asked."""
from __future__ import annotations

from collections.abc import Sequence

from chat.conversation.lane import Lane
from chat.conversation.reply import CUT_OFF_REASONS, Reply, ReplyStatus
from chat.conversation.tree import Chat, Turn

FEWEST = 2
INSTRUCTION = (
    'Several assistants have answered the question below, independently of each other. Write the one answer that serves the person who '
    'asked best: keep what is right and useful, resolve contradictions (say so where you cannot), leave out what repeats or is wrong. '
    'Answer the person directly, in the language of the question, and do not speak of the answers or their authors.'
)


TOO_FEW = 'Merge needs at least two complete answers.'


def sources_of(chat: Chat, turn: Turn, lane: Lane | None = None) -> list[Reply]:
    """The answers that can be merged: those of the lanes on screen that are complete, without merged ones."""
    lanes = [one for one in chat.lanes if not one.merges and (lane is None or one.number != lane.number)]
    return [reply for one in lanes if (reply := turn.reply(one.number)) and not _flaw(reply)]


def left_out_of(chat: Chat, turn: Turn) -> dict[int, str]:
    """Lane number -> why its answer cannot be merged; lanes that were not asked are not in here."""
    shown = [reply for lane in chat.lanes if not lane.merges and (reply := turn.reply(lane.number))]
    return {reply.lane: flaw for reply in shown if (flaw := _flaw(reply))}


def _flaw(reply: Reply) -> str:
    """Why it is not a complete answer; '' if it is one."""
    if reply.is_running:
        return 'still being written'
    if reply.status is not ReplyStatus.DONE:
        return str(reply.status)
    if reply.finish_reason in CUT_OFF_REASONS:
        return 'cut off at the limit of its length'
    return '' if reply.text.strip() else 'no text'


def merge_prompt(turn: Turn, sources: Sequence[Reply]) -> str:
    """Answers are numbered, not named, so that no name is favoured."""
    answers = [f'<answer number="{number}">\n{reply.text.strip()}\n</answer>' for number, reply in enumerate(sources, start=1)]
    return '\n\n'.join([INSTRUCTION, f'<question>\n{turn.prompt.strip()}\n</question>', *answers])
