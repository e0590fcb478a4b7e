"""The marks by which models set their thoughts apart and end what they write, where a server passes them on instead of reading them.

As seen in the chat templates of: DeepSeek, Qwen, GLM, MiniMax, Kimi (and Kimi-VL), Seed, LongCat, EXAONE, Magistral, Command A, Apertus,
OpenThinker, Gemma 4, MedGemma, gpt-oss (harmony), Llama, Phi, Granite and the prompts that ask others to think in tags.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal['open', 'close', 'end', 'start', 'channel', 'message', 'constrain', 'solution', 'struck']


@dataclass(kw_only=True, slots=True, frozen=True)
class ThoughtMark:
    """`text` is as it is written here, without regard to capitals; `partner` closes what it opens."""

    kind: Kind
    text: str
    partner: str = ''


NAMES = (
    'think', 'thinking', 'thought', 'thoughts', 'reason', 'reasoning', 'seed:think', 'mm:think', 'longcat_think', 'antthinking',
    'think_process', 'thinking_process', 'thought_process', 'reasoning_process', 'inner_thoughts', 'inner_monologue', 'internal_monologue')
"""Of tags, `<think>` and `</think>`."""
SHOUTED = ('THINK', 'THINKING', 'THOUGHT', 'REASONING')
"""In square brackets, which may well hold such a word in a link."""
PAIRS = {
    '<|begin_of_thought|>': '<|end_of_thought|>', '<|begin_of_thinking|>': '<|end_of_thinking|>', '<|start_thinking|>': '<|end_thinking|>',
    '<|thinking|>': '<|/thinking|>', '<|think|>': '<|/think|>', '<|inner_prefix|>': '<|inner_suffix|>', '◁think▷': '◁/think▷',
    '<|channel>': '<channel|>', '<unused94>': '<unused95>'}
ENDS = (
    '<|im_end|>', '<|eot_id|>', '<|eom_id|>', '<|end|>', '<|return|>', '<|call|>', '<|endoftext|>', '<|end_of_text|>', '<|end_of_turn|>',
    '<end_of_turn>', '<turn|>', '<|eot|>', '<|eom|>', '<|eos|>', '<eos>', '</s>', '<|end_of_sentence|>', '<｜end▁of▁sentence｜>',
    '<|end▁of▁sentence|>', '<|end_of_turn_token|>', '<|user|>', '<|observation|>', '<|im_start|>', '<|endofprompt|>', '<|endofresponse|>',
    '<|end_of_response|>', '<|end_response|>', '<|end_of_solution|>', '<|role_end|>', '[|endofturn|]', '<|endofturn|>', '<|stop|>',
    '[/INST]', '<|start_header_id|>', '<|message_end|>')
SOLUTIONS = ('<|begin_of_solution|>', '<|start_response|>')
"""Between a thought and the answer; what closes them is an end."""
HARMONY: dict[str, Kind] = {
    '<|start|>': 'start', '<|channel|>': 'channel', '<|message|>': 'message', '<|constrain|>': 'constrain'}

OPENING = {**{f'<{name}>': f'</{name}>' for name in NAMES}, **{f'[{name}]': f'[/{name}]' for name in SHOUTED}, **PAIRS}
MARKS: dict[str, ThoughtMark] = {
    **{text: ThoughtMark(kind='open', text=text, partner=partner) for text, partner in OPENING.items()},
    **{text: ThoughtMark(kind='close', text=text) for text in OPENING.values()},
    **{text: ThoughtMark(kind='end', text=text) for text in ENDS},
    **{text: ThoughtMark(kind='solution', text=text) for text in SOLUTIONS},
    **{text: ThoughtMark(kind=kind, text=text) for text, kind in HARMONY.items()},
    '<s>': ThoughtMark(kind='struck', text='<s>'),
}
LONGEST = max(map(len, MARKS))
BEGINNINGS = frozenset(text[:size] for text in MARKS for size in range(1, len(text)))
SIGNS = '<[◁'
"""One of them begins every mark."""
CANDIDATE = re.compile(r'[<\[◁][^\s<>\[\]◁▷]{1,40}[>\]▷]')
LAST = re.compile(r'[<\[◁][^\s<>\[\]◁▷]{0,40}\Z')


def mark_of(text: str) -> ThoughtMark | None:
    return MARKS.get(text if text.startswith('[') else text.lower())


def has_sign(text: str) -> bool:
    """Whether a mark may be in there: quick, for it is asked of every piece."""
    return '<' in text or '[' in text or '◁' in text


def begun_at(text: str) -> int:
    """From where on the end of `text` may be the beginning of a mark; its length if it is not."""
    found = LAST.search(text, max(0, len(text) - LONGEST))
    if not found:
        return len(text)
    begun = found[0] if found[0].startswith('[') else found[0].lower()
    return found.start() if begun in BEGINNINGS else len(text)
