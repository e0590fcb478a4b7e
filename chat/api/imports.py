"""Where the page puts a file to be imported, and where its progress can be asked for."""
from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from chat.engine.importing import Imports

LARGEST_FILE = 2 << 30
"""Bytes."""
PIECE = 1 << 20
"""Bytes that are written at once, in a thread: a slow disk must not hold up the streams."""
TOO_LARGE = f'This file is larger than {LARGEST_FILE >> 30} GB; unpack it, or export fewer chats at once.'


def routes(imports: Imports) -> APIRouter:
    router = APIRouter()

    @router.post('/api/imports')
    async def post_import(request: Request) -> JSONResponse:
        if 'x-polylogue' not in request.headers:  # a header that no form of another site can send
            return _problem(403, 'This address is for the page itself.')
        length = request.headers.get('content-length', '')
        if length.isdigit() and int(length) > LARGEST_FILE:
            return _problem(413, TOO_LARGE)
        name = unquote(request.headers.get('x-file-name', ''))[:200] or 'file'
        path: Path | None = None
        try:
            path = await asyncio.to_thread(imports.place)
            if not await _received(request, path):
                await asyncio.to_thread(path.unlink, missing_ok=True)
                return _problem(413, TOO_LARGE)
        except (OSError, ClientDisconnect) as error:
            if path:
                await asyncio.to_thread(path.unlink, missing_ok=True)
            return _problem(507, f'The file could not be kept ({getattr(error, "strerror", None) or "the upload was broken off"}).')
        return JSONResponse({'id': imports.begin(path, name).id})

    @router.get('/api/imports/{import_id}')
    async def get_import(import_id: str) -> JSONResponse:
        one = imports.all.get(import_id)
        return JSONResponse(one.report()) if one else _problem(404, 'There is no such import.')

    @router.delete('/api/imports/{import_id}')
    async def delete_import(import_id: str, request: Request) -> JSONResponse:
        if 'x-polylogue' not in request.headers:
            return _problem(403, 'This address is for the page itself.')
        one = imports.all.get(import_id)
        if one is None:
            return _problem(404, 'There is no such import.')
        imports.cancel(one)
        return JSONResponse({})

    return router


async def _received(request: Request, path: Path) -> bool:
    """Write the body to the file; False if it is too large. Raises OSError and ClientDisconnect."""
    size = 0
    pieces = bytearray()
    with await asyncio.to_thread(path.open, 'wb') as file:
        async for chunk in request.stream():
            size += len(chunk)
            pieces += chunk
            if size > LARGEST_FILE:
                return False
            if len(pieces) >= PIECE:
                await asyncio.to_thread(file.write, bytes(pieces))
                pieces.clear()
        await asyncio.to_thread(file.write, bytes(pieces))
    return True


def _problem(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({'error': sentence}, status_code=status)
