"""Streams as servers were seen to send them, each a file in `cases`: all of the text is there, and once."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from chat.providers.http.connections import Connections
from chat.settings import Api
from tests.model_server import ModelServer, sending
from tests.providers.asking import got, provider_for

CASES = Path(__file__).parent / 'cases'
APIS: dict[str, Api] = {'chat': 'openai-chat', 'responses': 'openai-responses', 'anthropic': 'anthropic'}


@dataclass(kw_only=True, slots=True, frozen=True)
class Right:
    text: str
    thinking: str = ''
    tokens: tuple[int | None, int | None] = (None, None)
    """Input, output."""


TEA = Right(text='Tea is ready.', tokens=(25, 31))
RIGHT = {
    'chat-azure-prompt-filter': Right(text='Good day.', tokens=(5, 2)),
    'chat-delta-and-message': Right(text='Alpha beta.', tokens=(4, 3)),
    'chat-done-without-finish': Right(text='All that I wanted to say.'),
    'chat-final-full-message': Right(text='Alpha beta.'),
    'chat-finish-every-chunk': Right(text='One. Two. Three. Four. Five, the end.'),
    'chat-last-text-with-finish': Right(text='The last word is “end”.'),
    'chat-minimax-empty-role': Right(text='Fine.', thinking='Short thought.', tokens=(11, 8)),
    'chat-no-space-crlf-bom': Right(text='No space after the colon.'),
    'chat-retry-only-event': Right(text='Still here.'),
    'chat-single-newline-events': Right(text='Before the pair. First of the pair. Second of the pair. After the pair.'),
    'chat-single-newline-only': Right(text='Never an empty line.'),
    'chat-usage-every-chunk': Right(text='Each piece counts.', tokens=(9, 4)),
    'responses-deltas-after-done': TEA,
    'responses-deltas-and-empty-output': TEA,
    'responses-event-and-data-apart': TEA,
    'responses-text-done-only': TEA,
    'anthropic-no-message-stop': Right(text='The whole answer.', tokens=(40, 44)),
    'anthropic-signature-only-thinking': Right(text='Only this is for you.', tokens=(40, 44)),
    'anthropic-start-without-content': Right(text='A gateway that says little.', tokens=(None, 44)),
}


@pytest.mark.parametrize('name', RIGHT)
@pytest.mark.parametrize('size', [1, 1_000_000], ids=['in bytes', 'in one piece'])
async def test_all_of_the_text_is_there_once(model_server: ModelServer, connections: Connections, name: str, size: int) -> None:
    stream = (CASES / f'{name}.sse').read_bytes()
    model_server.answer(sending([stream[at:at + size] for at in range(0, len(stream), size)]))
    result = await got(provider_for(model_server, connections, APIS[name.partition('-')[0]]))
    right = RIGHT[name]
    assert (result.text, result.thinking, result.error) == (right.text, right.thinking, None)
    assert (result.usage.input_tokens, result.usage.output_tokens) == right.tokens
    assert result.finish_reason == 'stop'
