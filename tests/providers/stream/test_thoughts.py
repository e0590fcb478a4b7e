"""Thoughts that a server passes on as text are told apart by the marks around them.

Traps told here: marks cut anywhere, a thought whose beginning was in the prompt, marks in code or talked about, marks that end an answer,
channels, marks left in the server's own field for thoughts; hostile text costs what it is long.
"""
from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.conversation import Reply
from chat.providers.http.connections import Connections
from chat.providers.stream.bounds import Bounds
from chat.providers.stream.thought_marks import MARKS, OPENING
from chat.providers.stream.writing import Writing
from chat.providers.text_repair import repaired
from tests.model_server import ModelServer, sending, sending_json
from tests.protocols import DONE, chat_chunk, chat_whole
from tests.providers.asking import ask_for, got, provider_for

CASES = Path(__file__).parent.parent / 'cases'


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


SPLIT = [
    ('<think>\nHm, 1 < 2.\n</think>\n\nYes.', 'Hm, 1 < 2.', 'Yes.'), ('\n\n<Thinking>Hm</THINKING>Yes', 'Hm', 'Yes'),
    ('<think></think>\n\nYes', '', 'Yes'), ('<think>\n\n</think>\n\n    code', '', '    code'), ('<think> Hm </think> Yes', 'Hm', 'Yes'),
    ('<think>a</think>\n\n<think>b</think>\n\nYes', 'a\n\nb', 'Yes'), ('<think>\n<think>\nHm\n</think>\n\nYes', 'Hm', 'Yes'),
    ('<think>Hm\n</thinking>\nYes', 'Hm', 'Yes'), ('<think>so</thi', 'so</thi', ''), ('<thi', '', '<thi'), ('<think>Hm', 'Hm', ''),
    ('<|channel>thought\nHm\n<channel|>Yes', 'Hm', 'Yes'), ('<|channel>thought\n<channel|>Yes', '', 'Yes'),
    ('<|START_THINKING|>Hm<|END_THINKING|><|START_RESPONSE|>Yes<|END_RESPONSE|>', 'Hm', 'Yes'),
    ('<|begin_of_thought|>\n\nHm\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\nYes\n\n<|end_of_solution|>', 'Hm', 'Yes\n\n'),
    # the beginning was in the prompt
    ('It is a sum.\n</think>\n\nFour.', 'It is a sum.', 'Four.'), ('It is a sum.</think>Four.', 'It is a sum.', 'Four.'),
    ('It is a sum. </think> four', 'It is a sum.', 'four'), ('So\n[/THINK]Four', 'So', 'Four'), ('So\n<channel|>Four', 'So', 'Four'),
    ('They ask about `<think>`.\n</think>\n\nIt opens.', 'They ask about `<think>`.', 'It opens.'),
    ('Quote ` it.\n</think>\nUse `x`', 'Quote ` it.', 'Use `x`'), ('```py\nx\n```\n</think>\nDone', '```py\nx\n```', 'Done'),
    ('```py\nx\n```</think>Done', '```py\nx\n```', 'Done'), ('**4**</think>**Four**', '**4**', '**Four**'),
    ('</think>\n\nFour', '', 'Four'), ('\n</think>\n\n</think>Four', '', 'Four'),
    # in the thought, marks in code or talked about
    ('<think>It writes `</think>` then.</think>Yes', 'It writes `</think>` then.', 'Yes'),
    ('<think>```\n</think>\n```\nok</think>Yes', '```\n</think>\n```\nok', 'Yes'),
    ('<think>Use <think> tags and </think> tags. So</think>Yes', 'Use <think> tags and </think> tags. So', 'Yes'),
    ('<think>As "<think>…</think>" is.\nOk</think>Yes', 'As "<think>…</think>" is.\nOk', 'Yes'),
    ('<think>"</think>" it is</think>Yes', '"</think>" it is', 'Yes'),
    # channels
    ('<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>', 'Hm.', 'Yes.'),
    ('<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>\n<|start|>assistant<|channel|>final<|message|>Yes.', 'Hm.', 'Yes.'),
    ('Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>', 'Hm.', 'Yes.'),
    ('<|channel|>final<|message|>Marks are `<|end|>` here.<|return|>', '', 'Marks are `<|end|>` here.'),
    ('<|channel|>commentary<|message|>First.<|end|><|start|>assistant<|channel|>final<|message|>Then.', '', 'First.\n\nThen.'),
    ('analysisWe need to greet.assistantfinalHello!', 'We need to greet.', 'Hello!'),
    # the end of all
    ('Blue.<|im_end|>', '', 'Blue.'), ('Blue.\n<|eot_id|>\n', '', 'Blue.\n'), ('Blue.</s>', '', 'Blue.'),
    ('Blue.<|im_end|>\n<|im_start|>', '', 'Blue.'),
    ('Blue<｜end▁of▁sentence｜>', '', 'Blue'), ('<think>Hm</think>Blue<|return|>', 'Hm', 'Blue'),
]
"""Text, its thought, its answer."""
WHOLE = [
    'Write <think>x</think> so', 'Qwen writes `<think>` before and `</think>` after its thoughts; both are plain words here.',
    'The tag </think> ends a thought.', 'It ends with </think>.', 'I say "</think>" often.', 'The **</think>** tag.', '(</think>)',
    '> </think>\n\nquoted', '- </think>\n- more', '| </think> | end |',
    '```\n</think>\n```\nok', '~~~\n</think>\n~~~', '- ```\n  </think>\n  ```',
    '````\n```\n</think>\n```\n````\nok', 'Code:\n\n    </think>\n\nok',
    '``a ` </think>``', '</think> is a tag', '<b>bold</b>', 'a < b and c > d',
    '[think](http://x) [/THINK',
    'ChatML ends with `<|im_end|>`', 'ChatML ends with <|im_end|>', '```\nx<|im_end|>\n', '<|im_end|> is a mark', 'Blue<|im_end|> and more',
     'a <s>b</s>', 'analysisResults = 5', 'analysis', 'The <|start|> and <|message|> marks',
    '<|start|>no header, (this',
    '<|channel|>', '<', '<|', '◁', '   ', '', 'x' * 300 + '<think>',
]
"""Text in which no mark is meant."""


@pytest.mark.parametrize('size', [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize(('text', 'thought', 'answer'), SPLIT)
def test_a_thought_is_told_apart(text: str, thought: str, answer: str, size: int) -> None:
    assert written(*cut(text, size)) == (thought, answer, [])


@pytest.mark.parametrize('size', [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize('text', WHOLE)
def test_a_mark_that_is_not_meant_is_text(text: str, size: int) -> None:
    assert written(*cut(text, size)) == ('', text, [])


@pytest.mark.parametrize('size', [1, 4, 1000])
@pytest.mark.parametrize(('opening', 'closing'), OPENING.items())
def test_every_spelling_opens_and_closes(opening: str, closing: str, size: int) -> None:
    assert written(*cut(f'{opening}\nIs 1 < 2?\n{closing}\n\nIt is <b>.', size)) == ('Is 1 < 2?', 'It is <b>.', [])
    assert written(*cut(f'Is 1 < 2?\n{closing}\n\nIt is <b>.', size)) == ('Is 1 < 2?', 'It is <b>.', [])
    assert written(*cut(f'As `{opening}` and `{closing}`.', size)) == ('', f'As `{opening}` and `{closing}`.', [])


@pytest.mark.parametrize('size', [1, 3, 1000])
def test_a_call_that_was_written_as_text_is_a_call(size: int) -> None:
    look = '<|channel|>analysis<|message|>Look.<|end|>'
    text = look + '<|start|>assistant<|channel|>commentary to=functions.get <|constrain|>json<|message|>{"a": 1}<|call|>'
    assert written(*cut(text, size)) == ('Look.', '', [('get', '{"a": 1}')])


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
    """Four times the text takes four times the time, and not sixteen times."""
    def seconds(count: int) -> float:
        pieces = cut(begin + unit * (count // len(unit)), size)
        start = time.process_time()
        written(*pieces)
        return time.process_time() - start

    assert min(seconds(40_000) for _ in range(3)) < 12 * min(seconds(10_000) for _ in range(3)) + 0.05


# as servers send it

@pytest.mark.parametrize(('name', 'thought', 'answer'), [
    ('chat-think-close-only.sse', 'The user wants a sum. Two and two make four.', 'The sum is **4**.'),
    ('chat-think-unclosed.sse', 'Hello! I am well, thank you.', ''),
    ('chat-think-quoted-in-answer.sse', '', 'Qwen writes `<think>` before and `</think>` after its thoughts; both are plain words here.'),
    ('chat-harmony-leak.sse', 'The user asks for the colour of the sky.', 'It is blue.'),
])
async def test_streams_as_servers_have_sent_them(
    model_server: ModelServer, connections: Connections, name: str, thought: str, answer: str,
) -> None:
    stream = (CASES / name).read_bytes()
    chunks = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith(b'data: {')]
    words = ''.join(chunk['choices'][0]['delta'].get('content', '') for chunk in chunks)
    model_server.answer(sending([stream]), sending(cut_bytes(stream)), sending_json(chat_whole(words)))
    provider = provider_for(model_server, connections)
    for is_stream in (True, True, False):
        result = await got(provider, ask_for(stream=is_stream))
        assert (result.thinking, result.text, result.error) == (thought, answer, None)


def cut_bytes(stream: bytes) -> list[bytes]:
    return [stream[start:start + 97] for start in range(0, len(stream), 97)]


@pytest.mark.parametrize('pieces', [
    ['<think>\nHm, ', 'yes.', '\n</think>\n'], ['<th', 'ink>', '\nHm, yes.', '</think>'], ['Hm, ', 'yes.', '<|im_', 'end|>'], ['Hm, yes.'],
])
async def test_marks_in_the_field_for_thoughts_are_taken_out(
    model_server: ModelServer, connections: Connections, pieces: list[str],
) -> None:
    thoughts = [chat_chunk(reasoning_content=piece) for piece in pieces]
    model_server.answer([*thoughts, chat_chunk('Yes.'), chat_chunk(finish='stop'), DONE])
    result = await got(provider_for(model_server, connections))
    assert (result.thinking.strip(), result.text) == ('Hm, yes.', 'Yes.')


async def test_marks_within_the_field_for_thoughts_stay(model_server: ModelServer, connections: Connections) -> None:
    model_server.answer([chat_chunk(reasoning_content='A </think> B'), chat_chunk('Yes.'), chat_chunk(finish='stop'), DONE])
    assert (await got(provider_for(model_server, connections))).thinking == 'A </think> B'


@pytest.mark.parametrize('thinking', [
    [{'type': 'text', 'text': 'Well, '}, {'type': 'text', 'text': 'yes'}], 'Well, yes', ['Well, ', 'yes'], {'text': 'Well, yes'}])
@pytest.mark.parametrize('is_stream', [True, False])
async def test_mistrals_thoughts_are_lists(
    model_server: ModelServer, connections: Connections, thinking: object, is_stream: bool,
) -> None:
    content = [{'type': 'thinking', 'thinking': thinking, 'closed': True}, {'type': 'text', 'text': 'Yes.'}]
    whole = {'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': content}, 'finish_reason': 'stop'}]}
    stream = [chat_chunk(content[:1]), chat_chunk(content[1:]), chat_chunk(finish='stop'), DONE]
    model_server.answer(sending(stream) if is_stream else sending_json(whole))
    result = await got(provider_for(model_server, connections), ask_for(stream=is_stream))
    assert (result.thinking, result.text) == ('Well, yes', 'Yes.')
