"""The built-in demo models. Everything they say is written here, and their names say so."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path

from chat.conversation import Delta, Message, Model, Usage
from chat.providers.demo.prepared import Example, example_for
from chat.providers.provider import ErrorKind, ProviderError, Request
from chat.providers.scripted import Script, ScriptedProvider, Step

MARKDOWN = (Path(__file__).parent / 'long_answer.md').read_text(encoding='utf-8')
PROSE = (
    'This answer is scripted: no model wrote it, no key was needed and nothing left this machine. '
    'It shows what an answer looks like while it arrives. You can send a second prompt in another chat right now, and both will go on '
    'at the same time; you can close this page, come back, and find the whole text.\n\n'
    'To talk to a real model, add a key or the address of a local server in the settings. '
    'Until then the other demo models show long Markdown, thinking, a slow answer and a failure.'
)
THOUGHTS = (
    'The question is what this scripted model should think about. '
    'It cannot think, so it shows how thoughts look: they arrive before the answer, '
    'a timer counts the seconds, and afterwards they fold away. '
    'One more sentence makes the thought long enough to be read while it grows.'
)
QUOTED = 20  # letters
BROKEN_OFF = 'demo broke off on purpose, to show what that looks like: press Continue or Retry.'


@dataclass(frozen=True, kw_only=True, slots=True)
class Character:
    """How one demo model answers. Prices in pretended dollars per million tokens."""

    label: str
    pause: float
    """Seconds between two pieces of a prepared answer."""
    other_pause: float
    """The same of an answer to any other prompt."""
    wait: float = 0.0
    """Seconds before the first piece."""
    input_price: float
    output_price: float


CHARACTERS = {
    'fast': Character(label='Demo: fast (scripted)', pause=0.012, other_pause=0.02, input_price=0.1, output_price=0.4),
    'markdown': Character(label='Demo: long Markdown (scripted)', pause=0.02, other_pause=0.006, input_price=0.5, output_price=2.0),
    'thinking': Character(label='Demo: thinks first (scripted)', pause=0.03, other_pause=0.02, wait=0.4, input_price=1.0, output_price=4.0),
    'slow': Character(label='Demo: slow (scripted)', pause=0.07, other_pause=0.35, wait=1.5, input_price=3.0, output_price=15.0),
    'broken': Character(label='Demo: fails half-way (scripted)', pause=0.02, other_pause=0.02, input_price=0.1, output_price=0.4),
}


def demo_provider(*, pace: float = 1.0) -> ScriptedProvider:
    """The endpoint `demo`. `pace` stretches all its waiting; 0 makes it immediate."""
    models = tuple(
        Model(id=f'demo/{name}', label=one.label, input_price=one.input_price, output_price=one.output_price, parameters=frozenset())
        for name, one in CHARACTERS.items())
    return ScriptedProvider('demo', {name: _script(name, one, pace) for name, one in CHARACTERS.items()}, models=models, feeds=False)


def _script(name: str, character: Character, pace: float) -> Script:
    async def script(request: Request) -> AsyncGenerator[Step, None]:
        prompt, written = _asked(request.messages)
        example = example_for(prompt)
        pause = pace * (character.pause if example else character.other_pause)
        await asyncio.sleep(character.wait * pace)
        thoughts = _thoughts(example) if name == 'thinking' and not written else ''
        for piece in _pieces(thoughts):
            yield Delta(thinking=piece)
            await asyncio.sleep(pause * 2)
        text = _answer(name, prompt, example)
        breaks_off = name == 'broken' and not written
        text = text[:len(text) // 2].rpartition(' ')[0] if breaks_off else _rest(text, written)
        for piece in _pieces(text):
            yield piece
            await asyncio.sleep(pause)
        yield ProviderError(ErrorKind.CUT_OFF, BROKEN_OFF) if breaks_off else _end(request, thoughts + text)

    return script


def _asked(messages: tuple[Message, ...]) -> tuple[str, str]:
    """The prompt, and what is already written of the answer to it, where the last message quotes its end and asks for the rest."""
    if len(messages) > 2 and messages[-2].role == 'assistant' and messages[-2].content.strip()[-QUOTED:] in messages[-1].content:
        prompt, written = messages[-3].content, messages[-2].content.rstrip()
        if any(_rest(_answer(name, prompt, example_for(prompt)), written) for name in CHARACTERS):
            return prompt, written
    return (messages[-1].content if messages else ''), ''


def _answer(name: str, prompt: str, example: Example | None) -> str:
    if example:
        return example.answers[name]
    if name == 'markdown':
        return MARKDOWN
    return PROSE if name == 'broken' else f'After some (scripted) thought: {PROSE}' if name == 'thinking' else f'{_greeting(prompt)}{PROSE}'


def _thoughts(example: Example | None) -> str:
    return example.thoughts if example else THOUGHTS


def _rest(text: str, written: str) -> str:
    """What is missing; empty where something else was written."""
    return text[len(written):] if text.startswith(written) else ''


def _end(request: Request, text: str) -> Delta:
    asked = sum(len(message.content) for message in request.messages)
    return Delta(finish_reason='stop', usage=Usage(input_tokens=max(1, asked // 4), output_tokens=max(1, len(text) // 4)))


def _greeting(prompt: str) -> str:
    words = ' '.join(prompt.split())
    short = words if len(words) <= 60 else words[:59].rstrip() + '…'
    return f'You wrote “{short}”. ' if short else ''


def _pieces(text: str) -> Iterator[str]:
    """Pieces about as long as tokens: words with the blank before them."""
    start = 0
    for end in range(1, len(text)):
        if text[end] in ' \n' and end - start >= 2 or end - start >= 8:
            yield text[start:end]
            start = end
    if text:
        yield text[start:]
