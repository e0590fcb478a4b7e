"""A page with nothing but a transcript, and a small HTTP face by which a test plays the model.

Run as a program: `python rendering_page.py PORT`. POST /play takes a JSON list of steps, done one after the other:
`{"do": "chat", "turns": [[prompt, text], …], "lane": …}`, `{"do": "ask", "prompt": …}`, `{"do": "text"|"thinking", "text": …}`,
`{"do": "stream", "text": …, "rate": characters a second, "step": characters}`, `{"do": "finish", "status": …, "error": …}`,
`{"do": "set", …}`: the methods `do_…` below.
"""
from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import Body
from nicegui import app, ui

sys.path.insert(0, str(Path(__file__).parents[2]))
from chat.conversation import Chat, Delta, Lane, Reply, ReplyError, ReplyStatus, Turn, Usage  # noqa: E402
from chat.ui.look import theme  # noqa: E402
from chat.ui.transcript.transcript import Transcript  # noqa: E402

MODEL = 'demo/fast'


class Stage:
    """The one chat that the page shows."""

    def __init__(self) -> None:
        self.chat = Chat(lanes=[Lane(model=MODEL)])
        self.actions: list[dict[str, Any]] = []
        self.reply: Reply | None = None

    async def play(self, steps: list[dict[str, Any]]) -> None:
        for step in steps:
            call: Callable[..., Any] = getattr(self, f'do_{step.pop("do")}')
            result = call(**step)
            if asyncio.iscoroutine(result):
                await result

    def do_chat(self, turns: list[list[str]], model: str = MODEL) -> None:
        self.chat = Chat(lanes=[Lane(model=model)])
        for prompt, text in turns:
            self.do_ask(prompt)
            self.do_text(text)
            self.do_finish()

    def do_ask(self, prompt: str) -> None:
        turn = Turn(chat_id=self.chat.id, prompt=prompt, parent_id=self.chat.current_turn_id)
        self.reply = Reply(turn_id=turn.id, lane=0, model=self.chat.lanes[0].model)
        turn.replies[0] = [self.reply]
        self.chat.turns[turn.id] = turn
        self.chat.current_turn_id = turn.id
        self.chat.tell_chat_changed()

    def do_again(self) -> None:
        """Another version of the newest reply."""
        assert self.reply
        versions = self.chat.turns[self.reply.turn_id].replies[0]
        self.reply = Reply(turn_id=self.reply.turn_id, lane=0, model=self.reply.model, version=len(versions) + 1)
        versions.append(self.reply)
        self.chat.tell_chat_changed()

    def do_text(self, text: str) -> None:
        self._append(Delta(text=text))

    def do_thinking(self, text: str) -> None:
        self._append(Delta(thinking=text))

    async def do_stream(self, text: str, rate: float = 4000, step: int = 4, kind: str = 'text') -> None:
        """Pieces of `step` characters at `rate` characters a second."""
        start, sent = time.monotonic(), 0
        while sent < len(text):
            due = min(len(text), int((time.monotonic() - start) * rate) + step)
            while sent < due:
                piece = text[sent:sent + step]
                sent += len(piece)
                self._append(Delta(thinking=piece) if kind == 'thinking' else Delta(text=piece))
            await asyncio.sleep(0.004)

    def do_finish(self, status: str = 'done', error: str | None = None, tokens: int | None = None) -> None:
        assert self.reply
        if tokens:
            self.reply.usage = Usage(output_tokens=tokens)
        self.reply.finish(ReplyStatus(status), time.time(), ReplyError(kind='server_error', message=error) if error else None)
        self.chat.tell_reply_changed(self.reply)

    def do_set(self, ago: float | None = None, retry_in: float | None = None, **values: Any) -> None:
        """Set fields of the running reply; `ago`: it was asked for (and last heard of) so many seconds ago."""
        assert self.reply
        if ago is not None:
            self.reply.created_at = time.time() - ago
            self.reply.last_data_at = self.reply.last_data_at and time.time() - ago
        if retry_in is not None:
            self.reply.retry_at = time.time() + retry_in
        for name, value in values.items():
            setattr(self.reply, name, ReplyStatus(value) if name == 'status' else value)
        self.chat.tell_reply_changed(self.reply)

    async def do_sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def _append(self, delta: Delta) -> None:
        assert self.reply
        self.reply.append(delta, time.time())
        self.chat.tell_reply_changed(self.reply)

    def act(self, action: str, args: dict[str, Any]) -> None:
        self.actions.append({'action': action, **args})


stage = Stage()


@app.post('/play')
async def play(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    await stage.play(steps)
    return stage.actions


@app.post('/play-later')
async def play_later(steps: list[dict[str, Any]]) -> None:
    app.state.task = asyncio.create_task(stage.play(steps))


@app.post('/jump')
async def jump(turn: int = Body(embed=True)) -> None:
    """What a click on a search result does."""
    for view in tuple(stage.chat.views):
        if isinstance(view, Transcript):
            view.show_turn(stage.chat.path()[turn].id)


@ui.page('/')
def page(look: str = 'light', compact: bool = False, nameless: bool = False) -> None:
    theme.install(look)
    ui.query('.nicegui-content').style('height: 100dvh; display: flex; flex-direction: column')
    transcript = Transcript(stage.chat, 0, on_action=stage.act, is_compact=compact, hides_names=nameless)
    if nameless:
        transcript.hide_names('Model A', None)
    ui.element('textarea').props('id=composer aria-label=Message').style('width: 100%; height: 60px; flex: none')


app.on_startup(lambda: print('ready', flush=True))


if __name__ in {'__main__', '__mp_main__'}:
    ui.run(host='127.0.0.1', port=int(sys.argv[1]), reload=False, show=False, reconnect_timeout=30, tailwind=False)
