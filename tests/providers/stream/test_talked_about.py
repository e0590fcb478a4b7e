"""Marks that are talked about are text."""
from __future__ import annotations

import pytest

from tests.providers.stream.written import cut, written

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
@pytest.mark.parametrize('text', WHOLE)
def test_a_mark_that_is_not_meant_is_text(text: str, size: int) -> None:
    assert written(*cut(text, size)) == ('', text, [])
