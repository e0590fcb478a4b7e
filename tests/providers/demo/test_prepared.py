"""The example prompts: whole, and known again however they are typed."""
from __future__ import annotations

from chat.providers.demo.prepared import DEMO_MODELS, EXAMPLES, example_for


def test_five_examples_have_an_answer_of_each_demo_model() -> None:
    assert len(EXAMPLES) == 5
    for example in EXAMPLES:
        assert example.label
        assert example.thoughts
        assert all(example.answers[model] for model in DEMO_MODELS)


def test_an_example_is_known_by_its_words() -> None:
    for example in EXAMPLES:
        assert example_for(f'  {example.prompt}\n') is example
        assert example_for(example.prompt.replace('\n', ' ')) is example
        assert example_for(example.prompt + ' Please.') is None
    assert example_for('') is None
