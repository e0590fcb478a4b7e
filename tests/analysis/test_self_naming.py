"""Names that a blind comparison hides."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.analysis.self_naming import HIDDEN, MaskedStream, mask_for
from tests.costs.growth import grows_with_size

MASK = mask_for([('zoo/secret-owl', ''), ('openai/gpt-5.5-mini', 'GPT-5.5 mini'), ('router/meta-llama/llama-3.1-70b', '')])
WORDS = mask_for([('demo/fast', ''), ('ibm/granite-3.3', ''), ('amazon/nova-pro', ''), ('x/llama-4', '')])
PIECES = [
    'demo/', 'fast', 'Gran', 'ite', 'nova', ' Pro', 'Nova', 'llama', ' 3', '.3', 'called **', 'a ', ', ',
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


@pytest.mark.parametrize('model', [
    'demo/fast', 'demo/thinking', 'x/large', 'x/mini', 'x/flash', 'x/pro', 'x/owl', 'x/fast-thinking', 'x/flash:latest', 'a/large-vision',
    'mistral/mistral-large', 'google/gemini-flash', 'meta/llama-4-scout', 'anthropic/claude-haiku', 'cohere/command-r', 'amazon/nova-pro',
    'ibm/granite-3.3-8b', 'perplexity/sonar', 'microsoft/phi-4', 'zoo/secret-owl', 'kitchen/minimax-m2'])
@pytest.mark.parametrize('label', ['', 'Fast', 'Large', 'Thinking!', 'Flash mini'])
def test_no_model_takes_words_of_the_dictionary_away(model: str, label: str) -> None:
    text = ('Fast thinking: a large, mini flash, fast and 2 times, fast-thinking people, pro and con, in the kitchen. Command the owl. '
            'A secret haiku; a scout! The sonar said: granite. Granite is a stone, the minimax rule, a nova, phi = 1.618, meta tags, '
            'a llama. Llama wool\nNova\n- Sonar\nLarge vision. Amazon')
    assert mask_for([(model, label)]).hide(text) == text


@pytest.mark.parametrize(('model', 'text'), [
    ('ibm/granite-3.3-8b', 'I am Granite.'), ('ibm/granite-3.3-8b', 'I am granite-3.3-8b.'), ('ibm/granite-3.3-8b', 'I am granite3.'),
    ('ibm/granite-3.3-8b', 'I am **Granite**.'), ('amazon/nova-pro', 'I am Nova Pro.'), ('amazon/nova-pro', 'I am Amazon Nova.'),
    ('meta/llama-4-scout', 'I am LLaMA 4 Scout.'), ('x/y', 'I am Llama.'), ('x/y', 'I am llama-3.'),
    ('perplexity/sonar', 'I am Perplexity.'),
    ('microsoft/phi-4', 'I am phi-4.'), ('cohere/command-r', 'I am Command R+.'), ('x/minimax-m2', 'I am MiniMax-M2.'),
    ('demo/fast', 'I am demo/fast.'), ('x/qwopus', 'I am Qwopus.'), ('x/qwopus-7b', 'I am qwopus.')])
def test_a_word_of_the_dictionary_is_a_name_where_it_is_used_like_one(model: str, text: str) -> None:
    hidden = mask_for([(model, '')]).hide(text).replace(HIDDEN, '')
    assert hidden.translate(str.maketrans('', '', '.* +')) == 'Iam'


def test_who_made_it_is_hidden_where_it_is_said() -> None:
    mask = mask_for([('x/llama-4', ''), ('x/granite-3', '')])
    told = mask.hide('I was made by Meta, and the Granite here by **IBM**.')
    assert told == f'I was made by {HIDDEN}, and the {HIDDEN} here by **{HIDDEN}**.'


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.data())
def test_cutting_a_text_anywhere_shows_the_same(pieces: list[str], data: st.DataObject) -> None:
    text = ''.join(pieces)
    mask = data.draw(st.sampled_from([MASK, WORDS]))
    stream, shown, rest = MaskedStream(mask), '', text
    while rest:
        cut = data.draw(st.integers(1, min(7, len(rest))))
        shown += stream.take(rest[:cut], is_last=False)
        rest = rest[cut:]
    assert shown + stream.take('', is_last=True) == mask.hide(text)


def test_half_a_name_is_held_back() -> None:
    stream = MaskedStream(MASK)
    assert stream.take('I am Cla', is_last=False) == 'I am '
    assert stream.take('rissa.', is_last=False) == 'Clarissa.'


def test_text_without_names_is_not_held_up() -> None:
    stream = MaskedStream(MASK)
    assert stream.take('The sky is blu', is_last=False) == 'The sky is blu'


@pytest.mark.parametrize(('begin', 'piece', 'end'), [('gpt', '1', ' é'), ('gpt ', '1 ', 'é!'), ('gpt', '-a', ' !')])
def test_hostile_text_costs_no_more(begin: str, piece: str, end: str) -> None:
    for work in (MASK.hide, MASK.safe_length):
        assert grows_with_size(lambda count, work=work: work(begin + piece * count + end), 20_000)  # type: ignore[misc]
