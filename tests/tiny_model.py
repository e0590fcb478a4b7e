"""A language model with random weights, small enough to be written in a moment, as a GGUF file that llama.cpp takes for one of its own.

Its vocabulary are the bytes, the letters and the most frequent English words. Only the words can win: it writes words without end and
never closes its turn by itself.
"""
from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, FEED_FORWARD = 64, 2, 4, 128
LONGEST_CONTEXT = 65536
SCALE = 0.5
"""Of the random weights: much smaller ones say one word for ever."""
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6
"""Kinds of tokens in GGUF."""
WORDS = (
    'the of and to in is that it for as with was on be by at this had not are but from or have an they which one you were all her she '
    'there would their we him been has when who will no more if out so up said what its about than into them can only other time new some '
    'could these two may first then do any like my now over such our man me even most made after also did many off before must well back '
    'through years much where your way down should because long each just state those people too how little good world')
CHATML = (
    "{%- for m in messages -%}<|im_start|>{{m['role']}}\n{{m['content']}}<|im_end|>\n{%- endfor -%}"
    '{%- if add_generation_prompt -%}<|im_start|>assistant\n{%- endif -%}')
THINKING_CHATML = """{%- for m in messages -%}{%- if m['role']=='assistant' -%}<|im_start|>assistant
{% if m.reasoning_content is defined and m.reasoning_content %}<think>
{{m.reasoning_content}}
</think>

{% endif %}{{m['content']}}<|im_end|>
{% else %}<|im_start|>{{m['role']}}
{{m['content']}}<|im_end|>
{% endif %}{%- endfor -%}{%- if add_generation_prompt -%}<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking is false %}<think>

</think>

{% else %}<think>
{% endif %}{%- endif -%}"""
"""As the templates of thinking models have it: the prompt opens the thought."""


def write_model(path: Path, *, thinking: bool = False) -> None:
    """`thinking`: it thinks before it answers, where the server gives its thoughts a budget."""
    writer = gguf.GGUFWriter(str(path), 'llama')
    tokens, silent = _vocabulary()
    _describe(writer, THINKING_CHATML if thinking else CHATML, tokens)
    _add_weights(writer, len(tokens), silent)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _vocabulary() -> tuple[list[tuple[bytes, int, float]], int]:
    """(token, its kind, its score), and how many of them from the start are never said."""
    tokens = [(b'<unk>', UNKNOWN, 0.0), (b'<s>', CONTROL, 0.0), (b'</s>', CONTROL, 0.0)]
    tokens += [(b'<0x%02X>' % byte, BYTE, 0.0) for byte in range(256)]
    tokens += [(mark, CONTROL, 0.0) for mark in (b'<|im_start|>', b'<|im_end|>')]
    tokens += [(mark, USER_DEFINED, 0.0) for mark in (b'<think>', b'</think>')]
    letters = ['▁', *string.ascii_letters, *string.digits, *string.punctuation]
    tokens += [(letter.encode(), NORMAL, -1000.0 - i) for i, letter in enumerate(letters)]
    words = [(f'▁{word}'.encode(), NORMAL, -float(i)) for i, word in enumerate(WORDS.split())]
    return tokens + words, len(tokens)


def _describe(writer: Any, template: str, tokens: list[tuple[bytes, int, float]]) -> None:
    writer.add_name('Tiny Random')
    writer.add_context_length(LONGEST_CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(0)
    writer.add_tokenizer_model('llama')
    writer.add_token_list([token for token, _, _ in tokens])
    writer.add_token_types([kind for _, kind, _ in tokens])
    writer.add_token_scores([score for _, _, score in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(template)


def _add_weights(writer: Any, size: int, silent: int) -> None:
    dice = np.random.default_rng(1)

    def some(*shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        return (dice.standard_normal(shape) * SCALE).astype(np.float32)

    output = some(size, WIDTH) * np.float32(3)
    output[:silent] = 0
    writer.add_tensor('token_embd.weight', some(size, WIDTH))
    writer.add_tensor('output_norm.weight', np.ones(WIDTH, np.float32))
    writer.add_tensor('output.weight', output)
    for block in (f'blk.{i}.' for i in range(LAYERS)):
        for name in ('attn_norm', 'ffn_norm'):
            writer.add_tensor(f'{block}{name}.weight', np.ones(WIDTH, np.float32))
        for name in ('attn_q', 'attn_k', 'attn_v', 'attn_output'):
            writer.add_tensor(f'{block}{name}.weight', some(WIDTH, WIDTH) * np.float32(0.3))
        for name, shape in (('gate', (FEED_FORWARD, WIDTH)), ('up', (FEED_FORWARD, WIDTH)), ('down', (WIDTH, FEED_FORWARD))):
            writer.add_tensor(f'{block}ffn_{name}.weight', some(*shape))
