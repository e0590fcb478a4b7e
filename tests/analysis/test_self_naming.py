"""Names that a blind comparison hides."""
from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.analysis.self_naming import HIDDEN, MaskedStream, mask_for

MASK = mask_for([('zoo/secret-owl', ''), ('openai/gpt-5.5-mini', 'GPT-5.5 mini'), ('router/meta-llama/llama-3.1-70b', '')])
PIECES = [
    'I am ', 'GPT', '-5.5', ' mini', '. ', 'secret', '-', 'owl', 'Cl', 'aude', ' 3.5', ' Son', 'net', ' by ', 'Open', ' AI', 'Chat-', '\n',
    'é', 'meta']


@pytest.mark.parametrize('text', [
    'I am GPT-5.5 mini.', 'I am gpt 5.5.', 'I am ChatGPT.', 'I am Chat-GPT!', 'I am **Claude** now.', 'I am Claude 3.5 Sonnet.',
    'I am zoo/secret-owl.', 'I am Secret Owl.', 'I am SECRET-OWL-7b.', 'I am Qwen2.5-72B-Instruct.', 'I am OpenAI', 'I am Llama_3.',
    'I am DeepSeek-R1 here.', 'I am Meta'])
def test_name_is_hidden_however_it_is_written(text: str) -> None:
    hidden = MASK.hide(text).replace(HIDDEN, '').replace('**', '')
    assert hidden.strip(' .!') in {'I am', 'I am  now', 'I am  here'}


@pytest.mark.parametrize('text', [
    'A metallic clamp, grokking, a secretary, the owls, metadata.', 'Fasten your belts.', 'The year 2024 was good.', ''])
def test_ordinary_words_stay(text: str) -> None:
    assert MASK.hide(text) == text


def test_plain_word_is_hidden_only_as_a_whole_name() -> None:
    mask = mask_for([('demo/fast', 'Demo: fast (scripted)')])
    assert mask.hide('demo/fast runs in a demo') == f'{HIDDEN} runs in a demo'


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.data())
def test_cutting_a_text_anywhere_shows_the_same(pieces: list[str], data: st.DataObject) -> None:
    text = ''.join(pieces)
    stream, shown, rest = MaskedStream(MASK), '', text
    while rest:
        cut = data.draw(st.integers(1, min(7, len(rest))))
        shown += stream.take(rest[:cut], is_last=False)
        rest = rest[cut:]
    assert shown + stream.take('', is_last=True) == MASK.hide(text)


def test_half_a_name_is_held_back() -> None:
    stream = MaskedStream(MASK)
    assert stream.take('I am Cla', is_last=False) == 'I am '
    assert stream.take('rissa.', is_last=False) == 'Clarissa.'


def test_text_without_names_is_not_held_up() -> None:
    stream = MaskedStream(MASK)
    assert stream.take('The sky is blu', is_last=False) == 'The sky is blu'


def test_hostile_text_costs_no_more() -> None:
    started = time.perf_counter()
    for text in ('gpt' + '1' * 5000 + ' é', 'gpt ' + '1 ' * 3000 + 'é!', 'gpt' + '-a' * 3000 + ' !'):
        MASK.hide(text)
        MASK.safe_length(text)
    assert time.perf_counter() - started < 1
