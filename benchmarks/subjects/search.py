"""How long a search takes in a big database: `python -m benchmarks.subjects.search [--chats 10000] [--streams 200]`.

Makes the database first (about a minute). What is measured is the call of the store, from the event loop and back to it; once while nothing
else happens, and once while 200 scripted replies write 30 tokens a second each and are saved, with the lateness of the event loop.
"""
from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

from chat.conversation import Chat, Delta, Lane, Model, Reply, ReplyStatus, Turn
from chat.engine.engine import Engine
from chat.providers.provider import Request
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store

TURNS = 10
"""Of each chat: 10 prompts and 10 replies."""
ROUNDS = 20
NOW = 1_760_000_000.0
MODELS = ('openai/gpt-5.5', 'anthropic/claude-opus-4-5', 'local/qwen3', 'mistral/large')
FOLDERS = ('', '', 'Work', 'Work/Backend', 'Home')
RARE_MODEL, RARE_FOLDER = 'local/relic', 'Attic'
"""Of one chat in a thousand."""
STREAMS = 200
RATE = 30
"""Tokens a second of each stream."""
TICK = 0.005
AT_MOST = 50
"""Milliseconds."""
QUERIES = (
    ('a rare word', '{rare}'),
    ('two words', '{middle} {other}'),
    ('the commonest word', '{common}'),
    ('two common words', '{common} {second}'),
    ('typing: 1 letter', '{letter}'),
    ('typing: 2 letters', '{letters}'),
    ('typing: a last letter', '{common} {second} {letter}'),
    ('a name with signs', '{common}++'),
    ('a phrase', '"{common} {second}"'),
    ('word in a folder', '{common} folder:work/backend'),
    ('word in a rare folder', '{common} folder:attic'),
    ('word and model', '{middle} model:qwen'),
    ('common word and model', '{common} model:qwen'),
    ('common word, rare model', '{common} model:relic'),
    ('word before a date', '{common} before:2024'),
    ('word on two days', '{common} after:2024-03-01 before:2024-03-03'),
    ('word in a month', '{common} after:2024-03 before:2024-04'),
    ('folder and two days', '{common} folder:home after:2024-03-01 before:2024-03-03'),
    ('word with a rare tag', '{common} tag:tag7'),
    ('word with an unknown tag', '{common} tag:none'),
    ('filters only', 'folder:home model:qwen'),
    ('nothing there', 'zzzzzz'),
)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument('--chats', type=int, default=10_000)
    parser.add_argument('--streams', type=int, default=STREAMS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / 'chats.db')
        store.open()
        words = _vocabulary()
        started = time.perf_counter()
        await _fill(store, words, options.chats)
        size = store.path.stat().st_size / 1e6
        print(f'{options.chats:,} chats, {options.chats * TURNS * 2:,} messages, {size:,.0f} MB, '
              f'written in {time.perf_counter() - started:.0f} s\n')
        await _measure(store, words)
        await _measure_among_streams(store, words, options.streams)
        await store.close()


async def _fill(store: Store, words: list[str], chats: int) -> None:
    for number, chat in enumerate(_chats(words, chats)):
        store.save_whole_chat(chat)
        if number % 100 == 99:
            await store.flush(60)
    await store.flush(60)


async def _measure(store: Store, words: list[str]) -> None:
    samples = {'common': words[0], 'second': words[1], 'middle': words[300], 'other': words[400], 'rare': words[-1],
               'letter': words[0][0], 'letters': words[5][:2]}
    print(f'{"query":26}{"hits":>6}{"fastest ms":>12}{"median ms":>12}{"p95 ms":>10}')
    for name, query in QUERIES:
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            hits = await store.search(query.format(**samples))
            times.append((time.perf_counter() - started) * 1000)
        median = statistics.median(times)
        remark = '' if median < AT_MOST else '  TOO LONG'
        print(f'{name:26}{len(hits):6}{min(times):12.1f}{median:12.1f}{_percentile(times, 0.95):10.1f}{remark}')
    started = time.perf_counter()
    count = len(await store.list_chats())
    print(f'{"list of all chats":26}{count:6}{(time.perf_counter() - started) * 1000:12.1f}')


async def _measure_among_streams(store: Store, words: list[str], count: int) -> None:
    """Once more, in the middle of what the event loop, the writer and the disk have to do."""
    providers = Providers(Settings.load(store.path.parent, None, {}), extra=[Ticking()], finds_local=False)
    engine = Engine(store, providers)
    await engine.start()
    for number in range(count):
        engine.send(engine.new([Lane(model='ticking/words')]), f'Number {number}')
    await asyncio.sleep(2)
    lateness: list[float] = []
    watch = asyncio.create_task(_watch(lateness))
    print(f'\nThe same while {len(engine.tasks)} replies write {RATE} tokens a second each')
    await _measure(store, words)
    watch.cancel()
    print(f'event loop late: p99 {_percentile(lateness, 0.99):.1f} ms, worst {max(lateness):.1f} ms')
    await engine.close()
    await providers.close()


class Ticking:
    """A model that writes until it is stopped."""

    name = 'ticking'
    concurrency: int | None = None
    has_own_queue = False

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        while True:
            yield Delta(text='words ')
            await asyncio.sleep(1 / RATE)

    def preview(self, request: Request) -> dict[str, Any]:
        return {'model': request.model}

    async def models(self) -> list[Model]:
        return [Model(id='ticking/words')]

    async def close(self) -> None:
        """Nothing is open."""


async def _watch(lateness: list[float]) -> None:
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        lateness.append((time.perf_counter() - due) * 1000)


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _vocabulary() -> list[str]:
    """20,000 words, commonest first; short words are the common ones, as in real languages."""
    dice = random.Random(1)
    return [''.join(dice.choices('etaoinshrdlucmfwypvbgkjqxz', range(26, 0, -1), k=2 + min(10, i.bit_length() // 2) + dice.randrange(3)))
            for i in range(20_000)]


def _chats(words: list[str], count: int) -> Iterator[Chat]:
    """Spread over three years. Prompts of about 30 words, replies of about 180, some much longer."""
    dice = random.Random(2)
    weights = [1 / (rank + 3) for rank in range(len(words))]
    stream = _endless(dice, words, weights)
    for number in range(count):
        at = NOW - (count - number) * 3 * 365 * 86400 / count
        is_rare = number % 1000 == 500
        model, folder = (RARE_MODEL, RARE_FOLDER) if is_rare else (dice.choice(MODELS), dice.choice(FOLDERS))
        chat = Chat(title=_text(stream, 5), lanes=[Lane(model=model)], folder=folder,
                    tags=[f'tag{dice.randrange(1000)}'], created_at=at, updated_at=at)
        for step in range(TURNS):
            turn = Turn(chat_id=chat.id, prompt=_text(stream, int(dice.lognormvariate(3, 0.9)) + 1), created_at=at + step * 60,
                        parent_id=chat.current_turn_id)
            turn.replies[0] = [_reply(turn, chat.lanes[0].model, _text(stream, int(dice.lognormvariate(4.9, 0.8)) + 1))]
            chat.turns[turn.id] = turn
            chat.current_turn_id = turn.id
        yield chat


def _reply(turn: Turn, model: str, text: str) -> Reply:
    reply = Reply(turn_id=turn.id, lane=0, model=model, created_at=turn.created_at)
    for at in range(0, len(text), 200):
        reply.append(Delta(text=text[at:at + 200]), turn.created_at + 1 + at / 200)
    reply.finish(ReplyStatus.DONE, turn.created_at + 40)
    return reply


def _endless(dice: random.Random, words: list[str], weights: list[float]) -> Iterator[str]:
    while True:
        yield from dice.choices(words, weights, k=100_000)


def _text(stream: Iterator[str], words: int) -> str:
    return ' '.join(next(stream) for _ in range(words))


if __name__ == '__main__':
    asyncio.run(main())
