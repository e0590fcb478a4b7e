"""The demo models: there without any key, and one of them shows everything."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.conversation import Message, Usage
from chat.engine.continuing import messages_to_continue
from chat.providers.demo.demo import CHARACTERS, PROSE, demo_provider
from chat.providers.demo.prepared import EXAMPLES, Example
from chat.providers.provider import Request
from chat.providers.registry import Providers
from tests.providers.asking import ask_for, got, settings_with


async def test_without_any_key_there_are_demo_models(tmp_path: Path) -> None:
    providers = Providers(settings_with(tmp_path), finds_local=False, demo_pace=0)
    assert [model.id for model in providers.models] == ['demo/fast', 'demo/markdown', 'demo/thinking', 'demo/slow', 'demo/broken']
    assert all('scripted' in model.name for model in providers.models)
    for model in providers.models:
        provider = providers.get(model.id)
        assert provider
        result = await got(provider, ask_for(model=model.id.partition('/')[2]))
        assert result.text
        assert (result.kind, result.finish_reason) == (('cut_off', None) if model.id == 'demo/broken' else (None, 'stop'))
        assert bool(result.thinking) is (model.id == 'demo/thinking')
    assert providers.cost('demo/fast', Usage(input_tokens=1_000_000, output_tokens=1_000_000)) == 0.5


async def test_the_long_demo_shows_everything() -> None:
    text = (await got(demo_provider(pace=0), ask_for(model='markdown'))).text
    assert all(mark in text for mark in ('# ', '```python', '```javascript', '|---', '- [x]', '$$', '> '))


@pytest.mark.parametrize('example', EXAMPLES, ids=[example.label for example in EXAMPLES])
async def test_each_answers_an_example_in_its_own_way(example: Example) -> None:
    prompt = (Message(role='user', content=example.prompt.replace(' ', '  ')),)
    results = {name: await got(demo_provider(pace=0), Request(model=name, messages=prompt)) for name in CHARACTERS}
    for name, result in results.items():
        if name == 'broken':
            assert example.answers[name].startswith(result.text)
            assert result.kind == 'cut_off'
        else:
            assert result.text == example.answers[name]
        assert result.thinking == (example.thoughts if name == 'thinking' else '')
    assert len({result.text for result in results.values()}) == len(CHARACTERS)


@pytest.mark.parametrize('prompt', [EXAMPLES[0].prompt, 'Something else'])
async def test_what_broke_off_is_continued_to_its_end(prompt: str) -> None:
    asked = [Message(role='user', content=prompt)]
    begun = await got(demo_provider(pace=0), Request(model='broken', messages=tuple(asked)))
    again = tuple(messages_to_continue(asked, begun.text))
    rest = await got(demo_provider(pace=0), Request(model='broken', messages=again))
    assert rest.error is None
    assert (begun.text + rest.text) in {EXAMPLES[0].answers['broken'], PROSE}


async def test_a_second_prompt_is_no_continuation() -> None:
    asked = (Message(role='user', content=EXAMPLES[4].prompt), Message(role='assistant', content=EXAMPLES[4].answers['fast']),
             Message(role='user', content=EXAMPLES[3].prompt))
    assert (await got(demo_provider(pace=0), Request(model='fast', messages=asked))).text == EXAMPLES[3].answers['fast']


def test_the_riddle_has_one_wrong_answer() -> None:
    answers = EXAMPLES[4].answers
    assert [name for name, text in answers.items() if '10 cents**' in text] == ['fast']
    assert all('**5 cents**' in text or 'costs 5 cents' in text for name, text in answers.items() if name != 'fast')
