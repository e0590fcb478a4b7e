"""The built-in demo models. Everything they say is written here, and their names say so."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

from chat.conversation import Delta, Model, Usage
from chat.providers.provider import ErrorKind, ProviderError, Request
from chat.providers.scripted import ScriptedProvider, Step

MARKDOWN = (Path(__file__).parent / 'demo_answer.md').read_text(encoding='utf-8')
PROSE = (
    'This answer is scripted: no model wrote it, no key was needed and nothing left this machine. '
    'It shows what an answer looks like while it arrives. You can send a second prompt in another chat right now, and both will go on '
    'at the same time; you can close this page, come back, and find the whole text.\n\n'
    'To talk to a real model, add a key or the address of a local server in the settings. '
    'Until then the other demo models show long Markdown, thinking, a slow answer and a failure.'
)
THOUGHTS = (
    'The question is what this scripted model should think about. ',
    'It cannot think, so it shows how thoughts look: they arrive before the answer, ',
    'a timer counts the seconds, and afterwards they fold away. ',
    'One more sentence makes the thought long enough to be read while it grows.',
)
LABELS = {
    'fast': 'Demo: fast (scripted)', 'markdown': 'Demo: long Markdown (scripted)', 'thinking': 'Demo: thinks first (scripted)',
    'slow': 'Demo: slow (scripted)', 'broken': 'Demo: fails half-way (scripted)',
}


def demo_provider(*, pace: float = 1.0) -> ScriptedProvider:
    """The endpoint `demo`. `pace` stretches all its waiting; 0 makes it immediate."""

    async def fast(request: Request) -> AsyncGenerator[Step, None]:
        async for step in _written(request, f'{_greeting(request)}{PROSE}', 0.02 * pace):
            yield step

    async def markdown(request: Request) -> AsyncGenerator[Step, None]:
        async for step in _written(request, MARKDOWN, 0.006 * pace):
            yield step

    async def thinking(request: Request) -> AsyncGenerator[Step, None]:
        await asyncio.sleep(0.4 * pace)
        for piece in _pieces(''.join(THOUGHTS)):
            yield Delta(thinking=piece)
            await asyncio.sleep(0.06 * pace)
        async for step in _written(request, f'After some (scripted) thought: {PROSE}', 0.02 * pace):
            yield step

    async def slow(request: Request) -> AsyncGenerator[Step, None]:
        await asyncio.sleep(2 * pace)
        async for step in _written(request, f'{_greeting(request)}{PROSE}', 0.35 * pace):
            yield step

    async def broken(request: Request) -> AsyncGenerator[Step, None]:
        half = PROSE[:len(PROSE) // 3].rpartition(' ')[0]
        for piece in _pieces(half):
            yield piece
            await asyncio.sleep(0.02 * pace)
        yield ProviderError(ErrorKind.CUT_OFF, 'demo broke off on purpose, to show what that looks like: press Continue or Retry.')

    scripts = {'fast': fast, 'markdown': markdown, 'thinking': thinking, 'slow': slow, 'broken': broken}
    models = tuple(
        Model(id=f'demo/{name}', label=label, input_price=0.0, output_price=0.0, parameters=frozenset()) for name, label in LABELS.items())
    return ScriptedProvider('demo', dict(scripts), models=models, feeds=False)


async def _written(request: Request, text: str, pause: float) -> AsyncGenerator[Step, None]:
    for piece in _pieces(text):
        yield piece
        await asyncio.sleep(pause)
    asked = sum(len(message.content) for message in request.messages)
    yield Delta(finish_reason='stop', usage=Usage(input_tokens=max(1, asked // 4), output_tokens=max(1, len(text) // 4)))


def _greeting(request: Request) -> str:
    prompt = ' '.join(request.messages[-1].content.split()) if request.messages else ''
    short = prompt if len(prompt) <= 60 else prompt[:59].rstrip() + '…'
    return f'You wrote “{short}”. ' if short else ''


def _pieces(text: str) -> Iterator[str]:
    """Pieces about as long as tokens: words with the blank before them."""
    start = 0
    for end in range(1, len(text)):
        if text[end] in ' \n' and end - start >= 2 or end - start >= 8:
            yield text[start:end]
            start = end
    yield text[start:]
