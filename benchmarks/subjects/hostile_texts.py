"""The longest task of the page's main thread while it shows texts that are made to freeze it, wherever a text of a model is shown.

`python -m benchmarks.subjects.hostile_texts [--where PLACE] [--only WORD]` prints each text by itself; PLACE is one of PLACES.
"""
from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import hostile, seed
from benchmarks.bench import MODEL, Bench
from benchmarks.browser import Screen, opened
from benchmarks.main_thread import recording
from benchmarks.table import Row
from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, Turn

LONGEST_TASK = 200
"""Milliseconds of CPU time."""
PATIENCE = 60_000
LANES = 4
ENDED = """lanes => {
    const replies = [...document.querySelectorAll('article[data-status="done"]')];
    return replies.length >= lanes && !document.querySelector('[data-unfinished]');
}"""
READ = """async () => {
    const all = document.querySelectorAll('dialog[open] :is(.diff-scroll, pre), .transcript-scroller');
    const parts = [...all].filter((part) => part.clientHeight);
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const share of [0, 0.02, 0.3, 0.31, 0.7, 1]) {
        for (const part of parts) part.scrollTop = share * (part.scrollHeight - part.clientHeight);
        await frame();
    }
}"""
"""What a reader does who looks here and there."""


def measure(bench: Bench) -> Iterator[Row]:
    texts = hostile.texts()
    for place in PLACES:
        tasks = dict(each(bench, place, texts))
        worst = max(tasks, key=lambda name: tasks[name])
        yield Row(measure=f'{len(texts)} texts made to freeze a page, {place}: longest task ({worst})', unit='ms', polylogue=tasks[worst],
                  at_most=LONGEST_TASK)


def each(bench: Bench, place: str, texts: dict[str, str]) -> Iterator[tuple[str, float]]:
    """(name, milliseconds of the longest task)"""
    chats = {name: _chat_of(text, LANES if place in IN_LANES else 1) for name, text in texts.items()}
    with bench.polylogue(seed=lambda data: _seed(data, chats)) as server:
        start = f'{server.url}/new?model={MODEL}'
        for name, chat in chats.items():
            with opened(bench.browser, start) as screen:
                yield name, PLACES[place](bench, screen, name, chat)


def _seed(data: Path, chats: dict[str, Chat]) -> None:
    seed.write(data, chats.values())


def _chat_of(text: str, lanes: int) -> Chat:
    """Each lane's answer begins with a word of its own."""
    chat = Chat(title='Hostile', lanes=[Lane(model=MODEL, number=number) for number in range(lanes)])
    turn = Turn(chat_id=chat.id, prompt=text, created_at=time.time())
    for lane in range(lanes):
        reply = Reply(turn_id=turn.id, lane=lane, model=MODEL, created_at=turn.created_at)
        reply.append(Delta(thinking=text, text=f'Lane {lane}\n\n{text}', finish_reason='stop'), turn.created_at)
        reply.finish(ReplyStatus.DONE, turn.created_at)
        turn.replies[lane] = [reply]
    chat.turns[turn.id] = turn
    chat.current_turn_id = turn.id
    return chat


def stream(bench: Bench, screen: Screen, name: str, _chat: Chat) -> float:
    prompt, _ = bench.order(kind=name, rate=500)
    with recording(screen.page) as thread:
        screen.send(prompt)
        _read(screen.page, 1)
    return thread.longest


def reopen(_: Bench, screen: Screen, __: str, chat: Chat) -> float:
    with recording(screen.page) as thread:
        screen.follow(f'/chat/{chat.id}')
        _read(screen.page, len(chat.lanes))
    return thread.longest


def unfold(_: Bench, screen: Screen, __: str, chat: Chat) -> float:
    """The thought, and the whole prompt."""
    with recording(screen.page) as thread:
        screen.follow(f'/chat/{chat.id}')
        _read(screen.page, 1)
        screen.page.evaluate("""() => document.querySelectorAll('.thought-button, .bubble .show-all').forEach((one) => one.click())""")
        _read(screen.page, 1)
    return thread.longest


def compare(_: Bench, screen: Screen, __: str, chat: Chat) -> float:
    return _in_dialog(screen, chat, 'Diff', '.diff-row')


def agree(_: Bench, screen: Screen, __: str, chat: Chat) -> float:
    return _in_dialog(screen, chat, 'Agreement', '.agreement section')


def _in_dialog(screen: Screen, chat: Chat, button: str, shown: str) -> float:
    screen.follow(f'/chat/{chat.id}')
    _read(screen.page, len(chat.lanes))
    with recording(screen.page) as thread:
        _click(screen.page, '.lane-bar button', button)
        screen.page.wait_for_function('(shown) => document.querySelector(shown)', arg=shown, timeout=PATIENCE, polling=100)
        _read(screen.page, len(chat.lanes))
    return thread.longest


def look_at_the_request(_: Bench, screen: Screen, __: str, chat: Chat) -> float:
    screen.follow(f'/chat/{chat.id}')
    _read(screen.page, len(chat.lanes))
    with recording(screen.page) as thread:
        _click(screen.page, '.lane-button[aria-label]', 'Lane menu')
        _click(screen.page, '[role=menuitem]', 'What was sent')
        screen.page.wait_for_function("() => document.querySelector('.lane-sent pre')?.textContent", timeout=PATIENCE, polling=100)
        _read(screen.page, len(chat.lanes))
    return thread.longest


def _click(page: Page, selector: str, name: str) -> None:
    """Without a search for roles, which would keep a large page busy itself."""
    page.wait_for_function("""([selector, name]) => {
        const found = [...document.querySelectorAll(selector)].find((one) => (one.ariaLabel || one.textContent.trim()) === name);
        found?.click();
        return found;
    }""", arg=[selector, name], polling=100)


def _read(page: Page, lanes: int) -> None:
    """Waits for the end of all answers and drawings, and looks over them."""
    page.wait_for_function(ENDED, arg=lanes, timeout=PATIENCE, polling=100)
    page.evaluate(READ)


PLACES: dict[str, Callable[[Bench, Screen, str, Chat], float]] = {
    'streamed': stream, 'opened again': reopen, 'in four lanes': reopen, 'as a thought and a prompt': unfold, 'in Diff': compare,
    'in Agreement': agree, 'in What was sent': look_at_the_request,
}
IN_LANES = {'in four lanes', 'in Diff', 'in Agreement', 'in What was sent'}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--where', choices=PLACES, action='append', help='only there (may be given several times)')
    parser.add_argument('--only', default='', metavar='WORD', help='only texts whose name holds this')
    arguments = parser.parse_args()
    texts = {name: text for name, text in hostile.texts().items() if arguments.only in name}
    with Bench() as bench:
        for place in arguments.where or PLACES:
            for name, task in each(bench, place, texts):
                print(f'{place}: {name}: {task:.0f} ms{"  TOO LONG" if task > LONGEST_TASK else ""}', flush=True)


if __name__ == '__main__':
    main()
