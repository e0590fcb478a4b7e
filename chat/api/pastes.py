"""Where the composer puts texts that are too long for the socket."""
from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chat.engine.pastes import Pastes

LARGEST_PASTE = 64 * 1024 * 1024
"""Bytes."""


def routes(pastes: Pastes) -> APIRouter:
    router = APIRouter()

    @router.post('/api/pastes')
    async def post_paste(request: Request) -> JSONResponse:
        if 'x-polylogue' not in request.headers:  # a header that no form of another site can send
            return JSONResponse({'error': 'This address is for the page itself.'}, status_code=403)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_PASTE:
                return JSONResponse({'error': f'This text is larger than {LARGEST_PASTE // 1024 ** 2} MB.'}, status_code=413)
        return JSONResponse({'paste': pastes.put(body.decode('utf-8', errors='replace'))})

    return router
