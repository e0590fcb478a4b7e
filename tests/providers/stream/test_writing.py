"""Text, thoughts and calls come out the same wherever the pieces are cut, and hostile text costs what it is long."""
from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.providers.stream.thought_marks import MARKS
from chat.providers.text_repair import repaired
from tests.costs.growth import grows_with_size
from tests.providers.stream.written import cut, written


@pytest.mark.parametrize(('text', 'answer'), [
    ('<think>x</think> is how', '<think>x</think> is how'), ('<think>\n\n</think>\n\nYes', 'Yes'), ('</think>\n\nYes', 'Yes'),
    ('So.\n</think>\n\nYes', 'So.\n</think>\n\nYes'), ('<|channel|>final<|message|>Yes<|return|>', 'Yes'), ('Yes<|im_end|>', 'Yes'),
])
def test_where_the_server_tells_thoughts_apart_only_its_leftovers_are_taken_out(text: str, answer: str) -> None:
    for size in (1, 3, 1000):
        assert written(*cut(text, size), is_told_apart=True) == ('(told) ', answer, [])


MEANT = st.sampled_from([
    *MARKS, '`', '``', '```', '~~~', '\n', '\n\n', ' ', '    ', '> ', '- ', 'a', 'The tag', '. ', '"', '**', '(', ')',
    'analysis', 'assistantfinal',
    'We ', 'thought\n', 'final', 'x </think> y', '</THINK>', '\\`', 'é', '中', '\ud83d', '<', '[', ']', '>', '<th', 'ink>'])


TEXTS = st.lists(st.one_of(MEANT, st.text(max_size=3)), max_size=25).map(''.join)


LEFT_OUT = [*map(re.escape, sorted(MARKS, key=len, reverse=True)), 'thought', 'analysis', 'assistant', 'final', r'\s']


OUTSIDE = re.compile('|'.join(LEFT_OUT), re.IGNORECASE)


@settings(deadline=None)
@given(text=TEXTS, places=st.lists(st.integers(0, 250)), is_told_apart=st.booleans())
def test_any_cut_gives_the_same(text: str, places: list[int], is_told_apart: bool) -> None:
    ends = [*sorted({place % (len(text) + 1) for place in places}), len(text)]
    pieces = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    whole = written(text, is_told_apart=is_told_apart)
    assert written(*pieces, is_told_apart=is_told_apart) == whole
    assert written(*text, is_told_apart=is_told_apart) == whole


@settings(deadline=None)
@given(text=TEXTS.filter(lambda text: not any(mark in text for mark in ('<|start|>', '<|channel|>', '<|message|>'))))
def test_nothing_but_marks_and_white_space_is_left_out(text: str) -> None:
    thought, answer, _ = written(text)
    assert _core(thought + answer) == _core(text)


def _core(text: str) -> str:
    text, before = repaired(text), ''
    while before != text:
        before, text = text, OUTSIDE.sub('', text)
    return text


@pytest.mark.parametrize('size', [4, 65_536])
@pytest.mark.parametrize('begin', ['', '<think>', '<think>x</think>y'])
@pytest.mark.parametrize('unit', [
    '<', '<think', 'x </think>', '`</think>`', '`x</think>', '`x</think>y\n', '`', '<|im_end|>', '<|im_end|>\n', '<|im_end|> x', ' ', '\n',
    '[T', '```\n', '> ', '<|start|>x<|message|>y<|end|>', '<|channel|>a', '◁', '</thi'])
def test_hostile_text_costs_what_it_is_long(unit: str, begin: str, size: int) -> None:
    assert grows_with_size(lambda count: written(*cut(begin + unit * (count // len(unit)), size)), 40_000)
