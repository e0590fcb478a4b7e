"""How long a search takes in a big database: `python -m benchmarks.search [--chats 10000]`. Makes the database first (about a minute)."""
from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, Turn
from chat.store.store import Store

TURNS = 10
"""Of each chat: 10 prompts and 10 replies."""
ROUNDS = 15
NOW = 1_760_000_000.0
MODELS = ('openai/gpt-5.5', 'anthropic/claude-opus-4-5', 'local/qwen3', 'mistral/large')
FOLDERS = ('', '', 'Work', 'Work/Backend', 'Home')
QUERIES = (
    ('a rare word', '{rare}'),
    ('two words', '{middle} {other}'),
    ('the commonest word', '{common}'),
    ('two common words', '{common} {second}'),
    ('typing: 1 letter', '{letter}'),
    ('typing: 2 letters', '{letters}'),
    ('a phrase', '"{common} {second}"'),
    ('word in a folder', '{common} folder:work/backend'),
    ('word and model', '{middle} model:qwen'),
    ('word before a date', '{common} before:2024'),
    ('word with a rare tag', '{common} tag:tag7'),
    ('filters only', 'folder:home model:qwen'),
    ('nothing there', 'zzzzzz'),
)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument('--chats', type=int, default=10_000)
    chats = parser.parse_args().chats
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / 'chats.db')
        store.open()
        words = _vocabulary()
        started = time.perf_counter()
        await _fill(store, words, chats)
        size = store.path.stat().st_size / 1e6
        print(f'{chats:,} chats, {chats * TURNS * 2:,} messages, {size:,.0f} MB, written in {time.perf_counter() - started:.0f} s\n')
        await _measure(store, words)
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
    print(f'{"query":24}{"hits":>6}{"median ms":>12}{"p95 ms":>10}')
    for name, query in QUERIES:
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            hits = await store.search(query.format(**samples))
            times.append((time.perf_counter() - started) * 1000)
        print(f'{name:24}{len(hits):6}{statistics.median(times):12.1f}{sorted(times)[int(len(times) * 0.95)]:10.1f}')
    started = time.perf_counter()
    count = len(await store.list_chats())
    print(f'{"list of all chats":24}{count:6}{(time.perf_counter() - started) * 1000:12.1f}')


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
        chat = Chat(title=_text(stream, 5), lanes=[Lane(model=dice.choice(MODELS))], folder=dice.choice(FOLDERS),
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
