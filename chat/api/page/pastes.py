"""Where the composer puts texts that are too long for the socket."""
from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chat.api.page.receiving import UploadRefused, body_of
from chat.engine.pastes import Pastes

LARGEST_PASTE = 64 * 1024 * 1024
"""Bytes."""
TOO_LARGE = f'This text is larger than {LARGEST_PASTE // 1024 ** 2} MB.'


def routes(pastes: Pastes) -> APIRouter:
    router = APIRouter()

    @router.post('/api/pastes')
    async def post_paste(request: Request) -> JSONResponse:
        try:
            body = await body_of(request, LARGEST_PASTE, TOO_LARGE)
        except UploadRefused as refused:
            return refused.answer()
        return JSONResponse({'paste': pastes.put(body.decode('utf-8', errors='replace'))})

    return router
