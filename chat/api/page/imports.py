"""Where the page puts a file to be imported, and where its progress can be asked for."""
from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chat.api.page.receiving import UploadRefused, check_sender, is_closing, pieces_of, problem
from chat.engine.one_line import clipped, one_line
from chat.engine.transfer.importing import Imports

LARGEST_FILE = 2 << 30
"""Bytes."""
PIECE = 1 << 20
"""Bytes that are written at once, in a thread: a slow disk must not hold up the streams."""
TOO_LARGE = f'This file is larger than {LARGEST_FILE >> 30} GB; unpack it, or export fewer chats at once.'


def routes(imports: Imports) -> APIRouter:
    router = APIRouter()

    @router.post('/api/imports')
    async def post_import(request: Request) -> JSONResponse:
        name = clipped(one_line(unquote(request.headers.get('x-file-name', '')))) or 'file'
        path: Path | None = None
        try:
            check_sender(request)
            path = await asyncio.to_thread(imports.new_path, name)
            await _receive(request, path)
        except (OSError, UploadRefused) as error:
            if path and not is_closing():  # its note stays: the page that was told may be gone before anybody has read it
                await asyncio.to_thread(imports.give_up, path)
            return error.answer() if isinstance(error, UploadRefused) else problem(507, f'The file could not be kept ({error.strerror}).')
        return JSONResponse({'id': imports.begin(path, name).id})

    @router.get('/api/imports/{import_id}')
    async def get_import(import_id: str) -> JSONResponse:
        one = imports.all.get(import_id)
        return JSONResponse(one.report()) if one else problem(404, 'There is no such import.')

    @router.delete('/api/imports/{import_id}')
    async def delete_import(import_id: str, request: Request) -> JSONResponse:
        try:
            check_sender(request)
        except UploadRefused as refused:
            return refused.answer()
        one = imports.all.get(import_id)
        if one is None:
            return problem(404, 'There is no such import.')
        imports.cancel(one)
        return JSONResponse({})

    return router


async def _receive(request: Request, path: Path) -> None:
    """Write the body to the file. Raises OSError and UploadRefused."""
    waiting = bytearray()
    with await asyncio.to_thread(path.open, 'wb') as file:
        async for piece in pieces_of(request, LARGEST_FILE, TOO_LARGE):
            waiting += piece
            if len(waiting) >= PIECE:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(file.write, bytes(waiting))
