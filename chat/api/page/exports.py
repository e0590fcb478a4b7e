"""Where the page fetches files: one chat, all chats, a backup. They hold what was said, never a key."""
from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from chat.api.page.receiving import problem
from chat.engine.engine import Engine
from chat.engine.judging.blind import BEFORE_REVEAL, is_blind
from chat.engine.judging.judging import Judging
from chat.engine.transfer.export_turn import BUSY, RETRY_SECONDS, ExportTurn
from chat.engine.transfer.exporting import Picks, export_all, export_chat, export_for_move, format_of
from chat.exchange.outgoing.export import FORMATS
from chat.store.rescue.damage import backup_folder
from chat.store.store import StoreError

BACKUP = re.compile(r'chats-[0-9-]{8,24}\.db')


def routes(engine: Engine, judging: Judging, picks: Picks, turn: ExportTurn) -> APIRouter:
    router = APIRouter()

    @router.get('/api/chats/{chat_id}/export')
    async def get_chat(chat_id: str, format: str = 'json') -> Response:  # noqa: A002 - the name in the address
        form = format_of(format)
        if form is None:
            return problem(400, _unknown(format))
        try:
            chat = await engine.open(chat_id)
            await judging.load()
        except StoreError as error:
            return problem(503, str(error))
        if chat is None:
            return problem(404, 'This chat is not here; it may have been deleted.')
        if is_blind(chat):
            return problem(409, BEFORE_REVEAL)
        name, pieces = export_chat(engine, chat, form, judging.votes)
        return StreamingResponse(pieces, media_type=form.media_type, headers=attached(name))

    @router.get('/api/export')
    async def get_all(format: str = 'json', picked: str = '') -> Response:  # noqa: A002 - the name in the address
        form = format_of(format)
        if form is None:
            return problem(400, _unknown(format))
        only = picks.find(picked) if picked else None
        if picked and only is None:
            return problem(404, 'This choice of chats is not kept any more; pick them again.')
        if not turn.enter():
            return problem(429, BUSY, retry_after=RETRY_SECONDS)
        name, pieces = export_all(engine, form, only)
        return InTurn(turn, pieces, media_type='application/zip' if form.is_page else form.media_type, headers=attached(name))

    @router.get('/api/move')
    async def get_move() -> Response:
        if not turn.enter():
            return problem(429, BUSY, retry_after=RETRY_SECONDS)
        name, pieces = export_for_move(engine)
        return InTurn(turn, pieces, media_type='application/zip', headers=attached(name))

    @router.get('/api/backups/{name}')
    async def get_backup(name: str) -> Response:
        path = backup_folder(engine.store.path) / name
        if not BACKUP.fullmatch(name) or not path.is_file():
            return problem(404, 'There is no such backup.')
        return FileResponse(path, media_type='application/vnd.sqlite3', headers=attached(name))

    return router


class InTurn(StreamingResponse):
    """A body that is made when it is its turn. The browser sees the download begin, and wait, at once."""

    def __init__(self, turn: ExportTurn, pieces: AsyncGenerator[bytes], **options: Any) -> None:
        self._turn = turn
        self._pieces = turn.in_turn(pieces)
        super().__init__(self._pieces, **options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with aclosing(self._pieces):  # also of a browser that has gone: it ends the process
                await super().__call__(scope, receive, send)
        finally:
            self._turn.leave()


def attached(name: str) -> dict[str, str]:
    """To be saved, not shown: a page that a model wrote must not run at this address. The second name is for everything beyond ASCII."""
    plain = name.encode('ascii', 'replace').decode().replace('?', '_').replace('"', "'")
    names = f'filename="{plain}"; filename*=UTF-8\'\'{quote(name, safe="")}'
    return {'content-disposition': f'attachment; {names}', 'cache-control': 'no-store'}


def _unknown(name: str) -> str:
    return f'There is no format “{name[:40]}”; choose one of {", ".join(FORMATS)}.'

