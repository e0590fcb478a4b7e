"""Thoughts that a server passes on as text are told apart by the marks around them.

Traps told here: marks cut anywhere, a thought whose beginning was in the prompt, marks in code or talked about, marks that end an answer,
channels, marks left in the server's own field for thoughts; hostile text costs what it is long.
"""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from chat.providers.http.connections import Connections
from tests.model_server import ModelServer, sending, sending_json
from tests.protocols import chat_whole
from tests.providers.asking import ask_for, got, provider_for
from tests.providers.stream.written import cut, written

CASES = Path(__file__).parent.parent / 'cases'


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


@pytest.mark.parametrize('size', [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize(('text', 'thought', 'answer'), SPLIT)
def test_a_thought_is_told_apart(text: str, thought: str, answer: str, size: int) -> None:
    assert written(*cut(text, size)) == (thought, answer, [])


@pytest.mark.parametrize('size', [1, 3, 1000])
def test_a_call_that_was_written_as_text_is_a_call(size: int) -> None:
    look = '<|channel|>analysis<|message|>Look.<|end|>'
    text = look + '<|start|>assistant<|channel|>commentary to=functions.get <|constrain|>json<|message|>{"a": 1}<|call|>'
    assert written(*cut(text, size)) == ('Look.', '', [('get', '{"a": 1}')])


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
